"""Who may not deal with a case: declared, closed, lifted by another; and what ends with it."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas import actions as area_actions
from areas.models import Dialogue, ExpressionOfInterest, LocalArea
from areas.obligations import follow_up
from kulturpunkt import closed
from notices import actions as outbox_actions
from notices import outbox
from notices.models import Message, Reminder
from notices.rendering import render
from notices.states import MessageState, Reason
from programme import workflow
from programme.models import Disqualification, Ground, HistoryEntry
from selection import actions
from selection.models import Assessment
from selection.states import AssessmentState
from tests import factories
from tests.areas.desk import as_bo
from tests.people.signing import sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
AT = made.ASSIGNED_AT
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def sent(programme, anna):
    return factories.expression.submitted(anna)


@pytest.fixture
def lis(db):
    return factories.person("Lis Team", is_team=True)


def declare(expression, person, by=None, at=AT, **said):
    said = {"ground": Ground.LEADS, "note": ""} | said
    return actions.disqualify(expression, person=person, by=by or person, at=at, **said)


def sentences(expression) -> list[str]:
    return [each.sentence for each in HistoryEntry.objects.filter(case=expression.case).order_by("number")]


# --- the act


def test_it_is_written_down_with_its_ground_and_told_in_the_history(sent, bo):
    made_it = declare(sent, bo, note="Formand for foreningen")

    assert (made_it.case, made_it.person, made_it.declared_by, made_it.declared_at) == (sent.case, bo, bo, AT)
    assert made_it.note == "Formand for foreningen"
    assert sentences(sent)[-1] == (
        "Bo Lund erklærede sig inhabil (forvaltningsloven § 3, stk. 1, nr. 3). Sagen er lukket for vedkommende."
    )
    assert not ExpressionOfInterest.objects.visible_to(bo).exists()


def test_another_of_the_team_may_find_it(sent, bo, lis):
    declare(sent, bo, by=lis, ground=Ground.OWN)

    assert sentences(sent)[-1].startswith("Lis Team skrev, at Bo Lund er inhabil")


def test_saying_it_twice_is_once(sent, bo):
    declare(sent, bo)

    with pytest.raises(workflow.NotAllowed):
        declare(sent, bo)

    assert Disqualification.objects.count() == 1


@pytest.mark.parametrize("who", ["anna", "carla"])
def test_who_neither_is_of_the_team_nor_assesses_it_has_nothing_to_declare(sent, request, who):
    person = request.getfixturevalue(who)
    with pytest.raises(workflow.NotAllowed):
        declare(sent, person)


def test_who_is_disqualified_finds_nobody_else_to_be(sent, bo, lis):
    declare(sent, bo)

    with pytest.raises(workflow.NotAllowed):
        declare(sent, lis, by=bo)


@pytest.mark.parametrize("state", ["assigned", "qualified", "given"])
def test_their_assessment_ends_whatever_had_become_of_it(sent, state):
    vibe = made.assessor()
    assessment = getattr(made.assessment, state)(sent, vibe)
    other = made.assessment.given(sent, made.assessor("Tage Dom"))

    declare(sent, vibe)

    assessment.refresh_from_db()
    assert (assessment.state, assessment.disqualified_at, assessment.disqualified_by) == ("disqualified", AT, vibe)
    other.refresh_from_db()
    assert other.state == AssessmentState.GIVEN
    assert "Vibe Dom" in sentences(sent)[-1]


def test_what_they_write_on_the_areas_behalf_ends(programme, anna, bo):
    draft = factories.expression.draft(anna)
    acting = area_actions.act_for(draft, reason="Hjælp", by=bo, at=AT)

    declare(draft, bo, at=AT + HOUR / 2)

    acting.refresh_from_db()
    assert acting.ended_at == AT + HOUR / 2
    assert Message.objects.filter(kind="acting-ended", to=anna).exists()


def test_mail_of_the_case_that_has_not_left_does_not_reach_them(sent, bo, anna):
    other = factories.expression.draft(anna, name="Limby", another=True)
    for n, case in enumerate((sent.case, other.case)):
        outbox.queue("join-asked", to=bo, key=f"to-bo-{n}", context={}, case=case, at=AT)

    declare(sent, bo)

    assert [(each.state, each.reason) for each in Message.objects.filter(to=bo).order_by("key")] == [
        (MessageState.VOID, Reason.NOT_THEIRS),
        (MessageState.QUEUED, ""),
    ]
    assert Message.objects.filter(to=anna, case=sent.case, state=MessageState.QUEUED).exists()


def test_another_of_the_team_lifts_it_with_a_reason(sent, bo, lis):
    found = declare(sent, bo)

    actions.lift(found, reason="Han er gået ud af bestyrelsen", by=lis, at=AT + HOUR)

    found.refresh_from_db()
    assert (found.lifted_by, found.lifted_at, found.lift_reason) == (lis, AT + HOUR, "Han er gået ud af bestyrelsen")
    assert ExpressionOfInterest.objects.visible_to(bo).get() == sent
    assert "Lis Team ophævede, at Bo Lund er inhabil" in sentences(sent)[-1]


def test_nobody_lifts_their_own_nor_any_other_of_a_case_that_is_closed_to_them(sent, bo, lis, anna):
    mine, hers = declare(sent, bo), declare(sent, lis)

    for found, by in ((mine, bo), (mine, lis), (hers, bo), (mine, anna)):
        with pytest.raises(workflow.NotAllowed):
            actions.lift(found, reason="Ombestemt", by=by, at=AT + HOUR)


@pytest.mark.parametrize("state", ["qualified", "given"])
def test_who_is_found_qualified_after_all_can_be_asked_anew(sent, bo, lis, state):
    vibe = made.assessor()
    first = getattr(made.assessment, state)(sent, vibe)
    found = declare(sent, vibe)
    assert Assessment.objects.awaiting_substitute().get() == first

    actions.lift(found, reason="En fejl", by=lis, at=AT + HOUR)

    first.refresh_from_db()
    assert (first.state, first.ended_by) == (AssessmentState.ENDED, lis)
    assert not Assessment.objects.awaiting_substitute().exists()
    assert sentences(sent)[-1] == "Vibe Dom kan igen få interesseerklæringen at vurdere."
    assigned = actions.assign([(sent, vibe)], due_on=made.DUE_ON, by=bo, at=AT + 2 * HOUR)
    assert [each.assessor for each in assigned.made] == [vibe]


def told_of_it() -> dict[str, str]:
    """Who of the team has mail about it, and what that says."""
    mails = Message.objects.filter(kind="assessor-disqualified").select_related("to")
    return {
        each.to.name: render(each.kind, each.context | {"name": "", "site": ""}, language="da").text for each in mails
    }


def test_the_rest_of_the_team_hears_that_one_of_them_does_not_assess_it(sent, bo, lis):
    made.assessment.qualified(sent, bo)

    declare(sent, bo)

    assert list(told_of_it()) == ["Lis Team"]
    assert "Bo Lund har erklæret sig inhabil" in told_of_it()["Lis Team"]


def test_the_rest_of_the_team_hears_who_found_an_assessor_disqualified(sent, bo, lis):
    vibe = made.assessor()
    made.assessment.given(sent, vibe)

    declare(sent, vibe, by=bo)

    assert list(told_of_it()) == ["Lis Team"]
    said = told_of_it()["Lis Team"]
    assert "Bo Lund har skrevet, at Vibe Dom er inhabil." in said
    assert "erklæret sig" not in said


def test_it_can_be_declared_anew_after_it_was_lifted(sent, bo, lis):
    actions.lift(declare(sent, bo), reason="En fejl", by=lis, at=AT + HOUR)

    declare(sent, bo, at=AT + 2 * HOUR)

    assert not ExpressionOfInterest.objects.visible_to(bo).exists()


# --- what the team does


def test_no_act_of_the_team_is_open_to_them(sent, bo, anna):
    draft = factories.expression.draft(anna, name="Limby", another=True)
    stale = [ExpressionOfInterest.objects.get(pk=each.pk) for each in (sent, draft)]
    message = Message.objects.filter(case=sent.case).first()
    Message.objects.filter(pk=message.pk).update(state=MessageState.FAILED, reason=Reason.REFUSED, failed_at=AT)
    declare(sent, bo)
    declare(draft, bo)
    until = dt.date(2025, 5, 20)
    asked = [area_actions.Asked(("ide", "practice"), "Hvem?")]
    member = sent.area.memberships.get(role="member")
    contact = sent.area.memberships.get(role="contact")

    acts = [
        lambda: area_actions.extend(stale[0], until=until, reason="Sygdom", by=bo, at=AT),
        lambda: area_actions.send_back(stale[0], asked, number=1, answer_on=until, by=bo, at=AT),
        lambda: area_actions.act_for(stale[1], reason="Hjælp", by=bo, at=AT),
        lambda: area_actions.hand_over(stale[0], to=member, seen=contact, reason="Rejst", by=bo, at=AT),
        lambda: outbox_actions.send_again(message, by=bo, at=AT),
        lambda: outbox_actions.pause(sent.case, reason="Ferie", by=bo, at=AT),
    ]

    for act in acts:
        with pytest.raises(workflow.NotAllowed):
            act()


def test_all_held_mail_is_let_go_but_that_of_the_case(sent, bo, carla):
    other = factories.expression.submitted(carla, name="Limby")
    Message.objects.update(state=MessageState.HELD, reason=Reason.MAIL_HELD, held_at=AT)
    declare(sent, bo)

    outbox_actions.release_all(Reason.MAIL_HELD, by=bo, at=AT)

    assert {each.case for each in Message.objects.filter(state=MessageState.HELD)} == {sent.case}
    assert other.case in {each.case for each in Message.objects.filter(state=MessageState.QUEUED)}


def test_nothing_is_written_down_about_the_place(sent, bo, lis):
    declare(sent, bo)

    with pytest.raises(area_actions.ClosedPlace):
        factories.dialogue(by=bo, place=" HAVNBY")

    assert factories.dialogue(by=lis, place="Havnby").area == sent.area


def test_nor_is_it_typed_in_again(sent, bo):
    desk = sign_in(Client(), bo)
    declare(sent, bo)

    with pytest.raises(area_actions.ClosedPlace):
        area_actions.enter(
            programme=sent.programme,
            name="Havnby",
            municipality=sent.area.municipality,
            contact={"name": "Frida Prøve", "email": "frida@eksempel.dk", "phone": ""},
            channel="paper",
            received_at=AT,
            note="",
            by=bo,
            at=AT,
        )

    assert desk.get(reverse("admin:areas_expressionofinterest_enter")).status_code == 200


def test_a_talk_with_them_as_the_one_to_follow_up_reminds_nobody(sent, bo):
    talk = factories.dialogue(place="Havnby", follow_up_on=dt.date(2025, 5, 5), follow_up_by=bo)
    assert [each.owed_by for each in follow_up()] == [(bo.pk,)]

    declare(sent, bo)

    assert [each.owed_by for each in follow_up()] == [()]
    assert not Dialogue.objects.visible_to(bo).filter(pk=talk.pk).exists()


# --- an area and its rounds


@pytest.fixture
def next_round(programme):
    return factories.programme(slug="kulturpunkt-2027-2028", name="Kulturpunkt 2027–2028", is_current=False)


def test_an_area_with_another_round_stays_and_shows_nothing_of_the_closed_one(sent, bo, anna, next_round):
    again = area_actions.start_for(sent.area, programme=next_round, by=anna, at=AT)
    declare(sent, bo)

    page = as_bo().get(reverse("admin:areas_localarea_change", args=[sent.area.uid])).text

    assert again.reference in page
    assert sent.reference not in page


def test_an_area_all_of_whose_rounds_are_closed_is_closed(sent, bo, anna, next_round):
    again = area_actions.start_for(sent.area, programme=next_round, by=anna, at=AT)
    declare(sent, bo)
    declare(again, bo)

    assert not LocalArea.objects.visible_to(bo).exists()


def test_the_role_is_not_handed_over_where_one_of_the_rounds_is_closed(sent, bo, anna, next_round):
    again = area_actions.start_for(sent.area, programme=next_round, by=anna, at=AT)
    declare(sent, bo)
    member, contact = (sent.area.memberships.get(role=role) for role in ("member", "contact"))

    with pytest.raises(workflow.NotAllowed):
        area_actions.hand_over(again, to=member, seen=contact, reason="Rejst", by=bo, at=AT)


def test_what_begins_again_in_the_same_round_is_the_same_matter(programme, anna, bo):
    first = factories.expression.withdrawn(anna)
    declare(first, bo)

    again = area_actions.start_again(first, by=anna, at=AT + HOUR)

    assert not ExpressionOfInterest.objects.visible_to(bo).exists()
    assert any("Bo Lund er stadig inhabil" in each for each in sentences(again))


def test_a_mail_of_several_things_of_which_one_is_closed_is_closed(sent, bo, anna):
    """Its text speaks of both."""
    other = factories.expression.draft(anna, name="Limby", another=True)
    for key in ("one", "two"):
        outbox.queue("reminder", to=anna, key=key, context={}, case=other.case, at=AT)
    both = Message.objects.get(key="two")
    for each in (sent, other):
        due_on = dt.date(2025, 5, 5)
        Reminder.objects.create(
            key=f"x:{each.uid}", kind="x", case=each.case, person=anna, due_on=due_on, offset=0, message=both
        )
    assert both in closed.messages_for(bo)

    declare(sent, bo)

    assert both not in closed.messages_for(bo)
    assert Message.objects.get(key="one") in closed.messages_for(bo)


# --- the pages


def test_one_declares_it_on_a_page_and_is_told_kindly_that_it_is_closed(sent, bo):
    desk = as_bo()
    read = desk.get(reverse("admin:areas_expressionofinterest_change", args=[sent.uid])).text
    page = reverse("admin:programme_disqualification_declare", args=[sent.uid])
    assert page in read

    answer = desk.post(page, {"ground": "family", "note": "Min søster", "sure": "on"}, follow=True)

    assert answer.redirect_chain == [(reverse("admin:programme_disqualification_closed"), 302)]
    assert "Sagen er lukket for dig" in answer.text
    assert "Havnby" not in answer.text
    assert Disqualification.objects.get().ground == Ground.FAMILY
    assert desk.get(page).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"note": "Min søster", "sure": "on"}, "Vælg, hvorfor du er inhabil."),
        ({"ground": "family", "note": "Min søster"}, "Sæt flueben, når du har læst det."),
        ({"ground": "x", "note": "Min søster", "sure": "on"}, "Vælg en af grundene."),
    ],
)
def test_what_lacks_is_said_and_what_was_typed_stands(sent, bo, typed, said):
    answer = as_bo().post(reverse("admin:programme_disqualification_declare", args=[sent.uid]), typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert "Min søster" in answer.text
    assert not Disqualification.objects.exists()


def test_another_of_the_team_sees_who_and_lifts_it(sent, bo, lis):
    declare(sent, bo, note="Formand")
    desk = sign_in(Client(), lis)
    listed = desk.get(reverse("admin:programme_disqualification_of_case", args=[sent.uid]))
    assert "Bo Lund" in listed.text
    assert "Formand" in listed.text
    page = reverse("admin:programme_disqualification_lift", args=[sent.uid, Disqualification.objects.get().uid])
    assert page in listed.text

    refused = desk.post(page, {"reason": ""})
    answer = desk.post(page, {"reason": "Gået ud"}, follow=True)

    assert refused.status_code == 422
    assert "Skriv, hvorfor personen ikke er inhabil." in refused.text
    assert "Sagen er åben for Bo Lund igen." in answer.text
    assert "Gået ud" in answer.text
    assert ExpressionOfInterest.objects.visible_to(bo).get() == sent


def test_one_finds_another_disqualified_on_a_page(sent, bo, lis):
    vibe, tage = made.assessor("Vibe Dom"), made.assessor("Tage Dom")
    made.assessment.given(sent, vibe)
    desk = as_bo()
    page = reverse("admin:programme_disqualification_find", args=[sent.uid])
    assert page in desk.get(reverse("admin:programme_disqualification_of_case", args=[sent.uid])).text
    offered = [option for option in re.findall(r'<option value="(\d*)"', desk.get(page).text) if option]
    assert sorted(offered) == sorted(
        [str(lis.pk), str(vibe.pk)]
    )  # nor oneself, nor Tage, who has nothing to do with it

    refused = desk.post(page, {"person": tage.pk, "note": "Formand"})
    answer = desk.post(page, {"person": vibe.pk, "ground": "leads", "note": "Formand"}, follow=True)

    assert refused.status_code == 422
    assert "Vælg en af dem på listen." in refused.text
    assert "Vælg, hvorfor personen er inhabil." in refused.text
    assert "Formand" in refused.text
    assert "Sagen er lukket for Vibe Dom. Sig det til vedkommende." in answer.text
    assert "Personen sidder i ledelsen" in answer.text
    found = Disqualification.objects.get()
    assert (found.person, found.declared_by, found.ground) == (vibe, bo, Ground.LEADS)
    assert str(vibe.pk) not in re.findall(r'<option value="(\d*)"', desk.get(page).text)


def test_where_there_is_nobody_else_the_page_says_so(sent, bo):
    said = as_bo().get(reverse("admin:programme_disqualification_find", args=[sent.uid])).text

    assert "Der er ikke andre, som sagen er åben for" in said
    assert "<select" not in said


def test_the_list_of_a_case_asks_the_same_for_one_and_for_thirty(sent, bo):
    desk = as_bo()
    url = reverse("admin:programme_disqualification_of_case", args=[sent.uid])
    counts = []
    for people in (1, 29):
        for n in range(people):
            made.disqualified(factories.person(f"P{people}-{n} Prøve", is_team=True), sent)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url).status_code == 200
        counts.append(len(queries))

    assert counts == [4, 4]
