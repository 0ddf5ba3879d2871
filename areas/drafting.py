"""The writing of a draft, section by section: what stands in one, and how another text takes its place.

The values of a section are plain JSON, the same whether they come from the database or from a form: that is how two
who wrote at once are told apart (`areas.merging`).
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import models

from areas.completeness import Section
from areas.content import Content
from areas.merging import Values
from areas.models import CoreElementAnswer, ExpressionOfInterest, LocalGoal
from areas.states import Funding

# The database lets no two partners of an area have one name.
UNIQUE = ("partners",)
# How many rows a list may hold, whoever wrote them.
AT_MOST = {"partners": 40, "goals": 12, "activities": 30, "grant": 40, "own": 40}
# What a writer sets on the draft itself and leaves to its caller to save; all else it saves.
OWN_TEXTS = ("challenge", "idea", "practice")


def values_of(section: Section, content: Content) -> Values:
    return _VALUES[section](content)


def write(section: Section, row: ExpressionOfInterest, values: Values) -> None:
    """Put the values in place of what stands in that section of the locked draft."""
    _WRITERS[section](row, values)


# --- what stands in a section


def _place(content: Content) -> Values:
    return {
        "name": content.area,
        "municipality": str(content.municipality_code or ""),
        "place": content.place,
        "latitude": content.latitude,
        "longitude": content.longitude,
        "partners": [{"name": each.name, "sector": each.sector_key} for each in content.partners],
    }


def _lines(content: Content, *, own: bool) -> list[Values]:
    return [{"what": line.what, "amount": line.amount} for line in content.budget if line.own == own]


_VALUES: dict[Section, Callable[[Content], Values]] = {
    Section.PLACE: _place,
    Section.CHALLENGE: lambda content: {"challenge": content.challenge},
    Section.IDEA: lambda content: {"idea": content.idea, "practice": content.practice},
    Section.CORE: lambda content: {answer.key: answer.text for answer in content.answers},
    Section.GOALS: lambda content: {
        "goals": [{"text": goal.text, "serves": goal.serves_keys} for goal in content.goals]
    },
    Section.ACTIVITIES: lambda content: {
        "activities": [
            {"title": each.title, "when": each.when, "description": each.description} for each in content.activities
        ]
    },
    Section.BUDGET: lambda content: {"grant": _lines(content, own=False), "own": _lines(content, own=True)},
}


# --- how another text takes its place


def _write_place(row: ExpressionOfInterest, values: Values) -> None:
    area = row.area
    area.name, area.place = values["name"], values["place"]
    area.municipality_id = int(values["municipality"]) if values["municipality"] else None
    area.latitude, area.longitude = values["latitude"] or None, values["longitude"] or None
    area.save(update_fields=["name", "place", "municipality", "latitude", "longitude"])
    _replace(area.partners.all(), values["partners"], known_by="name", area=area)


def _write_texts(row: ExpressionOfInterest, values: Values) -> None:
    for name, text in values.items():
        setattr(row, name, text)  # saved with the row itself


def _write_core(row: ExpressionOfInterest, values: Values) -> None:
    elements = dict(row.programme.core_elements.values_list("key", "pk"))
    stood = dict(row.answers.order_by().values_list("core_element__key", "text"))
    emptied = [key for key, text in values.items() if not text and key in stood]
    if emptied:
        row.answers.filter(core_element__key__in=emptied).delete()
    CoreElementAnswer.objects.bulk_create(
        [
            CoreElementAnswer(expression=row, core_element_id=elements[key], text=text)
            for key, text in values.items()
            if text and text != stood.get(key)
        ],
        update_conflicts=True,
        unique_fields=["expression", "core_element"],
        update_fields=["text"],
    )


def _write_goals(row: ExpressionOfInterest, values: Values) -> None:
    said = values["goals"]
    texts = [{"text": goal["text"]} for goal in said]
    rows = _replace(row.local_goals.all(), texts, known_by="text", expression=row)
    ids = dict(row.programme.goals.values_list("key", "pk"))
    wanted = {(goal.pk, ids[key]) for goal, each in zip(rows, said, strict=True) for key in each["serves"]}
    through = LocalGoal.serves.through.objects
    stood = {
        (goal, served): pk
        for pk, goal, served in through.filter(localgoal__expression=row).values_list("pk", "localgoal", "goal")
    }
    if gone := [pk for pair, pk in stood.items() if pair not in wanted]:
        through.filter(pk__in=gone).delete()
    through.bulk_create(
        LocalGoal.serves.through(localgoal_id=goal, goal_id=served) for goal, served in sorted(wanted - stood.keys())
    )


def _write_activities(row: ExpressionOfInterest, values: Values) -> None:
    _replace(row.planned_activities.all(), values["activities"], known_by="title", expression=row)


def _write_budget(row: ExpressionOfInterest, values: Values) -> None:
    for funding in Funding:
        lines = [
            line | {"amount": Decimal(line["amount"]) if line["amount"] else None} for line in values[funding.value]
        ]
        stood = row.budget_lines.filter(funding=funding)
        _replace(stood, lines, known_by="what", expression=row, funding=funding)


_WRITERS: dict[Section, Callable[[ExpressionOfInterest, Values], None]] = {
    Section.PLACE: _write_place,
    Section.CHALLENGE: _write_texts,
    Section.IDEA: _write_texts,
    Section.CORE: _write_core,
    Section.GOALS: _write_goals,
    Section.ACTIVITIES: _write_activities,
    Section.BUDGET: _write_budget,
}


WRITTEN = tuple(_WRITERS)


def _replace(stood: models.QuerySet, said: list[Values], *, known_by: str, **owner: Any) -> list[Any]:
    """Make the rows those that are said, in that order, and return them.

    A row keeps its identity while the field it is known by stays; what was renamed takes over the rows that are left,
    in their order. No two rows can meet in a name on the way: whoever takes a new name takes one that nobody had.
    """
    known: dict[str, list[Any]] = {}
    for row in stood.order_by("position", "pk"):
        known.setdefault(getattr(row, known_by).lower(), []).append(row)
    kept = [waiting.pop(0) if (waiting := known.get(values[known_by].lower())) else None for values in said]
    left = [row for waiting in known.values() for row in waiting]
    rows = [row or (left.pop(0) if left else stood.model(**owner)) for row in kept]
    if left:
        stood.filter(pk__in=[row.pk for row in left]).delete()
    changed = [row for position, row in enumerate(rows) if _take(row, said[position] | {"position": position})]
    if updated := [row for row in changed if row.pk]:
        stood.model._base_manager.bulk_update(updated, [*said[0], "position"])
    stood.model._base_manager.bulk_create([row for row in rows if not row.pk])
    return rows


def _take(row: models.Model, values: Values) -> bool:
    """Whether that changed anything."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)
