"""The proposal for a reason, built from the criteria actually scored (forvaltningsloven §§ 22–24: a reason names its
main considerations). The team edits it; no assessor's own points are in it."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db.models import Avg, Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _

from programme.models import CoreElement, Disqualification, Programme

from .letters import shipped
from .models import Score
from .states import AssessmentState, Outcome

MOST = 3
# From here on an average speaks for an area, or at least not against it; so much below those chosen it speaks against.
HIGH, MIDDLE, CLEARLY_BELOW = 3.5, 2.5, 0.25


def gap() -> str:
    """What the proposal cannot say, for the team to write; a reason in which it is left is not finished."""
    return _("[Skriv her, hvad der har afgjort det.]")


def is_finished(reasons: str) -> bool:
    if not reasons.strip():
        return False
    for language in ("da", "en"):
        with translation.override(language):
            if gap() in reasons:
                return False
    return True


class Reasons:
    """Of the expressions of one programme; the averages are read once, however many they are.

    `chosen` are the ids of those that are designated: what the others are held against.
    """

    def __init__(self, programme: Programme, chosen: Collection[int]):
        self.elements = list(CoreElement.objects.filter(programme=programme).order_by("position"))
        self.averages = _averages(programme)
        self.bar = {each.pk: self._mean(each.pk, chosen) for each in self.elements}
        self.least = min((self._total(self.averages[pk]) for pk in chosen if self.averages[pk]), default=0.0)

    def _mean(self, element: int, chosen: Collection[int]) -> float:
        found = [self.averages[pk][element] for pk in chosen if element in self.averages[pk]]
        return sum(found) / len(found) if found else 0.0

    def _total(self, scored: dict[int, float]) -> float:
        """The weighted mean, rounded as the board shows it: what looks alike there is alike here."""
        weights = {each.pk: float(each.weight) for each in self._among(scored)}
        return round(sum(weights[pk] * scored[pk] for pk in weights) / (sum(weights.values()) or 1), 2)

    def propose(self, expression: int, outcome: Outcome, language: str, *, moved_up: bool = False) -> str:
        """In plain sentences. `moved_up`: a place fell free, and it was first on the reserve list."""
        with translation.override(language):
            return "\n\n".join(self._parts(expression, outcome, language, moved_up))

    def _parts(self, expression: int, outcome: Outcome, language: str, moved_up: bool) -> Iterator[str]:
        scored = self.averages[expression]
        against = self._against(scored) if outcome.goes_against else []
        good = [each for each in self._for(scored, outcome) if each not in against]
        if moved_up:
            yield _("En plads er blevet ledig, og I stod først på reservelisten.")
        if scored:
            yield _("Vi har holdt interesseerklæringerne op mod programmets kerneelementer.")
        elif not outcome.goes_against:
            yield _("Vi har vurderet interesseerklæringerne samlet, og jeres er blandt dem, vi har valgt.")
        if good:
            yield _listed(_("Det her talte især for jer:"), self._lines(good, scored, language, "for"))
        if against:
            heading = _("Sammenlignet med de områder, der er udpeget, talte det her imod jer:")
            yield _listed(heading, self._lines(against, scored, language, "against"))
        chosen_in_spite = bool(scored) and not (outcome.goes_against or good or moved_up)
        if chosen_in_spite or (outcome.goes_against and not (against and self._total(scored) < self.least)):
            # Points alone do not explain it, so something else did: the spread, an expression that came late, a tie.
            yield gap()

    def _for(self, scored: dict[int, float], outcome: Outcome) -> list[CoreElement]:
        by_weight = sorted(self._among(scored), key=lambda each: -float(each.weight) * (scored[each.pk] - 3))
        good = [each for each in by_weight if scored[each.pk] >= HIGH]
        if good or outcome.goes_against:
            return good[:MOST]
        return [each for each in by_weight if scored[each.pk] >= MIDDLE][:2]

    def _against(self, scored: dict[int, float]) -> list[CoreElement]:
        def below(each: CoreElement) -> float:
            return float(each.weight) * (self.bar[each.pk] - scored[each.pk])

        behind = [each for each in self._among(scored) if self.bar[each.pk] - scored[each.pk] >= CLEARLY_BELOW]
        return sorted(behind, key=below, reverse=True)[:MOST]

    def _among(self, scored: dict[int, float]) -> list[CoreElement]:
        return [each for each in self.elements if each.pk in scored]

    def _lines(self, elements: list[CoreElement], scored: dict[int, float], language: str, side: str) -> Iterator[str]:
        for each in elements:
            judged = {"element": each, "level": level(scored[each.pk])}
            if side == "against" and scored[each.pk] >= HIGH:  # it was judged well, only not as well as the others
                yield _("%(element)s, vurderet %(level)s, men de udpegede områder stod samlet stærkere.") % judged
                continue
            said = shipped()["element"].get(each.key, {}).get(f"{side}_{language}", "")
            rated = _("%(element)s, vurderet %(level)s.") % judged
            yield f"{rated} {said}".strip()


def _listed(heading: str, lines: Iterator[str]) -> str:
    return "\n".join([heading, *(f"- {line}" for line in lines)])


def level(average: float) -> str:
    """An average of 1–5 in words."""
    for least, word in ((4.5, _("meget højt")), (HIGH, _("højt")), (MIDDLE, _("til middel")), (1.5, _("lavt"))):
        if average >= least:
            return word
    return _("meget lavt")


def _averages(programme: Programme) -> defaultdict[int, dict[int, float]]:
    """Expression → core element → average of the assessments that are given and count."""
    closed = Disqualification.objects.current().filter(
        person=OuterRef("assessment__assessor"), case=OuterRef("assessment__expression__case")
    )
    given = Score.objects.filter(
        ~Exists(closed),
        assessment__expression__programme=programme,
        assessment__state=AssessmentState.GIVEN,
        points__isnull=False,
    )
    found: defaultdict[int, dict[int, float]] = defaultdict(dict)
    rows = given.order_by().values_list("assessment__expression", "element").annotate(average=Avg("points"))
    for expression, element, average in rows:
        found[expression][element] = float(average)
    return found
