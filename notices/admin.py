"""The team's "Postkasse": what we told whom, what waits, what went wrong, and what to do about it."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Count, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.request import SignedIn
from programme import calendar
from programme.workflow import NotAllowed

from . import actions, unsubscribing
from .models import Message, Reminder
from .reminders.plan import distance
from .states import UNSENT, MessageState, Reason
from .wording import kind_label

RECENT = dt.timedelta(days=7)
_BADGES = {
    MessageState.QUEUED: "badge-info",
    MessageState.SENDING: "badge-info",
    MessageState.SENT: "badge-success",
    MessageState.FAILED: "badge-error",
    MessageState.HELD: "badge-warning",
}


@dataclass(frozen=True)
class Act:
    """Something the team may do with a message: from which states, and what is asked before."""

    slug: str
    label: object
    question: object
    done: object
    states: tuple[MessageState, ...]
    do: Callable

    def fits(self, message: Message) -> bool:
        return message.state in self.states and not (self.do is actions.send_again and message.is_secret)


ACTS = (
    Act(
        "send-igen",
        _("Send mailen igen"),
        _("Skal mailen sendes igen? Modtageren har ikke fået den."),
        _("Mailen er lagt i kø igen."),
        (MessageState.FAILED,),
        actions.send_again,
    ),
    Act(
        "frigiv",
        _("Frigiv mailen"),
        _("Skal mailen sendes?"),
        _("Mailen er frigivet og lagt i kø."),
        (MessageState.HELD,),
        actions.release,
    ),
    Act(
        "annuller",
        _("Annullér mailen"),
        _("Skal mailen slet ikke sendes? Det kan ikke laves om."),
        _("Mailen er annulleret."),
        UNSENT,
        actions.void,
    ),
)


class KindFilter(admin.AllValuesFieldListFilter):
    """The kinds that there are, by what they are called."""

    def choices(self, changelist) -> Iterator:
        everything, *kinds = super().choices(changelist)
        yield everything
        yield from (each | {"display": kind_label(str(each["display"]))} for each in kinds)


class MessageAdmin(admin.ModelAdmin):
    """Registered by the project (kulturpunkt/outbox_pages.py), which knows whose mail a person may see."""

    change_list_template = "admin/notices/message_list.html"
    list_display = ("link", "recipient", "kind_text", "badge", "when", "why")
    list_display_links = None
    list_filter = ("state", ("kind", KindFilter))
    search_fields = ("address", "name", "subject")
    search_help_text = _("Adresse, navn eller emne")
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def messages_for(self, user: User) -> QuerySet[Message]:
        raise NotImplementedError

    def get_queryset(self, request: Any) -> QuerySet[Message]:
        """A page asks three times; what its reader may see is worked out once."""
        if not hasattr(request, "mail"):
            request.mail = self.messages_for(request.user)
        return request.mail.all()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_urls(self):
        secure, name = self.admin_site.admin_view, "notices_message"
        return [
            path("", secure(self.changelist_view), name=f"{name}_changelist"),
            path("frigiv/", secure(self.release_all_view), name=f"{name}_release_all"),
            path("<uuid:uid>/", secure(self.read_view), name=f"{name}_change"),
            path("<uuid:uid>/<slug:act>/", secure(self.act_view), name=f"{name}_act"),
        ]

    # --- the list

    @admin.display(description=_("Emne"), ordering="-pk")
    def link(self, message: Message) -> str:
        url = reverse("admin:notices_message_change", args=[message.uid])
        return format_html('<a href="{}">{}</a>', url, message.subject or kind_label(message.kind))

    @admin.display(description=_("Til"))
    def recipient(self, message: Message) -> str:
        return f"{message.name} <{message.address}>" if message.name else message.address

    @admin.display(description=_("Slags"))
    def kind_text(self, message: Message) -> str:
        return kind_label(message.kind)

    @admin.display(description=_("Tilstand"))
    def badge(self, message: Message) -> str:
        css = _BADGES.get(MessageState(message.state), "")
        return format_html('<span class="badge {}">{}</span>', css, message.get_state_display())

    @admin.display(description=_("Hvornår"))
    def when(self, message: Message) -> str:
        return date_format(localtime(message.happened_at), "DATETIME_FORMAT")

    @admin.display(description=_("Begrundelse"))
    def why(self, message: Message) -> str:
        return message.get_reason_display() or "–"

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        counts = _counts(self.get_queryset(request), calendar.now())
        context = {
            "title": _("Postkasse"),
            "counts": counts,
            "all_held": settings.MAIL_HELD,
            "some_held": any(each.count for each in counts if each.state == MessageState.HELD),
        }
        return super().changelist_view(request, (extra_context or {}) | context)

    # --- one message

    def read_view(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        message = get_object_or_404(self.get_queryset(request).select_related("to", "paper", "released_by"), uid=uid)
        context = self.admin_site.each_context(request) | {
            "title": message.subject or kind_label(message.kind),
            "message_row": message,
            "text": unsubscribing.hidden_in(message.text),
            "kind": kind_label(message.kind),
            "badge": self.badge(message),
            "reminders": [Reminded.of(each) for each in message.reminders.order_by("due_on", "pk")],
            "acts": [act for act in ACTS if act.fits(message)],
            "past": actions.acts_on(message),
        }
        return TemplateResponse(request, "admin/notices/message_read.html", context)

    def act_view(self, request: SignedIn, uid: UUID, act: str) -> HttpResponse:
        """Asks on GET, does on POST."""
        message = get_object_or_404(self.get_queryset(request), uid=uid)
        chosen = next((each for each in ACTS if each.slug == act), None)
        if chosen is None:
            raise Http404
        back = reverse("admin:notices_message_change", args=[uid])
        if not chosen.fits(message):
            messages.warning(request, gettext("Det kan ikke lade sig gøre længere: mailen har skiftet tilstand."))
            return HttpResponseRedirect(back)
        if request.method == "POST":
            return self._do(request, message, chosen, back)
        context = self.admin_site.each_context(request) | {
            "title": chosen.label,
            "question": chosen.question,
            "in_doubt": chosen.do is actions.release and message.reason == Reason.UNKNOWN,
            "message_row": message,
            "kind": kind_label(message.kind),
            "back": back,
        }
        return TemplateResponse(request, "admin/notices/message_ask.html", context)

    def _do(self, request: SignedIn, message: Message, act: Act, back: str) -> HttpResponse:
        try:
            act.do(message, by=request.user, at=calendar.now())
        except NotAllowed:
            messages.warning(request, gettext("Det kan ikke lade sig gøre længere: mailen har skiftet tilstand."))
        else:
            messages.success(request, str(act.done))
        return HttpResponseRedirect(back)

    def release_all_view(self, request: SignedIn) -> HttpResponse:
        """After a restored backup: all that was held because all mail was, in one act."""
        held = self.get_queryset(request).filter(state=MessageState.HELD, reason=Reason.MAIL_HELD)
        if request.method == "POST":
            count = actions.release_all(Reason.MAIL_HELD, among=held, by=request.user, at=calendar.now())
            messages.success(request, gettext("%(count)d mails er frigivet.") % {"count": count})
            return redirect("admin:notices_message_changelist")
        kinds = held.order_by("kind").values("kind").annotate(count=Count("pk"), oldest=Min("queued_at"))
        context = self.admin_site.each_context(request) | {
            "title": _("Frigiv de tilbageholdte mails"),
            "count": held.count(),
            "kinds": [each | {"label": kind_label(each["kind"])} for each in kinds],
            "back": reverse("admin:notices_message_changelist"),
        }
        return TemplateResponse(request, "admin/notices/release_all.html", context)


@dataclass(frozen=True)
class Reminded:
    """One reminder of a mail: of what, why that day, and, if it is void, why it was left out."""

    label: str
    why: str
    left_out: str

    @classmethod
    def of(cls, row: Reminder) -> "Reminded":
        return cls(kind_label(row.kind), distance(row.offset, row.due_on), row.get_reason_display())


@dataclass(frozen=True)
class Counted:
    state: MessageState
    label: object
    count: int
    url: str
    css: str


def _counts(of: QuerySet[Message], now: dt.datetime) -> list[Counted]:
    """What waits and what went wrong, whatever its age; what was sent, of the last week."""
    live = (MessageState.QUEUED, MessageState.SENDING, MessageState.FAILED, MessageState.HELD)
    rows = of.filter(state__in=live).order_by().values_list("state").annotate(Count("pk"))
    counts = dict(rows)
    counts[MessageState.QUEUED] = counts.get(MessageState.QUEUED, 0) + counts.get(MessageState.SENDING, 0)
    counts[MessageState.SENT] = of.filter(state=MessageState.SENT, sent_at__gt=now - RECENT).count()
    labels = {MessageState.SENT: _("Sendt de sidste 7 dage")}
    return [
        Counted(
            state,
            labels.get(state, state.label),
            count := counts.get(state, 0),
            f"?state__exact={state}",
            css * bool(count),
        )
        for state, css in (
            (MessageState.QUEUED, "is-near"),
            (MessageState.SENT, ""),
            (MessageState.FAILED, "is-wrong"),
            (MessageState.HELD, "is-wrong"),
        )
    ]
