"""The yardstick: a signed-in session, one indexed query, a template that comes to 20 KB."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from areas.models import ExpressionOfInterest

_WORDS = [
    "lokalområde",
    "fællesskab",
    "kunst",
    "kultur",
    "ildsjæle",
    "partnerskab",
    "styregruppe",
    "vision",
    "idé",
    "forankring",
]
ROWS = [{"number": n, "words": [_WORDS[(n + k) % len(_WORDS)] for k in range(5)]} for n in range(110)]


def reference(request: HttpRequest) -> HttpResponse:
    found = ExpressionOfInterest.objects.filter(uid=request.GET.get("uid")).values("reference", "state").first()
    return render(request, "bench/reference.html", {"person": request.user.name, "found": found, "rows": ROWS})
