"""What the team sees on a Monday morning."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas import actions
from kulturpunkt.overview import Overview
from kulturpunkt.tasks import BEAT, deliver_waiting
from notices.models import Message
from notices.states import MessageState
from programme import calendar
from programme.models import Ground, Milestone, Precision, Programme
from selection import actions as decided
from selection.models import Decision
from tests import factories
from tests.areas.desk import as_bo, many
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
NOW = factories.BEFORE_THE_DEADLINE
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today_and_cache(settings):
    settings.TODAY = NOW.date()
    # A cache of its own: the tests of two processes share the real one, and with it the beat.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def overview(programme) -> Overview:
    return Overview(NOW, factories.bo())


def test_areas_are_counted_by_stage(overview, anna, carla):
    factories.expression.draft(factories.person("Ditte D"), name="Ny kladde")
    factories.expression.draft(factories.person("Egon E"), name="Gammel kladde", at=NOW - 8 * DAY)
    factories.expression.submitted(anna)
    factories.expression.submitted(carla, name="Sentsted", at=factories.AFTER_THE_DEADLINE)
    factories.expression.withdrawn(factories.person("Fie F"), name="Væksted")

    counts = overview.drafts, overview.quiet, overview.sent, overview.late, overview.withdrawn
    assert counts == (2, 1, 2, 1, 1)


def test_another_round_is_not_counted(overview, anna):
    old = factories.programme(slug="kulturpunkt-2023", name="Kulturpunkt 2023", is_current=False)
    factories.expression.draft(anna, programme=old)

    assert overview.drafts == 0
    assert overview.behind == []


def test_every_municipality_has_its_line(overview, anna, carla):
    factories.municipality()
    factories.municipality(851, "Aalborg")
    factories.expression.draft(anna)
    sent = factories.expression.submitted(carla, name="Andetsteds")
    sent.area.municipality = None
    sent.area.save()

    lines = {place.name: (place.drafts, place.sent) for place in overview.places}

    assert lines["Frederikshavn"] == (1, 0)
    assert lines["Aalborg"] == (0, 0)
    assert lines[""] == (0, 1)
    assert list(lines)[-2:] == ["Aalborg", ""]


def test_the_longest_untouched_comes_first_with_what_it_lacks(overview, anna, carla):
    factories.expression.complete(anna)
    factories.expression.draft(carla, name="Andetsteds", at=NOW - 12 * DAY)

    first, second = overview.behind

    assert (first.said.area, first.quiet, first.is_quiet, first.missing > 5) == (
        *("Andetsteds", "for 12 dage siden", True),
        True,
    )
    assert (second.said.area, second.missing, second.contact.name) == ("Havnby", 0, "Anna Holm")


def test_what_came_in_since_the_last_working_day_is_new(programme, anna, carla):
    """22 April 2025 is the Tuesday after Easter: the last working day before it was the Wednesday."""
    factories.expression.submitted(anna, at=NOW - 6 * DAY)
    factories.expression.submitted(carla, name="For gammel", at=NOW - 7 * DAY)

    overview = Overview(NOW, factories.bo())

    assert overview.since.astimezone(dt.UTC) == dt.datetime(2025, 4, 15, 22, 0, tzinfo=dt.UTC)
    assert [row.area for row in overview.arrived] == ["Havnby"]
    assert overview.came_in == 1


def test_a_milestone_shown_by_its_month_gets_no_days(programme):
    Milestone.objects.create(
        programme=programme,
        key="agreement",
        title="Samarbejdsaftale",
        who=["areas"],
        from_on=dt.date(2025, 5, 1),
        to_on=dt.date(2025, 5, 31),
        precision=Precision.MONTH,
        kind="deadline",
    )

    interest, agreement = Overview(NOW, factories.bo()).upcoming

    assert (interest.time_left, agreement.time_left) == ("om 6 dage", "næste måned")


def test_what_is_under_way_comes_before_what_begins_sooner_than_that_ends(programme):
    for key, first, last in (
        ("soon", dt.date(2025, 5, 1), dt.date(2025, 5, 31)),
        ("long", dt.date(2025, 4, 1), dt.date(2025, 9, 30)),
    ):
        Milestone.objects.create(
            programme=programme,
            key=key,
            title=key,
            title_en=key,
            who=["all"],
            kind="event",
            precision=Precision.MONTH,
            from_on=first,
            to_on=last,
        )

    found = [each.milestone.key for each in Overview(NOW, factories.bo()).upcoming]
    assert found == ["long", "interest", "soon"]


def test_what_is_over_is_not_next(programme):
    assert Overview(factories.AFTER_THE_DEADLINE, factories.bo()).upcoming == []
    assert Overview(factories.AFTER_THE_DEADLINE, factories.bo()).deadline.is_over


@pytest.fixture
def _a_beat():
    cache.set(BEAT, NOW.isoformat())
    yield
    cache.delete(BEAT)


def letter(state: MessageState, queued_at: dt.datetime, **fields) -> Message:
    number = Message.objects.count()
    return Message.objects.create(
        key=f"k{number}",
        kind="expression-received",
        address="anna@eksempel.dk",
        message_id=f"<{number}@eksempel.dk>",
        state=state,
        queued_at=queued_at,
        **fields,
    )


@pytest.mark.usefixtures("_a_beat")
def test_all_is_well_when_nothing_waits_long(overview):
    letter(MessageState.QUEUED, NOW - dt.timedelta(minutes=1))
    letter(MessageState.SENT, NOW - DAY, sent_at=NOW)

    assert (overview.mail.queued, overview.mail.is_well) == (1, True)


@pytest.mark.usefixtures("_a_beat")
@pytest.mark.parametrize(
    ("state", "fields"),
    [
        (MessageState.FAILED, {"failed_at": NOW, "reason": "refused"}),
        (MessageState.HELD, {"held_at": NOW, "reason": "unknown"}),
        (MessageState.QUEUED, {}),
        (MessageState.SENDING, {"sending_at": NOW}),  # a mail server that hangs
    ],
)
def test_mail_that_does_not_go_out_is_said(overview, state, fields):
    letter(state, NOW - dt.timedelta(hours=1), **fields)

    assert not overview.mail.is_well
    with time_machine.travel(NOW):  # shortly after midnight, an hour ago is not yet today's
        assert "Her er noget at se på." in as_bo().get("/team/").text


def test_a_beat_that_stopped_is_said(overview):
    assert overview.mail.beat_is_late

    cache.set(BEAT, (NOW - dt.timedelta(minutes=6)).isoformat())
    assert Overview(NOW, factories.bo()).mail.beat_is_late

    cache.delete(BEAT)


@pytest.mark.django_db(transaction=True)
def test_looking_for_mail_to_send_is_the_beat(programme):
    deliver_waiting()

    assert not Overview(calendar.now(), factories.bo()).mail.beat_is_late
    cache.delete(BEAT)


def test_everything_leads_to_its_list(programme, anna, carla):
    factories.expression.draft(anna, at=NOW - 8 * DAY)
    factories.expression.submitted(carla, name="Sentsted", at=factories.AFTER_THE_DEADLINE)
    client = as_bo()
    text = client.get("/team/").text
    base = reverse("admin:areas_expressionofinterest_changelist")

    for query, found in [
        ("?status=draft", "Havnby"),
        ("?status=submitted", "Sentsted"),
        ("?kun=ikke-roert", "Havnby"),
        ("?kun=efter-fristen", "Sentsted"),
        ("?kommune=813", "Havnby"),
        ("?status=draft&amp;o=changed", "Havnby"),
    ]:
        assert f'"{base}{query}"' in text, query
        assert found in client.get(base + query.replace("&amp;", "&")).text


def test_without_a_current_programme_the_page_says_so(bo):
    Programme.objects.update(is_current=False)

    assert "Intet program vises nu." in as_bo().get("/team/").text


def test_the_overview_asks_twenty_times_at_any_size(programme):
    counts = []
    for first, more in ((0, 11), (11, 989)):
        many(more, first=first)
        client = as_bo()
        with CaptureQueriesContext(connection) as queries:
            client.get("/team/")
        counts.append(len(queries))

    assert counts == [20, 20]


def test_a_reopened_one_counts_as_a_draft_again(programme, anna):
    actions.reopen(factories.expression.submitted(anna), by=anna, at=NOW)

    overview = Overview(NOW, factories.bo())

    assert (overview.drafts, overview.sent, overview.came_in) == (1, 0, 0)


def test_after_the_release_it_counts_who_was_told_what(bo):
    made.released()

    text = as_bo().get("/team/").text

    told = re.sub(r"<[^>]+>|\s+", " ", text.partition('class="t-cards"')[2].partition("</ul>")[0])
    assert "2 udpeget" in " ".join(told.split())
    assert "1 på reservelisten" in told
    assert "0 sendt" not in " ".join(told.split())


# --- how far the choice is


def test_nothing_is_said_of_a_choice_that_has_not_begun(overview, anna):
    factories.expression.submitted(anna)

    assert overview.choice is None


def test_assessments_that_are_missing_late_or_without_anybody_are_counted(overview):
    first, second, third = made.round_of(3)
    vibe, tage = made.assessor("Vibe Dom"), made.assessor("Tage Dom")
    made.assessment.given(first, vibe)
    made.assessment.assigned(second, vibe)
    aside = made.assessment.assigned(first, tage)
    decided.step_aside(aside, ground=Ground.LEADS, note="", by=tage, at=made.ASSIGNED_AT)

    choice = Overview(calendar.at(made.DUE_ON + DAY, dt.time(9)), factories.bo()).choice
    assert (choice.given, choice.owed, choice.overdue, choice.without_assessor) == (1, 1, 1, 1)
    assert (choice.unassigned, choice.undecided, choice.ready) == (1, 3, 0)
    assert third.assessments.count() == 0


def test_decisions_that_lie_ready_are_counted_until_they_are_released():
    made.decided(4)
    bo = factories.bo()
    page = as_bo().get(reverse("admin:index")).text
    assert "4 afgørelser ligger klar" in page
    assert "4 breve er ikke læst igennem" in page

    made.read(list(Decision.objects.pending()))
    assert "alle breve er læst igennem" in as_bo().get(reverse("admin:index")).text
    made.release()
    assert Overview(made.RELEASED_AT, bo).choice is None


def test_who_is_disqualified_from_a_case_counts_nothing_of_it():
    first, *_ = made.decided(4)
    made.disqualified(grethe := factories.person("Grethe Skov", is_team=True), first.expression)

    choice = Overview(made.READ_AT, grethe).choice
    assert (choice.ready, choice.unread, choice.undecided) == (3, 3, 0)
