"""Words of the board's pages as filters."""

from django import template

from selection import wording

register = template.Library()
register.filter("two", wording.two)
register.filter("kr", wording.kr)
register.filter("rank", wording.rank)
register.filter("place_kind", wording.place_kind)


register.filter("names", wording.names)
