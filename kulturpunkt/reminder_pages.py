"""The team's page about reminders: who gets what in the next thirty days and why, and a pause for one case.

Here and not in `notices`, because what is owed is derived by the apps above it.
"""

import datetime as dt
import uuid
from collections.abc import Iterable

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notices import actions, reminders
from notices.models import ReminderPause
from people.request import SignedIn
from programme import calendar
from programme.obligation import Obligation
from programme.workflow import NotAllowed

from . import closed
from .obligations import seen_by

DAYS = 30
PAGE_SIZE = 100


class PauseForm(forms.Form):
    reason = forms.CharField(
        label=_("Begrundelse"),
        help_text=_("Den står i historikken, og kulturteamet kan se den her."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        error_messages={
            "required": _("Skriv, hvorfor påmindelserne sættes på pause."),
            "max_length": _("Skriv højst 300 tegn."),
        },
    )


@admin.register(ReminderPause)
class RemindersAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_urls(self):
        secure = self.admin_site.admin_view
        return [
            path("", secure(self.plan_view), name="notices_reminderpause_changelist"),
            path("<uuid:case>/pause/", secure(self.pause_view), name="notices_pause"),
            path("<uuid:case>/genoptag/", secure(self.resume_view), name="notices_resume"),
        ]

    def plan_view(self, request: SignedIn) -> HttpResponse:
        now = calendar.now()
        today = calendar.day_of(now)
        owed = list(seen_by(request.user, now))
        planned = reminders.plan(owed, today, today + dt.timedelta(days=DAYS), now=now)
        # What was moved from a holiday within these days to before them has gone out already.
        planned = [entry for entry in planned if entry.day >= today]
        page = Paginator(planned, PAGE_SIZE).get_page(request.GET.get("side"))
        subjects = {each.case: each.subject or each.title for each in owed}
        pauses = list(closed.pauses_for(request.user).open().select_related("paused_by"))
        context = self.admin_site.each_context(request) | {
            "title": _("Påmindelser de næste 30 dage"),
            "page": page,
            "count": len(planned),
            "pauses": [(pause, subjects.get(pause.case, _("En sag uden opgaver"))) for pause in pauses],
            "paused": {pause.case for pause in pauses},
        }
        return TemplateResponse(request, "admin/notices/plan.html", context)

    def pause_view(self, request: SignedIn, case: uuid.UUID) -> HttpResponse:
        subject = _subject(case, seen_by(request.user, calendar.now()))
        form = PauseForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                actions.pause(case, reason=form.cleaned_data["reason"], by=request.user, at=calendar.now())
            except NotAllowed:
                messages.warning(request, gettext("Påmindelserne er allerede sat på pause."))
            else:
                messages.success(
                    request, gettext("Påmindelserne til %(subject)s er sat på pause.") % {"subject": subject}
                )
            return redirect("admin:notices_reminderpause_changelist")
        context = self.admin_site.each_context(request) | {
            "title": _("Sæt påmindelser på pause"),
            "subject": subject,
            "form": form,
        }
        return TemplateResponse(request, "admin/notices/pause.html", context)

    def resume_view(self, request: SignedIn, case: uuid.UUID) -> HttpResponse:
        pause = closed.pauses_for(request.user).open().filter(case=case).select_related("paused_by").first()
        if pause is None:
            if request.method != "POST" or not closed.pauses_for(request.user).filter(case=case).exists():
                raise Http404
            messages.warning(request, gettext("Påmindelserne er allerede genoptaget."))
            return redirect("admin:notices_reminderpause_changelist")
        if request.method == "POST":
            actions.resume(case, by=request.user, at=calendar.now())
            messages.success(request, gettext("Påmindelserne er genoptaget."))
            return redirect("admin:notices_reminderpause_changelist")
        context = self.admin_site.each_context(request) | {"title": _("Genoptag påmindelser"), "pause": pause}
        return TemplateResponse(request, "admin/notices/resume.html", context)


def _subject(case: uuid.UUID, owed: Iterable[Obligation]) -> str:
    """What the case is called by those who owe something in it. Raises Http404 if nobody does."""
    for each in owed:
        if each.case == case:
            return str(each.subject or each.title)
    raise Http404
