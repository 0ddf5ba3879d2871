"""A case that is closed to somebody is nowhere: not a page, a list, a count, a search, a file or a mail of the site is
another for Bo than it would be if the case had never been. See worlds.py."""

import datetime as dt
import uuid

import pytest
import time_machine

from areas import actions
from areas.models import ApplyInvitation, Dialogue, ExpressionOfInterest
from areas.states import Channel
from documents import chunks
from kulturpunkt.obligations import all_obligations
from notices import actions as outbox_actions
from notices.models import Message
from notices.reminders.due import queue_now
from notices.states import MessageState, Reason
from programme import calendar
from programme.models import HistoryEntry, Milestone
from selection import actions as choosing
from selection.models import Composition, Decision, Letter, Placement, Profile
from selection.states import Outcome
from tests import factories
from tests.areas.desk import as_bo
from tests.house_rules.places import a_document
from tests.house_rules.worlds import Things, assert_missing, assert_same, seen
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
AT = factories.BEFORE_THE_DEADLINE
DAY = dt.timedelta(days=1)
# What a list is asked with: its search, and its filters where the closed case would show.
ASKED = (
    *("?q=Havnby", "?q=Anna+Holm", "?kommune=813&o=area", "?kun=nye", "?kun=efter-fristen", "?status=submitted"),
    *("?opfoelgning=mangler", "?trin=talt-med", "?state__exact=failed"),
)
# Pages that do tell of the case, to whom it is open.
TELLING = {
    *("/team/", "/team/interesseerklaeringer/", "/team/interesseerklaeringer/eksport.csv", "/team/lokalomraader/"),
    *("/team/dialog/", "/team/dialog/steder/", "/team/dialog/samtaler/", "/team/dialog/invitationer/"),
    *("/team/postkasse/", "/team/postkasse/frigiv/", "/team/paamindelser/", "/team/historik/"),
}


@pytest.fixture(autouse=True)
def _noon(settings):
    settings.TODAY = AT.date()
    with time_machine.travel(calendar.at(AT.date(), dt.time(12)), tick=False):
        yield


@pytest.fixture
def people(db):
    """Everybody there is, in both worlds: a person is no case."""
    everybody = {"anna": factories.anna(), "bo": factories.bo(), "carla": factories.carla()}
    everybody |= {
        name.lower(): factories.person(f"{name} Prøve") for name in ("Dorte", "Ejnar", "Frida", "Gerda", "Inge")
    }
    everybody["lis"] = factories.person("Lis Team", is_team=True)
    everybody["vibe"] = made.assessor()
    everybody["karen"] = factories.municipal_contact().person
    for n in range(3):
        factories.person("Ejnar Prøve", email=f"ejnar{n}@eksempel.dk")
    return everybody


@pytest.fixture
def others(people, programme):
    """The world without the case: two areas, one of them of the same name, what was talked of them, and their mail."""
    limby = factories.expression.submitted(people["carla"], name="Limby", member="ejnar0@eksempel.dk")
    namesake = factories.expression.draft(people["dorte"], name="Havnby", at=AT - 20 * DAY)
    talk = factories.dialogue(place="Limby", follow_up_on=AT.date() + DAY, follow_up_by=people["bo"])
    factories.dialogue(place="Sletby", by=people["lis"])
    invite(people["lis"], "Sletby", "frida@eksempel.dk")
    made.assessment.given(limby, people["vibe"], 4)
    composition = Composition.objects.create(
        programme=programme,
        name="Prøve",
        created_at=AT,
        created_by=people["lis"],
        changed_at=AT,
        changed_by=people["lis"],
    )
    Placement.objects.create(composition=composition, expression=limby, seat=2)
    decided(limby, seat=2)
    Message.objects.filter(case=limby.case).update(
        state=MessageState.SENT, sent_at=AT, subject="Kvittering", text="Tak"
    )
    outbox_actions.pause(namesake.case, reason="Ferie", by=people["lis"], at=AT)
    queue_now(all_obligations(AT), now=AT)
    return {"limby": limby, "namesake": namesake, "talk": talk, "composition": composition}


