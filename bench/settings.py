"""The site's own settings, with one page more: the reference view."""

from kulturpunkt.settings import *  # noqa: F403
from kulturpunkt.settings import BASE_DIR, LOGGING, TEMPLATES

ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "bench/templates")
# One address asks for everything here; limits are for the world outside.
ACCOUNT_RATE_LIMITS = False
# A line for each request would bury the table.
LOGGING["loggers"]["django_structlog"]["level"] = "WARNING"
# Nor would one for each of the thousands that the storm has told to come again, which are counted.
LOGGING["filters"] = {
    "told_to_come_again": {
        "()": "django.utils.log.CallbackFilter",
        "callback": lambda record: getattr(record, "status_code", 0) != 503,
    }
}
LOGGING["loggers"]["django.request"] = {"filters": ["told_to_come_again"]}
