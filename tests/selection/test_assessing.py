"""The assessor's acts: declaring, writing, giving, changing, and the history that tells of it without a point."""

import datetime as dt

import pytest
from django.urls import reverse

from areas import actions as areas_actions
from areas import merging
from areas.models import ExpressionOfInterest, Membership
from kulturpunkt.obligations import all_obligations, still_owed
from notices import reminders
from notices.models import Message
from programme import calendar
from programme.models import CoreElement, Disqualification, Ground, HistoryEntry
from programme.workflow import NotAllowed
from selection import actions, readiness
from selection.models import Assessment, Remark, ScoreChange
from selection.obligations import assess
from selection.states import AssessmentState
from selection.views.case import Reading
from tests import factories
from tests.people.signing import sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
NOW = made.GIVEN_AT
WHOLE = {
    "points-udvikling": "4",
    "reason-udvikling": "De bygger videre.",
    "points-forankring": "2",
    "reason-forankring": "Ingen tager over.",
    "overall": "God idé, tynd plan.",
}


def write(assessment: Assessment, by, **typed: str) -> actions.Saved:
    """From a page that was made just now."""
    return actions.type_in(
        assessment,
        lambda row, elements, stored: (typed, merging.seen_of(stored)),
        by=by,
        at=NOW,
    )


def sentences(expression) -> list[str]:
    entries = HistoryEntry.objects.filter(case=expression.case, verb__startswith="assessment/").order_by("number")
    return [entry.sentence for entry in entries]


# --- declaring


def test_one_declares_for_oneself_and_once(havnby, vibe, tage, bo):
    mine = made.assessment.assigned(havnby, vibe)
    for other in (tage, bo):
        with pytest.raises(NotAllowed):
            actions.declare_qualified(mine, by=other, at=NOW)

    actions.declare_qualified(mine, by=vibe, at=NOW)

    with pytest.raises(NotAllowed):
        actions.declare_qualified(mine, by=vibe, at=NOW)
    assert sentences(havnby) == ["Vibe Dom erklærede sig habil og åbnede interesseerklæringen for at vurdere den."]


def test_being_disqualified_closes_all_in_one_act(havnby, vibe, bo):
    lis = factories.person("Lis Team", is_team=True)
    made.disqualified(lis, havnby)
    mine = made.assessment.qualified(havnby, vibe)

    actions.step_aside(mine, ground=Ground.FAMILY, note="Min bror er kasserer", by=vibe, at=NOW)

    found = Disqualification.objects.get(person=vibe)
    mine.refresh_from_db()
    assert (mine.state, mine.disqualified_by, found.note) == (
        AssessmentState.DISQUALIFIED,
        vibe,
        "Min bror er kasserer",
    )
    told = "\n".join(entry.sentence for entry in HistoryEntry.objects.filter(case=havnby.case))
    assert "Vibe Dom erklærede sig inhabil" in told
    assert "bror" not in told
    assert [mail.to for mail in Message.objects.filter(kind="assessor-disqualified")] == [bo]  # not Lis, who is too
    assert "bror" not in str(list(Message.objects.values_list("context", flat=True)))
    with pytest.raises(NotAllowed):
        actions.step_aside(mine, ground=Ground.FAMILY, note="", by=vibe, at=NOW)


def test_the_team_can_find_it_too_but_nobody_else(havnby, vibe, tage, anna, bo):
    made.assessment.given(havnby, vibe)
    for other in (tage, anna):
        with pytest.raises(NotAllowed):
            actions.disqualify(havnby, person=vibe, ground=Ground.OWN, note="", by=other, at=NOW)

    actions.disqualify(havnby, person=vibe, ground=Ground.OWN, note="", by=bo, at=NOW)

    assert Assessment.objects.get().state == AssessmentState.DISQUALIFIED
    with pytest.raises(NotAllowed):
        actions.disqualify(havnby, person=vibe, ground=Ground.OWN, note="", by=bo, at=NOW)


