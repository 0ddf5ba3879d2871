"""What the pages send by themselves: the text as it is being written, and that somebody is there."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from areas import access, actions, content, merging, on_behalf, presence
from areas.completeness import Section
from areas.forms.page import Page
from areas.models import ExpressionOfInterest
from people.request import SignedIn
from people.signed_out import forget, is_anothers
from programme import workflow

from . import conflicts
from .case import expression_of, expression_to_act_on
from .sections import PAGES


def signed_in_or_401(view):
    """A script is told that the session has run out; a page to sign in on would be of no use to it."""

    @never_cache
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return signed_out()
        return view(request, *args, **kwargs)

    return answer


def signed_out() -> JsonResponse:
    """Nobody is signed in, or another than whom the page was made for: the page finds out by `people.views.who`."""
    return JsonResponse({"signed_out": True}, status=401)


@require_POST
@signed_in_or_401
def autosave(request: SignedIn, uid: UUID, name: str) -> HttpResponse:
    """Saves the section as it stands in the browser, right or wrong, unit by unit.

    Answers when it was saved, what each unit is made from now, what was wrong (field id → sentences), what the units
    are called that are not saved for that, those in which two have written, and those that somebody else wrote and this
    person did not touch.
    """
    if name not in PAGES:
        raise Http404
    if is_anothers(request, path=reverse("expression_section", args=[uid, name])):
        return signed_out()
    expression, section = expression_to_act_on(request, uid), Section(name)
    pages: list[Page] = []
    refused: list[str] = []

    def read_form(row: ExpressionOfInterest, said: content.Content) -> tuple[merging.Values, merging.Seen]:
        page = PAGES[section](row, said, request.POST)
        page.is_valid()
        if page.closed >= page.stood.keys():
            raise actions.NotOpen({(section.value, unit) for unit in page.closed})
        pages.append(page)
        refused.extend(page.refused(row, said, request.POST))
        return _typed(page), page.seen

    try:
        saved = actions.type_in(expression, section, read_form, by=request.user, at=request.arrived_at)
    except actions.NotOpen:
        return _closed(expression, _("Kulturteamet har ikke spurgt til dette afsnit, så det kan ikke ændres nu."))
    except workflow.NotAllowed:
        return _closed(expression, _why_closed(request, expression))
    presence.arrive(expression, section, by=request.user)
    if pages[0].is_valid() and not saved.conflicts and not refused:
        forget(request)
    return JsonResponse(_answer(request, pages[0], saved, refused))


def _typed(page: Page) -> merging.Values:
    """A unit of which the page does not say what it was made from waits for its writer to choose between two texts."""
    return {unit: value for unit, value in page.values.items() if unit in page.seen}


def _why_closed(request: SignedIn, expression: ExpressionOfInterest) -> str:
    if expression.is_draft and on_behalf.is_over(request):
        return _("Du skriver ikke længere på vegne af området. Teksten står her stadig.")
    return _("Interesseerklæringen kan ikke rettes nu. Det, der er sendt, står på dens side.")


def _closed(expression: ExpressionOfInterest, sentence: str) -> JsonResponse:
    return JsonResponse({"closed": sentence, "url": expression.get_absolute_url()}, status=409)


def _answer(request: SignedIn, page: Page, saved: actions.Saved, refused: list[str]) -> dict[str, Any]:
    """`refused`: the page was opened before the team sent the expression back, and the browser keeps what stands in
    these fields."""
    typed = _typed(page)
    closed = _("Kulturteamet har ikke spurgt til dette, så det kan ikke ændres nu.")
    return {
        "time": date_format(localtime(request.arrived_at), "TIME_FORMAT"),
        "seen": merging.seen_of({unit: value for unit, value in typed.items() if unit not in saved.conflicts}),
        "errors": _errors(page) | {f"id_{unit}": [closed] for unit in refused},
        "unsaved": list(dict.fromkeys(page.label_of(unit) for unit in [*page.wrong, *refused])),
        "conflicts": _conflicts(page, saved),
        "fresh": _fresh(page, typed, saved),
    }


def _errors(page: Page) -> dict[str, list[str]]:
    forms = [page.form, *(form for rows in page.formsets.values() for form in rows)]
    return {
        str(form[field].auto_id): [str(sentence) for sentence in sentences]
        for form in forms
        if form is not None
        for field, sentences in form.errors.items()
        if field in form.fields
    }


def _conflicts(page: Page, saved: actions.Saved) -> list[dict[str, Any]]:
    found = conflicts.of(page, saved)
    now = conflicts.now(saved.row, found)
    return [
        {
            "unit": each.unit,
            "field": each.field,
            "seen": merging.seen_of({each.unit: saved.values[each.unit]})[each.unit],
            "html": render_to_string("areas/_conflict.html", {"conflict": each, "now": now}),
        }
        for each in found
    ]


def _fresh(page: Page, typed: merging.Values, saved: actions.Saved) -> dict[str, Any]:
    """What others wrote meanwhile: a text takes its place by itself; of a list it is only said that there is more."""
    others = {
        unit: saved.values[unit]
        for unit, value in typed.items()
        if unit not in saved.conflicts and saved.values[unit] != value
    }
    return {
        unit: {"label": page.label_of(unit)}
        | ({"rows": True} if isinstance(value, list) else {"value": value, "seen": merging.fingerprint(value)})
        for unit, value in others.items()
    }


@require_GET
@signed_in_or_401
def present(request: SignedIn, uid: UUID) -> HttpResponse:
    """Who else has a section open, as sentences; `?afsnit=` says where this person is."""
    expression = expression_of(request, uid)
    content.read(expression)
    if not access.may_see_who_writes(request.user, expression):
        raise Http404
    here = request.GET.get("afsnit", "")
    if here in Section and request.user.pk in expression.group_roles:
        presence.arrive(expression, Section(here), by=request.user)
    found = presence.others(expression, than=request.user)
    return JsonResponse({"here": [_sentence(expression, each, here) for each in found]})


def _sentence(expression, each: presence.Present, here: str) -> dict[str, str]:
    if each.section == here:
        return {"text": _("%(name)s har også dette afsnit åbent lige nu.") % {"name": each.person}, "url": ""}
    return {
        "text": _("%(name)s er i afsnittet “%(section)s” lige nu.")
        % {"name": each.person, "section": each.section.label},
        "url": reverse("expression_section", args=[expression.uid, each.section.value]),
    }
