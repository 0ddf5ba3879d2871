"""The culture team's admin: Django's own, in Danish, with a menu that follows the team's work and an index that is an
overview. Signing in is the site's own: there is no second door here, and whoever is not of the team finds nothing."""

from functools import cached_property, update_wrapper

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache

from programme import calendar

# What the team does all day, in that order; Django's list of apps and tables is nowhere shown.
MENU = [
    (_("Overblik"), "index"),
    (_("Interesseerklæringer"), "areas_expressionofinterest_changelist"),
    (_("Lokalområder"), "areas_localarea_changelist"),
    (_("Dialog"), "areas_dialogue_funnel"),
    (_("Vurdering"), "selection_assessment_changelist"),
    (_("Tavle"), "selection_composition_changelist"),
    (_("Afgørelser"), "selection_decision_changelist"),
    (_("Offentliggørelse"), "selection_publication_changelist"),
    (_("Påmindelser"), "notices_reminderpause_changelist"),
    (pgettext_lazy("menu", "Postkasse"), "notices_message_changelist"),
    (_("Tidsplan"), "programme_milestone_changelist"),
    (_("Program"), "programme_programme_changelist"),
    (_("Personer"), "people_user_changelist"),
    (_("Historik"), "programme_historyentry_changelist"),
]
# Danish and short, as everywhere on the site; the names of the addresses are Django's.
ADDRESSES = {
    "areas.expressionofinterest": "interesseerklaeringer",
    "areas.localarea": "lokalomraader",
    "areas.dialogue": "dialog",
    "areas.applyinvitation": "dialog/invitationer",
    "areas.municipalcontact": "dialog/kommunale-kontakter",
    "selection.composition": "udvaelgelse/tavle",
    "selection.assessment": "udvaelgelse",
    "selection.decision": "udvaelgelse/afgoerelser",
    "notices.message": "postkasse",
    "notices.reminderpause": "paamindelser",
    "programme.disqualification": "inhabilitet",
    "programme.milestone": "tidsplan",
    "programme.programme": "program",
    "programme.historyentry": "historik",
    "people.user": "personer",
    "selection.publication": "udvaelgelse/offentliggoerelse",
}


class TeamSite(admin.AdminSite):
    site_header = _("Kulturpunkt – kulturteamet")
    site_title = _("Kulturteamet")
    index_title = _("Overblik")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_team

    def admin_view(self, view, cacheable: bool = False):
        """The one check of every page here: signed out, to sign-in and back, with what was typed; signed in but not of
        the team, a 404."""
        from people.signed_out import sign_in_to_write  # the site is made before there are models

        def inner(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            if any("\0" in said for name, said in request.GET.items() if name != SEARCH_VAR):
                raise BadRequest("a NUL, which the database takes in no text, and of which Django's filters ask it")
            if request.method == "GET" and getattr(request, "unsaved", None):
                return self.send_again(request)
            return view(request, *args, **kwargs)

        guarded = sign_in_to_write(inner)
        return update_wrapper(guarded if cacheable else never_cache(guarded), view)

    def send_again(self, request: HttpRequest) -> TemplateResponse:
        """What was sent in without a session, for whoever has signed in again: no page here has to know of it."""
        context = self.each_context(request) | {"title": _("Det, du skrev, er ikke gemt endnu")}
        return TemplateResponse(request, "admin/send_again.html", context)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, without its sign-in, sign-out and passwords, and with addresses of our own."""

        def wrap(view, cacheable=False):
            return self.admin_view(view, cacheable)

        models = [
            path(f"{ADDRESSES.get(model._meta.label_lower, model._meta.label_lower)}/", include(model_admin.urls))
            for model, model_admin in self._registry.items()
        ]
        return [
            path("", wrap(self.index), name="index"),
            path("autocomplete/", wrap(self.autocomplete_view), name="autocomplete"),
            path("jsi18n/", wrap(self.i18n_javascript, cacheable=True), name="jsi18n"),
            *models,
            # Django's own pages link here from their breadcrumbs.
            re_path(r"^app/(?P<app_label>\w+)/$", wrap(self.to_index), name="app_list"),
            re_path(r"(?P<url>.*)$", wrap(self.catch_all_view)),
        ]

    def each_context(self, request: HttpRequest) -> dict:
        """Django's, without the list of apps, which costs every page more than its queries."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": "/",
            "has_permission": True,
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "menu": self.menu(request.path),
        }

    def menu(self, here: str) -> list[dict]:
        """The lines of the menu; the one whose pages `here` belongs to is current: the nearest, where one lies below
        another."""
        (home, _overview), *others = self._menu
        above = [url for url, _label in others if here.startswith(url)]
        current = max(above, key=len, default=home if here == home else None)
        return [{"label": label, "url": url, "current": url == current} for url, label in self._menu]

    @cached_property
    def _menu(self) -> list[tuple[str, object]]:
        """Addresses do not change while the site runs, and every page shows them."""
        return [(reverse(f"admin:{name}"), label) for label, name in MENU]

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        from .overview import Overview  # the site is made before there are models

        overview = Overview(calendar.now(), request.user)
        context = self.each_context(request) | {"title": self.index_title, "overview": overview}
        return TemplateResponse(request, "admin/index.html", context)

    def to_index(self, request: HttpRequest, app_label: str) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:index"))
