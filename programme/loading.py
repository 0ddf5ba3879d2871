"""A programme as a file: read, checked line by line, and put into the database as often as one likes.

What the team has changed in the browser stays as they left it; a file that has changed brings the rest up to date.
"""

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import translation

from . import actions
from .models import CoreElement, Goal, Milestone, Programme

SHIPPED = Path(__file__).parent / "data" / "kulturpunkt-2025-2026.toml"

_TEXTS: dict[str, type] = {"key": str, "title": str, "title_en": str, "description": str, "description_en": str}
_FIELDS: dict[str, dict[str, type]] = {
    "programme": {
        "slug": str,
        "name": str,
        "name_en": str,
        "places": int,
        "grant_amount": str,
        "min_partners": int,
        "min_sectors": int,
        "reminder_days": list,
        "team_email": str,
    },
    "milestone": _TEXTS | {"who": list, "from": dt.date, "to": dt.date, "precision": str, "kind": str},
    "core_element": _TEXTS | {"question": str, "question_en": str},
    "goal": {"key": str, "level": str, "parent": str, "text": str, "text_en": str},
}
_MAY_BE_LEFT_OUT = {"parent", "reminder_days", "min_partners", "min_sectors"}
_TABLES = {Milestone: "milestone", CoreElement: "core_element", Goal: "goal"}
_NAMES = {"from": "from_on", "to": "to_on"}


class BadPlan(Exception):
    """The file cannot be loaded; the message says where and why."""


def read(path: Path) -> dict:
    """The file's tables, each with the fields it must have, of the right type. Raises BadPlan."""
    try:
        plan = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadPlan(f"{path.name}: {error}") from error
    if unknown := plan.keys() - _FIELDS.keys():
        raise BadPlan(f"{path.name}: unknown table {', '.join(sorted(unknown))}")
    if not isinstance(plan.get("programme"), dict):
        raise BadPlan(f"{path.name}: no [programme] in it")
    _check_fields("programme", plan["programme"], "programme")
    for table in ("milestone", "core_element", "goal"):
        seen = set()
        for number, row in enumerate(plan.setdefault(table, []), start=1):
            where = f"{table} {row.get('key', f'number {number}')}"
            _check_fields(table, row, where)
            if row["key"] in seen:
                raise BadPlan(f"{where}: the key is there twice")
            seen.add(row["key"])
    return plan


def _check_fields(table: str, row: dict, where: str) -> None:
    fields = _FIELDS[table]
    if unknown := row.keys() - fields.keys():
        raise BadPlan(f"{where}: unknown field {', '.join(sorted(unknown))}")
    if missing := fields.keys() - row.keys() - _MAY_BE_LEFT_OUT:
        raise BadPlan(f"{where}: {', '.join(sorted(missing))} is missing")
    for name, value in row.items():
        if type(value) is not fields[name]:
            raise BadPlan(f"{where}: {name} = {value!r} is not a {fields[name].__name__}")


@transaction.atomic
def load(plan: dict, *, at: dt.datetime, force: bool = False) -> list[str]:
    """Put a plan that `read` gave into the database; returns what was done, a line each. Raises BadPlan.

    The first programme becomes the one that is shown. With `force` the file wins over what the team has changed.
    """
    with translation.override("en"):
        programme, lines = _load_programme(plan["programme"], force)
        for milestone in plan["milestone"]:
            lines += _load_milestone(programme, milestone, at, force)
        for position, element in enumerate(plan["core_element"], start=1):
            lines += _load_row(CoreElement(programme=programme), element | {"position": position}, force)
        goals: dict[str, int] = {}
        for position, goal in enumerate(plan["goal"], start=1):
            lines += _load_goal(programme, goal | {"position": position}, goals, force)
        lines += _left_over(programme, plan)
    created = [line for line in lines if line.endswith(": created")]
    return [line for line in lines if line not in created] + _counted(created)


def _counted(created: list[str]) -> list[str]:
    """Twenty-nine new rows are one line, not twenty-nine."""
    tables = Counter(line.split()[0] for line in created)
    return [f"created: {', '.join(f'{count} × {table}' for table, count in tables.items())}"] if created else []