# --- writing


def test_what_did_not_change_makes_no_new_version(havnby, vibe):
    mine = made.assessment.qualified(havnby, vibe)

    first = write(mine, vibe, overall="Godt")
    again = write(mine, vibe, overall="Godt")

    assert (first.row.version, again.row.version) == (2, 2)


@pytest.mark.parametrize("state", ["assigned", "given"])
def test_only_what_is_open_is_written_in(havnby, vibe, state):
    mine = getattr(made.assessment, state)(havnby, vibe)

    with pytest.raises(NotAllowed):
        write(mine, vibe, overall="Nej")


def test_nobody_writes_in_anothers_nor_when_disqualified_meanwhile(havnby, vibe, bo):
    mine = made.assessment.qualified(havnby, vibe)
    with pytest.raises(NotAllowed):
        write(mine, bo, overall="Bos")

    made.disqualified(vibe, havnby)

    with pytest.raises(NotAllowed):
        write(mine, vibe, overall="Vibes")


# --- giving


def test_it_is_given_whole_or_not_at_all(havnby, vibe):
    mine = made.assessment.qualified(havnby, vibe)
    row = write(mine, vibe, **WHOLE | {"reason-forankring": ""}).row

    with pytest.raises(actions.NotComplete) as refused:
        actions.give(mine, version=row.version, by=vibe, at=NOW)

    assert [each.field for each in refused.value.missing] == ["reason-forankring"]
    row = write(mine, vibe, **WHOLE).row
    actions.give(mine, version=row.version, by=vibe, at=NOW)
    assert sentences(havnby) == ["Vibe Dom afgav sin vurdering."]
    with pytest.raises(NotAllowed):
        actions.give(mine, version=row.version, by=vibe, at=NOW)


def test_what_was_changed_since_it_was_read_is_not_given(havnby, vibe):
    mine = made.assessment.qualified(havnby, vibe)
    read = write(mine, vibe, **WHOLE).row.version
    write(mine, vibe, **WHOLE | {"points-udvikling": "1"})

    with pytest.raises(actions.Overtaken):
        actions.give(mine, version=read, by=vibe, at=NOW)


# --- afterwards


def test_a_changed_score_leaves_its_trail_and_no_points_in_the_history(havnby, vibe):
    mine = made.assessment.given(havnby, vibe, 4, 4)
    element = CoreElement.objects.get(key="udvikling")

    with pytest.raises(actions.SamePoints):
        actions.change_points(mine, element, points=4, reason="Det samme", by=vibe, at=NOW)
    actions.change_points(mine, element, points=2, reason="Har tænkt mig om", by=vibe, at=NOW)

    change = ScoreChange.objects.get()
    assert (change.before, change.after, change.by) == (4, 2, vibe)
    assert sentences(havnby) == ["Vibe Dom ændrede et af sine point og skrev hvorfor."]


@pytest.mark.parametrize("who", ["tage", "bo", "anna"])
def test_nobody_changes_anothers(request, havnby, vibe, who):
    mine = made.assessment.given(havnby, vibe, 4, 4)

    with pytest.raises(NotAllowed):
        actions.change_points(
            mine, CoreElement.objects.first(), points=2, reason="x", by=request.getfixturevalue(who), at=NOW
        )


def test_nothing_is_changed_nor_said_once_the_area_has_been_told(havnby, vibe, bo):
    mine = made.assessment.given(havnby, vibe, 4, 4)
    made.declined(havnby, by=bo)
    mine = Assessment.objects.get(pk=mine.pk)

    with pytest.raises(NotAllowed):
        actions.change_points(mine, CoreElement.objects.first(), points=2, reason="x", by=vibe, at=NOW)
    with pytest.raises(NotAllowed):
        actions.remark(havnby, text="For sent", by=vibe, at=NOW)


