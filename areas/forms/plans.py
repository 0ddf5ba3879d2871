"""Goals, activities and budget: the sections that are lists."""

from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from areas.completeness import Section, kroner
from areas.drafting import AT_MOST, Values
from areas.models import ExpressionOfInterest
from programme.models import Goal, GoalLevel

from .fields import Amount, Choices, Line, LongText, ShortText
from .page import Page
from .rows import RowForm, Rows, rows_of


class GoalForm(RowForm):
    text = ShortText(label=_("Jeres mål"), max_length=300)
    serves = Choices(
        label=_("Hvilke af programmets mål bidrager det til?"),
        widget=CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Vælg blandt programmets mål på listen.")},
    )

    def __init__(self, *args, goals: list[Goal], **kwargs):
        super().__init__(*args, **kwargs)
        serves: Any = self.fields["serves"]
        serves.choices = [(goal.key, str(goal)) for goal in goals]

    @property
    def values(self) -> dict[str, Any]:
        return {"text": self.cleaned_data.get("text", ""), "serves": self.cleaned_data.get("serves", [])}


class GoalRows(Rows):
    noun = _("Mål")
    title = _("Jeres mål")
    add = _("Tilføj et mål")


class GoalsPage(Page):
    section = Section.GOALS
    template = "areas/sections/goals.html"
    rows = {"goals": rows_of(GoalForm, GoalRows, at_most=AT_MOST["goals"])}
    arranging = (*Page.arranging, "example")

    @cached_property
    def _goals(self) -> list[Goal]:
        return list(self.expression.programme.goals.all())

    def row_arguments(self) -> dict[str, Any]:
        return {"goals": [goal for goal in self._goals if goal.level == GoalLevel.PROGRAMME]}

    @property
    def examples(self) -> list[Goal]:
        """Local goals that one may take over or be inspired by."""
        return [goal for goal in self._goals if goal.level == GoalLevel.LOCAL]

    @classmethod
    def rearrange(cls, typed: dict[str, Any], data: QueryDict, expression: ExpressionOfInterest) -> None:
        super().rearrange(typed, data, expression)
        examples = expression.programme.goals.filter(level=GoalLevel.LOCAL)
        if example := examples.filter(key=data.get("example", "")).first():
            empty = next((row for row in typed["goals"] if not any(row.values())), None)
            if empty is None:
                typed["goals"].append(empty := {})
            empty["text"] = str(example)


class ActivityForm(RowForm):
    title = Line(label=_("Hvad hedder aktiviteten?"), max_length=120)
    when = Line(
        label=_("Hvornår cirka?"), max_length=80, help_text=_("For eksempel: september 2025 eller hver torsdag.")
    )
    description = LongText(label=_("Hvad sker der, og for hvem?"), max_length=1000, rows=3, required=False)


class ActivityRows(Rows):
    noun = _("Aktivitet")
    title = _("Aktiviteter")
    add = _("Tilføj en aktivitet")


class ActivitiesPage(Page):
    section = Section.ACTIVITIES
    template = "areas/sections/activities.html"
    rows = {"activities": rows_of(ActivityForm, ActivityRows, at_most=AT_MOST["activities"])}


class LineForm(RowForm):
    what = Line(label=_("Hvad går pengene til?"), max_length=120)
    amount = Amount(label=_("Beløb"))

    @property
    def values(self) -> dict[str, Any]:
        amount = self.cleaned_data.get("amount")
        return {
            "what": self.cleaned_data.get("what", ""),
            "amount": str(amount.quantize(Decimal("0.01"))) if amount is not None else "",
        }


class OwnLineForm(LineForm):
    what = Line(label=_("Hvad betaler I selv eller andre?"), max_length=120)


class LineRows(Rows):
    noun = _("Udgift")
    title = _("Budget")
    add = _("Tilføj en udgift")
    shown = 3


class OwnLineRows(Rows):
    noun = title = _("Egen finansiering")
    add = _("Tilføj egen finansiering")


class BudgetPage(Page):
    section = Section.BUDGET
    template = "areas/sections/budget.html"
    rows = {
        "grant": rows_of(LineForm, LineRows, at_most=AT_MOST["grant"]),
        "own": rows_of(OwnLineForm, OwnLineRows, at_most=AT_MOST["own"]),
    }

    def readable(self, stood: Values) -> dict[str, Any]:
        return {
            prefix: [row | {"amount": Decimal(row["amount"]) if row["amount"] else ""} for row in rows]
            for prefix, rows in stood.items()
        }

    @cached_property
    def _totals(self) -> dict[str, Decimal]:
        return {
            prefix: sum(map(_amount, self.formsets[prefix]), Decimal(0))
            if prefix in self.formsets
            else sum((Decimal(row["amount"] or 0) for row in self.stood[prefix]), Decimal(0))
            for prefix in self.rows
        }

    @property
    def sums(self) -> dict[str, str]:
        """What the rows of the page add up to, as they stand there."""
        return {prefix: kroner(total) for prefix, total in self._totals.items()}

    @property
    def goal(self) -> str:
        return str(self.expression.programme.grant_amount)

    @property
    def goal_text(self) -> str:
        return kroner(self.expression.programme.grant_amount)

    @property
    def rest(self) -> tuple[str, str]:
        """A word for the style, and the sentence: how far the budget is from adding up."""
        rest = self.expression.programme.grant_amount - self._totals["grant"]
        if not rest:
            return "kp-exact", str(_("Budgettet går op."))
        if rest > 0:
            return "kp-under", _("Der mangler {value} kr., før budgettet går op.").format(value=kroner(rest))
        return "kp-over", _("Det er {value} kr. for meget.").format(value=kroner(-rest))


def _amount(form: LineForm) -> Decimal:
    try:
        return form.fields["amount"].clean(form["amount"].value()) or Decimal(0)
    except ValidationError:
        return Decimal(0)
