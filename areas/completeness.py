"""What is still missing before an expression can be sent: the same list greys the button, explains why, and guards
the POST. The rules are those of domain.md, "The life of an area"."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from areas.content import Content, Line
from programme.models import Programme


class Section(models.TextChoices):
    """The sections of an expression, in their order; the value is the end of the page's address."""

    PLACE = "sted", gettext_lazy("Sted og partnerskab")
    CHALLENGE = "udfordring", gettext_lazy("Udfordring eller vision")
    IDEA = "ide", gettext_lazy("Idé og praksis")
    CORE = "kerneelementer", gettext_lazy("De seks kerneelementer")
    GOALS = "maal", gettext_lazy("Jeres mål")
    ACTIVITIES = "aktiviteter", gettext_lazy("Aktiviteter")
    BUDGET = "budget", gettext_lazy("Budget")
    GROUP = "styregruppe", gettext_lazy("Styregruppe")
    ATTACHMENTS = "bilag", pgettext_lazy("attachments", "Bilag")

    @property
    def is_optional(self) -> bool:
        return self == Section.ATTACHMENTS


@dataclass(frozen=True)
class Missing:
    """`field` is the form field the sentence belongs to, so that a link can lead there."""

    section: Section
    field: str
    sentence: str


def missing_to_submit(content: Content, programme: Programme) -> list[Missing]:
    return [
        *_place(content, programme),
        *_texts(content),
        *_core(content),
        *_goals(content),
        *_activities(content),
        *_budget(content, programme),
        *_group(content),
    ]


def _place(content: Content, programme: Programme):
    if not content.municipality:
        yield Missing(Section.PLACE, "municipality", _("Vælg, hvilken kommune området ligger i."))
    elif not content.latitude:
        yield Missing(Section.PLACE, "latitude", _("Sæt området på kortet."))
    for number, partner in enumerate(content.partners):
        if not partner.name:
            yield Missing(Section.PLACE, f"partners-{number}-name", _("Skriv navnet på partner %d.") % (number + 1))
        elif not partner.sector_key:
            yield Missing(
                Section.PLACE, f"partners-{number}-sector", _("Vælg, hvilken sektor “%s” hører til.") % partner.name
            )
    whole = [partner for partner in content.partners if partner.name and partner.sector_key]
    lacking = programme.min_partners - len(content.partners)
    if lacking > 0:
        yield Missing(
            Section.PLACE,
            "partners",
            ngettext("Skriv mindst %d partner mere.", "Skriv mindst %d partnere mere.", lacking) % lacking,
        )
    elif len(whole) == len(content.partners) and len({each.sector_key for each in whole}) < programme.min_sectors:
        yield Missing(
            Section.PLACE,
            "partners",
            _("Partnerne skal komme fra mindst %d forskellige sektorer.") % programme.min_sectors,
        )


def _texts(content: Content):
    if not content.challenge:
        yield Missing(Section.CHALLENGE, "challenge", _("Beskriv den udfordring eller vision, I er fælles om."))
    if not content.idea:
        yield Missing(Section.IDEA, "idea", _("Fortæl, hvad jeres idé er."))
    if not content.practice:
        yield Missing(Section.IDEA, "practice", _("Fortæl, hvordan I vil gøre det i praksis."))


def _core(content: Content):
    for answer in content.answers:
        if not answer.text:
            yield Missing(Section.CORE, answer.key, _("Skriv om kerneelementet “%s”.") % answer.title)


def _goals(content: Content):
    if not content.goals:
        yield Missing(Section.GOALS, "goals", _("Skriv mindst ét mål, der er jeres eget."))
    for number, goal in enumerate(content.goals):
        if not goal.text:
            yield Missing(Section.GOALS, f"goals-{number}-text", _("Skriv, hvad mål %d er.") % (number + 1))
        elif not goal.serves:
            yield Missing(
                Section.GOALS,
                f"goals-{number}-serves_0",
                _("Vælg, hvilke af programmets mål “%s” bidrager til.") % goal.text,
            )


