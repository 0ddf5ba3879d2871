"""Is everything there? For the monitoring: words and numbers, no names, addresses or secrets."""

import datetime as dt
from typing import Any

import redis
from django.conf import settings
from django.db import Error
from django.db.models import Count, Min
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notices.models import Message
from notices.states import WAITING, MessageState
from programme import calendar

PATH = "sundhed/"
PATIENCE = 1.0  # seconds


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while people can be served; 503 when the database is away. Without Redis mail waits, and pages go on."""
    database, queue = _database(), _redis()
    serving = database["state"] == "ok"
    all_well = serving and queue["state"] == "ok"
    state = "ok" if all_well else "degraded" if serving else "down"
    report = {"state": state, "database": database, "redis": queue}
    return JsonResponse(report, status=200 if serving else 503)


def _database() -> dict[str, Any]:
    try:
        return {"state": "ok", "mail": _mail(calendar.now())}
    except Error:
        return {"state": "away"}


def _mail(now: dt.datetime) -> dict[str, int]:
    """How far behind the post is, in messages and in seconds."""
    unsent = Message.objects.filter(state__in=WAITING)
    found = unsent.aggregate(waiting=Count("pk"), since=Min("queued_at"))
    behind = (now - found["since"]).total_seconds() if found["since"] else 0
    failed = Message.objects.filter(state=MessageState.FAILED).count()
    return {"waiting": found["waiting"], "oldest_seconds": max(0, round(behind)), "failed": failed}


def _redis() -> dict[str, Any]:
    address = settings.CACHES["default"]["LOCATION"]
    server = redis.Redis.from_url(address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    try:
        return {"state": "ok", "tasks_waiting": server.llen("celery")}
    except (redis.RedisError, OSError):
        return {"state": "away"}
    finally:
        server.close()
