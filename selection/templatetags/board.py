"""Words of the board's pages as filters."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from selection import wording

register = template.Library()
register.filter("two", wording.two)
register.filter("kr", wording.kr)
register.filter("rank", wording.rank)
register.filter("place_kind", wording.place_kind)


register.filter("names", wording.names)


class Cells(dict[tuple[str, str], SafeString]):
    """The cells of a table that say the same, each drawn once: of two thousand figures a hundred are different."""

    def __missing__(self, said: tuple[str, str]) -> SafeString:
        made = self[said] = format_html('<td class="b-average" data-label="{}">{}</td>', *said)
        return made


@register.simple_tag
def cells(drawn: Cells, figures: Iterable[tuple[str, str]]) -> SafeString:
    """One cell for each (title, figure)."""
    return mark_safe("".join([drawn[each] for each in figures]))  # noqa: S308 - each is escaped


@register.simple_tag
def drawn_once() -> Cells:
    """For `cells`, at the head of a table."""
    return Cells()