def test_who_may_speak(havnby, limby, vibe, tage, bo, anna):
    made.assessment.given(havnby, vibe)
    made.assessment.qualified(havnby, tage)
    ulla = made.assessor("Ulla Dom")
    made.assessment.given(limby, ulla)

    for other in (tage, ulla, anna):
        with pytest.raises(NotAllowed):
            actions.remark(havnby, text="Hej", by=other, at=NOW)
    for one in (vibe, bo):
        actions.remark(havnby, text="Hej", by=one, at=NOW)
    made.assessment.assigned(havnby, bo)
    with pytest.raises(NotAllowed):
        actions.remark(havnby, text="Hej igen", by=bo, at=NOW)


def test_who_may_read_what_is_said(havnby, limby, vibe, tage, bo, anna):
    made.assessment.given(havnby, vibe)
    said = actions.remark(havnby, text="Hej", by=vibe, at=NOW)
    his = made.assessment.qualified(havnby, tage)
    ulla, lis = made.assessor("Ulla Dom"), factories.person("Lis Team", is_team=True)
    made.assessment.given(limby, ulla)
    made.disqualified(lis, havnby)

    def readers():
        everybody = {"vibe": vibe, "tage": tage, "ulla": ulla, "bo": bo, "lis": lis, "anna": anna}
        return [name for name, who in everybody.items() if said in Remark.objects.readable_by(who)]

    assert readers() == ["vibe", "bo"]
    Assessment.objects.filter(pk=his.pk).update(state="given", given_at=NOW, given_by=tage)
    assert readers() == ["vibe", "tage", "bo"]
    made.assessment.assigned(havnby, bo)
    assert readers() == ["vibe", "tage"]


@pytest.mark.parametrize("state", ["given", "qualified"])
def test_who_comes_into_the_group_of_the_area_reads_and_changes_nothing_of_it(havnby, vibe, tage, bo, state):
    mine = getattr(made.assessment, state)(havnby, vibe)
    made.assessment.given(havnby, tage)
    join(havnby, vibe)

    assert not Assessment.objects.of(vibe).exists()
    assert not Assessment.objects.readable_by(vibe).exists()
    assert not Remark.objects.readable_by(vibe).exists()
    assert list(assess()) == []
    with pytest.raises(NotAllowed):
        actions.change_points(mine, CoreElement.objects.first(), points=2, reason="x", by=vibe, at=NOW)


def test_the_team_finds_whoever_came_into_the_group_disqualified_before_it_decides(havnby, vibe, tage, bo):
    for each in (vibe, tage):
        made.assessment.given(havnby, each)
    chosen = made.composition([havnby])
    join(havnby, vibe)

    (said,) = readiness.before_deciding(chosen, bo).firm
    assert "er kommet i dets styregruppe: Vibe Dom (Havnby)." in said

    actions.disqualify(havnby, person=vibe, ground=Ground.LEADS, note="", by=bo, at=NOW)
    assert readiness.before_deciding(chosen, bo).firm == []


def join(expression, person) -> None:
    Membership.objects.create(
        area=expression.area, person=person, role="member", started_at=NOW, started_by=expression.created_by
    )


def test_the_area_is_told_nothing_of_all_this(client, havnby, anna, vibe, tage, bo, assessing_day):
    karen = factories.municipal_contact().person
    mine = made.assessment.given(havnby, vibe, 1, 1)
    actions.remark(havnby, text="Tynd plan", by=vibe, at=NOW)
    actions.change_points(mine, CoreElement.objects.first(), points=2, reason="Lidt bedre", by=vibe, at=NOW)
    actions.step_aside(made.assessment.assigned(havnby, tage), ground=Ground.LEADS, note="", by=tage, at=NOW)

    for person in (anna, karen):
        sign_in(client, person)
        for name in ("expression", "expression_receipt"):
            page = client.get(reverse(name, args=[havnby.uid])).text
            for said in ("Vibe", "Tage", "Tynd plan", "Lidt bedre", "bedømmer", "vurderer"):
                assert said not in page, (person, name, said)
        assert "Vibe" not in client.get(reverse("my_page")).text
        told = Message.objects.filter(to=person)
        assert not told.filter(kind__startswith="assess").exists()


