"""Who owes what by when, of every app: one list for next steps, the team's overview, reminders and feeds."""

import datetime as dt
from collections.abc import Collection, Iterator

from areas.models import Dialogue, ExpressionOfInterest
from areas.obligations import follow_up, submit_expression
from programme.models import Programme
from programme.obligation import Obligation
from selection.models import Assessment
from selection.obligations import assess, offer_place, publish


def all_obligations(now: dt.datetime) -> Iterator[Obligation]:
    """Everything that is owed at the moment `now`."""
    yield from submit_expression()
    yield from follow_up()
    yield from assess()
    yield from offer_place()
    yield from publish()


def seen_by(user, now: dt.datetime) -> Iterator[Obligation]:
    """The same without what is closed to this person of the team."""
    yield from submit_expression(ExpressionOfInterest.objects.visible_to(user))
    yield from follow_up(Dialogue.objects.visible_to(user))
    yield from assess(Assessment.objects.visible_to(user))
    yield from offer_place()
    yield from publish()


def still_owed(keys: Collection[str], now: dt.datetime) -> Iterator[Obligation]:
    """Those of these obligations that still stand, derived anew; asked before each batch of reminders leaves."""
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        kind, _colon, uid = key.partition(":")
        by_kind.setdefault(kind, []).append(uid)
    if uids := by_kind.get("submit-expression"):
        yield from submit_expression(ExpressionOfInterest.objects.filter(uid__in=uids))
    if uids := by_kind.get("follow-up"):
        yield from follow_up(Dialogue.objects.filter(uid__in=uids))
    if uids := by_kind.get("assess"):
        yield from assess(Assessment.objects.filter(uid__in=uids))
    if cases := by_kind.get("offer-place"):
        yield from offer_place(Programme.objects.filter(case__in=cases))
    if cases := by_kind.get("publish"):
        yield from publish(Programme.objects.filter(case__in=cases))
