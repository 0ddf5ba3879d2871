"""What a municipality's contact sees: where its areas stand, to read and no more."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from areas import content, funnel, questions
from areas.content import Content
from areas.models import Dialogue, ExpressionOfInterest, MunicipalContact, Municipality
from people.models import User
from people.request import SignedIn
from programme import calendar
from programme.models import Programme

PAGE_SIZE = 50


@dataclass(frozen=True)
class Row:
    """One area: what it says, and how many things it lacks while it is a draft."""

    expression: ExpressionOfInterest
    said: Content
    missing: int

    @property
    def contact(self) -> content.Person | None:
        return next((person for person in self.said.group if person.is_contact), None)


def municipalities_of(user: User) -> list[Municipality]:
    """Those that the person is the contact for. Raises Http404 when there are none."""
    mine = Municipality.objects.filter(pk__in=MunicipalContact.objects.municipalities_of(user))
    found = list(mine)
    if not found:
        raise Http404
    return found


@login_required
@require_safe
def overview(request: SignedIn) -> HttpResponse:
    mine = municipalities_of(request.user)
    programme = Programme.objects.current()
    owed = Dialogue.objects.visible_to(request.user).filter(municipality__in=mine).awaiting_follow_up().with_place()
    seen = ExpressionOfInterest.objects.visible_to(request.user)
    theirs = seen.filter(programme=programme, area__municipality__in=mine)
    ordered = theirs.with_place().order_by("area__municipality__name", "area__name", "pk")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "municipalities": mine,
        "programme": programme,
        "lines": _lines(programme, mine, request.user) if programme else [],
        "page_obj": page,
        "rows": list(_rows(list(page), programme)) if programme else [],
        "owed": list(owed.order_by("follow_up_on", "pk")[:PAGE_SIZE]),
        "today": calendar.day_of(request.arrived_at),
    }
    return render(request, "municipal/overview.html", context)


def _lines(programme: Programme, mine: list[Municipality], user: User) -> list[funnel.Line]:
    return [line for line in funnel.lines(funnel.places(programme, by=user), mine) if line.code]


def _rows(expressions: list[ExpressionOfInterest], programme: Programme) -> Iterator[Row]:
    said = content.read_all(expressions)
    for each in expressions:
        if each.pk in said:
            each.programme = programme
            lacking = questions.still_missing(each, said[each.pk]) if each.is_draft else []
            yield Row(each, said[each.pk], len(lacking))
