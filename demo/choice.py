"""The demonstration's choice of the eleven: decided on 12 May, read through the day after, released on 14 May 2025.

It works with whatever expressions have been sent by then, assessed or not, and goes through the same verbs as the
site's own pages.
"""

import datetime as dt
from collections.abc import Callable, Iterator

from areas.actions import close_questions
from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from people.models import User
from programme import calendar
from programme.models import Programme
from selection import actions, readiness, reasons
from selection.models import Composition, Decision, Placement

NAME = "Udpegning 2025 (demonstration)"
IN_RESERVE = 1
TIMES = {
    "decide": dt.datetime(2025, 5, 12, 14, 0),  # noqa: DTZ001 - Danish wall time, as the rest of the script
    "read": dt.datetime(2025, 5, 13, 10, 30),  # noqa: DTZ001
    "release": dt.datetime(2025, 5, 14, 9, 0),  # noqa: DTZ001
}
ANYWAY = "Demonstrationen viser afgørelserne, selv om ikke alle vurderinger er afgivet."
WHY = "\n".join(
    [
        "Vi har vurderet alle interesseerklæringer ud fra programmets seks kerneelementer (opdigtet begrundelse).",
        "- Idéen er god og samler byens foreninger.",
        "- Sammenlignet med de udpegede områder er det mindre klart, hvordan indsatsen lever videre.",
    ]
)
WHY_IN_ENGLISH = "\n".join(
    [
        "We have assessed all expressions of interest on the six core elements of the programme (an invented reason).",
        "- The idea is good and brings the associations of the place together.",
        "- Compared with the designated areas it is less clear how the effort lives on.",
    ]
)


class Choice:
    def __init__(self, programme: Programme, team: Callable[[], list[User]]):
        self.programme, self.team = programme, team

    def moments(self) -> Iterator[tuple[dt.datetime, str]]:
        for what, when in TIMES.items():
            yield calendar.at(when.date(), when.time()), what

    def perform(self, what: str, at: dt.datetime) -> None:
        getattr(self, f"_{what}")(at, self.team()[0])

    def _decide(self, at: dt.datetime, by: User) -> None:
        sent = list(self._sent().order_by("submitted_at", "pk"))
        if not sent:
            return
        composition = Composition.objects.create(
            programme=self.programme, name=NAME, created_at=at, created_by=by, changed_at=at, changed_by=by
        )
        for number, expression in enumerate(sent[: self.programme.places], start=1):
            Placement.objects.create(composition=composition, expression=expression, seat=number)
        rest = sent[self.programme.places :][:IN_RESERVE]
        for number, expression in enumerate(rest, start=1):
            Placement.objects.create(composition=composition, expression=expression, reserve=number)
        for waiting in self._expressions().filter(state=ExpressionState.DRAFT, answer_due_on__isnull=False):
            close_questions(waiting, number=waiting.times_sent, reason="Svarfristen er gået.", by=by, at=at)
        actions.decide_from(composition, seen=composition.version, by=by, at=at, anyway=ANYWAY)

    def _read(self, at: dt.datetime, by: User) -> None:
        """Reasons that the assessments do not give are written, and every letter is read through."""
        for decision in Decision.objects.pending().filter(programme=self.programme).order_by("pk"):
            if not reasons.is_finished(decision.reasons):
                why = WHY_IN_ENGLISH if decision.letter.language == "en" else WHY
                actions.revise_reasons(decision, why, seen=decision.version, by=by, at=at)
            version = Decision.objects.select_related("letter").get(pk=decision.pk).letter.version
            actions.mark_read(decision, read=True, seen=version, by=by, at=at)

    def _release(self, at: dt.datetime, by: User) -> None:
        ready = readiness.pending(self.programme)
        if ready:
            actions.release(self.programme, seen=readiness.fingerprint(ready), by=by, at=at)

    def _expressions(self):
        return ExpressionOfInterest.objects.filter(programme=self.programme).select_related("programme")

    def _sent(self):
        return self._expressions().filter(state=ExpressionState.SUBMITTED)
