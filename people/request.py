import datetime as dt

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from people.models import User


class SignedIn(HttpRequest):
    """What a view behind `login_required` gets, for those who read types. Nothing makes one."""

    user: User
    arrived_at: dt.datetime
    htmx: HtmxDetails
