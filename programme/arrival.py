"""When a request reached the server: what counts for a deadline, however long it then waited for its turn."""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from . import calendar


class ArrivalMiddleware:
    """Sets `request.arrived_at` (aware, UTC).

    A proxy that we trust (TRUSTED_PROXY=1) says in X-Request-Start: t=<seconds since 1970> when the request reached
    it, so that a queue between it and us costs nobody a deadline. From anybody else the header is ignored.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.arrived_at = self._from_proxy(request) or calendar.now()
        return self.get_response(request)

    @staticmethod
    def _from_proxy(request) -> dt.datetime | None:
        if not settings.TRUSTED_PROXY:
            return None
        text = request.headers.get("X-Request-Start", "").removeprefix("t=")
        try:
            arrived = dt.datetime.fromtimestamp(float(text), dt.UTC)
        except (ValueError, OverflowError, OSError):
            return None
        # A proxy whose clock is ahead cannot put a request in the future, nor one that is broken far in the past.
        late_by = timezone.now() - arrived
        if not dt.timedelta(0) <= late_by <= dt.timedelta(minutes=10):
            return None
        return calendar.now() - late_by if settings.TODAY else arrived  # to the microsecond


# The hidden field of a page that could not be taken in, and the salt of what stands in it.
FIELD = "reached"


def seal(request: HttpRequest) -> str:
    """Says, for nobody to make up, when this form first reached us: the page that asks to send it again carries it."""
    moment = first_reached(request) or request.arrived_at  # type: ignore[attr-defined]  # set by the middleware
    return signing.dumps({"path": request.path, "at": moment.isoformat()}, salt=__name__)


def first_reached(request: HttpRequest) -> dt.datetime | None:
    """When we could not take in what is sent again here; None if it is sent for the first time.

    What it consists of may have changed since: whoever lets it count has to see that it has not.
    """
    try:
        said = signing.loads(request.POST.get(FIELD, ""), salt=__name__, max_age=dt.timedelta(days=1))
    except signing.BadSignature:
        return None
    return dt.datetime.fromisoformat(said["at"]) if said["path"] == request.path else None
