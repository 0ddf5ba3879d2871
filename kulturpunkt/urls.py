"""Every address of the site, Danish and short; each app's own stand in its urls.py."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from . import chosen, feeds, health, my_page, public
from .announced import announced

urlpatterns = [
    path("", public.home, name="home"),
    path("tidsplan/", public.timeplan, name="timeplan"),
    path("kalender.ics", feeds.calendar_feed, name="calendar_feed"),
    announced("kulturpunkter/", chosen.kulturpunkter, name="kulturpunkter"),
    announced("kulturpunkter/kickoff.ics", chosen.kickoff_calendar, name="kickoff_calendar"),
    announced("kulturpunkter/<slug:slug>/", chosen.kulturpunkt, name="kulturpunkt"),
    announced("kulturpunkter/<slug:slug>/foto-<int:width>.jpg", chosen.photo, name="kulturpunkt_photo"),
    path("kontakt/", public.contact, name="contact"),
    path("tilgaengelighed/", public.accessibility, name="accessibility"),
    # The law on accessible public sites wants the statement found at this address too.
    path("was", RedirectView.as_view(pattern_name="accessibility")),
    path("privatliv/", public.privacy, name="privacy"),
    path("sprog/", public.set_language, name="set_language"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("favicon.ico", public.favicon, name="favicon"),
    path(health.PATH, health.health, name="health"),
    path("min-side/beskeder/", include("notices.urls")),
    path("team/", admin.site.urls),
    path("min-side/praesentation/", include("selection.presentation_urls")),
    path("min-side/", my_page.my_page, name="my_page"),
    path("interesseerklaering/", include("areas.urls")),
    path("afgoerelse/", include("selection.decision_urls")),
    path("kommune/", include("areas.municipal_urls")),
    path("vurdering/", include("selection.assessor_urls")),
    path("", include("people.urls")),
    *([path("demo/", include("demo.urls"))] if settings.DEMO else []),
]

handler400 = "kulturpunkt.errors.bad_request"
handler403 = "kulturpunkt.errors.forbidden"
handler404 = "kulturpunkt.errors.not_found"
handler500 = "kulturpunkt.errors.server_error"
