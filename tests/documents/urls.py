"""Stands in for an owning app: each person sees the files they sent and the papers they ordered."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseNotFound
from django.urls import include, path

from documents import downloads
from documents.models import Document, Paper
from kulturpunkt.urls import urlpatterns as site


def handler404(request, exception):
    return HttpResponseNotFound()


def _fetch(request, rows):
    row = rows.first()
    if row is None:
        raise Http404
    return downloads.respond(request, row)


@login_required
def document(request, uid):
    return _fetch(request, Document.objects.filter(uid=uid, uploaded_by=request.user))


@login_required
def paper(request, uid):
    return _fetch(request, Paper.objects.filter(uid=uid, ordered_by=request.user))


urlpatterns = [
    path("fil/<uuid:uid>/", document),
    path("papir/<uuid:uid>/", paper),
    path("", include(site)),
]
