"""What somebody had typed when her session ran out: kept a day, and given back to her when she has signed in again.

The page says in a signed token whose it was made for, and nothing is kept without one: nobody can put words into
another's mouth. What was kept is found by an unguessable id that only the browser it came from has (see
`people.signed_out`), and only by the person it belongs to.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterable

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.utils.crypto import salted_hmac

from .models import UNSAVED_AT_MOST, UnsavedText, User

KEPT_FOR = dt.timedelta(hours=24)
AT_MOST = 20  # of one person's at once; the oldest makes room
# Longer than any session: a page may have stood open since before it ran out.
TOKEN_FOR = dt.timedelta(days=30)


def _signer(path: str) -> TimestampSigner:
    return TimestampSigner(salt=f"people.unsaved:{path}")


def token_for(person: User, path: str) -> str:
    """Says, for nobody to make up: this page, at this path, was made for this person."""
    return _signer(path).sign(str(person.pk))


def owner_of(token: str, path: str) -> int | None:
    """Whom the page was made for; None if the token is no word of ours, of another page, or too old."""
    try:
        return int(_signer(path).unsign(token, max_age=TOKEN_FOR))
    except BadSignature:
        return None


def opaque_id(person: User) -> str:
    """Tells a page whether two people are the same one, and nothing else."""
    return salted_hmac("people.opaque_id", str(person.pk), algorithm="sha256").hexdigest()[:32]


@transaction.atomic
def keep(*, owner: int, path: str, body: Iterable[tuple[str, list[str]]], at: dt.datetime) -> UnsavedText | None:
    """None if it is too much to be kept, or there is nobody to keep it for."""
    said = _storable(body)
    # Two at once stand in line.
    person = User.objects.select_for_update(no_key=True).filter(pk=owner, is_active=True).first()
    if said is None or person is None:
        return None
    theirs = UnsavedText.objects.filter(person=person).order_by("-stored_at", "-pk")
    UnsavedText.objects.filter(pk__in=list(theirs.values_list("pk", flat=True)[AT_MOST - 1 :])).delete()
    return UnsavedText.objects.create(person=person, path=path, body=said, stored_at=at)


def renew(kept: UnsavedText, *, body: Iterable[tuple[str, list[str]]]) -> None:
    """She sent it in again, and it could not be saved yet: what she gets back is what she sent last."""
    if (said := _storable(body)) is not None:
        kept.body = said
        kept.save(update_fields=["body"])


def _storable(body: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]] | None:
    """None if it is too much."""
    # PostgreSQL stores no NUL in JSON, and no form of ours keeps one.
    said = {name: [value.replace("\0", "") for value in values] for name, values in body}
    return said if len(json.dumps(said, ensure_ascii=False)) <= UNSAVED_AT_MOST else None


def find(uid: str, *, person: User, path: str, now: dt.datetime) -> UnsavedText | None:
    """Hers, of that page or one that it lies above, and not a day old."""
    try:
        found = UnsavedText.objects.filter(uid=uuid.UUID(uid), person=person, stored_at__gt=now - KEPT_FOR).first()
    except ValueError:
        return None
    return found if found and path.startswith(found.path) else None


def sweep(*, now: dt.datetime) -> int:
    """How many went."""
    return UnsavedText.objects.filter(stored_at__lte=now - KEPT_FOR).delete()[0]
