"""Two hand the role over at once: one success, one kind explanation. Real threads, real PostgreSQL."""

import threading

import pytest

from areas import actions
from areas.actions import handover
from areas.models import ExpressionOfInterest, Membership
from areas.states import GroupRole
from notices.models import Message
from programme.models import HistoryEntry
from tests import factories

from .test_sending_at_once import at_once

NOW = factories.BEFORE_THE_DEADLINE


@pytest.fixture
def story(transactional_db):
    """Anna has two members to choose between; she picks one while Bo of the team picks the other."""
    anna, bo = factories.anna(), factories.bo()
    expression = factories.expression.complete(anna)
    actions.add_member(expression, name="Tove", email="tove@eksempel.dk", phone="", by=anna, at=NOW)
    contact, *members = expression.area.memberships.current().order_by("role", "pk")
    picks = [{"to": members[0], "by": anna}, {"to": members[1], "by": bo, "reason": "Anna er flyttet."}]
    return expression, contact, picks


def both_at_once(story) -> dict[str, int]:
    expression, contact, picks = story
    turns = iter(picks)
    hand_out = threading.Lock()

    def one() -> str:
        with hand_out:
            pick = next(turns)
        mine = ExpressionOfInterest.objects.get(pk=expression.pk)
        return str(actions.hand_over(mine, seen=contact, at=NOW, **pick).role)

    return at_once(one, times=2)


@pytest.mark.django_db(transaction=True)
def test_one_hands_over_and_the_other_is_told(story):
    outcomes = both_at_once(story)

    assert outcomes == {"contact": 1, "ContactChanged": 1}
    assert Membership.objects.current().filter(role=GroupRole.CONTACT).count() == 1
    assert HistoryEntry.objects.filter(verb="expression/contact_changed").count() == 1
    assert sorted(Message.objects.filter(kind__startswith="contact-").values_list("kind", flat=True)) == [
        "contact-changed",
        "contact-no-more",
        "contact-now",
    ]


@pytest.mark.django_db(transaction=True)
def test_without_the_locks_they_run_into_each_other(story, monkeypatch):
    """The control: the same two without the locks, or the test above proves nothing."""
    gate = threading.Barrier(2)

    def read_only(expression):
        group = Membership.objects.current().filter(area=expression.area_id).select_related("person").order_by("pk")
        found = list(group)
        gate.wait(20)  # both have read before either writes
        return found

    monkeypatch.setattr(handover, "_lock_cases", lambda expression: [expression])
    monkeypatch.setattr(handover, "_lock_group", read_only)

    outcomes = both_at_once(story)

    # The database still holds that there is one, but the second would have met a page that fails.
    assert outcomes == {"contact": 1, "IntegrityError": 1}
