"""The presentation of a Kulturpunkt: made from what the area sent, gone through by the team."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import Truncator, slugify

from areas.content import Content, attachments_of
from areas.models import ExpressionOfInterest
from documents import sizing
from documents.models import Document, Kind
from people.models import User
from programme import constraints, history, workflow
from programme.models import CoreElement

from .. import access, publishing
from ..models import Profile, ProfileElement

WIDE, SMALL = 1280, 640  # pixels
# What the area's contact person may change herself until it is public.
OWN_WORDS = ("lead", "vision", "photo_caption")
_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


class NotItsPhoto(workflow.NotAllowed):
    """The file is no picture of that area's, or may not be fetched yet."""


# --- making


@transaction.atomic
def make_profile(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> Profile:
    """The presentation of a designated area, from the latest it sent; the one that is there, if there is one.

    To be called when the decision is released, and when a reserve moves up. Raises NotAllowed if the area is none of
    the chosen, or has sent nothing.
    """
    row = workflow.lock(expression)
    if found := Profile.objects.filter(expression=row).first():
        return found
    sent = row.submissions.select_related("submitted_by").order_by("-number").first()
    if sent is None or not publishing.chosen(row.programme).filter(pk=row.pk).exists():
        raise workflow.NotAllowed(f"expression {row.pk}: nothing to present")
    said = Content.from_json(sent.content)
    profile = _with_free_slug(
        Profile(
            expression=row,
            language=sent.submitted_by.language,
            lead=_lead(said.idea or said.challenge),
            vision=said.challenge,
            partners="\n".join(partner.name for partner in said.partners if partner.name),
            changed_at=at,
            changed_by=by,
        ),
        said,
    )
    texts = {answer.key: answer.text for answer in said.answers}
    ProfileElement.objects.bulk_create(
        ProfileElement(profile=profile, core_element=element, text=texts.get(element.key, ""))
        for element in CoreElement.objects.filter(programme=row.programme)
    )
    history.record(row.case, "presentation/made", by=by, at=at, slug=profile.slug)
    return profile


def slug_of(name: str) -> str:
    """ "Ålbæk Sø" → "aalbaek-soe"."""
    return slugify(unicodedata.normalize("NFC", name).lower().translate(_DANISH))[:60].strip("-")


def _slugs(said: Content) -> Iterator[str]:
    """The area's name; with its municipality for another of the same name; then numbered."""
    name = slug_of(said.area) or "kulturpunkt"
    yield name
    yield f"{name}-{slug_of(said.municipality)}"[:75].strip("-")
    yield from (f"{name}-{number}" for number in range(2, 1000))


def _with_free_slug(profile: Profile, said: Content) -> Profile:
    """Saved under the first address that nobody has, also if somebody takes it at this moment."""
    for slug in _slugs(said):
        if Profile.objects.filter(slug=slug).exists():
            continue
        profile.slug = slug
        try:
            with transaction.atomic():
                profile.save(force_insert=True)
        except IntegrityError as error:
            if constraints.broken(error) != "profile_slug":
                raise
            continue
        return profile
    raise ValueError(f"no address is free for {said.area}")


def _lead(text: str) -> str:
    """Its first sentence, in one line that the field holds."""
    first = re.split(r"(?<=[.!?])\s", " ".join(text.split()), maxsplit=1)[0]
    return Truncator(first).chars(200)


# --- the words


@transaction.atomic
def write_profile(
    profile: Profile,
    *,
    texts: dict[str, str],
    elements: dict[str, str],
    is_read: bool,
    version: int,
    by: User,
    at: dt.datetime,
) -> Profile:
    """The team's hand: `texts` by field (language, lead, vision, partners), `elements` by the core element's key.
    `is_read` says that the whole of it has been gone through and may be shown.

    `version` is the one that was looked at: Overtaken if it has changed since. Raises NotAllowed, and ValidationError
    if it is to be shown without saying anything.
    """
    row = _locked(profile, version)
    if not access.may_present(by, row):
        raise workflow.NotAllowed(f"profile {row.pk}: {by.pk} may not write")
    changes = _change(row, texts) | _change_elements(row, elements)
    was_read = row.is_ready
    row.read_at, row.read_by = (at, by) if is_read else (None, None)
    row.validate_constraints()
    _save(row, by=by, at=at, is_changed=bool(changes))
    if changes:
        history.record(row.case, "presentation/written", by=by, at=at, changes=changes)
    if is_read:
        history.record(row.case, "presentation/read", by=by, at=at)
    elif was_read:
        history.record(row.case, "presentation/unread", by=by, at=at)
    return row


@transaction.atomic
def reword(profile: Profile, *, texts: dict[str, str], version: int, by: User, at: dt.datetime) -> Profile:
    """The area's contact person changes its own words (OWN_WORDS), until they are public; the team sees what.

    Raises workflow.Overtaken (see `write_profile`), NotAllowed.
    """
    row = _locked(profile, version)
    if not access.may_word_own(by, row) or publishing.is_public(row.expression.programme, at):
        raise workflow.NotAllowed(f"profile {row.pk}: {by.pk} may not change its words")
    own = [name for name in OWN_WORDS if name != "photo_caption" or row.photo]
    changes = _change(row, {name: text for name, text in texts.items() if name in own})
    if changes:
        row.validate_constraints()
        _save(row, by=by, at=at)
        history.record(row.case, "presentation/reworded", by=by, at=at, changes=changes)
    return row


def _locked(profile: Profile, version: int) -> Profile:
    row = workflow.lock(profile)
    if not Profile.objects.designated().filter(pk=row.pk).exists():
        raise workflow.NotAllowed(f"profile {row.pk}: its area is no Kulturpunkt any more")
    if row.version != version:
        raise workflow.Overtaken(f"profile {row.pk}: version {version} was looked at, it is {row.version} now")
    return row


def _change(row: Profile, texts: dict[str, Any]) -> dict[str, list[str]]:
    """Set the fields; what became different, as [before, after]."""
    changes = {name: [getattr(row, name), text] for name, text in texts.items() if getattr(row, name) != text}
    for name, (_before, text) in changes.items():
        setattr(row, name, text)
    return changes


def _change_elements(row: Profile, texts: dict[str, str]) -> dict[str, list[str]]:
    changes = {}
    for element in row.elements.select_related("core_element"):
        text = texts.get(element.core_element.key, element.text)
        if text != element.text:
            changes[element.core_element.key] = [element.text, text]
            element.text = text
            element.save(update_fields=["text"])
    return changes


def _save(row: Profile, *, by: User, at: dt.datetime, is_changed: bool = True) -> None:
    """`changed_at` is when its words changed, by the area or the team; not when somebody of the team went through it or
    chose its picture."""
    row.version += 1
    if is_changed:
        row.changed_at, row.changed_by = at, by
    row.save()


# --- the photo


@transaction.atomic
def choose_photo(
    profile: Profile,
    document: Document,
    *,
    alt: str,
    credit: str,
    caption: str,
    version: int,
    by: User,
    at: dt.datetime,
) -> Profile:
    """One of the area's own pictures, with what it shows, who took it, and that those in it have agreed: whoever calls
    this has ticked it. Smaller copies are made for the page.

    Raises NotItsPhoto, workflow.Overtaken, NotAllowed.
    """
    row = _locked(profile, version)
    if not access.may_present(by, row):
        raise workflow.NotAllowed(f"profile {row.pk}: {by.pk} may not choose the photo")
    if document not in photos_of(row):
        raise NotItsPhoto(f"profile {row.pk}: document {document.pk} is no picture of its own")
    if row.photo_id != document.pk:
        row.photo = document
        row.photo_wide = sizing.sized(document, WIDE, by=by, at=at)
        row.photo_small = sizing.sized(document, SMALL, by=by, at=at)
    row.photo_alt, row.photo_credit, row.photo_caption = alt, credit, caption
    row.photo_agreed_at, row.photo_agreed_by = at, by
    row.validate_constraints()
    _save(row, by=by, at=at, is_changed=False)
    history.record(row.case, "presentation/photo", by=by, at=at, name=document.name, credit=credit)
    return row


@transaction.atomic
def remove_photo(profile: Profile, *, version: int, by: User, at: dt.datetime) -> Profile:
    """The picture goes out of the page; the area's file stays. Raises workflow.Overtaken, NotAllowed."""
    row = _locked(profile, version)
    if row.photo is None or not access.may_present(by, row):
        raise workflow.NotAllowed(f"profile {row.pk}: no photo for {by.pk} to remove")
    name = row.photo.name
    row.photo = row.photo_wide = row.photo_small = row.photo_agreed_at = row.photo_agreed_by = None
    row.photo_alt = row.photo_credit = row.photo_caption = ""
    _save(row, by=by, at=at, is_changed=False)
    history.record(row.case, "presentation/photo_removed", by=by, at=at, name=name)
    return row


def photos_of(profile: Profile) -> list[Document]:
    """The pictures that lie with the area's expression and may be fetched, in the order they came."""
    attached = attachments_of(profile.expression).filter(document__kind=Kind.PICTURE).order_by("pk")
    return [each.document for each in attached if each.document.is_ready]
