"""Whether the chosen are public, and who they are then."""

import datetime as dt

from django.db.models import Exists, OuterRef

from areas.models import ExpressionOfInterest
from areas.models.expression import ExpressionQuerySet
from programme.models import Programme

from .models import Decision, Profile, Publication
from .states import Outcome


def is_public(programme: Programme, now: dt.datetime) -> bool:
    """Whether the chosen of this programme may be shown to everybody: the day of the milestone "kickoff" is here, and
    the team has given its word and not taken it back. Nothing else answers the question.

    A word given before the day takes effect at 00:00 by itself.
    """
    return Publication.objects.in_force(now).filter(programme=programme).exists()


def public_programme(now: dt.datetime) -> Programme | None:
    """The programme that the site shows, if its chosen are public."""
    in_force = Publication.objects.in_force(now).filter(programme=OuterRef("pk"))
    return Programme.objects.filter(Exists(in_force), is_current=True).first()


def chosen(programme: Programme) -> ExpressionQuerySet:
    """The Kulturpunkter of a programme, by name: those whose decision is released and designates them. Who withdrew has
    one that is over."""
    designated = Decision.objects.released().filter(outcome=Outcome.DESIGNATED, expression=OuterRef("pk"))
    found: ExpressionQuerySet = ExpressionOfInterest.objects.filter(Exists(designated), programme=programme)
    return found.order_by("area__name", "pk")


def find(slug: str, now: dt.datetime) -> Profile | None:
    """The presentation that is public under this address.

    One statement, also for a presentation that is not public yet: it takes no longer to say so than of an address that
    nobody has, so the time tells nobody who was chosen.
    """
    in_force = Publication.objects.in_force(now).filter(programme=OuterRef("expression__programme"))
    found = Profile.objects.designated().whole().filter(Exists(in_force), slug=slug, read_at__isnull=False)
    return found.first()
