import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kulturpunkt.settings")
application = get_wsgi_application()
# Read all views and forms now: on the last evening a worker that starts anew would keep its first writers waiting for a
# second, and a crowd would grow at the door.
_ = get_resolver().url_patterns
