"""What every request passes: the monitoring's way past all else, the reader's language, her session, and the door when
there is a crowd."""

import threading
from typing import ClassVar

from django.conf import settings
from django.contrib.sessions import middleware as sessions
from django.http import HttpResponseBadRequest, UnreadablePostError
from django.utils import translation

from documents import chunks

from . import errors, health


class HealthMiddleware:
    """The monitoring is answered before anything that could itself be in trouble: sessions, the crowd's door."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == f"/{health.PATH}":
            return health.health(request)
        return self.get_response(request)


class LanguageMiddleware:
    """Danish unless the reader chose otherwise. The browser's Accept-Language decides nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SessionMiddleware(sessions.SessionMiddleware):
    """Only who signs out loses her cookie; that of a session which is gone stays, and opens nothing.

    Django's own takes it away too. Such an answer may arrive after that of a sign-in, and would sign her out again.
    """

    def process_response(self, request, response):
        response = super().process_response(request, response)
        if not request.session.modified:
            response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return response


class CrowdMiddleware:
    """When more come than can be served, the last are told at once, with what they typed; or all would wait too long.

    A process works on AT_ONCE requests; WAITING more stand in line inside it. gunicorn must have more threads than both
    together, or the line is in its own queue, where nobody tells anybody anything.

    What comes in is waited for outside: a phone in a tunnel, which may never go on, takes up none of the places.
    """

    AT_ONCE, WAITING = 4, 16
    # What comes in whole, up to so many bytes; a form with a file in it is read by the view.
    RECEIVED: ClassVar = {
        "application/octet-stream": chunks.MAX_SLICE,
        "application/x-www-form-urlencoded": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    }

    def __init__(self, get_response):
        self.get_response = get_response
        self._working = threading.BoundedSemaphore(self.AT_ONCE)
        self._inside = 0
        self._count = threading.Lock()

    def __call__(self, request):
        try:
            self._receive(request)
        except UnreadablePostError:  # nobody is there any more to read this
            return HttpResponseBadRequest()
        with self._count:
            self._inside += 1
            is_full = self._inside > self.AT_ONCE + self.WAITING
        try:
            if is_full:
                return errors.unavailable(request)
            with self._working:
                return self.get_response(request)
        finally:
            with self._count:
                self._inside -= 1

    def _receive(self, request) -> None:
        """Raises UnreadablePostError. What is larger than the site takes is left to whoever says so."""
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) <= self.RECEIVED.get(request.content_type, -1):
            request.body  # noqa: B018 – read, and kept by the request
