"""Who is on which section just now. Kept in the cache for a minute and nowhere else: if it is lost, nothing is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache

from areas.completeness import Section
from areas.models import ExpressionOfInterest
from people.models import User

SECONDS = 50  # a page that is open says so every twenty


@dataclass(frozen=True)
class Present:
    person: str
    section: Section


def _key(expression: ExpressionOfInterest, person: int) -> str:
    return f"present:{expression.pk}:{person}"


def arrive(expression: ExpressionOfInterest, section: Section, *, by: User) -> None:
    cache.set(_key(expression, by.pk), section.value, SECONDS)


def others(expression: ExpressionOfInterest, *, than: User) -> list[Present]:
    """The rest of the group, as `content.read` knows it, who have a section open."""
    people = {_key(expression, each.pk): each for each in expression.group_people if each.pk != than.pk}
    return list(_present(people, cache.get_many(people) if people else {}))


def _present(people: dict[str, User], found: dict[str, str]) -> Iterable[Present]:
    for key, person in people.items():
        if found.get(key) in Section:
            yield Present(str(person), Section(found[key]))
