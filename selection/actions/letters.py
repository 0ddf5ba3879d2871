"""The letters that lie ready: their texts, corrected one by one, read through, made anew."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from people.models import User
from programme import history
from programme.models import Programme
from programme.workflow import NotAllowed

from .. import access, letters
from ..models import Decision, Letter, LetterText
from .deciding import Changed, close_round, still_pending


def _letter(decision: Decision, by: User, seen: int | None) -> Letter:
    """The letter of a pending decision, locked. Raises Changed and NotAllowed."""
    close_round(decision.programme)
    row = still_pending(decision)
    if not access.may_correct_letter(by, row):
        raise NotAllowed(f"decision {row.pk}: {by.pk} may not touch its letter")
    letter = Letter.objects.select_for_update(of=("self",)).get(decision=row)
    letter.decision = row
    if seen is not None and letter.version != seen:
        raise Changed(_("En anden har ændret brevet imens. Din tekst er ikke gemt, men står i feltet."))
    return letter


def _save(letter: Letter) -> Letter:
    letter.version += 1
    letter.save()
    return letter


@transaction.atomic
def correct(decision: Decision, *, subject: str, body: str, seen: int, by: User, at: dt.datetime) -> Letter:
    """By hand: a later change of the letter text leaves it alone. It is to be read again. Nothing changed: nothing
    happens."""
    letter = _letter(decision, by, seen)
    if (subject, body) == (letter.subject, letter.body) and not letter.is_behind:
        return letter
    letter.subject, letter.body, letter.is_corrected, letter.is_behind = subject, body, True, False
    letter.read_at, letter.read_by = None, None
    history.record(letter.decision.case, "decision/letter_corrected", by=by, at=at)
    return _save(letter)


@transaction.atomic
def mark_read(decision: Decision, *, read: bool, seen: int, by: User, at: dt.datetime) -> Letter:
    """Somebody has read this very version through, or takes that back."""
    letter = _letter(decision, by, seen)
    letter.read_at, letter.read_by = (max(at, letter.made_at), by) if read else (None, None)
    letter.save(update_fields=["read_at", "read_by"])
    return letter


@transaction.atomic
def remake(decision: Decision, *, seen: int, by: User, at: dt.datetime) -> Letter:
    """From the letter text as it is now, in the language of today's contact person, whatever was corrected by hand."""
    letter = _letter(decision, by, seen)
    area = letter.decision.expression.area_id
    _fill(letter, letters.Writer(letter.decision.programme), letters.contacts_of([area]).get(area), at)
    history.record(letter.decision.case, "decision/letter_remade", by=by, at=at)
    return letter


def _fill(letter: Letter, writer: letters.Writer, contact: User | None, at: dt.datetime) -> None:
    said = writer.filled(letter.decision, contact)
    letter.subject, letter.body, letter.language, letter.made_at = said.subject, said.body, said.language, at
    letter.is_corrected, letter.is_behind, letter.read_at, letter.read_by = False, False, None, None
    _save(letter)


@transaction.atomic
def remake_all(programme: Programme, *, by: User, at: dt.datetime) -> int:
    """All that nobody has read or corrected, of the cases that are open to this person. How many became different."""
    close_round(programme)
    if not access.is_team(by, programme):
        raise NotAllowed(f"{by.pk} may not make letters")
    mine = Decision.objects.visible_to(by).pending().filter(programme=programme)
    untouched = Letter.objects.filter(decision__in=mine, is_corrected=False, read_at__isnull=True)
    around = ("decision__expression__area__municipality", "decision__expression__programme")
    rows = list(untouched.select_for_update(of=("self",)).select_related(*around).order_by("pk"))
    writer = letters.Writer(programme)
    contacts = letters.contacts_of(each.decision.expression.area_id for each in rows)
    changed = 0
    for letter in rows:
        contact = contacts.get(letter.decision.expression.area_id)
        said = writer.filled(letter.decision, contact)
        if (said.subject, said.body, said.language) != (letter.subject, letter.body, letter.language):
            _fill(letter, writer, contact, at)
            changed += 1
    history.record(programme.case, "decision/letters_remade", by=by, at=at, count=changed)
    return changed


@transaction.atomic
def change_text(text: LetterText, *, subject: str, body: str, seen: int, by: User, at: dt.datetime) -> LetterText:
    """The words of one kind of letter from now on; letters that lie ready stay as they are until made anew.

    `text` is what `letters.Writer.text` gave; `seen` its version (0: that of the shipped file). Raises Changed.
    """
    close_round(text.programme)
    if not access.is_team(by, text):
        raise NotAllowed(f"{by.pk} may not change letters")
    which = {"programme": text.programme, "outcome": text.outcome, "language": text.language}
    row = LetterText.objects.select_for_update(of=("self",)).filter(**which).first()
    if (row.version if row else 0) != seen:
        raise Changed(_("En anden har ændret brevteksten imens. Din tekst er ikke gemt, men står i feltet."))
    row = row or LetterText(**which, version=0)
    row.subject, row.body, row.version, row.changed_at, row.changed_by = subject, body, row.version + 1, at, by
    row.save()
    facts = {"outcome": str(text.outcome), "language": str(text.language)}
    history.record(text.programme.case, "decision/text_changed", by=by, at=at, **facts)
    return row
