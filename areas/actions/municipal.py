"""Who follows a municipality's areas."""

import datetime as dt

from django.db import transaction

from areas import access, notices
from areas.models import MunicipalContact, Municipality
from people.models import User
from programme import history, workflow


@transaction.atomic
def add_municipal_contact(
    municipality: Municipality, *, name: str, email: str, by: User, at: dt.datetime
) -> MunicipalContact:
    """Give a person the role, and tell them; who is new to the system becomes a user by that address.

    Raises NotAllowed, or IntegrityError when they have it.
    """
    if not access.may_keep_contacts(by, municipality):
        raise workflow.NotAllowed(f"municipality {municipality.pk}: {by.pk} may not add a contact")
    person = User.objects.get_or_make(email, name=name)
    contact = MunicipalContact.objects.create(municipality=municipality, person=person, started_at=at, started_by=by)
    facts = {"name": str(person), "municipality": municipality.name}
    history.record(contact.uid, "municipal/added", by=by, at=at, **facts)
    notices.municipal_contact_added(contact, by=by, at=at)
    return contact


@transaction.atomic
def end_municipal_contact(contact: MunicipalContact, *, by: User, at: dt.datetime) -> None:
    """From this moment they see nothing more of the municipality. Raises NotAllowed when it has ended already."""
    row = workflow.lock(contact)
    if not access.may_keep_contacts(by, row.municipality) or row.ended_at:
        raise workflow.NotAllowed(f"municipal contact {row.pk} cannot be ended by {by.pk}")
    row.ended_at, row.ended_by = at, by
    row.save(update_fields=["ended_at", "ended_by"])
    facts = {"name": str(row.person), "municipality": row.municipality.name}
    history.record(row.uid, "municipal/ended", by=by, at=at, **facts)
