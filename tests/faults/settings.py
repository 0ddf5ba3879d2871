"""The site's own settings; only its static files go by their plain names, so that no test waits for collectstatic."""

from kulturpunkt.settings import *  # noqa: F403
from kulturpunkt.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# And so they are found where they lie.
WHITENOISE_USE_FINDERS = True
