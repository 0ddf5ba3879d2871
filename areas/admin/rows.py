"""A line of the list of expressions: what is asked of the database, and what the template writes."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from areas.models import Membership, Submission
from areas.models.expression import last_day
from areas.states import SENT_BACK, Channel, ExpressionState, GroupRole
from programme import calendar

from . import words
from .listing import Column

UNTOUCHED_DAYS = 7
_NOBODY = UUID(int=0)
BADGES: dict[str, str] = {
    ExpressionState.DRAFT: "t-draft",
    ExpressionState.SUBMITTED: "t-sent",
    ExpressionState.WITHDRAWN: "t-gone",
    ExpressionState.DESIGNATED: "t-chosen",
    ExpressionState.RESERVE: "t-reserve",
    ExpressionState.DECLINED: "t-gone",
}


def contact_of(area: str) -> Subquery:
    """Name, e-mail and phone of the contact person of the area that the column `area` names."""
    return Subquery(
        Membership.objects.current()
        .filter(area=OuterRef(area), role=GroupRole.CONTACT)
        .order_by()
        .values(who=JSONObject(name="person__name", email="person__email", phone="person__phone"))
    )


_SENT = Submission.objects.filter(expression=OuterRef("pk"))
# Sent after its deadline: said by the submission itself, which keeps the deadline of its day. An answer to questions
# has a deadline of its own, and changes nothing about when the expression came.
_LAST_BUT_ANSWERS = _SENT.filter(is_answer=False).order_by("-number")
_STANDS = Q(submitted_at__isnull=False) | Q(answer_due_on__isnull=False)  # also while it is sent back with questions
RECEIVED_LATE = _STANDS & Exact(Subquery(_LAST_BUT_ANSWERS.values("is_late")[:1]), True)
ANSWERED_LATE = Exists(_SENT.filter(arrived_at=OuterRef("submitted_at"), is_late=True, is_answer=True))

COLUMNS = (
    Column("area", _("Lokalområde"), ("area__name", "pk"), ("-area__name", "-pk")),
    Column(
        "municipality",
        _("Kommune"),
        ("area__municipality__name", "area__name", "pk"),
        ("-area__municipality__name", "-area__name", "-pk"),
    ),
    Column("state", _("Status"), ("state", "-changed_at", "-pk"), ("-state", "-changed_at", "-pk")),
    Column("contact", _("Kontaktperson")),
    Column("changed", _("Sidst ændret"), ("changed_at", "pk"), ("-changed_at", "-pk")),
    Column("sent", _("Sendt"), ("submitted_at", "pk"), (F("submitted_at").desc(nulls_last=True), "-pk")),
    Column("days", _("Til fristen")),
)
_ASKED = (
    "uid",
    "reference",
    "area__name",
    "area__municipality__name",
    "state",
    "changed_at",
    "submitted_at",
    "late",
    "contact",
    "entry__channel",
    "answered_late",
    "extended_deadline_on",
    "answer_due_on",
)


@dataclass(frozen=True, slots=True)
class Row:
    """`stands`: it was sent back, the answer is overdue, and so what was sent first stands."""

    url: str
    area: str
    reference: str
    municipality: str
    state: str
    badge: str
    contact: str
    email: str
    changed: str
    is_quiet: bool
    sent: str
    is_late: bool
    is_answered_late: bool
    is_extended: bool
    stands: bool
    days: str
    is_over: bool
    came: str


def addresses(name: str) -> Callable[[object], str]:
    """The address `name` of each uid; fifty alike but for the uid are worked out as one."""
    start, end = reverse(name, args=[_NOBODY]).split(str(_NOBODY))
    return lambda uid: f"{start}{uid}{end}"


def asked(expressions: QuerySet) -> QuerySet:
    """One query, whatever is on the page: the contact person and the lateness come along with each row."""
    lateness = {"late": Case(When(RECEIVED_LATE, then=True), default=False), "answered_late": ANSWERED_LATE}
    return expressions.annotate(contact=contact_of("area"), **lateness).values_list(*_ASKED)


def state_label(state: str, answer_due_on: dt.date | None) -> str:
    return str(SENT_BACK if answer_due_on else ExpressionState(state).label)


def badge_of(state: str, answer_due_on: dt.date | None) -> str:
    return "t-back" if answer_due_on else BADGES[state]


def drawn(page: Iterable[tuple], due_on: dt.date | None, today: dt.date) -> Iterator[Row]:
    labels = {state.value: str(state.label) for state in ExpressionState}
    channels = {each.value: str(each.came) for each in Channel}
    sent_back, url_of = str(SENT_BACK), addresses("admin:areas_expressionofinterest_change")
    for uid, reference, area, municipality, state, changed_at, submitted_at, late, contact, *more in page:
        channel, answered_late, extended, answer_due = more
        is_draft = state == ExpressionState.DRAFT
        left = (last_day(due_on, extended, answer_due) - today).days if due_on and is_draft else None
        is_over = left is not None and left < 0
        person = contact or {"name": "", "email": ""}
        yield Row(
            url=url_of(uid),
            area=area,
            reference=reference,
            municipality=municipality or "–",
            state=sent_back if answer_due else labels[state],
            badge=badge_of(state, answer_due),
            contact=person["name"] or person["email"],
            email=person["email"],
            changed=words.moment(changed_at, today),
            is_quiet=is_draft and not answer_due and (today - calendar.day_of(changed_at)).days > UNTOUCHED_DAYS,
            sent=words.moment(submitted_at, today),
            is_late=late,
            is_answered_late=answered_late,
            is_extended=is_draft and extended is not None and due_on is not None and extended > due_on,
            stands=is_over and answer_due is not None,
            days=words.days_left(left) if left is not None else "",
            is_over=is_over,
            came=channels[channel] if channel else "",
        )
