"""The figures: each page against a reference view, in the same run. `make bench` prints the table."""
