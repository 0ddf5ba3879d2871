"""The page on which the team reads one expression."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas import actions
from areas.models import ExpressionOfInterest
from documents.models import AccessLog
from notices.models import Message, Preference, ReminderPause
from notices.states import MessageState, Wish
from tests import factories
from tests.areas.desk import as_bo
from tests.house_rules.places import a_document

pytestmark = pytest.mark.django_db
WHEN = factories.BEFORE_THE_DEADLINE


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = WHEN.date()


def page(expression: ExpressionOfInterest, **asked: str) -> str:
    response = as_bo().get(reverse("admin:areas_expressionofinterest_change", args=[expression.uid]), asked)
    assert response.status_code == 200
    return response.text


def part(text: str, begins: str, ends: str = "</section>") -> str:
    return text.partition(begins)[2].partition(ends)[0]


def test_a_draft_shows_what_it_says_what_is_missing_and_by_when(anna):
    draft = factories.expression.draft(anna)

    text = page(draft)

    assert "28. april 2025 <strong>(6 dage)</strong>" in text
    assert "Fortæl, hvad jeres idé er." in part(text, 'id="t-status"')
    assert "Ikke udfyldt" in part(text, 'id="udfordring"')


def test_a_whole_draft_can_be_sent(anna):
    text = page(factories.expression.complete(anna))

    assert "Intet mangler" in text
    assert "Vi vil samle byen" in part(text, 'id="udfordring"')
    assert "Om Udvikling" in part(text, 'id="kerneelementer"')
    assert "Fællesskaber" in part(text, 'id="maal"')
    assert "Havnefest" in part(text, 'id="aktiviteter"')
    assert "50.000" in part(text, 'id="budget"')


def test_what_was_sent_is_shown_as_it_was_sent(anna):
    sent = factories.expression.submitted(anna)
    ExpressionOfInterest.objects.filter(pk=sent.pk).update(challenge="Noget andet")

    as_sent, now = page(sent), page(sent, udgave="nu")

    assert "Vi vil samle byen" in as_sent
    assert "Noget andet" not in as_sent
    assert "Noget andet" in now
    assert sent.submissions.get().content_sha256 in as_sent


def test_each_sending_can_be_read(anna):
    sent = factories.expression.submitted(anna)
    draft = actions.reopen(sent, by=anna, at=WHEN)
    actions.change(draft, lambda row: setattr(row, "challenge", "En ny tanke"), by=anna, at=WHEN)
    draft.refresh_from_db()
    actions.submit(draft, by=anna, arrived_at=WHEN + dt.timedelta(hours=1), version=draft.version)

    assert "En ny tanke" in page(draft)
    assert "En ny tanke" in page(draft, udgave="2")
    assert "Vi vil samle byen" in page(draft, udgave="1")
    assert "En ny tanke" in page(draft, udgave="9")


def test_a_reopened_draft_is_shown_as_it_stands(anna):
    draft = actions.reopen(factories.expression.submitted(anna), by=anna, at=WHEN)
    actions.change(draft, lambda row: setattr(row, "challenge", "Ved at blive skrevet om"), by=anna, at=WHEN)

    text = page(draft)

    assert "Ved at blive skrevet om" in text
    assert "Kvittering nr. 1" in text


def test_a_withdrawn_one_says_when_and_by_whom(anna):
    text = page(factories.expression.withdrawn(anna))

    assert "<dt>Trukket tilbage</dt><dd>i dag kl. 10.00, Anna Holm</dd>" in text


def test_late_is_said_at_the_top(anna):
    sent = factories.expression.submitted(anna, at=factories.AFTER_THE_DEADLINE)

    assert "efter fristen" in part(page(sent), "<h1>", "</h1>")


def test_the_group_can_be_called_and_written_to(anna):
    complete = factories.expression.complete(anna)
    ejnar = complete.area.memberships.get(role="member").person

    group = part(page(complete), 'id="t-group"')

    assert '<a href="tel:+4520304050">+45 20 30 40 50</a>' in group
    assert f'href="mailto:{anna.email},{ejnar.email}"' in group


def test_the_group_beside_what_was_sent_is_todays(anna):
    sent = factories.expression.submitted(anna)
    ejnar = sent.area.memberships.get(role="member")
    actions.end_membership(sent, ejnar, by=anna, at=WHEN)

    text = page(sent)

    assert "Ejnar Prøve" not in part(text, 'id="t-group"')
    assert "Ejnar Prøve" in part(text, 'id="styregruppe"')


def test_the_history_is_told_in_order(anna):
    text = page(factories.expression.submitted(anna))

    history = part(text, 'id="historik"')
    told = [history.index(said) for said in ("begyndte på", "tog Ejnar Prøve med", "sendte interesseerklæringen")]
    assert told == sorted(told)


def test_mail_that_did_not_arrive_says_so(anna):
    sent = factories.expression.submitted(anna)
    first = Message.objects.filter(case=sent.case).earliest("pk")
    Message.objects.filter(pk=first.pk).update(
        state=MessageState.FAILED, failed_at=WHEN, reason="refused", subject="Vi har modtaget"
    )

    letters = part(page(sent), 'id="t-messages"')

    link = reverse("admin:notices_message_change", args=[first.uid])
    assert f'<a href="{link}">Vi har modtaget</a>' in letters
    assert "<strong>Mislykket</strong>" in letters


def test_reminders_to_come_are_listed(anna):
    reminders = part(page(factories.expression.draft(anna)), 'id="t-reminders"')

    assert "25. april 2025</time> 1 dag før" in " ".join(reminders.split())
    assert "8. maj 2025</time> 10 dage efter" in " ".join(reminders.split())


def test_a_pause_is_said_with_its_reason_and_no_reminder_promised(anna, bo):
    draft = factories.expression.draft(anna)
    ReminderPause.objects.create(case=draft.case, reason="Har ringet til Anna", paused_at=WHEN, paused_by=bo)

    reminders = part(page(draft), 'id="t-reminders"')

    assert "Sat på pause af Bo Lund: Har ringet til Anna" in reminders
    assert "25. april" not in reminders


def test_a_reminder_that_anna_turned_off_is_not_promised(anna, settings):
    settings.TODAY = dt.date(2025, 4, 14)
    draft = factories.expression.draft(anna, at=WHEN - dt.timedelta(days=10))
    Preference.objects.create(person=anna, kind=Wish.EARLY_REMINDERS, off_at=WHEN)

    reminders = part(page(draft), 'id="t-reminders"')

    assert "3 dage før" not in reminders
    assert "1 dag før" in reminders


def test_nobody_writes_here(anna, bo):
    sent = factories.expression.submitted(anna)
    client = as_bo()
    address = reverse("admin:areas_expressionofinterest_change", args=[sent.uid])
    before = ExpressionOfInterest.objects.values().get(pk=sent.pk)

    client.post(address, {"challenge": "x", "state": "draft", "_save": "1"})

    assert ExpressionOfInterest.objects.values().get(pk=sent.pk) == before
    assert "<textarea" not in page(sent)
    for path in ("add/", f"{sent.pk}/delete/", f"{sent.pk}/change/", f"{sent.pk}/history/"):
        assert client.post(reverse("admin:areas_expressionofinterest_changelist") + path).status_code == 404


def test_a_text_is_written_as_text(anna):
    draft = factories.expression.draft(anna)
    ExpressionOfInterest.objects.filter(pk=draft.pk).update(challenge='<img src=x onerror="alert(1)">\n\nAfsnit to')

    said = part(page(draft), 'id="udfordring"')

    assert "<img" not in said
    assert "<p>Afsnit to</p>" in said


def test_a_file_reaches_the_team_and_the_log_knows(anna, bo):
    draft = factories.expression.complete(anna)
    document = a_document(anna)
    actions.attach(draft, document, title="Havnen", by=anna, at=WHEN)
    address = reverse("admin:areas_expressionofinterest_file", args=[draft.uid, document.uid])
    assert address in page(draft)

    response = as_bo().get(address)

    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"
    assert response["Content-Disposition"].startswith("attachment")
    assert AccessLog.objects.get().by == bo


def test_what_was_sent_keeps_a_file_that_was_taken_out_again(anna):
    draft = factories.expression.complete(anna)
    attachment = actions.attach(draft, a_document(anna), title="Havnen", by=anna, at=WHEN)
    draft.refresh_from_db()
    actions.submit(draft, by=anna, arrived_at=WHEN, version=draft.version)
    reopened = actions.reopen(draft, by=anna, at=WHEN)
    actions.detach(reopened, attachment, by=anna, at=WHEN)
    address = reverse("admin:areas_expressionofinterest_file", args=[draft.uid, attachment.document.uid])

    assert address in page(draft, udgave="1")
    assert address not in page(draft, udgave="nu")
    response = as_bo().get(address)
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"


def test_another_areas_file_is_not_found_here(anna, carla):
    mine, other = factories.expression.complete(anna), factories.expression.complete(carla, name="Andetsteds")
    document = a_document(carla)
    actions.attach(other, document, title="", by=carla, at=WHEN)

    response = as_bo().get(reverse("admin:areas_expressionofinterest_file", args=[mine.uid, document.uid]))

    assert response.status_code == 404


def test_the_receipt_is_made_if_nobody_has_made_it_yet(anna):
    sent = factories.expression.submitted(anna)

    response = as_bo().get(reverse("admin:areas_expressionofinterest_receipt", args=[sent.uid, 1]))

    assert b"".join(response.streaming_content)[:5] == b"%PDF-"


@pytest.mark.parametrize("name", ["areas_expressionofinterest_change", "areas_localarea_change"])
def test_what_is_not_there_is_not_found(db, name):
    missing = "00000000-0000-4000-8000-000000000000"

    assert as_bo().get(reverse(f"admin:{name}", args=[missing])).status_code == 404


def test_reading_costs_the_same_however_much_there_is(anna):
    """Session, person, expression, what it says, what is round it; a draft's deadline and who wants its reminders; for
    what was sent the group of today instead."""
    draft = factories.expression.complete(anna)
    counts = [queries_of(draft)]
    for n in range(8):
        actions.add_member(draft, name=f"M{n}", email=f"m{n}@eksempel.dk", phone="", by=anna, at=WHEN)
    counts.append(queries_of(draft))
    draft.refresh_from_db()
    actions.submit(draft, by=anna, arrived_at=WHEN, version=draft.version)
    counts.append(queries_of(draft))

    assert counts == [7, 7, 7]


def queries_of(expression: ExpressionOfInterest) -> int:
    client = as_bo()
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("admin:areas_expressionofinterest_change", args=[expression.uid]))
    return len(queries)
