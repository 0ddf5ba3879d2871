"""What came on paper, by telephone or by mail: the team types it in, and registers it as received."""

import datetime as dt

from django.db import transaction
from django.utils import translation

from areas import access, content, notices, papers, same_name
from areas.completeness import missing_to_submit
from areas.models import Acting, Entry, ExpressionOfInterest, Membership, Municipality, Submission
from areas.models.closed import place_is_closed
from areas.states import ActingEnd, ExpressionState, GroupRole
from people.models import User
from programme import history, workflow
from programme.models import Programme

from .acting import stop_acting
from .dialogue import ClosedPlace
from .draft import SameName, start
from .group import touch
from .sending import Changed, NotReady, Sent, frozen


class AlreadyThere(Exception):
    """The area has an expression already: `expression` is the one to go on with."""

    def __init__(self, expression: ExpressionOfInterest):
        super().__init__(f"expression {expression.pk} is there already")
        self.expression = expression


class ContactOfTeam(Exception):
    """An area's contact person is not one of the culture team."""


@transaction.atomic
def enter(
    *,
    programme: Programme,
    name: str,
    municipality: Municipality,
    contact: dict[str, str],
    channel: str,
    received_at: dt.datetime,
    note: str,
    by: User,
    at: dt.datetime,
) -> ExpressionOfInterest:
    """A draft for what came otherwise, with `contact` (name, email, phone) as its contact person.

    What a known person has written of themselves is kept. Raises NotAllowed for anybody but the team, ClosedPlace for
    one who is disqualified from the case of that place, ContactOfTeam, and AlreadyThere when an area of that name in
    that municipality has an expression that is not withdrawn.
    """
    if not by.is_team:
        raise workflow.NotAllowed(f"{by.pk} is not of the team")
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)  # two who type the same in at once
    if place_is_closed(by, programme=programme, municipality=municipality, name=name):
        raise ClosedPlace
    if found := same_name.begun(programme, municipality, name).first():
        raise AlreadyThere(found)
    person = _contact(**contact)
    try:
        expression = start(programme=programme, name=name, municipality=municipality, contact=person, by=by, at=at)
    except SameName as taken:  # another area has been renamed to it since just now
        raise AlreadyThere(taken.expression) from taken
    if expression.created_at != at:  # the contact person has one of that name already, elsewhere or since just now
        if not access.is_open_to(by, expression):
            raise ClosedPlace
        raise AlreadyThere(expression)
    entry = Entry.objects.create(
        expression=expression, channel=channel, received_at=received_at, note=note, entered_at=at, entered_by=by
    )
    history.record(expression.case, "expression/entered", by=by, at=at, contact=str(person), **_said(entry))
    return expression


def _contact(*, name: str, email: str, phone: str) -> User:
    person = User.objects.get_or_make(email, name=name, phone=phone)
    if person.is_team:
        raise ContactOfTeam
    blank = [each for each, said in (("name", name), ("phone", phone)) if said and not getattr(person, each)]
    for each in blank:
        setattr(person, each, {"name": name, "phone": phone}[each])
    if blank:
        person.save(update_fields=blank)
    return person


def _said(entry: Entry) -> dict[str, str]:
    return {"channel": entry.channel, "received_at": entry.received_at.isoformat(), "note": entry.note}


@transaction.atomic
def enter_member(
    expression: ExpressionOfInterest, *, name: str, email: str, phone: str, by: User, at: dt.datetime
) -> Membership:
    """Somebody who stands on the paper as a member of the group. Raises NotAllowed, or IntegrityError when in it."""
    row = workflow.lock(expression)
    if not access.may_enter_group(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not enter its group")
    person = User.objects.get_or_make(email, name=name, phone=phone)
    if person.is_team:
        raise ContactOfTeam
    membership = Membership.objects.create(
        area=row.area, person=person, role=GroupRole.MEMBER, started_at=at, started_by=by
    )
    touch(row, by=by, at=at)
    history.record(row.case, "expression/member_added", by=by, at=at, name=str(person))
    notices.member_added(row, membership, by=by, at=at)
    return membership


@transaction.atomic
def register(expression: ExpressionOfInterest, *, by: User, at: dt.datetime, version: int) -> Sent:
    """The team's own act: what was typed in is received, as of the moment the region had it (`Entry.received_at`).

    In the contact person's language, for it is their receipt. Once for each entry. Raises NotAllowed when it is no
    draft that was entered so, Changed when it is no longer `version`, NotReady when something is missing.
    """
    row = workflow.lock(expression)
    row.programme = expression.programme
    if found := _registered(row, version) if access.is_in_charge(by, row) else None:
        return Sent(found, again=True)
    if not access.may_register(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not register it")
    if row.version != version:
        raise Changed
    with translation.override(_language(row)):
        said = content.read(row)
        if missing := missing_to_submit(said, row.programme):
            raise NotReady(missing)
        submission = _received(row, said, by=by, at=at)
    for acting in Acting.objects.open().filter(expression=row).order_by("pk"):
        stop_acting(acting, how=ActingEnd.REGISTERED, at=at)
    return Sent(submission, again=False)


def _received(row: ExpressionOfInterest, said: content.Content, *, by: User, at: dt.datetime) -> Submission:
    entry = row.entry
    submission = frozen(row, said, by=by, arrived_at=entry.received_at)
    facts = {"reference": row.reference, "late": submission.is_late, "sha256": submission.content_sha256}
    row = workflow.move_locked(
        row,
        ExpressionState.SUBMITTED,
        by=by,
        at=at,
        may=access.may_register,
        verb="expression/registered",
        facts=facts | _said(entry),
    )
    row.submitted_at = entry.received_at  # the list, the lateness and the order of arrival go by when the region had it
    row.save(update_fields=["submitted_at"])
    submission.entry = entry
    submission.paper = papers.order_receipt(submission, said, at=at)
    submission.save(force_insert=True)
    notices.expression_received(submission, said, at=at)
    return submission


def _registered(row: ExpressionOfInterest, version: int) -> Submission | None:
    """What this very version was registered as before: a double click, F5, a second tab."""
    if row.state != ExpressionState.SUBMITTED or row.version != version:
        return None
    return Submission.objects.filter(expression=row, entry__isnull=False).order_by("-number").first()


def _language(row: ExpressionOfInterest) -> str:
    contact = Membership.objects.current().filter(area=row.area_id, role=GroupRole.CONTACT).select_related("person")
    found = contact.first()
    return found.person.language if found else "da"
