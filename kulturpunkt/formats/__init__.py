"""How days and times are written in each language: `|date:"DATE_FORMAT"`, never a format of one's own."""