# --- owed


def test_an_assessor_owes_by_the_date_that_was_set(havnby, vibe):
    mine = made.assessment.assigned(havnby, vibe)

    (owed,) = assess()

    assert (owed.key, owed.kind, owed.case) == (f"assess:{mine.uid}", "assess", havnby.case)
    assert (owed.due_on, owed.owed_by, owed.copy_to) == (made.DUE_ON, (vibe.pk,), "kulturpunkt@rn.dk")
    assert owed.path == reverse("assessment", args=[mine.uid])
    assert str(owed.title) == "Vurder interesseerklæringen fra Havnby"


def test_it_is_gone_at_once(havnby, vibe, tage, bo):
    mine, his = made.assessment.qualified(havnby, vibe), made.assessment.assigned(havnby, tage)
    keys = [f"assess:{each.uid}" for each in (mine, his)]
    assert len(list(still_owed(keys, NOW))) == 2

    actions.step_aside(mine, ground=Ground.OTHER, note="", by=vibe, at=NOW)
    actions.take_back(his, by=bo, at=NOW)

    assert list(still_owed(keys, NOW)) == []
    assert list(assess()) == []


def test_nothing_is_owed_while_the_area_is_asked_or_when_it_has_withdrawn(havnby, limby, vibe, bo, carla):
    made.assessment.qualified(havnby, vibe)
    made.assessment.qualified(limby, vibe)
    asked = [areas_actions.Asked(("ide", "practice"), "Hvem?")]
    areas_actions.send_back(havnby, asked, number=1, answer_on=made.DUE_ON, by=bo, at=factories.AFTER_THE_DEADLINE)
    areas_actions.withdraw(limby, by=carla, at=factories.AFTER_THE_DEADLINE)

    assert list(assess()) == []


def test_a_reminder_comes_by_itself_and_not_to_whoever_is_disqualified(havnby, limby, vibe, bo):
    made.assessment.assigned(havnby, vibe)
    closed = made.assessment.assigned(limby, vibe)
    actions.step_aside(closed, ground=Ground.LEADS, note="", by=vibe, at=made.ASSIGNED_AT)
    a_week_before = calendar.at(dt.date(2025, 5, 2), calendar.REMINDERS_AT)

    reminders.queue_due(all_obligations(a_week_before), now=a_week_before)

    mail = Message.objects.get(kind="reminder")
    assert (mail.to, mail.case) == (vibe, havnby.case)


def test_many_take_one_query(vibe, programme, django_assert_num_queries):
    for n in range(30):
        made.assessment.assigned(made.sent(n), vibe)

    with django_assert_num_queries(1):
        assert len(list(assess())) == 30


def test_the_last_version_is_what_is_read(havnby, vibe, anna, bo):
    asked = [areas_actions.Asked(("ide", "practice"), "Hvem?")]
    areas_actions.send_back(havnby, asked, number=1, answer_on=made.DUE_ON, by=bo, at=factories.AFTER_THE_DEADLINE)
    row = ExpressionOfInterest.objects.get(pk=havnby.pk)

    def answer(row):
        row.practice = "Anna gør det hele"

    areas_actions.change(row, answer, by=anna, at=factories.AFTER_THE_DEADLINE, units=[("ide", "practice")])
    row.refresh_from_db()
    areas_actions.submit(row, by=anna, arrived_at=factories.AFTER_THE_DEADLINE, version=row.version)
    mine = made.assessment.qualified(havnby, vibe)

    assert Reading(Assessment.objects.get(pk=mine.pk), vibe).content.practice == "Anna gør det hele"
