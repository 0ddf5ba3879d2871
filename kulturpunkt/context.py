from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from programme import calendar

from . import announced


def site(request: HttpRequest) -> dict:
    """What the page skeleton needs. No queries here: every page pays for them."""
    return {
        "DEMO": settings.DEMO,
        "training_day": calendar.today() if settings.TODAY else None,
        "announced": announced.in_menu,  # asked when the menu is drawn
        "OIDC_NAME": settings.OIDC_NAME,
        "acting": SimpleLazyObject(lambda: getattr(getattr(request, "user", None), "acting", None)),
    }
