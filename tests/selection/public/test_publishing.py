"""When the chosen are public: on the date and the team's word, and at no other time."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kulturpunkt.obligations import all_obligations, still_owed
from programme import actions as plan_actions
from programme import calendar, history
from programme.models import HistoryEntry, Milestone, Precision
from programme.obligation import Obligation
from programme.workflow import NotAllowed
from selection import publishing
from selection.actions import NotYours, presenting
from selection.actions import publishing as actions
from selection.models import Decision, Publication
from selection.states import DecisionState
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
DAY = made.KICKOFF
BEFORE = calendar.at(DAY, dt.time.min) - dt.timedelta(microseconds=1)
FIRST = calendar.at(DAY, dt.time.min)


def kickoff(plan) -> Milestone:
    return plan.milestones.get(key="kickoff")


# --- the table


@pytest.mark.parametrize(
    ("word", "now", "public"),
    [
        ("not given", BEFORE, False),
        ("not given", FIRST, False),
        ("not given", FIRST + dt.timedelta(days=300), False),
        ("given", BEFORE - dt.timedelta(days=10), False),
        ("given", BEFORE, False),
        ("given", FIRST, True),
        ("given", FIRST + dt.timedelta(days=300), True),
        ("taken back", BEFORE, False),
        ("taken back", FIRST, False),
        ("taken back", FIRST + dt.timedelta(days=300), False),
        ("given again", BEFORE, False),
        ("given again", FIRST, True),
    ],
)
def test_both_the_day_and_the_word_are_needed(havnby, plan, bo, word, now, public):
    if word != "not given":
        made.word(plan)
    if word in ("taken back", "given again"):
        actions.take_back(plan, reason="", by=bo, at=made.GONE_THROUGH_AT + dt.timedelta(hours=1))
    if word == "given again":
        made.word(plan, at=made.GONE_THROUGH_AT + dt.timedelta(hours=2))

    assert publishing.is_public(plan, now) is public
    assert (publishing.public_programme(now) == plan) is public
    assert (publishing.find("havnby", now) == havnby) is public


def test_the_day_begins_in_copenhagen_and_not_in_greenwich(havnby, plan):
    made.word(plan)

    assert not publishing.is_public(plan, dt.datetime(2025, 6, 17, 21, 59, 59, tzinfo=dt.UTC))
    assert publishing.is_public(plan, dt.datetime(2025, 6, 17, 22, 0, 0, tzinfo=dt.UTC))


def test_a_kickoff_that_is_moved_takes_the_publication_along(havnby, plan, bo):
    made.word(plan)
    later = DAY + dt.timedelta(days=7)

    plan_actions.move_milestone(kickoff(plan), later, later, by=bo, at=made.GONE_THROUGH_AT)

    assert not publishing.is_public(plan, FIRST)
    assert publishing.is_public(plan, calendar.at(later, dt.time.min))


def test_a_kickoff_without_a_day_has_not_come(havnby, plan, bo):
    made.word(plan)
    first, last = dt.date(2025, 6, 1), dt.date(2025, 6, 30)

    plan_actions.move_milestone(kickoff(plan), first, last, precision=Precision.MONTH, by=bo, at=made.GONE_THROUGH_AT)

    assert not publishing.is_public(plan, FIRST)
    assert not publishing.is_public(plan, FIRST + dt.timedelta(days=90))


def test_a_plan_without_a_kickoff_publishes_nothing(havnby, plan):
    made.word(plan)

    kickoff(plan).delete()

    assert not publishing.is_public(plan, FIRST + dt.timedelta(days=90))


# --- the word


def test_the_word_is_in_the_programmes_history(havnby, plan, bo):
    made.word(plan)
    actions.take_back(plan, reason="Et område sprang fra", by=bo, at=made.GONE_THROUGH_AT)

    said = [entry.sentence for entry in HistoryEntry.objects.filter(case=plan.case, verb__startswith="publication/")]
    assert said == [
        "Bo Lund godkendte, at Kulturpunkterne bliver offentliggjort (1).",
        "Bo Lund trak offentliggørelsen af Kulturpunkterne tilbage. Begrundelse: Et område sprang fra",
    ]
    assert not list(history.verify())


@pytest.mark.parametrize("who", ["anna", "assessor"])
def test_nobody_else_gives_the_word(havnby, plan, anna, who):
    by = anna if who == "anna" else made.assessor()

    with pytest.raises(NotAllowed):
        actions.give_word(plan, by=by, at=made.GONE_THROUGH_AT)

    assert not Publication.objects.exists()


def test_the_word_is_given_once_and_taken_back_once(havnby, plan, bo):
    with pytest.raises(NotAllowed):
        actions.take_back(plan, reason="", by=bo, at=made.GONE_THROUGH_AT)
    made.word(plan)
    with pytest.raises(NotAllowed):
        made.word(plan)
    actions.take_back(plan, reason="", by=bo, at=made.GONE_THROUGH_AT)
    with pytest.raises(NotAllowed):
        actions.take_back(plan, reason="", by=bo, at=made.GONE_THROUGH_AT)


def owed() -> list[Obligation]:
    return [each for each in all_obligations(made.GONE_THROUGH_AT) if each.kind == "publish"]


def test_the_team_owes_its_word_by_the_kickoff_until_it_is_given(havnby, plan, bo):
    (found,) = owed()
    assert (found.due_on, found.owed_by) == (DAY, (bo.pk,))
    assert list(still_owed([found.key], made.GONE_THROUGH_AT)) == [found]

    made.word(plan)
    assert owed() == []

    actions.take_back(plan, reason="", by=bo, at=made.GONE_THROUGH_AT)
    assert [each.due_on for each in owed()] == [DAY]


def test_nothing_is_owed_before_the_areas_have_been_told(limby):
    assert owed() == []


def test_there_is_no_word_for_nobody(plan, bo):
    with pytest.raises(actions.NotReady):
        actions.give_word(plan, by=bo, at=made.GONE_THROUGH_AT)


def test_there_is_no_word_while_a_presentation_is_not_ready(havnby, limby, plan, bo):
    other = made.profile(made.designated(limby))
    with pytest.raises(actions.NotReady):
        actions.give_word(plan, by=bo, at=made.GONE_THROUGH_AT)

    presenting.write_profile(
        other, texts={}, elements={}, is_read=True, version=other.version, by=bo, at=made.GONE_THROUGH_AT
    )

    assert actions.give_word(plan, by=bo, at=made.GONE_THROUGH_AT).is_given


def test_who_may_not_see_the_one_that_is_not_ready_is_sent_to_another_of_the_team(havnby, limby, plan, bo):
    made.profile(made.designated(limby))
    made.disqualified(bo, limby)

    with pytest.raises(NotYours, match="Bed en anden i kulturteamet"):
        actions.give_word(plan, by=bo, at=made.GONE_THROUGH_AT)


def test_there_is_no_word_while_one_has_no_presentation(havnby, limby, plan, bo):
    made.designated(limby)

    with pytest.raises(actions.NotReady):
        actions.give_word(plan, by=bo, at=made.GONE_THROUGH_AT)


@pytest.mark.parametrize(
    "fields",
    [
        {"worded_at": made.GONE_THROUGH_AT},
        {"withdrawn_at": made.GONE_THROUGH_AT, "withdrawn_by": "bo"},
        {"worded_at": made.GONE_THROUGH_AT, "worded_by": "bo", "withdrawn_at": made.GONE_THROUGH_AT},
        {"kickoff_ends": dt.time(17)},
        {"kickoff_begins": dt.time(17), "kickoff_ends": dt.time(14)},
    ],
)
def test_the_database_keeps_no_half_word(plan, bo, fields):
    fields = {name: bo if value == "bo" else value for name, value in fields.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(programme=plan, changed_at=made.GONE_THROUGH_AT, changed_by=bo, **fields)


# --- who they are


def test_a_pending_decision_makes_nobody_a_kulturpunkt(limby, plan, bo):
    made.designated(limby)
    Decision.objects.update(state=DecisionState.PENDING, released_at=None, released_by=None)

    assert not publishing.chosen(plan).exists()
    with pytest.raises(NotAllowed):
        presenting.make_profile(limby, by=bo, at=made.RELEASED_AT)


def test_one_that_withdrew_is_gone_and_a_reserve_that_moved_up_is_there(havnby, limby, plan, bo):
    made.word(plan)

    Decision.objects.filter(expression=havnby.expression).update(
        state=DecisionState.OVER, ended_at=made.GONE_THROUGH_AT, ended_by=bo
    )
    made.ready(made.designated(limby, seat=1))

    assert [str(each) for each in publishing.chosen(plan)] == ["Limby"]
    assert publishing.find("havnby", FIRST) is None
    assert publishing.find("limby", FIRST)


# --- the invitation


def test_the_invitation_to_the_kickoff_is_in_the_history(plan, bo):
    said = {"place": "Nordkraft", "begins": dt.time(14), "ends": dt.time(17)}
    actions.invite_to_kickoff(plan, **said, by=bo, at=made.GONE_THROUGH_AT)
    actions.invite_to_kickoff(plan, **said, by=bo, at=made.GONE_THROUGH_AT)

    entry = HistoryEntry.objects.get(verb="publication/kickoff")
    assert entry.sentence == "Bo Lund rettede invitationen til kickoff: sted »Nordkraft«, fra »14.00« til »17.00«."


def test_the_kickoff_ends_after_it_begins(plan, bo):
    with pytest.raises(ValidationError):
        actions.invite_to_kickoff(plan, place="", begins=dt.time(14), ends=dt.time(13), by=bo, at=made.GONE_THROUGH_AT)


def test_only_the_team_invites(plan, anna):
    with pytest.raises(NotAllowed):
        actions.invite_to_kickoff(plan, place="Hos mig", begins=None, ends=None, by=anna, at=made.GONE_THROUGH_AT)