def _load_programme(fields: dict, force: bool) -> tuple[Programme, list[str]]:
    programme = Programme.objects.filter(slug=fields["slug"]).select_for_update().first()
    if programme is None:
        programme = Programme(**fields, is_current=not Programme.objects.filter(is_current=True).exists())
        _save(programme, f"programme {fields['slug']}")
        return programme, [f"programme {programme.slug}: created"]
    return programme, _update(programme, fields, f"programme {programme.slug}", force)


def _load_milestone(programme: Programme, fields: dict, at: dt.datetime, force: bool) -> list[str]:
    fields = {_NAMES.get(name, name): value for name, value in fields.items()}
    dates = {name: fields.pop(name) for name in ("from_on", "to_on", "precision")}
    row = Milestone.objects.select_for_update(of=("self",)).filter(programme=programme, key=fields["key"]).first()
    if row is None:
        return _load_row(Milestone(programme=programme), fields | dates, force)
    lines = _update(row, fields, f"milestone {row.key}", force)
    if row.dates == {name: str(value) for name, value in dates.items()}:
        return lines
    before = row.when_text
    if row.moved_at and not force:
        return [*lines, f"milestone {row.key}: moved to {before} by {row.moved_by}, left there (--force moves it back)"]
    try:
        actions.set_dates(row, **dates, verb="milestone_loaded", by=None, at=at)
    except ValidationError as error:
        raise BadPlan(f"milestone {row.key}: {' '.join(error.messages)}") from error
    return [*lines, f"milestone {row.key}: {before} is now {row.when_text}"]


def _load_goal(programme: Programme, fields: dict, ids: dict[str, int], force: bool) -> list[str]:
    if parent := fields.pop("parent", ""):
        if parent not in ids:
            raise BadPlan(f"goal {fields['key']}: there is no goal {parent} before it")
        fields["parent_id"] = ids[parent]
    lines = _load_row(Goal(programme=programme), fields, force)
    ids[fields["key"]] = programme.goals.get(key=fields["key"]).pk
    return lines


def _load_row(new: Milestone | CoreElement | Goal, fields: dict, force: bool) -> list[str]:
    where = f"{_TABLES[type(new)]} {fields['key']}"
    row = type(new)._default_manager.filter(programme=new.programme, key=fields["key"]).first()
    if row is not None:
        return _update(row, fields, where, force)
    for name, value in fields.items():
        setattr(new, name, value)
    _save(new, where)
    return [f"{where}: created"]


def _update(row: models.Model, fields: dict, where: str, force: bool) -> list[str]:
    changed = [name for name, value in fields.items() if _as_stored(row, name, value) != getattr(row, name)]
    if not changed:
        return []
    if _edited_by_people(row) and not force:
        return [f"{where}: {', '.join(changed)} was changed in the browser, left so (--force takes the file's)"]
    for name in changed:
        setattr(row, name, fields[name])
    _save(row, where)
    return [f"{where}: {', '.join(changed)} updated"]


def _as_stored(row: models.Model, name: str, value: object) -> object:
    """A number that the file writes as text, as the number it is."""
    field = row._meta.get_field(name)
    return field.to_python(value) if isinstance(field, models.Field) else value


def _edited_by_people(row) -> bool:
    """The row audit knows the user of a change that came by a browser, and none for one that came from a command."""
    return row.events.filter(pgh_context__metadata__has_key="user").exists()


def _save(row: models.Model, where: str) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        said = (
            f"{name}: {' '.join(messages)}" if name != "__all__" else " ".join(messages)
            for name, messages in error.message_dict.items()
        )
        raise BadPlan(f"{where}: {'; '.join(said)}") from error
    row.save()


def _left_over(programme: Programme, plan: dict) -> Iterator[str]:
    for name, rows in {"milestone": "milestones", "core_element": "core_elements", "goal": "goals"}.items():
        keys = {row["key"] for row in plan[name]}
        for key in getattr(programme, rows).order_by("pk").values_list("key", flat=True):
            if key not in keys:
                yield f"{name} {key}: not in the file, left as it is"
