"""Place and partnership."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from areas import place_map
from areas.completeness import Section
from areas.drafting import AT_MOST
from areas.merging import Values
from areas.models import ExpressionOfInterest, Municipality
from areas.models.place import EAST, NORTH, SOUTH, WEST
from areas.states import Sector

from .fields import Choice, Line, LineField
from .page import Page, SectionForm
from .rows import RowForm, Rows, rows_of

UNKNOWN = _("Vælg en af de 11 kommuner på listen.")


def name_field() -> LineField:
    return LineField(
        label=_("Områdets navn"),
        max_length=80,
        help_text=_("Det navn, I selv bruger om stedet – for eksempel byen, øen eller egnen."),
        error_messages={"required": _("Skriv, hvad området hedder.")},
    )


def municipality_choices(municipalities) -> list[tuple[str, str]]:
    return [("", str(_("Vælg kommune"))), *((str(each.code), each.name) for each in municipalities)]


class _Degrees(forms.DecimalField):
    widget = forms.HiddenInput
    default_error_messages = {
        name: _("Stedet ligger ikke i Nordjylland. Vælg et punkt på kortet igen.")
        for name in ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
    }


class PlaceForm(SectionForm):
    name = name_field()
    municipality = Choice(label=_("Kommune"), error_messages={"invalid_choice": UNKNOWN})
    place = Line(
        label=_("Hvor i området skal det foregå?"),
        max_length=120,
        required=False,
        help_text=_("For eksempel: i forsamlingshuset, på havnen og i de tre landsbyer omkring."),
    )
    latitude = _Degrees(label=_("Punkt på kortet"), required=False, max_digits=7, decimal_places=5)
    longitude = _Degrees(label=_("Punkt på kortet"), required=False, max_digits=7, decimal_places=5)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        municipality: Any = self.fields["municipality"]
        municipality.choices = municipality_choices(self.municipalities)

    @cached_property
    def municipalities(self) -> list[Municipality]:
        return list(Municipality.objects.all())

    def clean(self) -> dict[str, Any]:
        super().clean()
        north, east = self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude")
        is_whole = (north is None) == (east is None)
        if not is_whole or (north and east and not (SOUTH <= north <= NORTH and WEST <= east <= EAST)):
            raise ValidationError(_Degrees.default_error_messages["invalid"], code="outside")
        return self.cleaned_data

    @property
    def values(self) -> dict[str, Any]:
        """The point on the map is the municipality's seat for who has not chosen any other."""
        values = super().values
        seats = {str(each.code): (each.latitude, each.longitude) for each in self.municipalities}
        point = values["latitude"], values["longitude"]
        if values["municipality"] and (not point[0] or point in seats.values()):
            point = seats[values["municipality"]]
        return values | {"latitude": _degrees(point[0]), "longitude": _degrees(point[1])}


def _degrees(value: Decimal | str) -> str:
    return f"{value:.5f}" if value else ""


class PartnerForm(RowForm):
    name = Line(label=_("Partnerens navn"), max_length=120)
    sector = Choice(
        label=_("Sektor"),
        choices=[("", _("Vælg sektor")), *Sector.choices],
        error_messages={"invalid_choice": _("Vælg en af sektorerne på listen.")},
    )


class PartnerRows(Rows):
    shown = 3
    noun = _("Partner")
    title = _("Partnerne")
    add = _("Tilføj en partner")

    def clean(self) -> None:
        met: set[str] = set()
        for form in self.forms:
            name = form.cleaned_data.get("name", "").lower() if form.is_valid() else ""
            if name and name in met:
                form.add_error("name", _("Den partner står der allerede. Hver partner skal kun stå én gang."))
            met.add(name)


class PlacePage(Page):
    section = Section.PLACE
    template = "areas/sections/place.html"
    form_class = PlaceForm
    rows = {"partners": rows_of(PartnerForm, PartnerRows, at_most=AT_MOST["partners"])}
    arranging = (*Page.arranging, "map.x", "move", "seat")

    @property
    def values(self) -> Values:
        """A point is both of its degrees, or it is none."""
        said, point = super().values, ("latitude", "longitude")
        return said if all(unit in said for unit in point) else {u: v for u, v in said.items() if u not in point}

    @classmethod
    def rearranges(cls, data: QueryDict) -> bool:
        # Return in a text box presses the first button of the form, and that may be the map: in its corner.
        return super().rearranges(data) and (data.get("map.x"), data.get("map.y")) != ("0", "0")

    @classmethod
    def rearrange(cls, typed: dict[str, Any], data: QueryDict, expression: ExpressionOfInterest) -> None:
        super().rearrange(typed, data, expression)
        if point := _pointed(typed, data):
            typed["latitude"], typed["longitude"] = map(_degrees, point)

    @property
    def has_place(self) -> bool:
        """Whether any field of the place itself can be changed."""
        return self.form is not None and not all(field.disabled for field in self.form.fields.values())

    @property
    def marker(self) -> str:
        """Where the point stands on the picture: where it was put, else at the seat of the municipality."""
        form: Any = self.form
        typed = form["latitude"].value(), form["longitude"].value()
        code = form["municipality"].value()
        seats = [(each.latitude, each.longitude) for each in form.municipalities if str(each.code) == code]
        try:
            x, y = place_map.on_picture(*(typed if all(typed) else seats[0]))
        except (IndexError, ValueError):
            return ""
        return f"{x} {y}"

    bounds = f"{SOUTH} {NORTH} {WEST} {EAST}"
    view_box = f"0 0 {place_map.WIDTH} {place_map.HEIGHT}"


def _pointed(typed: dict[str, Any], data: QueryDict) -> tuple[Decimal, Decimal] | None:
    code = typed["municipality"] or ""
    seat = Municipality.objects.filter(code=code).first() if code.isdecimal() and len(code) == 3 else None
    try:
        if "map.x" in data:
            return place_map.place_at(int(str(data["map.x"])), int(str(data["map.y"])))
        at = place_map.within(Decimal(typed["latitude"]), Decimal(typed["longitude"]))
    except (ArithmeticError, KeyError, TypeError, ValueError):
        at = (seat.latitude, seat.longitude) if seat else (Decimal("57.0"), Decimal("9.9"))
    if "seat" in data and seat:
        return seat.latitude, seat.longitude
    return place_map.moved(*at, str(data["move"])) if "move" in data else None
