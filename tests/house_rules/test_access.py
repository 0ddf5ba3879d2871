"""Every address, every method, every role, against a kept table (access.txt). An address that is not in it fails.

Anna is the contact person of the area in question, Ejnar a member of its group, Carla contact person elsewhere, Karen
the contact of Anna's municipality, Lars that of Carla's, Vibe the assessor in question, Kim another, Bo of the team.
What another area's, municipality's or assessor's people get must be what they get for a thing that does not exist.
To make the table anew, and then read each line that changed: ACCESS=write make test ARGS=tests/house_rules
"""

import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from areas import actions
from areas.models import Dialogue, MunicipalContact
from people.models import User
from selection.models import Assessment
from tests import factories
from tests.house_rules.places import a_composition, a_document, half_a_document
from tests.people.signing import sign_in
from tests.selection import factories as made

TABLE = Path(__file__).with_name("access.txt")
ROLES = ("nobody", "anna", "ejnar", "carla", "karen", "lars", "kim", "vibe", "bo")
METHODS = ("GET", "HEAD", "POST")
INGE = {"name": "Inge Ny", "email": "inge@eksempel.dk", "phone": ""}
# Django's admin makes its own addresses; for these the rule is one: the team, and nobody else.
TEAM = "team/"


def routes(patterns=None, prefix: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def filled(route: str, ids: dict[str, object]) -> str:
    """The route with Anna's things in it: <uuid:uid>, <slug:name>, (?P<x>…)."""
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(ids.get(found[1], 1)), route)
    return "/" + re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: str(ids.get(found[1], 1)), path)


@pytest.fixture
def story(db):
    """Anna's draft with a file, half a file and a member; Carla's own; one that Vibe has assessed; an id for every
    name in a route."""
    anna, carla = factories.anna(), factories.carla()
    expression = factories.expression.complete(anna)
    elsewhere = factories.municipality(851, "Aalborg")
    factories.expression.complete(carla, name="Andetsteds", municipality=elsewhere)
    # What else has a uid in its address gets the same one, so that its pages are swept as well.
    Dialogue.objects.filter(pk=factories.dialogue().pk).update(uid=expression.uid)
    karen, lars = factories.municipal_contact(), factories.municipal_contact("Lars Lund", elsewhere)
    MunicipalContact.objects.filter(pk=karen.pk).update(uid=expression.uid)
    a_composition(expression, factories.bo())
    document = a_document(anna)
    actions.attach(expression, document, title="Billede", by=anna, at=factories.BEFORE_THE_DEADLINE)
    half = half_a_document(anna, expression)
    vibe, dorte = made.assessor("Vibe Dom"), factories.person("Dorte Prøve", phone="+4520304059")
    given = made.assessment.given(factories.expression.submitted(dorte, name="Sendtby", municipality=elsewhere), vibe)
    Assessment.objects.filter(pk=given.pk).update(uid=expression.uid)
    member = expression.area.memberships.get(role="member")
    invitation = actions.invite(expression, **INGE, by=anna, at=factories.BEFORE_THE_DEADLINE)
    declared = made.disqualified(factories.person("Lis Team", is_team=True), expression)
    people = {
        "nobody": None,
        "anna": anna,
        "ejnar": member.person,
        "carla": carla,
        "karen": karen.person,
        "lars": lars.person,
        "kim": factories.person("Kim Dom", is_assessor=True),
        "vibe": vibe,
        "bo": factories.bo(),
    }
    ids = {
        "uid": expression.uid,
        "file": document.uid,
        "document": document.uid,
        "half": half.uid,
        "member": member.uid,
        "invitation": invitation.uid,
        "declaration": declared.uid,
        "number": 1,
        "name": "udfordring",
        "element": "udvikling",
        "of": expression.uid,
        "object_id": expression.pk,
        "token": "x",
    }
    return people, ids


def browser_of(person: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if person:
        sign_in(client, person)
    return client


def answer(client: Client, method: str, path: str) -> str:
    """The status, "sign-in" for the way there; whatever it wrote is taken back."""
    with transaction.atomic():
        response = getattr(client, method.lower())(path)
        for close in response._resource_closers:  # a file's; response.close() would take the database along
            close()
        transaction.set_rollback(True)
    if response.status_code in (301, 302) and response.headers["Location"].startswith("/log-ind/"):
        return "sign-in"
    return str(response.status_code)


def table_of(story) -> dict[str, list[str]]:
    people, ids = story
    rows = {}
    for route in sorted(set(routes())):
        if not route.startswith(TEAM):
            for method in METHODS:
                rows[f"{method} {route}"] = [
                    answer(browser_of(people[who]), method, filled(route, ids)) for who in ROLES
                ]
    return rows


def kept() -> dict[str, list[str]]:
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {f"{method} {'' if route == '/' else route}": answers for method, route, *answers in lines}


def write(rows: dict[str, list[str]]) -> None:
    head = f"# {'method':<6}{'address':<68}{''.join(f'{who:<9}' for who in ROLES)}".rstrip()
    lines = []
    for name, answers in rows.items():
        method, route = name.split(" ", 1)
        lines.append(f"{method:<8}{route or '/':<68}{''.join(f'{each:<9}' for each in answers)}".rstrip())
    TABLE.write_text("\n".join([head, *lines]) + "\n")


def test_every_address_answers_each_role_as_the_table_says(story):
    found = table_of(story)
    if os.environ.get("ACCESS") == "write":
        write(found)

    assert found == kept()


def test_nobody_gets_a_server_error(story):
    wrong = {name: answers for name, answers in kept().items() if any(each.startswith("5") for each in answers)}

    assert wrong == {}


def test_anothers_and_a_missing_thing_look_the_same(story):
    people, ids = story
    missing = ids | {"uid": uuid.UUID(int=7), "of": uuid.UUID(int=7)}
    for who in ("carla", "lars", "kim"):
        client = browser_of(people[who])
        for route in sorted(set(routes())):
            if "<uuid:uid>" in route:
                there, gone = (client.get(filled(route, each)) for each in (ids, missing))

                assert there.status_code == gone.status_code, route
                assert there.status_code in (404, 405), route
                assert _without_ids(there, ids) == _without_ids(gone, missing), route


def _without_ids(response, ids) -> str:
    text = response.content.decode().replace(str(ids["uid"]), "UID")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@pytest.mark.parametrize("who", ["nobody", "anna", "ejnar", "carla", "karen", "lars", "kim", "vibe"])
def test_the_teams_pages_exist_for_the_team_alone(story, who):
    people, ids = story
    client = browser_of(people[who])
    for route in sorted({route for route in routes() if route.startswith(TEAM)}):
        got = answer(client, "GET", filled(route, ids | {"app_label": "areas", "content_type_id": 1, "url": "x"}))

        assert got == ("sign-in" if who == "nobody" else "404"), route


def test_the_teams_pages_answer_the_team(story):
    people, ids = story
    client = browser_of(people["bo"])
    for route in sorted({route for route in routes() if route.startswith(TEAM)}):
        got = answer(client, "GET", filled(route, ids | {"app_label": "areas", "content_type_id": 1, "url": "x"}))

        assert got in {"200", "301", "302", "400", "403", "404", "405"}, f"{route}: {got}"
