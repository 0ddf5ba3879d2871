"""The team's page of a programme; how few places it can have, only what lies above it knows."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from programme.admin import ProgrammeAdmin, ProgrammeForm
from programme.models import Programme
from selection import seating


class PlacesForm(ProgrammeForm):
    def clean_places(self) -> int:
        places, last = self.cleaned_data["places"], seating.last_seat(self.instance)
        if places < last:
            text = _("Plads nr. %(seat)d er givet til et område, så der kan ikke være færre pladser.")
            raise ValidationError(text, params={"seat": last}, code="seat-taken")
        return places


@admin.register(Programme)
class PlacesAdmin(ProgrammeAdmin):
    form = PlacesForm
