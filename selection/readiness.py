"""What stands in the way of deciding and of releasing, in sentences a person can act on."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from areas.models import ExpressionOfInterest, Submission
from areas.states import DECIDED, ExpressionState
from people.models import User
from programme.models import Disqualification, HistoryEntry, Programme

from . import letters, reasons, seating
from .models import Assessment, Composition, Decision, Placement, ScoreChange
from .states import Outcome

NAMED = 8
# It is to be decided about in the first release, now or when its answers are here.
_AWAITED = Q(state=ExpressionState.SUBMITTED) | Q(answer_due_on__isnull=False)


@dataclass(frozen=True)
class Obstacles:
    """`firm` ones must be seen to; that those of `lacking` lack assessments may be left so, with a reason that is
    written down."""

    firm: list[str] = field(default_factory=list)
    lacking: list[ExpressionOfInterest] = field(default_factory=list)


def named(areas: Iterable[object]) -> str:
    """ "Havnby, Limby og 3 til"."""
    names = [str(each) for each in areas]
    rest = len(names) - NAMED
    said = ", ".join(names[:NAMED])
    if rest <= 0:
        return said
    more = ngettext("og %d til", "og %d til", rest) % rest
    return f"{said} {more}"


# --- before deciding


def before_deciding(composition: Composition, by: User) -> Obstacles:
    """Asked of what this person may deal with; what is closed to them another of the team decides."""
    mine = ExpressionOfInterest.objects.visible_to(by).filter(programme=composition.programme).select_related("area")
    placed = list(
        Placement.objects.filter(composition=composition, expression__in=mine)
        .select_related("expression__area")
        .order_by("reserve", "seat")
    )
    return Obstacles([*_sent_back(mine), *_assessed_from_within(mine), *_unfit(composition, placed)], _unassessed(mine))


def _sent_back(mine) -> Iterable[str]:
    waiting = list(mine.filter(state=ExpressionState.DRAFT, answer_due_on__isnull=False).order_by("pk"))
    if waiting:
        text = _("Sendt tilbage med spørgsmål, der ikke er besvaret: %s. Vent på svaret, eller luk spørgsmålene.")
        yield text % named(waiting)


def _assessed_from_within(mine) -> Iterable[str]:
    """They could not have been asked, had they been in the group by then (see barring.py)."""
    found = Assessment.objects.given().by_the_area().filter(expression__in=mine.filter(state=ExpressionState.SUBMITTED))
    pairs = [
        f"{each.assessor} ({each.expression.area})" for each in found.select_related("assessor", "expression__area")
    ]
    if pairs:
        text = _(
            "Har vurderet et område og er kommet i dets styregruppe: %s. Skriv i sagen, at bedømmeren er inhabil, så "
            "tæller pointene ikke med."
        )
        yield text % named(sorted(pairs))


def _unfit(composition: Composition, placed: list[Placement]) -> Iterable[str]:
    gone = [each.expression for each in placed if each.expression.state not in (ExpressionState.SUBMITTED, *DECIDED)]
    if gone:
        yield _("På listen, men ikke sendt ind længere: %s. Tag dem af sammensætningen.") % named(gone)
    everyone = Placement.objects.filter(composition=composition)
    seats = everyone.filter(seat__isnull=False).count()
    free = composition.programme.places - seats
    if free < 0:
        yield _("Sammensætningen har flere områder, end der er pladser til.")
    # Once areas have been told, some give up their place, and no composition is whole any more.
    if not seating.first_release_is_over(composition.programme):
        yield from _not_whole(sorted(filter(None, everyone.values_list("reserve", flat=True))), free)
    if not placed:
        yield _("Der er ikke nogen i sammensætningen.")


def _not_whole(ranks: list[int], free: int) -> Iterable[str]:
    if ranks != list(range(1, len(ranks) + 1)):
        yield _("Reservelisten har et hul i rækkefølgen. Ret den i sammensætningen.")
    if free > 0 and ranks:
        text = ngettext(
            "%d plads er ikke givet til nogen, og alligevel står der områder på reservelisten.",
            "%d pladser er ikke givet til nogen, og alligevel står der områder på reservelisten.",
            free,
        )
        yield text % free


def _unassessed(mine) -> list[ExpressionOfInterest]:
    theirs = Assessment.objects.filter(expression=OuterRef("pk"))
    lacking = mine.filter(state=ExpressionState.SUBMITTED).filter(Q(Exists(theirs.open())) | ~Q(Exists(theirs.given())))
    return list(lacking.order_by("area__name", "pk"))


# --- before releasing


def pending(programme: Programme) -> list[Decision]:
    """Every pending decision of the programme, with its letter, whoever it is closed to."""
    found = Decision.objects.pending().filter(programme=programme)
    around = ("expression__area__municipality", "expression__programme", "letter", "decided_by")
    return list(found.select_related(*around).order_by("seat", "reserve", "pk"))


def closed_to(by: User, programme: Programme) -> bool:
    """Whether something that awaits its release is a case that this person is disqualified from."""
    closed = Disqualification.objects.cases_of(by)
    if Decision.objects.pending().filter(programme=programme, expression__case__in=closed).exists():
        return True
    awaited = ExpressionOfInterest.objects.filter(_AWAITED, programme=programme, case__in=closed)
    return awaited.exists() and not seating.first_release_is_over(programme)


def before_releasing(programme: Programme, ready: list[Decision], mine=None) -> list[str]:
    """`mine`: the expressions to look at, where it is not all of them. The first release tells everybody at once; after
    it nobody waits for one that came later."""
    expressions = ExpressionOfInterest.objects.filter(programme=programme) if mine is None else mine
    expressions = expressions.select_related("area")
    undecided = list(_undecided(expressions))
    if undecided and seating.first_release_is_over(programme):
        undecided = []
    return [*undecided, *_of_decisions(ready), *_unread(ready), *doubts(programme, ready)]


def doubts(programme: Programme, ready: list[Decision]) -> list[str]:
    """Decisions and letters that something has happened to since they were made, or that lack what the law asks for. A
    few queries, however many there are."""
    return [*_overtaken(programme, ready), *_of_letters(programme, ready)] if ready else []


def _undecided(expressions) -> Iterable[str]:
    has_one = Decision.objects.pending().filter(expression=OuterRef("pk"))
    without = list(expressions.filter(~Exists(has_one), state=ExpressionState.SUBMITTED).order_by("pk"))
    if without:
        yield _("Der er ingen afgørelse om: %s.") % named(without)
    yield from _sent_back(expressions)


def _of_decisions(ready: list[Decision]) -> Iterable[str]:
    may = {ExpressionState.SUBMITTED, ExpressionState.RESERVE}
    gone = [each.expression for each in ready if each.expression.state not in may]
    if gone:
        yield _("Ikke sendt ind længere, selv om afgørelsen ligger klar: %s. Lad afgørelsen falde bort.") % named(gone)
    short = [each.expression for each in ready if not reasons.is_finished(each.reasons)]
    if short:
        yield _("Begrundelsen er ikke skrevet færdig: %s.") % named(short)
    own = {each.expression_id for each in ready if each.outcome == Outcome.RESERVE}
    ranks = sorted(each.reserve for each in ready if each.reserve)
    if own and ready and not seating.first_release_is_over(ready[0].programme):
        if ranks != list(range(1, len(ranks) + 1)):
            yield _("Reservelisten har et hul i rækkefølgen.")
        if free := len(seating.free_seats(ready[0].programme)):
            text = ngettext(
                "%d plads er ledig, og alligevel står der områder på reservelisten.",
                "%d pladser er ledige, og alligevel står der områder på reservelisten.",
                free,
            )
            yield text % free


def _unread(ready: list[Decision]) -> Iterable[str]:
    unread = [each.expression for each in ready if not each.letter.read_at]
    if unread:
        text = ngettext(
            "%(count)d brev er ikke læst igennem: %(areas)s.",
            "%(count)d breve er ikke læst igennem: %(areas)s.",
            len(unread),
        )
        yield text % {"count": len(unread), "areas": named(unread)}


def _overtaken(programme: Programme, ready: list[Decision]) -> Iterable[str]:
    """The reasons stand on what was scored and sent by then. Whoever reads the letter through finds that they hold."""
    looked = Coalesce("letter__read_at", "decided_at")
    theirs = Assessment.objects.filter(expression=OuterRef("expression"))
    later = OuterRef("looked_at")
    weighed = HistoryEntry.objects.filter(case=programme.case, verb="weights_changed").order_by("-number").values("at")
    found = Decision.objects.filter(pk__in=[each.pk for each in ready]).annotate(looked_at=looked)
    moved = found.filter(
        Exists(theirs.filter(Q(given_at__gt=later) | Q(disqualified_at__gt=later)))
        | Exists(ScoreChange.objects.filter(assessment__expression=OuterRef("expression"), at__gt=later))
        | Exists(Submission.objects.filter(expression=OuterRef("expression"), arrived_at__gt=later))
        | Q(looked_at__lt=Subquery(weighed[:1]))
    )
    keys = set(moved.values_list("pk", flat=True))
    if overtaken := [each.expression for each in ready if each.pk in keys]:
        text = _(
            "Point, vægte eller det, området har sendt, er ændret, efter at der blev truffet afgørelse: %s. Se, om "
            "begrundelsen holder, og læs så brevet igennem igen."
        )
        yield text % named(overtaken)


def _of_letters(programme: Programme, ready: list[Decision]) -> Iterable[str]:
    writer = letters.Writer(programme)
    contacts = letters.contacts_of(each.expression.area_id for each in ready)
    by_hand = [each for each in ready if each.letter.is_corrected]
    made = [each for each in ready if not each.letter.is_corrected]
    for text, found in (
        (
            _("Brevet siger noget andet end sagen og brevteksten nu: %s. Lav det forfra, og læs det igennem."),
            [each for each in made if writer.would_differ(each.letter, contacts.get(each.expression.area_id))],
        ),
        (
            _("En dag i planen er flyttet, efter at brevet er rettet i hånden: %s. Ret det, eller lav det forfra."),
            [each for each in by_hand if writer.is_overtaken_by_plan(each.letter)],
        ),
        (
            _("Begrundelsen er ændret, efter at brevet er rettet i hånden: %s. Ret det, eller lav det forfra."),
            [each for each in by_hand if each.letter.is_behind],
        ),
        (
            _("Begrundelsen står ikke i det brev, der er rettet i hånden: %s. De to skal sige det samme."),
            [each for each in by_hand if letters.lacks_reasons(each) and not each.letter.is_behind],
        ),
        (
            _("Klagevejledningen står ikke i brevet: %s. Afgørelsen går imod området, så den skal være der."),
            [each for each in ready if letters.lacks_guidance(each)],
        ),
    ):
        if found:
            yield text % named(each.expression for each in found)


def fingerprint(ready: list[Decision]) -> str:
    """Of what is about to be released: another one means that somebody has changed something meanwhile."""
    said = ";".join(f"{each.uid}:{each.version}:{each.letter.version}" for each in sorted(ready, key=lambda d: d.pk))
    return hashlib.sha256(said.encode()).hexdigest()[:32]
