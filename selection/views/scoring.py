"""Writing an assessment, page by button and saved by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import merging
from areas.content import Answer
from areas.views.autosave import signed_in_or_401, signed_out
from people.request import SignedIn
from people.signed_out import forget, is_anothers, typed_before
from programme import workflow
from programme.models import CoreElement
from selection import actions, units
from selection.forms.assessing import ScoringForm
from selection.models import Assessment
from selection.units import OVERALL

from .case import Reading, assessment_of


@dataclass(frozen=True)
class Line:
    """A core element: what the area answers, and the two fields for it."""

    element: CoreElement
    answer: Answer | None
    points: BoundField
    reason: BoundField


@dataclass(frozen=True)
class Conflict:
    """A unit that was changed in another tab: what stands here, and what was saved there."""

    unit: str
    label: str
    mine: str
    theirs: str

    @property
    def field(self) -> str:
        return f"id_{self.unit}_0" if self.unit.startswith("points-") else f"id_{self.unit}"


def show(request: SignedIn, reading: Reading, form: ScoringForm | None = None, *, status=200, **more) -> HttpResponse:
    if form is None:
        stood = units.values_of(reading.assessment, reading.elements)
        form = ScoringForm(reading.elements, stood, typed=typed_before(request))
    lines = [
        Line(each, reading.answers.get(each.key), form[units.points_unit(each)], form[units.reason_unit(each)])
        for each in reading.elements
    ]
    context = {"restored": False, "lacks": False, "conflicts": [], "reading": reading, "assessment": reading.assessment}
    context |= {"form": form, "lines": lines, "overall": form[OVERALL], **more}
    return render(request, "selection/score.html", context, status=status)


def take(request: SignedIn, reading: Reading) -> HttpResponse:
    """Saves what can be saved, and gives it if that is asked for. The page comes back as it was typed if something is
    wrong or missing, or was changed in another tab."""
    stood = units.values_of(reading.assessment, reading.elements)
    if "restore" in request.POST:
        return show(request, reading, ScoringForm(reading.elements, stood, typed=request.POST), restored=True)
    form = ScoringForm(reading.elements, stood, request.POST)
    is_valid = form.is_valid()
    try:
        saved = actions.type_in(
            reading.assessment, lambda *_stored: (form.values, form.seen), by=request.user, at=request.arrived_at
        )
    except workflow.NotAllowed:
        messages.warning(request, _("Din vurdering kan ikke rettes nu. Det, du skrev til sidst, er ikke gemt."))
        return redirect("assessment", reading.assessment.uid)
    form.seen = form.seen | merging.seen_of(_shown(form, saved))
    if saved.conflicts:
        return show(request, reading, form, status=409, conflicts=_conflicts(form, saved))
    if not is_valid:
        return show(request, reading, form, status=422)
    if "give" in request.POST:
        return _give(request, reading, form, saved)
    messages.success(request, _("Gemt kl. %s.") % date_format(localtime(request.arrived_at), "TIME_FORMAT"))
    return redirect("assessment", reading.assessment.uid)


def _give(request: SignedIn, reading: Reading, form: ScoringForm, saved: actions.Saved) -> HttpResponse:
    try:
        actions.give(saved.row, version=saved.row.version, by=request.user, at=request.arrived_at)
    except actions.NotComplete as refused:
        for each in refused.missing:
            form.add_error(each.field, each.sentence)
        return show(request, reading, form, status=422, lacks=True)
    except actions.Overtaken:
        messages.warning(request, _("Du har ændret vurderingen i en anden fane. Læs den igennem, før du afgiver den."))
    except workflow.NotAllowed:
        messages.warning(
            request, _("Området er ved at svare på spørgsmål, så vurderingen kan først afgives, når svaret er her.")
        )
    else:
        messages.success(request, _("Tak! Din vurdering er afgivet."))
    return redirect("assessment", reading.assessment.uid)


def _shown(form: ScoringForm, saved: actions.Saved) -> units.Values:
    """What the page, which shows what was typed, is made from once that is saved: of what was changed in another tab
    the person sees both texts now, so the next save decides."""
    return {unit: saved.values[unit] if unit in saved.conflicts else value for unit, value in form.values.items()}


def _conflicts(form: ScoringForm, saved: actions.Saved) -> list[Conflict]:
    return [
        Conflict(unit, str(form.fields[unit].label), form.values[unit], saved.values[unit]) for unit in saved.conflicts
    ]


# --- saved by itself


@require_POST
@signed_in_or_401
def autosave(request: SignedIn, uid: UUID) -> HttpResponse:
    """Saves it as it stands in the browser, right or wrong, unit by unit; answers as `areas.views.autosave` does."""
    if is_anothers(request, path=reverse("assessment", args=[uid])):
        return signed_out()
    forms: list[ScoringForm] = []

    def read_form(
        row: Assessment, elements: Sequence[CoreElement], stored: units.Values
    ) -> tuple[units.Values, merging.Seen]:
        form = ScoringForm(elements, stored, request.POST)
        form.is_valid()
        forms.append(form)
        return _typed(form), form.seen

    try:
        saved = actions.type_in(assessment_of(request, uid), read_form, by=request.user, at=request.arrived_at)
    except workflow.NotAllowed:
        sentence = _("Din vurdering kan ikke rettes nu. Det, du har afgivet, står på dens side.")
        return JsonResponse({"closed": sentence, "url": reverse("assessment", args=[uid])}, status=409)
    if forms[0].is_valid() and not saved.conflicts:
        forget(request)
    return JsonResponse(_answer(request, forms[0], saved))


def _typed(form: ScoringForm) -> units.Values:
    """A unit of which the page does not say what it was made from waits for its writer to choose between two texts."""
    return {unit: value for unit, value in form.values.items() if unit in form.seen}


def _answer(request: SignedIn, form: ScoringForm, saved: actions.Saved) -> dict[str, Any]:
    typed = _typed(form)
    kept = {unit: value for unit, value in typed.items() if unit not in saved.conflicts}
    return {
        "time": date_format(localtime(request.arrived_at), "TIME_FORMAT"),
        "seen": merging.seen_of(kept),
        "errors": {form[unit].auto_id: [str(each) for each in found] for unit, found in form.errors.items()},
        "unsaved": [str(form.fields[unit].label) for unit in form.errors],
        "conflicts": [
            {
                "unit": each.unit,
                "field": each.field,
                "seen": merging.fingerprint(each.theirs),
                "html": render_to_string("selection/_conflict.html", {"conflict": each}),
            }
            for each in _conflicts(form, saved)
        ],
        "fresh": {
            unit: {
                "label": str(form.fields[unit].label),
                "value": saved.values[unit],
                "seen": merging.fingerprint(saved.values[unit]),
            }
            for unit, value in kept.items()
            if saved.values[unit] != value
        },
    }