def invite(by, place: str, email: str, dialogue: Dialogue | None = None) -> ApplyInvitation:
    return actions.invite_to_apply(
        programme=factories.programme(),
        municipality=factories.municipality(),
        place=place,
        name="Frida Prøve",
        email=email,
        by=by,
        at=AT,
        dialogue=dialogue,
    )


def decided(expression: ExpressionOfInterest, **place) -> Decision:
    lis = factories.person("Lis Team", is_team=True)
    decision = Decision.objects.create(
        programme=expression.programme,
        expression=expression,
        outcome=Outcome.DESIGNATED,
        reasons="Fordi",
        decided_at=AT,
        decided_by=lis,
        **place,
    )
    Letter.objects.create(decision=decision, subject="Afgørelse", body="Kære Anna", made_at=AT)
    return decision


@pytest.fixture
def closed(people, others):
    """The case comes into being, with all that a case can have, and Bo is disqualified from it. Called, not asked for:
    the world without it is looked at before."""

    def begin() -> Things:
        before = {
            kind: set(kind.objects.values_list("uid", flat=True)) for kind in (Message, Dialogue, ApplyInvitation)
        }
        entries = set(HistoryEntry.objects.values_list("pk", flat=True))
        case, more_ids = the_case(people, others)
        made.disqualified(people["bo"], case)
        made.disqualified(people["bo"], another_of_it(people))
        new = {kind: set(kind.objects.values_list("uid", flat=True)) - seen for kind, seen in before.items()}
        mails = Message.objects.filter(uid__in=new[Message], state__in=[MessageState.SENT, MessageState.FAILED])
        return Things(
            uids=[case.uid, case.case, case.area.uid, *new[Dialogue], *mails.values_list("uid", flat=True)],
            ids=more_ids,
            object_ids={"team/historik/": sorted(set(HistoryEntry.objects.values_list("pk", flat=True)) - entries)[:3]},
        )

    return begin


def the_case(people, others) -> tuple[ExpressionOfInterest, dict]:
    """Havnby: talked with, invited, begun, sent too late, assessed, decided; its mail sent, failed and on its way."""
    anna, lis, karen = people["anna"], people["lis"], people["karen"]
    talk = factories.dialogue(place="Havnby", by=lis, follow_up_on=AT.date(), follow_up_by=karen)
    invitation = invite(lis, "Havnby", anna.email, talk)
    invite(lis, " havnby", "gerda@eksempel.dk")
    late = AT - DAY
    Milestone.objects.filter(key="interest").update(from_on=late - DAY, to_on=late - DAY)
    case = factories.expression.complete(anna, name="Havnby", at=late, another=True, member="ejnar1@eksempel.dk")
    ApplyInvitation.objects.filter(pk=invitation.pk).update(expression=case, used_at=late, used_by=anna)
    document = a_document(anna)
    actions.attach(case, document, title="Havnen", by=anna, at=late)
    half = chunks.begin(person=anna, purpose=f"attachment:{case.uid}", name="havn.jpg", size=1000, hint="1")
    asked = actions.invite(case, name="Inge Prøve", email="inge@eksempel.dk", phone="", by=anna, at=late)
    case.refresh_from_db()
    actions.submit(case, by=anna, arrived_at=late, version=case.version)
    Milestone.objects.filter(key="interest").update(from_on=factories.DEADLINE, to_on=factories.DEADLINE)
    case = ExpressionOfInterest.objects.get(pk=case.pk)
    factories.dialogue(place="Havnby by", by=lis, follow_up_on=AT.date(), follow_up_by=karen)
    Dialogue.objects.filter(place_name="Havnby by").update(area=case.area, place_name="")
    made.assessment.given(case, people["vibe"], 2)
    made.assessment.assigned(case, people["bo"])
    Placement.objects.create(composition=others["composition"], expression=case, seat=1)
    decision = decided(case, seat=1)
    Profile.objects.create(expression=case, slug="sted-havnby", changed_at=AT, changed_by=lis)
    mail(case, anna, lis)
    ids = {
        "document": document.uid,
        "file": document.uid,
        "half": half.uid,
        "invitation": asked.uid,
        "member": case.area.memberships.get(role="member").uid,
        "declaration": uuid.uuid4(),
        "name": "udfordring",
        "act": "annuller",
        "slug": "sted-havnby",
        "decision": decision.uid,
    }
    return case, ids


