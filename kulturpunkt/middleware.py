"""What every request passes: the reader's language, and a page that helps when the database is away."""

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import translation

from . import errors


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


class UnavailableMiddleware:
    """The database is away: 503 with Retry-After, and what was typed in the page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, (OperationalError, InterfaceError)):
            return errors.unavailable(request)
        return None
