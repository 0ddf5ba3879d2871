"""What an area reads of its own decision: nothing before the release, all of it after."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from areas import actions as areas_actions
from people.models import User
from selection import actions
from selection.states import Outcome
from tests import factories
from tests.house_rules.test_access import filled, routes
from tests.people.signing import sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
NOW = made.RELEASED_AT
# The team's own pages; what has a token or a clock in it; and addresses of things that are not there.
ELSEWHERE = ("team/", "log-ind/", "sundhed/")
BY_ITSELF = r'value="\w{64}"|name="whose" value="[^"]*"'  # a token, and when the page was made
OTHERS_IDS = r"<\w+:(file|half|member|invitation|document)>"


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = NOW.date()


def of(person: User) -> Client:
    return sign_in(Client(), person)


def contact(decision) -> Client:
    return of(decision.expression.created_by)


def page(name: str, decision, *more: object) -> str:
    return reverse(name, args=[decision.expression.uid, *more])


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


# --- before


def everything(client: Client, expression) -> dict[str, str]:
    """Every address of the site with this expression's ids in it, as this person gets it, without what changes by
    itself."""
    ids = {"uid": expression.uid, "name": "sted", "number": 1, "token": "x", "of": expression.uid}
    found = {}
    for route in sorted(set(routes())):
        if route.startswith(ELSEWHERE) or re.search(OTHERS_IDS, route):
            continue
        response = client.get(filled(route, ids))
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = "" if body.startswith(b"%PDF") else re.sub(BY_ITSELF, "", body.decode(errors="replace"))
        found[route] = f"{response.status_code} {response.headers.get('Location', '')} {text}"
    return found


def test_before_the_release_no_address_shows_that_anything_is_decided(bo):
    """As if there were no decision: the same pages for the contact person, a member, the municipality and the public,
    before there is one, when it lies ready with its letter read, and when it has been changed."""
    sent = made.round_of(4)
    people = {
        "contact": sent[0].created_by,
        "member": sent[0].area.memberships.get(role="member").person,
        "municipality": factories.municipal_contact().person,
        "assessor": made.assessor(),
    }
    clients = {name: of(person) for name, person in people.items()} | {"public": Client()}
    before = {name: everything(client, sent[0]) for name, client in clients.items()}

    actions.decide_from(made.composition(sent[:2], sent[2:3]), seen=1, by=bo, at=made.DECIDED_AT, anyway="Travlt")
    first = sent[0].decisions.get()
    made.read([first])
    actions.change(first, Outcome.DECLINED, by=bo, at=made.READ_AT)

    for name, client in clients.items():
        assert everything(client, sent[0]) == before[name], name


def test_the_comparison_would_see_a_decision_that_shows():
    """The control: after the release the same pages differ."""
    decisions = made.decided()
    client = contact(decisions[0])
    before = everything(client, decisions[0].expression)
    made.read(decisions)

    made.release()

    after = everything(client, decisions[0].expression)
    changed = {route for route in before if after[route] != before[route]}
    assert {"interesseerklaering/<uuid:uid>/", "min-side/", "afgoerelse/<uuid:uid>/"} <= changed


# --- after


def test_the_designated_read_what_comes_next():
    first, *_ = made.released()

    said = words_of(contact(first).get(first.expression.get_absolute_url()))

    assert "Tillykke! Sted 1 er udpeget som Kulturpunkt." in said
    assert "Næste skridt er samarbejdsaftalen med regionen (maj 2025)." in said
    assert "Offentliggørelse og kickoff: 18. juni 2025." in said


def test_who_is_in_reserve_reads_its_number():
    *_, third, _fourth = made.released()

    said = words_of(contact(third).get(third.expression.get_absolute_url()))

    assert "I er ikke udpeget nu, men står på reservelisten som nr. 1." in said


def test_who_is_declined_reads_reasons_and_how_to_complain():
    *_, fourth = made.released()

    said = words_of(contact(fourth).get(fourth.expression.get_absolute_url()))
    letter = words_of(contact(fourth).get(page("decision", fourth)))

    assert "Sted 4 er desværre ikke udpeget denne gang." in said
    assert "Vi lagde vægt på forankringen." in letter
    assert "Hvis I er uenige" in letter


@pytest.mark.parametrize("number", range(4))
def test_the_letter_is_there_as_pdf_and_on_my_page(number):
    decision = made.released()[number]
    client = contact(decision)

    response = client.get(page("decision_letter", decision))

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert page("decision_letter", decision) in client.get(reverse("my_page")).text


def test_the_whole_group_reads_it_and_nobody_else():
    first, second, *_ = made.released()
    member = first.expression.area.memberships.get(role="member").person
    karen = factories.municipal_contact().person

    assert b"".join(of(member).get(page("decision_letter", first)).streaming_content).startswith(b"%PDF")
    assert "Tillykke!" in of(member).get(page("decision", first)).text
    for name in ("decision", "decision_letter"):
        for other in (contact(second), of(karen), of(made.assessor())):
            assert other.get(page(name, first)).status_code == 404
        assert Client().get(page(name, first)).status_code == 302
    assert "Tillykke" not in of(karen).get(first.expression.get_absolute_url()).text


def test_who_left_the_group_reads_it_no_more():
    first, *_ = made.released()
    member = first.expression.area.memberships.get(role="member")
    client = of(member.person)
    areas_actions.leave(first.expression, by=member.person, at=NOW)

    assert client.get(page("decision", first)).status_code == 404


def test_an_english_letter_is_marked_as_english():
    sent = made.round_of(2)
    User.objects.filter(email="kontakt1@eksempel.dk").update(language="en")
    actions.decide_from(made.composition(sent), seen=1, by=factories.bo(), at=NOW, anyway="Travlt")
    decisions = [each.decisions.get() for each in sent]
    made.read(decisions)
    made.release()

    assert '<div lang="en"><p>Dear Kontakt 1' in contact(decisions[0]).get(page("decision", decisions[0])).text


# --- giving up


def test_the_contact_person_gives_the_place_up_by_a_page_that_asks_first():
    first, *_ = made.released()
    client = contact(first)

    assert "Det kan ikke gøres om." in client.get(page("decision_give_up", first)).text
    said = client.post(page("decision_give_up", first), follow=True)

    assert "Tak for beskeden." in said.text
    assert "<h1>Afgørelsen gælder ikke længere</h1>" in said.text
    assert "I har sagt nej til jeres plads som Kulturpunkt." in said.text
    assert client.get(page("decision_give_up", first)).status_code == 302


def test_a_member_does_not_give_it_up():
    first, *_ = made.released()
    member = first.expression.area.memberships.get(role="member").person

    assert of(member).get(page("decision_give_up", first)).status_code == 404
    assert of(member).post(page("decision_give_up", first)).status_code == 404
    assert "Sig nej til pladsen" not in of(member).get(page("decision", first)).text


def test_those_behind_read_that_they_have_moved_up():
    _first, _second, third, fourth = made.released(reserve=2)
    actions.give_up_place(third.expression, by=third.expression.created_by, at=NOW)

    said = words_of(contact(fourth).get(fourth.expression.get_absolute_url()))

    assert "I er ikke udpeget nu, men står på reservelisten som nr. 2." in said
    assert "I er nu nr. 1 af dem, der venter" in said


def test_who_moved_up_keeps_its_earlier_letter(bo):
    first, _second, third, _fourth = made.released()
    actions.give_up_place(first.expression, by=first.expression.created_by, at=NOW)
    made.read([actions.offer_place(third, by=bo, at=NOW)])
    seen = actions.releasing.readiness.fingerprint(actions.releasing.readiness.pending(third.programme))
    actions.release(third.programme, seen=seen, by=bo, at=NOW + dt.timedelta(days=1))

    said = contact(third).get(page("decision", third))

    assert "Sted 3 er udpeget som Kulturpunkt" in said.text
    earlier = page("decision_earlier_letter", third, third.uid)
    assert earlier in said.text
    assert b"".join(contact(third).get(earlier).streaming_content).startswith(b"%PDF")
