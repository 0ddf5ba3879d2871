"""What the team should look at once more before a presentation is shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.models import Language
from programme.models import HistoryEntry

from ..models import Profile

# Eight digits as Danes write telephone numbers, with or without +45; an amount has no such groups.
_PHONE = re.compile(r"(?<![\d.,])(?:\+45 ?)?(?:\d{2} ?){3}\d{2}(?![\d.,]?\d)")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-zæøå]{2,}", re.IGNORECASE)
_MONEY = re.compile(r"\d[\d.]*(?:,\d+)? ?(?:kr\b|kroner\b|DKK\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Change:
    """What the area's contact person made of one text after the team had gone through it."""

    field: str
    before: str
    after: str


def changed_by_area(profile: Profile, history: Sequence[HistoryEntry]) -> list[Change]:
    """From the history: what stood when the team last went through it, and what stands now."""
    before: dict[str, str] = {}
    for entry in history:
        if entry.verb == "presentation/reworded" and profile.read_at and entry.at > profile.read_at:
            for name, (stood, _now) in entry.facts["changes"].items():
                before.setdefault(name, stood)
    labels = {field.name: str(field.verbose_name) for field in Profile._meta.fields}
    return [
        Change(labels[name], stood, getattr(profile, name))
        for name, stood in before.items()
        if stood != getattr(profile, name)
    ]


def warnings(profile: Profile) -> list[str]:
    """Sentences about what hardly belongs on a public page. A machine's guess: nothing is stopped by it."""
    text = "\n".join([profile.lead, profile.vision, profile.partners, profile.photo_caption])
    text += "\n".join(each.text for each in profile.elements.all())
    found = []
    if _PHONE.search(text):
        found.append(_("Det ligner et telefonnummer, der står i en af teksterne."))
    if _EMAIL.search(text):
        found.append(_("Der står en e-mailadresse i en af teksterne."))
    if profile.language != Language.DANISH:
        found.append(_("Teksterne står ikke på dansk. Skriv dem på dansk, så alle kan læse dem."))
    if _MONEY.search(text):
        found.append(_("Der står et beløb i en af teksterne."))
    return found
