"""The letters: their texts, the tags in them, and how one is filled in.

A text of the team's stands in `LetterText`; until the team has changed it, it is that of the shipped file.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.completeness import kroner
from areas.models import Membership
from areas.states import GroupRole
from people.models import Language, User
from programme import calendar
from programme.models import Milestone, Precision, Programme
from programme.period import day_text

from .models import Decision, Letter, LetterText
from .states import Outcome

SHIPPED = Path(__file__).parent / "data" / "letters.toml"
TAGS = {
    "område": _("områdets navn"),
    "kommune": _("områdets kommune"),
    "kontaktperson": _("kontaktpersonens navn"),
    "sagsnummer": _("sagens nummer"),
    "program": _("programmets navn"),
    "pladser": _("hvor mange områder der kan udpeges"),
    "beløb": _("det beløb, et udpeget område får"),
    "begrundelse": _("begrundelsen for netop den afgørelse"),
    "klagevejledning": _("hvad området kan gøre, hvis det er uenigt; kun hvor afgørelsen går imod det"),
    "reserveplads": _("nummeret på reservelisten; kun i et brev om reservelisten"),
    "kickoff": _("dagen for offentliggørelse og kickoff"),
    "offentliggørelse": _("hvornår udpegningen bliver offentlig, i hele sætninger"),
    "aftale": _("hvornår samarbejdsaftalen skal være skrevet under"),
    "postkasse": _("kulturteamets mailadresse"),
}
# What stands in the plan, and may be moved while a letter lies ready.
MILESTONES = {"kickoff": "kickoff", "offentliggørelse": "kickoff", "aftale": "agreement"}
# Without a reason a letter does not do what the law asks of it (forvaltningsloven § 22). § 25 asks for guidance only
# where another authority hears appeals, and none does here: to say what can be done is good practice (god
# forvaltningsskik).
NEEDED: dict[str, tuple[str, ...]] = {
    Outcome.DESIGNATED: ("begrundelse",),
    Outcome.RESERVE: ("begrundelse", "klagevejledning"),
    Outcome.DECLINED: ("begrundelse", "klagevejledning"),
}
_TAG = re.compile(r"\{([^{}\n]*)\}")


@cache
def shipped() -> dict:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Filled:
    """A letter as it lies ready."""

    subject: str
    body: str
    language: str


@dataclass(frozen=True)
class Block:
    """A piece of a letter: "heading", "paragraph" or "list", with its lines."""

    kind: str
    lines: list[str]


def blocks(body: str) -> list[Block]:
    """What the text says by its lines: "## " begins a heading, "- " a point of a list, a blank line a paragraph."""
    found: list[Block] = []
    fresh = True
    for line in map(str.strip, body.splitlines()):
        kind = "heading" if line.startswith("## ") else "list" if line.startswith("- ") else "paragraph"
        if not line:
            fresh = True
            continue
        # Points stay one list though a blank line stands between them.
        goes_on = bool(found) and found[-1].kind == kind and kind != "heading" and (kind == "list" or not fresh)
        if goes_on:
            found[-1].lines.append(_bare(line, kind))
        else:
            found.append(Block(kind, [_bare(line, kind)]))
        fresh = False
    return found


def _bare(text: str, kind: str) -> str:
    return text.removeprefix({"heading": "## ", "list": "- "}.get(kind, "")).strip()


def tags_in(*texts: str) -> list[str]:
    return list(dict.fromkeys(tag for text in texts for tag in _TAG.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Unknown tags stay as they are; `problems` has named them before anything was saved."""
    return _TAG.sub(lambda tag: values.get(tag[1], tag[0]), text)


def contacts_of(areas: Iterable[int]) -> dict[int, User]:
    """The contact person of each of these areas, by the area's id."""
    contacts = Membership.objects.current().filter(area__in=list(areas), role=GroupRole.CONTACT)
    return {each.area_id: each.person for each in contacts.select_related("person")}


