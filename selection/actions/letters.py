"""The letters that lie ready: their texts, corrected one by one, read through, made anew."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from people.models import User
from programme import history
from programme.models import Programme
from programme.workflow import NotAllowed, Overtaken

from .. import access, letters
from ..models import Decision, Letter, LetterText
from .deciding import close_round, still_pending


def _letter(decision: Decision, by: User, seen: int, overtaken: str = "") -> Letter:
    """The letter of a pending decision, locked. Raises Overtaken, with that sentence if the letter is another than the
    one seen, and NotAllowed."""
    close_round(decision.programme)
    row = still_pending(decision)
    if not access.may_correct_letter(by, row):
        raise NotAllowed(f"decision {row.pk}: {by.pk} may not touch its letter")
    letter = Letter.objects.select_for_update(of=("self",)).get(decision=row)
    letter.decision = row
    if letter.version != seen:
        raise Overtaken(overtaken or _("En anden har ændret brevet, siden du åbnede siden. Intet er ændret af dig."))
    return letter


def _save(letter: Letter) -> Letter:
    letter.version += 1
    letter.save()
    return letter


@transaction.atomic
def correct(decision: Decision, *, subject: str, body: str, seen: int, by: User, at: dt.datetime) -> Letter:
    """By hand: a later change of the letter text leaves it alone. It is to be read again. Nothing changed: nothing
    happens, unless it was behind what was decided or planned, and is now found to stand."""
    overtaken = _(
        "Intet er gemt endnu: en anden har ændret brevet, siden du åbnede siden. Det, du skrev, står i felterne. "
        "Gemmer du nu, er det dit, der gælder."
    )
    letter = _letter(decision, by, seen, overtaken)
    is_behind = letter.is_behind or letters.Writer(letter.decision.programme).is_overtaken_by_plan(letter)
    if (subject, body) == (letter.subject, letter.body) and not is_behind:
        return letter
    letter.subject, letter.body, letter.is_corrected, letter.is_behind = subject, body, True, False
    letter.made_at, letter.read_at, letter.read_by = at, None, None
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
    contact = letters.contact_of(letter.decision.expression.area_id)
    letters.Writer(letter.decision.programme).refill(letter, contact, at)
    history.record(letter.decision.case, "decision/letter_remade", by=by, at=at)
    return _save(letter)


@transaction.atomic
def remake_all(programme: Programme, *, by: User, at: dt.datetime) -> int:
    """All that nobody has corrected, of the cases that are open to this person; those that become different are to be
    read again. How many that are."""
    close_round(programme)
    if not access.is_team(by, programme):
        raise NotAllowed(f"{by.pk} may not make letters")
    mine = Decision.objects.visible_to(by).pending().filter(programme=programme)
    untouched = Letter.objects.filter(decision__in=mine, is_corrected=False)
    around = ("decision__expression__area__municipality", "decision__expression__programme")
    rows = list(untouched.select_for_update(of=("self",)).select_related(*around).order_by("pk"))
    writer = letters.Writer(programme)
    contacts = letters.contacts_of(each.decision.expression.area_id for each in rows)
    changed = 0
    for letter in rows:
        contact = contacts.get(letter.decision.expression.area_id)
        if writer.would_differ(letter, contact):
            writer.refill(letter, contact, at)
            _save(letter)
            changed += 1
    history.record(programme.case, "decision/letters_remade", by=by, at=at, count=changed)
    return changed


@transaction.atomic
def change_text(text: LetterText, *, subject: str, body: str, seen: int, by: User, at: dt.datetime) -> LetterText:
    """The words of one kind of letter from now on; letters that lie ready stay as they are until made anew.

    `text` is what `letters.Writer.text` gave; `seen` its version (0: that of the shipped file). Raises Overtaken.
    """
    close_round(text.programme)
    if not access.is_team(by, text):
        raise NotAllowed(f"{by.pk} may not change letters")
    which = {"programme": text.programme, "outcome": text.outcome, "language": text.language}
    row = LetterText.objects.select_for_update(of=("self",)).filter(**which).first()
    if (row.version if row else 0) != seen:
        raise Overtaken(
            _(
                "Intet er gemt endnu: en anden har ændret brevteksten, siden du åbnede siden. Det, du skrev, står i "
                "felterne. Gemmer du nu, er det dit, der gælder."
            )
        )
    row = row or LetterText(**which, version=0)
    row.subject, row.body, row.version, row.changed_at, row.changed_by = subject, body, row.version + 1, at, by
    row.save()
    facts = {"outcome": str(text.outcome), "language": str(text.language)}
    history.record(text.programme.case, "decision/text_changed", by=by, at=at, **facts)
    return row
