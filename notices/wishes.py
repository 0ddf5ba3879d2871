"""What a person has turned off, and back on."""

import datetime as dt

from people.models import User

from .models import Preference
from .states import Wish


def wants(person: User, wish: Wish) -> bool:
    return not Preference.objects.filter(person=person, kind=wish).exists()


def turn_off(person: User, wish: Wish, *, at: dt.datetime) -> None:
    Preference.objects.get_or_create(person=person, kind=wish, defaults={"off_at": at})


def turn_on(person: User, wish: Wish) -> None:
    Preference.objects.filter(person=person, kind=wish).delete()
