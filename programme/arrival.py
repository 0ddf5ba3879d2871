"""When a request reached the server: what counts for a deadline, however long it then waited for its turn."""

import datetime as dt

from django.conf import settings
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
        return calendar.now() - late_by if dt.timedelta(0) <= late_by <= dt.timedelta(minutes=10) else None
