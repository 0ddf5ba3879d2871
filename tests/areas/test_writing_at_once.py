"""Two write in one draft in the same moment, or one writes while the other sends. Real threads, real PostgreSQL."""

import threading
from collections import Counter

import pytest

from areas import actions, content, merging
from areas.completeness import Section
from areas.models import ExpressionOfInterest, Submission
from programme import workflow
from tests import factories

from .test_sending_at_once import at_once, send

NOW = factories.BEFORE_THE_DEADLINE


@pytest.fixture
def complete(transactional_db):
    return factories.expression.complete(factories.anna())


@pytest.fixture
def _no_lock(complete, monkeypatch):
    """As it would be if nobody stood in line: both have read before either writes."""
    gate, read = threading.Barrier(2), content.read

    def read_by_both(row):
        said = read(row)
        gate.wait(20)
        return said

    monkeypatch.setattr(workflow, "lock", lambda subject: type(subject)._base_manager.get(pk=subject.pk))
    monkeypatch.setattr(content, "read", read_by_both)


def save(expression: ExpressionOfInterest, text: str, by) -> str:
    opened = merging.seen_of({"challenge": "Vi vil samle byen"})
    try:
        saved = actions.save_section(expression, Section.CHALLENGE, {"challenge": text}, seen=opened, by=by, at=NOW)
    except workflow.NotAllowed:
        return "not a draft any more"
    return "shown both texts" if saved.conflicts else "saved"


def both_save(complete) -> tuple[Counter, str]:
    ejnar = complete.area.memberships.get(role="member").person
    turn = iter([("Annas tekst", complete.created_by), ("Ejnars tekst", ejnar)])

    def one() -> str:
        text, by = next(turn)
        return save(ExpressionOfInterest.objects.get(pk=complete.pk), text, by)

    return at_once(one, times=2), ExpressionOfInterest.objects.get(pk=complete.pk).challenge


def one_saves_while_the_other_sends(complete) -> tuple[Counter, ExpressionOfInterest]:
    ejnar = complete.area.memberships.get(role="member").person
    turn = iter(["save", "send"])

    def one() -> str:
        if next(turn) == "save":
            return save(ExpressionOfInterest.objects.get(pk=complete.pk), "Ejnars tekst", ejnar)
        return send(complete)

    return at_once(one, times=2), ExpressionOfInterest.objects.get(pk=complete.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_one_field_at_once_one_is_shown_both_texts(complete):
    outcomes, stands = both_save(complete)

    assert outcomes == {"saved": 1, "shown both texts": 1}
    assert stands in ("Annas tekst", "Ejnars tekst")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_lock")
def test_without_the_lock_one_overwrites_the_other_unseen(complete):
    """The control: each is told that it is saved, and one of them is wrong."""
    outcomes, _stands = both_save(complete)

    assert outcomes == {"saved": 2}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_what_is_sent_is_what_was_shown_or_it_is_refused(complete, _again):
    outcomes, row = one_saves_while_the_other_sends(complete)

    if "Changed" in outcomes:
        assert outcomes == {"saved": 1, "Changed": 1}
        assert (row.state, row.challenge, Submission.objects.count()) == ("draft", "Ejnars tekst", 0)
    else:
        assert outcomes == {"receipt 1": 1, "not a draft any more": 1}
        assert (row.state, row.challenge) == ("submitted", "Vi vil samle byen")
        assert Submission.objects.get().content["challenge"] == "Vi vil samle byen"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_lock")
def test_without_the_lock_it_is_sent_and_changed(complete):
    """The control: a receipt for one text, and another in the expression."""
    outcomes, row = one_saves_while_the_other_sends(complete)

    assert outcomes == {"receipt 1": 1, "saved": 1}
    assert row.challenge != Submission.objects.get().content["challenge"]
