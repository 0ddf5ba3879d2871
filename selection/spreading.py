"""Assessments spread evenly: a proposal, always the same for the same expressions, people and bars."""

import hashlib
from collections import Counter, deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from .barring import Pair

Person = int


@dataclass(frozen=True)
class Wanting:
    """An expression that lacks assessors: `names` it for good, `lacks` so many."""

    pk: int
    names: UUID
    lacks: int


@dataclass
class Spread:
    """`pairs` are new; `load` is what each has with them; `short` says how many an expression still lacks."""

    pairs: list[Pair] = field(default_factory=list)
    load: Counter[Person] = field(default_factory=Counter)
    short: dict[int, int] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Whether what is saved is what was looked at."""
        return hashlib.sha256(repr(sorted(self.pairs)).encode()).hexdigest()[:16]


def spread(
    wanting: Collection[Wanting], people: Collection[Person], *, barred: Collection[Pair], load: Mapping[Person, int]
) -> Spread:
    """Give each expression as many of the people as it lacks. `load` is what they have already.

    First those with the fewest to choose from, each to whoever has the least. Then, as long as one has two more than
    another whom a chain of exchanges reaches, one is passed on along it: so nobody's load can be lowered any further.
    """
    made = Spread(load=Counter({person: load.get(person, 0) for person in people}))
    closed = set(barred)
    free = {each.pk: [person for person in people if (each.pk, person) not in closed] for each in wanting}
    given: dict[int, set[Person]] = {}
    for each in sorted(wanting, key=lambda each: (len(free[each.pk]) - each.lacks, str(each.names))):
        ready = sorted(free[each.pk], key=lambda person: (made.load[person], _lot(each.names, person)))
        given[each.pk] = set(ready[: each.lacks])
        made.load.update(given[each.pk])
        if each.lacks > len(ready):
            made.short[each.pk] = each.lacks - len(ready)
    while _even_out(given, free, made.load):
        pass
    made.pairs = sorted((pk, person) for pk, persons in given.items() for person in persons)
    return made


def _lot(names: UUID, person: Person) -> str:
    """Of those who have equally much, not always the same ones sit together."""
    return hashlib.sha256(f"{names}:{person}".encode()).hexdigest()


def _even_out(given: dict[int, set[Person]], free: dict[int, list[Person]], load: Counter[Person]) -> bool:
    """Pass one on from who has the most to somebody with at least two less, if a chain leads there."""
    for start in sorted(load, key=lambda person: (-load[person], person)):
        if path := _path(start, given, free, load):
            for giver, expression, taker in path:
                given[expression].remove(giver)
                given[expression].add(taker)
            load[start] -= 1
            load[path[-1][2]] += 1
            return True
    return False


def _path(
    start: Person, given: dict[int, set[Person]], free: dict[int, list[Person]], load: Counter[Person]
) -> list[tuple[Person, int, Person]]:
    """Who passes which expression on to whom, so that somebody with two less than `start` gets one more. Breadth
    first; each person is on it once, so that no step undoes another."""
    came: dict[Person, tuple[Person, int]] = {}
    waiting, seen = deque([start]), {start}
    while waiting:
        giver = waiting.popleft()
        for expression in sorted(pk for pk, persons in given.items() if giver in persons):
            for taker in free[expression]:
                if taker in seen or taker in given[expression]:
                    continue
                seen.add(taker)
                came[taker] = giver, expression
                if load[taker] <= load[start] - 2:
                    return _walked(taker, start, came)
                waiting.append(taker)
    return []


def _walked(end: Person, start: Person, came: dict[Person, tuple[Person, int]]) -> list[tuple[Person, int, Person]]:
    steps = []
    while end != start:
        giver, expression = came[end]
        steps.append((giver, expression, end))
        end = giver
    return steps[::-1]
