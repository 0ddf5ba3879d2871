"""The plan in the admin and on the command line, on real drafts."""

import datetime as dt

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from notices.models import Message, ReminderPause
from people.models import User
from tests import factories
from tests.notices.owed import moment

EARLY = moment(2025, 3, 20, 12)


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker, request):
    """These write nothing that must be committed: the usual transaction that is taken back."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def draft(db):
    return factories.expression.draft(at=EARLY)


@pytest.fixture
def today(settings):
    settings.TODAY = dt.date(2025, 4, 3)


def printed(capsys, *arguments: str) -> str:
    call_command("reminders", *arguments)
    return capsys.readouterr().out


def test_command_tells_who_gets_what_and_why(draft, capsys):
    said = printed(capsys, "--on", "2025-04-16")

    assert "onsdag 16. april 2025" in said
    assert "Anna Holm <anna@eksempel.dk>" in said
    assert "Send interesseerklæringen for Havnby" in said
    assert "7 dage før 28. april; flyttet fra helligdag (anden påskedag)" in said
    assert not Message.objects.exists()


def test_command_on_a_holiday_tells_that_nothing_goes_and_where_it_went(draft, capsys):
    said = printed(capsys, "--on", "2025-04-21")

    assert "Det er helligdag (anden påskedag): der sendes ingen påmindelser." in said
    assert "Flyttet til andre dage:" in said
    assert "7 dage før 28. april; flyttet fra helligdag (anden påskedag)" in said
    assert "2025-04-22" in said  # as nothing was sent before Easter, it is caught up with after


def test_command_over_several_days(draft, capsys):
    said = printed(capsys, "--on", "2025-04-01", "--to", "2025-05-31")

    assert [line[:10] for line in said.splitlines() if line.startswith("2025")] == [
        "2025-04-14",
        "2025-04-16",
        "2025-04-25",
        "2025-04-28",
        "2025-05-01",
        "2025-05-08",
    ]


@time_machine.travel("2025-04-19 12:00+02:00")
def test_command_without_a_day_tells_of_today(draft, capsys):
    assert "Det er lørdag: der sendes ingen påmindelser." in printed(capsys)


def test_command_with_a_day_that_is_none(db):
    with pytest.raises(CommandError, match="ikke en dag"):
        call_command("reminders", "--on", "i morgen")


def test_plan_page_shows_the_next_thirty_days(draft, team, today):
    text = team.get(reverse("admin:notices_reminderpause_changelist")).content.decode()

    assert "Send interesseerklæringen for Havnby" in text
    assert "flyttet fra helligdag (anden påskedag)" in text
    assert "onsdag 16. april 2025" in text
    assert "5 påmindelser" in text


def test_the_plan_says_where_nobody_is_reminded(draft, team, today, anna):
    User.objects.filter(pk=anna.pk).update(is_active=False)

    text = team.get(reverse("admin:notices_reminderpause_changelist")).content.decode()

    assert "Send interesseerklæringen for Havnby" in text
    assert "Modtageren er ikke længere aktiv" in text


def test_pause_page_wants_a_reason_and_stops_the_reminders(draft, team, today):
    url = reverse("admin:notices_pause", args=[draft.case])

    refused = team.post(url, {"reason": " "}).content.decode()
    answer = team.post(url, {"reason": "Formanden er syg"}, follow=True).content.decode()

    assert "Skriv, hvorfor påmindelserne sættes på pause." in refused
    assert "Påmindelserne til Havnby er sat på pause." in answer
    assert "Formanden er syg" in answer
    assert '<span class="t-state">På pause</span>' in answer
    assert answer.count(reverse("admin:notices_resume", args=[draft.case])) == 1 + 5  # the pause, and each of its rows


def test_resume_page_ends_the_pause(draft, team, today, bo):
    ReminderPause.objects.create(case=draft.case, reason="Syg", paused_at=EARLY, paused_by=bo)
    url = reverse("admin:notices_resume", args=[draft.case])

    assert "Sat på pause af Bo Lund: Syg" in team.get(url).content.decode()
    assert "Påmindelserne er genoptaget." in team.post(url, follow=True).content.decode()
    assert "Påmindelserne er allerede genoptaget." in team.post(url, follow=True).content.decode()
    assert team.get(url).status_code == 404


def test_pause_page_of_a_case_that_nobody_knows_is_not_found(team, today):
    assert team.get(reverse("admin:notices_pause", args=["6f7574b6-f800-4000-8000-000000000001"])).status_code == 404
