"""The team's page about the time plan. What a move would change is shown first, and done when that has been seen."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme import actions, calendar, history
from programme.admin import Kept, MilestoneForm
from programme.models import HistoryEntry, Milestone
from programme.period import day_text

# Django looks for registered pages here, and only here.
from . import history_pages as history_pages
from . import milestones
from . import outbox_pages as outbox_pages
from . import programme_pages as programme_pages
from . import reminder_pages as reminder_pages

DATES = {"from_on", "to_on", "precision"}
WEIGHTY = DATES | {"reminder_days"}


@admin.register(Milestone)
class MilestoneAdmin(Kept):
    form = MilestoneForm
    list_title = _("Tidsplan")
    list_display = ("title", "when_text", "kind", "who_text", "moved")
    list_filter = ("programme",)
    list_select_related = ("moved_by", "programme")
    ordering = ("from_on", "to_on", "pk")
    fieldsets = (
        (_("Hvornår"), {"fields": (("from_on", "to_on"), "precision", "reminder_days", "why")}),
        (_("Ordene"), {"fields": (("title", "title_en"), "description", "description_en")}),
        (_("Hidtil"), {"fields": ("past",)}),
    )
    readonly_fields = ("past",)

    @admin.display(description=_("Hvornår"), ordering="from_on")
    def when_text(self, milestone: Milestone) -> str:
        return milestone.when_text

    @admin.display(description=_("Hvem"))
    def who_text(self, milestone: Milestone) -> str:
        return milestone.who_text

    @admin.display(description=_("Flyttet"), empty_value="–")
    def moved(self, milestone: Milestone) -> str | None:
        if not milestone.moved_at:
            return None
        return f"{day_text(calendar.day_of(milestone.moved_at))}, {milestone.moved_by}"

    @admin.display(description=_("Historik"))
    def past(self, milestone: Milestone) -> str:
        lines = [f"{day_text(calendar.day_of(each.at))}: {each.sentence}" for each in past(milestone)]
        return "\n".join(lines) or gettext("Den står, hvor den altid har stået.")

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None) -> HttpResponse:
        if request.method == "POST" and "_confirmed" not in request.POST:
            milestone = self.get_object(request, unquote(object_id))
            if milestone and (page := self._confirmation(request, milestone)):
                return page
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except actions.Overtaken as overtaken:
            messages.error(request, str(overtaken))
            return HttpResponseRedirect(request.get_full_path())

    def _confirmation(self, request: HttpRequest, milestone: Milestone) -> HttpResponse | None:
        """The page that says what would change; None if nothing weighty does, or the form has errors to show."""
        form = self.get_form(request, milestone, change=True)(request.POST, instance=milestone)
        if not form.is_valid() or not WEIGHTY & set(form.changed_data):
            return None
        asked = {name: form.cleaned_data[name] for name in WEIGHTY}
        stored = Milestone.objects.select_related("programme").get(pk=milestone.pk)
        now = calendar.now()
        changes = milestones.preview(stored, asked.pop("from_on"), asked.pop("to_on"), now, by=request.user, **asked)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Se, hvad der ændrer sig"),
            "original": stored,
            "opts": self.opts,
            "changes": changes,
            "seen": stored.moves,
            "fields": [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"],
        }
        return TemplateResponse(request, "programme/milestone_move.html", context)

    def save_model(self, request: HttpRequest, obj: Milestone, form, change: bool) -> None:
        """The dates by way of `milestones.move`, which tells everything that hangs on them; the words as they are."""
        now = calendar.now()
        if DATES & set(form.changed_data):
            seen = request.POST.get("_seen", "")
            stored = Milestone.objects.get(pk=obj.pk)
            milestones.move(
                stored,
                obj.from_on,
                obj.to_on,
                by=request.user,
                at=now,
                precision=obj.precision,
                why=form.cleaned_data["why"],
                seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
            )
        words = sorted(set(form.changed_data) - DATES - {"why"})
        if words:
            obj.save(update_fields=words)
            labels = [str(form.fields[name].label) for name in words]
            title = {"da": obj.title, "en": obj.title_en}
            facts = {"key": obj.key, "title": title, "fields": labels}
            history.record(obj.programme.case, "milestone_edited", by=request.user, at=now, **facts)


def past(milestone: Milestone) -> QuerySet[HistoryEntry]:
    """What has been done to this milestone, newest first."""
    entries = HistoryEntry.objects.filter(case=milestone.programme.case, facts__key=milestone.key)
    return entries.select_related("by").order_by("-number")
