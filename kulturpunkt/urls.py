"""Every address of the site, Danish and short; each app's own stand in its urls.py."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("team/", admin.site.urls),
    path("", include("people.urls")),
    *([path("demo/", include("demo.urls"))] if settings.DEMO else []),
]

handler400 = "kulturpunkt.errors.bad_request"
handler403 = "kulturpunkt.errors.forbidden"
handler404 = "kulturpunkt.errors.not_found"
handler500 = "kulturpunkt.errors.server_error"
