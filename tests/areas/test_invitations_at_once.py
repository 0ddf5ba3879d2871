"""A double press on "Send invitationen", and on "Ja": one invitation, one mail, one member. Real threads."""

import threading

import pytest

from areas import actions
from areas.actions import invitations
from areas.models import ExpressionOfInterest, Invitation, Membership
from notices.models import Message
from programme.models import HistoryEntry
from tests import factories

from .test_sending_at_once import at_once

NOW = factories.BEFORE_THE_DEADLINE
TIMES = 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(transactional_db):
    return factories.expression.draft(factories.anna())


def invite(expression: ExpressionOfInterest) -> Invitation:
    mine = ExpressionOfInterest.objects.get(pk=expression.pk)
    said = {"name": "Inge Ny", "email": "inge@eksempel.dk", "phone": ""}
    return actions.invite(mine, **said, by=mine.created_by, at=NOW)


def test_invited_many_times_at_once_there_is_one_mail(draft):
    outcomes = at_once(lambda: invite(draft).pk, times=TIMES)

    assert outcomes == {Invitation.objects.get().pk: TIMES}
    assert Message.objects.filter(kind="invitation").count() == 1


def test_without_the_lock_the_database_stops_the_second(draft, monkeypatch):
    """The control: the same press without the lock."""
    gate, expiry = threading.Barrier(4), invitations._expiry

    def after_all_have_looked(expression, at):
        gate.wait(20)
        return expiry(expression, at)

    monkeypatch.setattr(invitations, "group_open_to", lambda expression, by: expression)
    monkeypatch.setattr(invitations, "_expiry", after_all_have_looked)

    outcomes = at_once(lambda: invite(draft).pk, times=4)

    assert outcomes["IntegrityError"] == 3  # which a person would have met as a page that fails
    assert Invitation.objects.count() == 1


def test_many_times_yes_at_once_is_one_member(draft):
    invitation, inge = invite(draft), factories.person("Inge", email="inge@eksempel.dk")

    def accept() -> str:
        return str(actions.accept(Invitation.objects.get(pk=invitation.pk), by=inge, at=NOW).role)

    outcomes = at_once(accept, times=TIMES)

    assert outcomes == {"member": 1, "NotAllowed": TIMES - 1}
    assert Membership.objects.filter(person=inge).count() == 1
    assert HistoryEntry.objects.filter(verb="expression/invitation_accepted").count() == 1
    assert Message.objects.filter(kind="invitation-accepted").count() == 1


def test_yes_and_taken_back_at_once_only_one_of_them_holds(draft):
    invitation, inge = invite(draft), factories.person("Inge", email="inge@eksempel.dk")
    turns = [
        lambda row: actions.accept(row, by=inge, at=NOW) and "yes",
        lambda row: actions.withdraw_invitation(row, by=draft.created_by, at=NOW) or "back",
    ]

    outcomes = at_once(lambda: turns.pop()(Invitation.objects.get(pk=invitation.pk)), times=2)

    assert outcomes in ({"yes": 1, "NotAllowed": 1}, {"back": 1, "NotAllowed": 1})
    assert Membership.objects.filter(person=inge).exists() == ("yes" in outcomes)