def _activities(content: Content):
    if not content.activities:
        yield Missing(Section.ACTIVITIES, "activities", _("Skriv mindst én aktivitet og hvornår cirka."))
    for number, activity in enumerate(content.activities):
        if not activity.title:
            yield Missing(
                Section.ACTIVITIES, f"activities-{number}-title", _("Skriv, hvad aktivitet %d hedder.") % (number + 1)
            )
        elif not activity.when:
            yield Missing(
                Section.ACTIVITIES, f"activities-{number}-when", _("Skriv, hvornår cirka “%s” er.") % activity.title
            )


def _budget(content: Content, programme: Programme):
    yield from _lines([line for line in content.budget if not line.own], "grant")
    yield from _lines([line for line in content.budget if line.own], "own")
    difference = programme.grant_amount - Decimal(content.grant_total)
    if difference == programme.grant_amount:
        sentence = _("Læg et budget for de %s kr.") % kroner(programme.grant_amount)
    elif difference > 0:
        sentence = _("Budgettet mangler %(rest)s kr. i at nå %(amount)s kr.") % {
            "rest": kroner(difference),
            "amount": kroner(programme.grant_amount),
        }
    elif difference < 0:
        sentence = _("Budgettet er %(rest)s kr. over de %(amount)s kr.") % {
            "rest": kroner(-difference),
            "amount": kroner(programme.grant_amount),
        }
    else:
        return
    yield Missing(Section.BUDGET, "grant", sentence)


def _lines(lines: list[Line], prefix: str):
    for number, line in enumerate(lines):
        if not line.what:
            yield Missing(
                Section.BUDGET,
                f"{prefix}-{number}-what",
                _("Skriv, hvad de %s kr. går til.") % kroner(Decimal(line.amount)),
            )
        elif not line.amount:
            yield Missing(Section.BUDGET, f"{prefix}-{number}-amount", _("Skriv, hvor meget “%s” koster.") % line.what)


def _group(content: Content):
    """Who has been invited counts from when they say yes; until then it is said whom one waits for."""
    if len(content.group) < 2 and content.waiting_for:
        waiting = get_text_list(content.waiting_for, pgettext("between the last two names", "og"))
        sentence = ngettext(
            "I skal være mindst én mere end kontaktpersonen. %(names)s har ikke svaret på invitationen endnu.",
            "I skal være mindst én mere end kontaktpersonen. %(names)s har ikke svaret på invitationerne endnu.",
            len(content.waiting_for),
        )
        yield Missing(Section.GROUP, "invited", sentence % {"names": waiting})
    elif len(content.group) < 2:
        yield Missing(Section.GROUP, "group", _("Skriv mindst ét medlem af styregruppen mere end kontaktpersonen."))
    for person in content.group:
        if not person.name:
            yield Missing(Section.GROUP, "group", _("Skriv navnet på %s.") % person.email)
        elif person.is_contact and not person.phone:
            yield Missing(Section.GROUP, "phone", _("Skriv kontaktpersonens telefonnummer."))


def is_begun(section: Section, content: Content) -> bool:
    """Whether anything of it stands there. The name and the municipality were given at the start, and count not."""
    return bool(
        {
            Section.PLACE: content.place or content.partners,
            Section.CHALLENGE: content.challenge,
            Section.IDEA: content.idea or content.practice,
            Section.CORE: any(answer.text for answer in content.answers),
            Section.GOALS: content.goals,
            Section.ACTIVITIES: content.activities,
            Section.BUDGET: content.budget,
            Section.GROUP: len(content.group) > 1 or content.waiting_for,
            Section.ATTACHMENTS: content.attachments,
        }[section]
    )


def kroner(amount: Decimal) -> str:
    """ "12.500" or "12.500,50": øre only where there are any."""
    return number_format(amount, decimal_pos=0 if amount == amount.to_integral() else 2, force_grouping=True)
