import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse

from areas import actions
from areas.models import ExpressionOfInterest, Submission
from documents import papers
from notices.models import Message
from tests import factories

from .pages import at

DAY_AFTER = factories.DEADLINE + dt.timedelta(days=1)
NOW = factories.BEFORE_THE_DEADLINE


def press_send(client, expression, **fields):
    expression.refresh_from_db()
    return client.post(at("expression_send", expression), {"version": str(expression.version)} | fields)


# --- check


def test_the_check_page_shows_everything_and_the_button(as_anna, complete):
    page = as_anna.get(at("expression_check", complete)).text

    for text in ("Partner 0", "Vi vil samle byen", "En fest", "Om Udvikling", "Flere mødes på havnen", "Havnefest"):
        assert text in page
    assert f'name="version" value="{complete.version}"' in page
    assert "disabled" not in page


def test_what_lacks_is_listed_and_the_button_is_grey(as_anna, draft):
    page = as_anna.get(at("expression_check", draft)).text

    assert "Der mangler 11 ting, før I kan sende" in page
    assert 'name="version"' not in page
    assert "disabled" in page


def test_a_member_is_told_who_can_send(complete, member, client, today):
    client.force_login(member)

    page = client.get(at("expression_check", complete)).text

    assert "Kun kontaktpersonen, Anna Holm, kan sende." in page
    assert 'name="version"' not in page


def test_four_queries_for_the_check_page(as_anna, complete, django_assert_num_queries):
    as_anna.get(at("expression_check", complete))

    with django_assert_num_queries(4):
        as_anna.get(at("expression_check", complete))


# --- send


def test_sent_it_leads_to_the_receipt(as_anna, complete):
    response = as_anna.post(at("expression_send", complete), {"version": str(complete.version)}, follow=True)

    assert response.redirect_chain == [(at("expression_receipt", complete), 302)]
    assert complete.reference in response.text
    assert "Tak! Interesseerklæringen er sendt." in response.text
    assert Submission.objects.get().submitted_by == complete.created_by


def test_fourteen_queries_to_send(as_anna, complete, django_assert_num_queries):
    body = {"version": str(complete.version)}

    # session, person, expression · lock, all it says, state, history (3), paper, submission, messages ·
    # and the two ends of the transaction, which in a test are those of a savepoint
    with django_assert_num_queries(14):
        as_anna.post(at("expression_send", complete), body)


def test_sent_twice_it_is_the_same_receipt_and_the_same_mails(as_anna, complete):
    first = press_send(as_anna, complete)
    second = press_send(as_anna, complete)

    assert first.headers["Location"] == second.headers["Location"] == at("expression_receipt", complete)
    assert Submission.objects.count() == 1
    assert Message.objects.filter(kind="expression-received").count() == 2


def test_pressed_again_after_the_group_changed_it_is_the_same_receipt(as_anna, complete, anna):
    version = str(complete.version)
    press_send(as_anna, complete)
    actions.add_member(complete, name="Ny", email="ny@eksempel.dk", phone="", by=anna, at=NOW)

    response = press_send(as_anna, complete, version=version)

    assert response.headers["Location"] == at("expression_receipt", complete)
    assert Submission.objects.count() == 1


def test_a_draft_that_changed_is_shown_again_and_not_sent(as_anna, complete, member):
    version = str(complete.version)
    actions.change(complete, lambda row: setattr(row, "idea", "Ejnars idé"), by=member, at=NOW)

    response = press_send(as_anna, complete, version=version)

    assert response.status_code == 409
    assert "Udkastet er ændret" in response.text
    assert "Ejnars idé" in response.text
    assert not Submission.objects.exists()


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 30, "²"])
def test_a_made_up_version_sends_nothing(as_anna, complete, version):
    assert press_send(as_anna, complete, version=version).status_code == 409
    assert not Submission.objects.exists()


def test_who_was_signed_out_meanwhile_signs_in_and_is_back_at_the_check_page(client, complete):
    response = press_send(client, complete)

    there = urlsplit(response.headers["Location"])
    assert (there.path, parse_qs(there.query)) == (
        reverse("account_login"),
        {"next": [at("expression_check", complete)]},
    )
    assert not Submission.objects.exists()


def test_what_lacks_something_is_not_sent(as_anna, draft):
    response = press_send(as_anna, draft)

    assert response.status_code == 422
    assert "Interesseerklæringen er ikke sendt" in response.text


def test_a_member_cannot_send(complete, member, client, today):
    client.force_login(member)

    response = press_send(client, complete)

    assert response.headers["Location"] == at("expression_check", complete)
    assert not Submission.objects.exists()


def test_late_it_is_received_and_said_before_and_after(as_anna, complete, settings):
    settings.TODAY = DAY_AFTER
    assert "I kan stadig sende" in as_anna.get(at("expression_check", complete)).text

    press_send(as_anna, complete)

    assert Submission.objects.get().is_late
    page = as_anna.get(at("expression_receipt", complete)).text
    assert "Modtaget efter fristen" in page
    assert at("expression_reopen", complete) not in page