def contact_of(area: int) -> User | None:
    return contacts_of([area]).get(area)


def lacks_guidance(decision: Decision) -> bool:
    """It goes against the area, and its letter does not say what the area can do about it."""
    guidance = shipped()["complaint"][decision.letter.language].strip()
    return decision.goes_against and guidance.partition("{")[0].strip() not in decision.letter.body


def lacks_reasons(decision: Decision) -> bool:
    """Its letter gives other reasons than the decision, or none; however the lines are broken."""
    return " ".join(decision.reasons.split()) not in " ".join(decision.letter.body.split())


class Writer:
    """Fills in the letters of one programme; reads what they have in common once, however many they are."""

    def __init__(self, programme: Programme):
        self.programme = programme

    @cached_property
    def _kept(self) -> dict[tuple[str, str], LetterText]:
        return {(each.outcome, each.language): each for each in LetterText.objects.filter(programme=self.programme)}

    def text(self, outcome: str, language: str) -> LetterText:
        """The team's, or an unsaved one with the words of the shipped file."""
        if found := self._kept.get((outcome, language)):
            return found
        said = shipped()["letter"][outcome][language]
        return LetterText(
            programme=self.programme,
            outcome=outcome,
            language=language,
            subject=said["subject"],
            body=said["body"].strip(),
            version=0,
        )

    def filled(self, decision: Decision, contact: User | None, text: LetterText | None = None) -> Filled:
        """In the language of the contact person, or of `text`."""
        language = text.language if text else contact.language if contact else Language.DANISH
        text = text or self.text(decision.outcome, language)
        values = self.values(decision, contact, language)
        return Filled(fill(text.subject, values)[:150], fill(text.body, values), language)

    def refill(self, letter: Letter, contact: User | None, at: dt.datetime) -> None:
        """Anew from the text, whatever was corrected by hand; to be read again. Saved by whoever calls."""
        said = self.filled(letter.decision, contact)
        letter.subject, letter.body, letter.language, letter.made_at = said.subject, said.body, said.language, at
        letter.is_corrected, letter.is_behind, letter.read_at, letter.read_by = False, False, None, None

    def would_differ(self, letter: Letter, contact: User | None) -> bool:
        """Made anew it would say something else: the case, the plan or the text has changed since."""
        return self.filled(letter.decision, contact) != Filled(letter.subject, letter.body, letter.language)

    def is_overtaken_by_plan(self, letter: Letter) -> bool:
        """It is corrected by hand, and a milestone that such a letter tells of was moved after that."""
        if not letter.is_corrected:
            return False
        text = self.text(letter.decision.outcome, letter.language)
        keys = {MILESTONES[tag] for tag in tags_in(text.subject, text.body) if tag in MILESTONES}
        told = [self._milestones[key] for key in keys if key in self._milestones]
        return any(each.moved_at and each.moved_at > letter.made_at for each in told)

    def values(self, decision: Decision, contact: User | None, language: str) -> dict[str, str]:
        """What each tag becomes; "" where there is nothing to say."""
        expression, programme = decision.expression, self.programme
        with translation.override(language):
            values = {
                "område": expression.area.name,
                "kommune": expression.area.municipality.name if expression.area.municipality else "",
                "kontaktperson": (contact.name or contact.email) if contact else "",
                "sagsnummer": expression.reference,
                "program": str(programme),
                "pladser": str(programme.places),
                "beløb": gettext("%s kr.") % kroner(programme.grant_amount),
                "begrundelse": decision.reasons.strip(),
                "reserveplads": str(decision.reserve or ""),
                "kickoff": self._day("kickoff"),
                "offentliggørelse": self._announced(calendar.day_of(decision.decided_at)),
                "aftale": self._by("agreement", calendar.day_of(decision.decided_at)),
                "postkasse": programme.team_email,
            }
        complaint = shipped()["complaint"][language].strip() if decision.goes_against else ""
        return values | {"klagevejledning": fill(complaint, values)}

    @cached_property
    def _milestones(self) -> dict[str, Milestone]:
        return {each.key: each for each in Milestone.objects.filter(programme=self.programme)}

    def _day(self, key: str) -> str:
        milestone = self._milestones.get(key)
        if milestone is None:
            return ""
        return day_text(milestone.from_on) if milestone.precision == Precision.DAY else milestone.when_within

    def _announced(self, today: dt.date) -> str:
        """Who moves up after the kickoff has nothing to keep to themselves."""
        milestone = self._milestones.get("kickoff")
        if milestone is None:
            return ""
        if milestone.is_over(today):
            return gettext(
                "Områdets navn står på siden med Kulturpunkterne, så snart den er offentlig. Jeres egen side følger, "
                "når præsentationen er klar."
            )
        if milestone.precision != Precision.DAY:
            said = gettext(
                "Udpegningen bliver offentliggjort ved kickoff (%s), hvor alle områderne mødes for første gang. I får "
                "en invitation. Vent til da med at fortælle om det offentligt."
            )
            return said % milestone.when_within
        return gettext(
            "Udpegningen bliver offentliggjort ved kickoff den %s, hvor alle områderne mødes for første gang. I får en "
            "invitation. Vent til den dag med at fortælle om det offentligt."
        ) % day_text(milestone.from_on)

    def _by(self, key: str, today: dt.date) -> str:
        """Until when: the plan's month has no day to name but its end."""
        milestone = self._milestones.get(key)
        if milestone is None:
            return ""
        if milestone.is_over(today):
            return gettext("en dag, som vi aftaler med jer")
        if milestone.precision == Precision.DAY:
            return day_text(milestone.due_on)
        return gettext("udgangen af %s") % date_format(milestone.due_on, "F Y")

    # --- what is wrong with a text, before it is saved

    def problems(self, text: LetterText, decisions: Iterable[Decision]) -> list[str]:
        """In sentences: unknown tags, tags that are missing, and tags that have nothing to say, in general or for one
        of these decisions (those of its outcome are asked)."""
        used = tags_in(text.subject, text.body)
        said = [gettext("Mærket {%s} findes ikke.") % tag for tag in used if tag not in TAGS]
        missing = [tag for tag in NEEDED[text.outcome] if tag not in tags_in(text.body)]
        said += [gettext("Mærket {%s} skal stå i brevet.") % tag for tag in missing]
        never = [tag for tag in used if tag in TAGS and self._is_empty_for_all(tag, text)]
        said += [gettext("Mærket {%s} har ikke noget at sige i det brev. Fjern det.") % tag for tag in never]
        return said + self._empty_for_some(text, [tag for tag in used if tag in TAGS and tag not in never], decisions)

    def _is_empty_for_all(self, tag: str, text: LetterText) -> bool:
        return {
            "klagevejledning": not Outcome(text.outcome).goes_against,
            "reserveplads": text.outcome != Outcome.RESERVE,
            "kickoff": "kickoff" not in self._milestones,
            "offentliggørelse": "kickoff" not in self._milestones,
            "aftale": "agreement" not in self._milestones,
        }.get(tag, False)

    def _empty_for_some(self, text: LetterText, tags: list[str], decisions: Iterable[Decision]) -> list[str]:
        mine = [each for each in decisions if each.outcome == text.outcome]
        contacts = contacts_of(each.expression.area_id for each in mine)
        values = {each: self.values(each, contacts.get(each.expression.area_id), text.language) for each in mine}
        return [
            gettext("Mærket {%(tag)s} ville være tomt for %(area)s.") % {"tag": tag, "area": each.expression.area}
            for tag in tags
            if tag != "begrundelse"  # it is owed for each decision before the release, and said there
            for each in mine
            if not values[each][tag]
        ]
