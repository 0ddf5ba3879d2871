"""Two who wrote in one field: what each of them has, side by side."""

from dataclasses import dataclass, replace

from areas import content, merging
from areas.actions import Saved
from areas.forms.page import Page
from areas.models import ExpressionOfInterest


@dataclass(frozen=True)
class Conflict:
    """`mine` is empty for a list of rows, which stand in the page's own boxes; `theirs_in` then names what draws it."""

    unit: str
    label: str
    mine: str = ""
    theirs: str = ""
    theirs_in: str = ""

    @property
    def field(self) -> str:
        return "id_map" if self.unit in ("latitude", "longitude") else f"id_{self.unit}"


def of(page: Page, saved: Saved) -> list[Conflict]:
    return [_conflict(page, unit, saved) for unit in saved.conflicts]


def _conflict(page: Page, unit: str, saved: Saved) -> Conflict:
    found = Conflict(unit, page.label_of(unit))
    if unit in page.formsets:
        return replace(found, theirs_in=f"areas/said/{_name_of(page)}.html")
    mine, theirs = (_readable(page, unit, values[unit]) for values in (page.values, saved.values))
    return replace(found, mine=mine, theirs=theirs)


def _name_of(page: Page) -> str:
    return page.template.rpartition("/")[2].removesuffix(".html")


def _readable(page: Page, unit: str, value: str) -> str:
    choices = getattr(page.form.fields[unit], "choices", None) if page.form is not None else None
    return str(dict(choices).get(value, value)) if choices else value


def seen_after(page: Page, saved: Saved) -> merging.Seen:
    """What the page, which shows what was typed, is made from once that is saved.

    Of a unit in which two wrote the person sees both texts now, so the next save decides.
    """
    shown = {unit: saved.values[unit] if unit in saved.conflicts else value for unit, value in page.values.items()}
    return page.seen | merging.seen_of(shown)


def now(expression: ExpressionOfInterest, found: list[Conflict]) -> content.Content | None:
    """What stands there now, for the lists; a text's conflict has it already."""
    return content.read(expression) if any(each.theirs_in for each in found) else None
