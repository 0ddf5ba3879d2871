"""What is pending does not exist: before the release and the publication, no page is another for anybody outside the
team, nor for one of the team who is disqualified, than if nobody had tried, decided, written or prepared anything."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.test import Client

from areas.models import ExpressionOfInterest
from people.models import User
from programme import calendar
from selection.models import Composition, Decision, Letter, LetterText, Placement, Profile, Publication
from selection.states import Outcome
from tests import factories
from tests.house_rules.places import a_document
from tests.house_rules.worlds import Things, assert_missing, assert_same, seen
from tests.people.signing import sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
# Three weeks after the deadline; the kickoff is not till the 18th of June.
NOW = calendar.at(dt.date(2025, 5, 20), dt.time(12))
OUTSIDE = ("nobody", "anna", "ejnar", "carla", "karen", "vibe")


@pytest.fixture(autouse=True)
def _after_the_assessment(settings):
    settings.TODAY = NOW.date()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(db) -> dict[str, User | None]:
    return {
        "nobody": None,
        "anna": factories.anna(),
        "ejnar": factories.person("Ejnar Prøve"),
        "carla": factories.carla(),
        "karen": factories.municipal_contact().person,
        "vibe": made.assessor(),
        "bo": factories.bo(),
        "lis": factories.person("Lis Team", is_team=True),
    }


@pytest.fixture
def sent(people, programme) -> dict[str, ExpressionOfInterest]:
    """Two expressions, sent and assessed; who is in both worlds."""
    limby = factories.expression.submitted(people["carla"], name="Limby", member="frida@eksempel.dk")
    havnby = factories.expression.submitted(people["anna"], member="ejnar@eksempel.dk")
    for each in (limby, havnby):
        made.assessment.given(each, people["vibe"], 4, 5)
    return {"limby": limby, "havnby": havnby}


def things(*expressions: ExpressionOfInterest) -> Things:
    return Things(
        uids=[uid for each in expressions for uid in (each.uid, each.assessments.get().uid)],
        ids={"name": "udfordring", "slug": "udpeget", "invitation": uuid.UUID(int=1)},
        object_ids={"team/personer/": [factories.bo().pk]},
        asked=("?q=Havnby", "?status=designated", "?kommune=813"),
    )


def composed(programme, lis: User) -> Composition:
    return Composition.objects.create(
        programme=programme, name="De bedste", created_at=NOW, created_by=lis, changed_at=NOW, changed_by=lis
    )


def letter_texts(programme) -> None:
    for outcome in Outcome:
        LetterText.objects.create(
            programme=programme, outcome=outcome, subject="Kulturpunkt", body="Kære læser", changed_at=NOW
        )


def worded(programme, lis: User) -> None:
    Publication.objects.create(programme=programme, worded_at=NOW, worded_by=lis, changed_at=NOW, changed_by=lis)


def decided(expression: ExpressionOfInterest, composition: Composition, lis: User, **place) -> Things:
    """All there can be about one expression before anything is released; the ids are those that nobody may find."""
    Placement.objects.create(composition=composition, expression=expression, **place)
    decision = Decision.objects.create(
        programme=expression.programme,
        expression=expression,
        outcome=Outcome.DESIGNATED if "seat" in place else Outcome.RESERVE,
        reasons="Partnerskabet er bredt.",
        decided_at=NOW,
        decided_by=lis,
        **place,
    )
    Letter.objects.create(decision=decision, subject="Afgørelse", body="Kære I", made_at=NOW, read_at=NOW, read_by=lis)
    photo = a_document(lis)
    profile = Profile.objects.create(
        expression=expression,
        slug=f"sted-{expression.pk}",
        lead="Ved havnen",
        vision="Fest",
        photo=photo,
        photo_wide=photo,
        photo_small=photo,
        photo_agreed_at=NOW,
        photo_agreed_by=lis,
        photo_alt="Havnen",
        photo_credit="Lis",
        changed_at=NOW,
        changed_by=lis,
    )
    ids = {"slug": profile.slug, "file": photo.uid, "document": photo.uid, "decision": decision.uid}
    return Things(uids=[decision.uid, profile.uid, photo.uid], ids=ids)


def browser(person: User | None) -> Client:
    client = Client(raise_request_exception=False)
    return sign_in(client, person) if person else client


@pytest.mark.parametrize("who", OUTSIDE)
def test_before_the_release_no_page_tells_of_it(people, sent, programme, who):
    client, all_of_it = browser(people[who]), things(*sent.values())
    without = seen(client, all_of_it)

    composition = composed(programme, people["lis"])
    letter_texts(programme)
    hidden = [
        decided(sent["havnby"], composition, people["lis"], seat=1),
        decided(sent["limby"], composition, people["lis"], reserve=1),
    ]
    worded(programme, people["lis"])

    assert_same(without, seen(client, all_of_it))
    first, second = hidden
    first.uids += [*second.uids, composition.uid]
    assert_missing(client, first, methods=("get",))


def test_to_one_of_the_team_who_is_disqualified_neither(people, sent, programme):
    """Of the other expression Bo sees all that the team sees."""
    made.disqualified(people["bo"], sent["havnby"])
    composition = composed(programme, people["lis"])
    letter_texts(programme)
    worded(programme, people["lis"])
    decided(sent["limby"], composition, people["lis"], seat=2)
    client, his = browser(people["bo"]), things(sent["limby"])
    his.uids.append(composition.uid)
    without = seen(client, his)

    hidden = decided(sent["havnby"], composition, people["lis"], seat=1)

    assert_same(without, seen(client, his))
    assert_missing(client, hidden)


def test_the_comparison_sees_what_does_show(people, sent, programme):
    """The control: a decision that is told (here by the state alone) changes the page of the area it is about."""
    client, all_of_it = browser(people["anna"]), things(*sent.values())
    without = seen(client, all_of_it)

    ExpressionOfInterest.objects.filter(pk=sent["havnby"].pk).update(
        state="designated", designated_at=NOW, designated_by=people["lis"]
    )

    with pytest.raises(AssertionError, match="/min-side/"):
        assert_same(without, seen(client, all_of_it))
