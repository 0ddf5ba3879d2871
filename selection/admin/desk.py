"""What the pages about decisions share: how one is found, how a page is drawn, how a refusal is said."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from programme.models import Programme
from programme.workflow import NotAllowed
from selection.models import Decision
from selection.models.decision import DecisionQuerySet

NAME = "selection_decision"
AROUND = ("expression__area__municipality", "expression__programme", "programme", "letter__paper", "letter__read_by")


class Desk(admin.ModelAdmin):
    """Whoever gets here is of the team (TeamSite sees to that)."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request) -> DecisionQuerySet:
        return Decision.objects.visible_to(request.user)

    def readable(self, request: HttpRequest) -> DecisionQuerySet:
        return Decision.objects.readable_by(request.user)

    def find(self, request: HttpRequest, uid: UUID) -> Decision:
        return get_object_or_404(self.readable(request).select_related(*AROUND), uid=uid)

    def programme(self) -> Programme:
        """The round that is shown. Raises Http404 without one."""
        found = Programme.objects.current()
        if found is None:
            raise Http404
        return found

    def page(self, request: HttpRequest, template: str, title: str, *, status: int = 200, **context) -> HttpResponse:
        context |= self.admin_site.each_context(request) | {"title": title}
        return TemplateResponse(request, f"admin/selection/{template}", context, status=status)


def said(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Do it and say so; or say why not. Whether it was done."""
    try:
        act()
    except NotAllowed as refused:
        messages.warning(request, sentence_of(refused))
        return False
    messages.success(request, done)
    return True


def sentence_of(refused: NotAllowed) -> str:
    """The refusal's own sentence, where it is one for people."""
    if type(refused) is NotAllowed:
        return _("Noget er ændret, siden du åbnede siden. Intet er ændret af dig.")
    return str(refused)


def number(request: HttpRequest, name: str) -> int:
    """A version that came along with a form; 0, which is nobody's, for anything else."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def to(name: str, *args: object) -> HttpResponse:
    return redirect(f"admin:{NAME}_{name}", *args)
