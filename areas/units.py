"""What an expression is asked about, and compared by: the fields and lists of its sections, here called units.

A unit is a key of `drafting.values_of` (latitude and longitude are one), or the steering group, or the attachments.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from areas import drafting
from areas.completeness import Section, kroner
from areas.content import Content, Person
from areas.states import GroupRole, Sector

Unit = tuple[str, str]
Said = str | list[str]

GROUP: Unit = (Section.GROUP.value, "group")
ATTACHMENTS: Unit = (Section.ATTACHMENTS.value, "attachments")

_LABELS = {
    "name": _("Områdets navn"),
    "municipality": _("Kommune"),
    "place": _("Sted i området"),
    "latitude": _("Punkt på kortet"),
    "partners": _("Partnere"),
    "challenge": _("Udfordring eller vision"),
    "idea": _("Idéen"),
    "practice": _("I praksis"),
    "goals": _("Lokale mål"),
    "activities": _("Aktiviteter"),
    "grant": _("Budget: fra regionen"),
    "own": _("Budget: egen finansiering"),
    "group": _("Styregruppe"),
    "attachments": pgettext_lazy("attachments", "Bilag"),
}


def unit_of(name: str) -> str:
    """The unit that a field belongs to, or a row's field: "longitude" → "latitude", "partners-0-name" → "partners"."""
    name = name.partition("-")[0] if name.partition("-")[0] in _LABELS else name
    return {"longitude": "latitude", "phone": "group"}.get(name, name)


def of_section(section: Section, content: Content) -> list[str]:
    if section not in drafting.WRITTEN:
        return [unit for where, unit in (GROUP, ATTACHMENTS) if where == section]
    return list(dict.fromkeys(unit_of(name) for name in drafting.values_of(section, content)))


def all_of(content: Content) -> Iterator[Unit]:
    """Every unit of what was sent, in the order in which it is read."""
    for section in Section:
        for unit in of_section(section, content):
            yield section.value, unit


def label(unit: Unit, elements: dict[str, str]) -> str:
    """What the unit is called, in the reader's language; `elements` are the titles of the core elements by key."""
    where, name = unit
    return elements.get(name, name) if where == Section.CORE else str(_LABELS[name])


def titles(content: Content) -> dict[str, str]:
    """Of the core elements, in the language that the content was read in."""
    return {answer.key: answer.title for answer in content.answers}


def neutral(unit: Unit, content: Content) -> object:
    """What stands in the unit, the same in every language; for the lists a list with one entry a row."""
    where, name = unit
    if unit == GROUP:
        return [[person.name, person.email, person.phone, person.is_contact] for person in content.group]
    if unit == ATTACHMENTS:
        return [[file.uid, file.title] for file in content.attachments]
    values = drafting.values_of(Section(where), content)
    return [values["latitude"], values["longitude"]] if name == "latitude" else values[name]


def said(unit: Unit, content: Content) -> Said:
    """What stands in the unit as one reads it: a text, or for the lists a line for each row."""
    where, name = unit
    return _LINES[name](content) if name in _LINES and where != Section.CORE else _text(unit, content)


def lines(unit: Unit, content: Content) -> list[str]:
    """The same line by line; none where nothing stands."""
    stands = said(unit, content)
    return stands if isinstance(stands, list) else [stands] if stands else []


def _text(unit: Unit, content: Content) -> str:
    where, name = unit
    if where == Section.CORE:
        return next((answer.text for answer in content.answers if answer.key == name), "")
    if name == "latitude":
        return f"{content.latitude}° N, {content.longitude}° Ø" if content.latitude else ""
    return str(getattr(content, {"name": "area"}.get(name, name)))


def _joined(head: str, *more: str) -> str:
    return " · ".join(filter(None, (head or "–", *more)))


def _budget(content: Content, *, own: bool) -> list[str]:
    lines = [line for line in content.budget if line.own == own]
    return [
        _joined(line.what, gettext("%s kr.") % kroner(Decimal(line.amount)) if line.amount else "") for line in lines
    ]


def _partners(content: Content) -> list[str]:
    return [
        _joined(each.name, str(Sector(each.sector_key).label) if each.sector_key else "") for each in content.partners
    ]


def _goals(content: Content) -> list[str]:
    return [_joined(goal.text, ", ".join(goal.serves)) for goal in content.goals]


def _activities(content: Content) -> list[str]:
    return [_joined(each.title, each.when, each.description) for each in content.activities]


def _person(person: Person) -> str:
    return _joined(
        person.name or person.email,
        str(GroupRole.CONTACT.label) if person.is_contact else "",
        person.email if person.name else "",
        person.phone,
    )


_LINES = {
    "partners": _partners,
    "goals": _goals,
    "activities": _activities,
    "grant": lambda content: _budget(content, own=False),
    "own": lambda content: _budget(content, own=True),
    "group": lambda content: [_person(person) for person in content.group],
    "attachments": lambda content: [_joined(file.title, file.name) for file in content.attachments],
}


def closed_among(names: Iterable[str], section: Section, opened: frozenset[Unit] | None) -> set[str]:
    """Of these fields of a section, those that are not open."""
    return set() if opened is None else {name for name in names if (section.value, unit_of(name)) not in opened}
