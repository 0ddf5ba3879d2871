"""The sections that are written: the challenge, the idea, the core elements."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from areas.completeness import Section
from areas.content import Content

from .fields import LongText
from .page import Page, SectionForm


class ChallengeForm(SectionForm):
    challenge = LongText(
        label=_("Jeres fælles udfordring eller vision"),
        max_length=3000,
        rows=10,
        help_text=_("Hvad vil I sammen ændre eller opnå, og hvorfor netop her? Skriv, så en nabo kan forstå det."),
    )


class ChallengePage(Page):
    section = Section.CHALLENGE
    template = "areas/sections/challenge.html"
    form_class = ChallengeForm


class IdeaForm(SectionForm):
    idea = LongText(
        label=_("Jeres idé"),
        max_length=3000,
        rows=8,
        help_text=_("Hvad vil I gøre? Fortæl det kort og konkret."),
    )
    practice = LongText(
        label=_("Sådan gør I i praksis"),
        max_length=3000,
        rows=8,
        help_text=_("Hvem gør hvad, og hvordan kommer folk i området med?"),
    )


class IdeaPage(Page):
    section = Section.IDEA
    template = "areas/sections/idea.html"
    form_class = IdeaForm


class CoreForm(SectionForm):
    """One text for each of the programme's core elements."""

    def __init__(self, *args, content: Content, **kwargs):
        super().__init__(*args, **kwargs)
        for answer in content.answers:
            self.fields[answer.key] = LongText(label=answer.title, help_text=answer.question, max_length=2000, rows=6)


class CorePage(Page):
    section = Section.CORE
    template = "areas/sections/core.html"

    def _form(self, data, initial: dict[str, Any], content: Content) -> CoreForm:
        return CoreForm(data, initial=initial, expression=self.expression, content=content)

    @classmethod
    def typed(cls, data: QueryDict) -> dict[str, Any]:
        """Which elements there are, only the programme knows: all that came along, of which the form takes its own."""
        return dict(data.items())
