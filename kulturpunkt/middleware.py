"""What every request passes: the reader's language."""

from django.conf import settings
from django.utils import translation


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
