"""The states on the way from an expression to a Kulturpunkt, and which may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas.states import ExpressionState


class AssessmentState(models.TextChoices):
    """How far one assessor has come with one expression."""

    ASSIGNED = "assigned", _("Tildelt")
    QUALIFIED = "qualified", _("I gang")
    GIVEN = "given", pgettext_lazy("assessment", "Afgivet")
    DISQUALIFIED = "disqualified", _("Inhabil")
    ENDED = "ended", _("Taget tilbage")


# What is given stays given: its scores can be changed, with a trail, and it counts no more once its giver is found to
# be disqualified. Before that the team can take an assignment back. When the disqualification is lifted, what ended
# with it makes room for being asked anew.
ASSESSMENT_MOVES: dict[str, tuple[str, ...]] = {
    AssessmentState.ASSIGNED: (AssessmentState.QUALIFIED, AssessmentState.DISQUALIFIED, AssessmentState.ENDED),
    AssessmentState.QUALIFIED: (AssessmentState.GIVEN, AssessmentState.DISQUALIFIED, AssessmentState.ENDED),
    AssessmentState.GIVEN: (AssessmentState.DISQUALIFIED,),
    AssessmentState.DISQUALIFIED: (AssessmentState.ENDED,),
    AssessmentState.ENDED: (),
}

# `assigned` and `qualified` say when that came to be and stay as what comes after is reached.
ASSESSMENT_STAMPS = {
    AssessmentState.GIVEN: "given",
    AssessmentState.DISQUALIFIED: "disqualified",
    AssessmentState.ENDED: "ended",
}


class KindOfPlace(models.TextChoices):
    """What kind of place an area is, in the team's eyes. Nothing in an expression says it."""

    TOWN = "town", _("By")
    QUARTER = "quarter", _("Bydel")
    VILLAGE = "village", _("Landsby")
    COAST = "coast", _("Kystby")
    ISLAND = "island", pgettext_lazy("kind of place", "Ø")
    COUNTRY = "country", _("Egn på landet")


class Outcome(models.TextChoices):
    """What is decided about one expression."""

    DESIGNATED = "designated", _("Udpeget")
    RESERVE = "reserve", _("Reserveliste")
    DECLINED = "declined", _("Afslag")

    @property
    def goes_against(self) -> bool:
        """It is not, or not wholly, what the area asked for: reasons and a complaint guidance are owed
        (forvaltningsloven §§ 22 and 25)."""
        return self != Outcome.DESIGNATED

    @property
    def expression_state(self) -> ExpressionState:
        return ExpressionState(self.value)


class DecisionState(models.TextChoices):
    """A pending decision is known to the team alone; a released one has been told to the area, by its letter."""

    PENDING = "pending", _("Klar")
    RELEASED = "released", _("Frigivet")
    VOID = "void", _("Bortfaldet")
    OVER = "over", _("Afløst")


DECISION_MOVES: dict[str, tuple[str, ...]] = {
    DecisionState.PENDING: (DecisionState.RELEASED, DecisionState.VOID),
    DecisionState.RELEASED: (DecisionState.OVER,),
    DecisionState.VOID: (),
    DecisionState.OVER: (),
}

DECISION_STAMPS = {
    DecisionState.RELEASED: "released",
    DecisionState.VOID: "voided",
    DecisionState.OVER: "ended",
}

# That it was released stays with what came after.
DECISION_KEPT = {DecisionState.RELEASED: (DecisionState.OVER,)}