def mail(case: ExpressionOfInterest, anna, lis) -> None:
    theirs = list(Message.objects.filter(case=case.case).order_by("pk"))
    sent, failed, held, voided, *_rest = theirs
    Message.objects.filter(pk=sent.pk).update(state=MessageState.SENT, sent_at=AT, subject="Havnby", text="Havnby")
    for row, state, stamp, reason in (
        (failed, MessageState.FAILED, "failed_at", Reason.REFUSED),
        (held, MessageState.HELD, "held_at", Reason.MAIL_HELD),
    ):
        Message.objects.filter(pk=row.pk).update(state=state, reason=reason, **{stamp: AT})
    outbox_actions.void(voided, by=lis, at=AT)
    queue_now(all_obligations(AT), now=AT)
    outbox_actions.pause(case.case, reason="Uklart", by=lis, at=AT)


def another_of_it(people) -> ExpressionOfInterest:
    """A draft that lies still, typed in from paper, in which Lis writes on the area's behalf; closed as well."""
    frida = {"name": "Frida Prøve", "email": "frida@eksempel.dk", "phone": "+4520304052"}
    entered = actions.enter(
        programme=factories.programme(),
        name="Strandby",
        municipality=factories.municipality(),
        contact=frida,
        channel=Channel.PAPER,
        received_at=AT - 11 * DAY,
        note="Arkiv 7",
        by=people["lis"],
        at=AT - 10 * DAY,
    )
    actions.act_for(entered, reason="Fra papiret", by=people["lis"], at=AT)
    return entered


def here(others) -> Things:
    """What Bo works with."""
    programme, limby = factories.programme(), others["limby"]
    uids = [limby.uid, limby.case, limby.area.uid, others["namesake"].uid, others["namesake"].case, others["talk"].uid]
    uids += [others["namesake"].area.uid, others["composition"].uid]
    return Things(
        uids=[*uids, *Message.objects.order_by("pk").values_list("uid", flat=True)[:2]],
        ids={"name": "udfordring", "act": "annuller", "slug": "sted-limby", "invitation": uuid.UUID(int=1)},
        object_ids={
            "team/historik/": list(HistoryEntry.objects.order_by("pk").values_list("pk", flat=True)[:2]),
            "team/program/": [programme.pk],
            "team/tidsplan/": [programme.milestones.get().pk],
            "team/personer/": [factories.anna().pk, factories.bo().pk],
        },
        asked=ASKED,
    )


def test_every_page_is_as_if_a_closed_case_had_never_been(others, closed):
    things, desk = here(others), as_bo()
    without = seen(desk, things)

    closed()

    assert_same(without, seen(desk, things))


def test_the_same_pages_tell_of_the_case_to_another_of_the_team(others, closed, people):
    """The control: what is compared above does show the case to whom it is open."""
    things, desk = here(others), as_bo()
    without = seen(desk, things, only=TELLING)
    closed()

    choosing_open(people)
    with_it = seen(desk, things, only=TELLING)

    assert {path for path in without if without[path] != with_it[path]} == TELLING


def choosing_open(people) -> None:
    for each in people["bo"].disqualifications.all():
        choosing.lift(each, reason="En fejl", by=people["lis"], at=made.ASSIGNED_AT)


def test_every_address_of_the_case_is_that_of_a_missing_one(others, closed):
    case = closed()

    assert_missing(as_bo(), case)