@pytest.mark.parametrize(
    ("clock", "late"), [("2025-04-28 21:59:59.9+00:00", False), ("2025-04-28 22:00:00+00:00", True)]
)
def test_a_deadline_ends_at_midnight_in_denmark(as_anna, complete, settings, clock, late):
    settings.TODAY = None
    with time_machine.travel(dt.datetime.fromisoformat(clock), tick=False):
        press_send(as_anna, complete)

    assert Submission.objects.get().is_late is late


def test_what_reached_the_proxy_in_time_is_in_time(as_anna, complete, settings):
    settings.TODAY, settings.TRUSTED_PROXY = None, True
    reached = dt.datetime.fromisoformat("2025-04-28 21:59:59.9+00:00")
    with time_machine.travel(reached + dt.timedelta(seconds=4), tick=False):
        as_anna.post(
            at("expression_send", complete),
            {"version": str(complete.version)},
            headers={"x-request-start": f"t={reached.timestamp()}"},
        )

    sent = Submission.objects.get()
    assert (sent.arrived_at, sent.is_late) == (reached, False)


# --- receipt


def test_the_receipt_says_what_who_and_when(as_anna, submitted):
    page = as_anna.get(at("expression_receipt", submitted)).text
    sent = submitted.submissions.get()

    for text in (submitted.reference, sent.content_sha256, "22. april 2025 kl. 10.00", "anna@eksempel.dk"):
        assert text in page


def test_while_the_pdf_is_being_made_the_page_looks_again_by_itself_or_by_a_link(as_anna, submitted):
    waiting = as_anna.get(at("expression_receipt", submitted)).text
    assert 'hx-trigger="every 2s"' in waiting
    assert "Se efter igen" in waiting
    papers.make(submitted.submissions.get().paper, now=NOW)

    part = as_anna.get(at("expression_receipt", submitted), headers={"hx-request": "true"}).text
    whole = as_anna.get(at("expression_receipt", submitted)).text

    assert "<html" not in part
    assert at("expression_receipt_pdf", submitted) in part
    assert "hx-trigger" not in part + whole
    assert "htmx" not in whole.replace("htmx-config", "")


def test_the_pdf_is_what_was_sent(as_anna, submitted):
    response = as_anna.get(at("expression_receipt_pdf", submitted))

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.getvalue().startswith(b"%PDF-")


def test_what_was_sent_before_is_listed_and_can_be_fetched(as_anna, submitted, anna):
    actions.reopen(submitted, by=anna, at=NOW)
    press_send(as_anna, submitted)

    page = as_anna.get(at("expression_receipt", submitted)).text
    earlier = at("expression_earlier_receipt_pdf", submitted, 1)

    assert "Sendt tidligere" in page
    assert earlier in page
    assert as_anna.get(earlier).getvalue().startswith(b"%PDF-")
    assert as_anna.get(at("expression_earlier_receipt_pdf", submitted, 3)).status_code == 404


def test_what_was_never_sent_has_no_receipt(as_anna, draft):
    assert as_anna.get(at("expression_receipt", draft)).status_code == 404
    assert as_anna.get(at("expression_receipt_pdf", draft)).status_code == 404


# --- opening again, taking back


def test_reopening_asks_first_and_says_what_it_means(as_anna, submitted):
    page = as_anna.get(at("expression_reopen", submitted)).text
    assert "Du skal sende den igen senest den 28. april 2025." in page

    response = as_anna.post(at("expression_reopen", submitted), follow=True)

    assert "Interesseerklæringen er åbnet igen." in response.text
    assert ExpressionOfInterest.objects.get().is_draft


def test_reopening_twice_is_reopening(as_anna, submitted):
    as_anna.post(at("expression_reopen", submitted))
    response = as_anna.post(at("expression_reopen", submitted), follow=True)

    assert response.status_code == 200
    assert ExpressionOfInterest.objects.get().is_draft


def test_after_the_deadline_nobody_reopens(as_anna, submitted, settings):
    settings.TODAY = DAY_AFTER

    assert as_anna.get(at("expression_reopen", submitted)).headers["Location"] == submitted.get_absolute_url()
    response = as_anna.post(at("expression_reopen", submitted), follow=True)

    assert "Fristen er passeret, så I kan ikke selv åbne den igen." in response.text
    assert ExpressionOfInterest.objects.get().state == "submitted"


def test_withdrawing_asks_first_and_says_what_it_means(as_anna, submitted):
    page = as_anna.get(at("expression_withdraw", submitted)).text
    assert "Så bliver Havnby ikke vurderet" in page

    response = as_anna.post(at("expression_withdraw", submitted), follow=True)

    assert "Interesseerklæringen er trukket tilbage." in response.text
    assert ExpressionOfInterest.objects.get().state == "withdrawn"


@pytest.mark.parametrize("name", ["expression_reopen", "expression_withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_a_member_there_is_no_such_page(submitted, client, today, name, method):
    client.force_login(submitted.area.memberships.get(role="member").person)

    assert getattr(client, method)(at(name, submitted)).status_code == 404
