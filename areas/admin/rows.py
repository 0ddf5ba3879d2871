"""A line of the list of expressions: what is asked of the database, and what the template writes."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from areas.models import Membership, Submission
from areas.states import Channel, ExpressionState, GroupRole
from programme import calendar

from . import words
from .listing import Column

UNTOUCHED_DAYS = 7
_NOBODY = UUID(int=0)
BADGES: dict[str, str] = {
    ExpressionState.DRAFT: "t-draft",
    ExpressionState.SUBMITTED: "t-sent",
    ExpressionState.WITHDRAWN: "t-gone",
}


def contact_of(area: str) -> Subquery:
    """Name, e-mail and phone of the contact person of the area that the column `area` names."""
    return Subquery(
        Membership.objects.current()
        .filter(area=OuterRef(area), role=GroupRole.CONTACT)
        .order_by()
        .values(who=JSONObject(name="person__name", email="person__email", phone="person__phone"))
    )


# What was sent last, after its deadline: said by the submission itself, which keeps the deadline of its day.
RECEIVED_LATE = Exists(
    Submission.objects.filter(expression=OuterRef("pk"), arrived_at=OuterRef("submitted_at"), is_late=True)
)

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
)


@dataclass(frozen=True, slots=True)
class Row:
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
    days: str
    is_over: bool
    came: str


def addresses(name: str) -> Callable[[object], str]:
    """The address `name` of each uid; fifty alike but for the uid are worked out as one."""
    start, end = reverse(name, args=[_NOBODY]).split(str(_NOBODY))
    return lambda uid: f"{start}{uid}{end}"


def asked(expressions: QuerySet) -> QuerySet:
    """One query, whatever is on the page: the contact person and the lateness come along with each row."""
    return expressions.annotate(contact=contact_of("area"), late=RECEIVED_LATE).values_list(*_ASKED)


def drawn(page: Iterable[tuple], due_on: dt.date | None, today: dt.date) -> Iterator[Row]:
    left = (due_on - today).days if due_on else None
    to_deadline, is_over = ("", False) if left is None else (words.days_left(left), left < 0)
    labels = {state.value: str(state.label) for state in ExpressionState}
    channels = {each.value: str(each.came) for each in Channel}
    url_of = addresses("admin:areas_expressionofinterest_change")
    for uid, reference, area, municipality, state, changed_at, submitted_at, late, contact, channel in page:
        is_draft = state == ExpressionState.DRAFT
        person = contact or {"name": "", "email": ""}
        yield Row(
            url=url_of(uid),
            area=area,
            reference=reference,
            municipality=municipality or "–",
            state=labels[state],
            badge=BADGES[state],
            contact=person["name"] or person["email"],
            email=person["email"],
            changed=words.moment(changed_at, today),
            is_quiet=is_draft and (today - calendar.day_of(changed_at)).days > UNTOUCHED_DAYS,
            sent=words.moment(submitted_at, today),
            is_late=late,
            days=to_deadline if is_draft else "",
            is_over=is_draft and is_over,
            came=channels[channel] if channel else "",
        )
