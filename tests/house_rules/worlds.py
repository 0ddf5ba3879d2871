"""Two worlds: what somebody may not see must leave no trace, on any page.

    before = seen(client, things)
    …what is to be hidden comes into being…
    assert_same(before, seen(client, things))

asks every address there is, filled with the ids of `things`, and compares what came: status, headers and body. An
address that is added to the site is asked as well, without a word here. `assert_missing` asks them with the ids of what
is hidden, and with ids of nothing: both must be the same answer.
"""

import re
import uuid
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import unified_diff

from django.core.cache import cache
from django.db import transaction
from django.test import Client

from kulturpunkt import shared_page
from tests.house_rules.test_access import routes

# The demonstration shows everybody its invented people; the monitoring counts the mail of all, and names nothing. On
# the way in and at the second step new secrets stand at every visit, and nothing of any case.
LEFT_OUT = ("demo/", "sundhed/", "log-ind/")
HEADERS = ("Location", "Cache-Control", "Content-Type", "Content-Disposition", "ETag", "Last-Modified", "Vary")
ANY_UID = re.compile(r"<uuid:(\w+)>")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@dataclass
class Things:
    """What fills the addresses. The first uuid in a route is each of `uids` in turn; every other name is one of `ids`;
    `object_id`s are those of Django's own pages, by where these lie. `asked` are put after each of the team's lists."""

    uids: list[uuid.UUID]
    ids: dict[str, object] = field(default_factory=dict)
    object_ids: dict[str, list[int]] = field(default_factory=dict)
    asked: tuple[str, ...] = ()

    def addresses(self) -> Iterator[str]:
        for route in sorted(set(routes())):
            if route.startswith(LEFT_OUT) or route.endswith("(?P<url>.*)$"):
                continue
            yield from self._filled(route)
            if route.startswith("team/") and not PARAMETER.search(route):
                yield from (f"/{route}{query}" for query in self.asked)

    def _filled(self, route: str) -> Iterator[str]:
        first = ANY_UID.search(route)
        if "object_id" in route:
            there = next((ids for place, ids in self.object_ids.items() if route.startswith(place)), [])
            yield from (self._fill(route, {"object_id": each}) for each in there)
        elif first:
            yield from (self._fill(route, {first[1]: each}) for each in self.uids)
        else:
            yield self._fill(route, {})

    def _fill(self, route: str, more: dict[str, object]) -> str:
        ids = {"number": 1, "app_label": "areas"} | self.ids | more
        return "/" + PARAMETER.sub(lambda found: str(ids.get(found[1] or found[2], "x")), route)

    def missing(self) -> "Things":
        """The same many of nothing."""
        nothing = {each: uuid.UUID(int=number) for number, each in enumerate(self._all_uids(), start=1)}
        return Things(
            uids=[nothing[each] for each in self.uids],
            ids={name: nothing.get(each, self._not_there(each)) for name, each in self.ids.items()},
            object_ids={place: [9_000_000 + each for each in ids] for place, ids in self.object_ids.items()},
        )

    def _all_uids(self) -> list[uuid.UUID]:
        return list(dict.fromkeys([*self.uids, *(each for each in self.ids.values() if isinstance(each, uuid.UUID))]))

    def _not_there(self, value: object) -> object:
        return f"{value}-ikke" if isinstance(value, str) and value.startswith("sted-") else value


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    def __str__(self) -> str:
        return "\n".join([str(self.status), *(f"{name}: {value}" for name, value in self.headers.items()), self.body])


def seen(client: Client, things: Things, *, only: Container[str] | None = None) -> dict[str, Answer]:
    """What each address answers; `only` for a control, which need not see the whole site."""
    return _asked(client, [path for path in things.addresses() if only is None or path in only])


def _asked(client: Client, paths: Iterable[str], method: str = "get") -> dict[str, Answer]:
    shared_page.forget()
    cache.clear()
    cookies = client.cookies.output(header="", sep=";")
    found = {}
    for path in paths:
        client.cookies.clear()
        client.cookies.load(cookies)
        found[path] = _answer(client, path, method)
    client.cookies.clear()
    client.cookies.load(cookies)
    wrong = [path for path, answer in found.items() if answer.status >= 500]
    assert not wrong, wrong
    return found


def _answer(client: Client, path: str, method: str) -> Answer:
    """Whatever it wrote is taken back."""
    with transaction.atomic():
        response = getattr(client, method)(path)
        body = response.getvalue() if response.streaming else response.content
        for close in response._resource_closers:  # a file's; response.close() would take the database along
            close()
        transaction.set_rollback(True)
    headers = {name: response.headers[name] for name in HEADERS if name in response.headers}
    return Answer(response.status_code, headers, _plain(body.decode(errors="replace")))


def _plain(body: str) -> str:
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    return re.sub(r'data-csrf="\w+"', "", body)


def assert_same(before: dict[str, Answer], after: dict[str, Answer]) -> None:
    different = [path for path in before if before[path] != after[path]]

    assert before.keys() == after.keys()
    assert not different, f"{different}\n{_difference(str(before[different[0]]), str(after[different[0]]))}"


def assert_missing(client: Client, things: Things, methods: tuple[str, ...] = ("get", "post")) -> None:
    """What has the ids of `things` answers as what has ids of nothing."""
    nothing = things.missing()
    pairs = zip(things.addresses(), nothing.addresses(), strict=True)
    theirs = {path: other for path, other in pairs if path != other}
    names = _names(things, nothing)
    assert theirs
    for method in methods:
        there, gone = _asked(client, theirs, method), _asked(client, theirs.values(), method)
        different = [
            path for path, other in theirs.items() if _nameless(there[path], names) != _nameless(gone[other], names)
        ]

        assert not different, f"{method}: {different}\n{there[different[0]]}"


def _names(things: Things, nothing: Things) -> re.Pattern:
    """What tells the two apart: their ids, as whole words."""
    names = {str(each) for both in (things, nothing) for each in (*both.uids, *both.ids.values())}
    names |= {str(each) for both in (things, nothing) for ids in both.object_ids.values() for each in ids}
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?![\w-])")


def _nameless(answer: Answer, names: re.Pattern) -> str:
    return names.sub("ID", str(answer))


def _difference(before: str, after: str) -> str:
    lines = unified_diff(before.splitlines(), after.splitlines(), "without", "with", n=0, lineterm="")
    return "\n".join(line[:600] for line in list(lines)[:20])
