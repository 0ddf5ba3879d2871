"""The cache, which may never stop a request.

Redis away: each process goes on with a memory of its own. Limits on sign-in still hold (per process), a cached page is
made anew, and nothing fails. Redis is asked again after a few seconds, not by every call in between: a Redis that
hangs must not cost each of them its time-out.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

ASK_AGAIN_AFTER = 5.0  # seconds
# redis-py would try three times more, with pauses of seconds.
QUICK = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": Retry(NoBackoff(), 0)}
_away_until: dict[str, float] = {}  # server → when to ask it again; Django makes one cache per thread


class FailoverCache(RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params | {"OPTIONS": QUICK | params.get("OPTIONS", {})})
        self._name = str(server)
        self._memory = LocMemCache(f"instead of {server}", params | {"OPTIONS": {}})

    def _try(self, name: str, *args, **kwargs) -> Any:
        operation: Callable = getattr(super(), name)
        if time.monotonic() >= _away_until.get(self._name, 0):
            try:
                return operation(*args, **kwargs)
            except (RedisError, OSError) as error:
                _away_until[self._name] = time.monotonic() + ASK_AGAIN_AFTER
                logger.warning("Redis is away (%s): this process remembers by itself meanwhile", type(error).__name__)
        return getattr(self._memory, name)(*args, **kwargs)

    def add(self, *args, **kwargs):
        return self._try("add", *args, **kwargs)

    def get(self, *args, **kwargs):
        return self._try("get", *args, **kwargs)

    def set(self, *args, **kwargs):
        return self._try("set", *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._try("touch", *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._try("delete", *args, **kwargs)

    def get_many(self, *args, **kwargs):
        return self._try("get_many", *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self._try("has_key", *args, **kwargs)

    def incr(self, *args, **kwargs):
        return self._try("incr", *args, **kwargs)

    def set_many(self, *args, **kwargs):
        return self._try("set_many", *args, **kwargs)

    def delete_many(self, *args, **kwargs):
        return self._try("delete_many", *args, **kwargs)

    def clear(self):
        return self._try("clear")
