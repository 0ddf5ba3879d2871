"""Is everything there? For the monitoring: words and numbers, no names, addresses or secrets."""

from typing import Any

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

PATIENCE = 1.0  # seconds


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while people can be served; 503 when the database is away. Without Redis mail waits, and pages go on."""
    database, queue = _database(), _redis()
    serving = database["state"] == "ok"
    all_well = serving and queue["state"] == "ok"
    report = {"state": "ok" if all_well else "degraded" if serving else "down", "database": database, "redis": queue}
    return JsonResponse(report, status=200 if serving else 503)


def _database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return {"state": "away"}
    return {"state": "ok"}


def _redis() -> dict[str, Any]:
    address = settings.CACHES["default"]["LOCATION"]
    server = redis.Redis.from_url(address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    try:
        return {"state": "ok", "tasks_waiting": server.llen("celery")}
    except (redis.RedisError, OSError):
        return {"state": "away"}
    finally:
        server.close()
