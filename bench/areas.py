"""The pages of an expression against the reference view, in this process and through the whole middleware stack.

Each pair is taken in turns, so that whatever else the machine does slows both alike. Ratios are rates: 1.0 is as fast
as the reference view.
"""

import statistics
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from areas.completeness import Section
from areas.models import ExpressionOfInterest
from bench import data

ROUNDS, IN_A_ROUND = 30, 5
FORM = "application/x-www-form-urlencoded"


def section_page(section: str = Section.PLACE) -> float:
    """GET of a section's page, full as it is before sending."""
    drafts = data.areas(1, prefix="afsnit")
    data.complete(drafts)
    browser = Browser(drafts[0])
    address = reverse("expression_section", args=[drafts[0].uid, section])
    return _ratio(lambda: _get(browser.of(drafts[0]), address), lambda: _reference(browser, drafts[0]))


def submit_post() -> float:
    """POST that sends a complete draft, each of another area, by its contact person."""
    drafts = data.areas((ROUNDS + 1) * IN_A_ROUND, prefix="send")
    data.complete(drafts)
    browser = Browser(*drafts)
    waiting = iter(drafts)

    def send() -> None:
        draft = next(waiting)
        body = urlencode({"version": draft.version, "csrfmiddlewaretoken": data.CSRF})
        path = reverse("expression_send", args=[draft.uid])
        response = browser.of(draft).post(path, body, content_type=FORM)
        assert response.status_code == 302, response.status_code
        assert response.headers["Location"].endswith("/kvittering/"), response.headers["Location"]

    return _ratio(send, lambda: _reference(browser, drafts[0]))


def every_section() -> dict[str, float]:
    return {section.value: section_page(section) for section in Section}


class Browser:
    """One browser, and a session of each draft's contact person: a second one would load all middleware anew."""

    def __init__(self, *drafts: ExpressionOfInterest):
        self._client = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1"})
        self._cookies = {draft.pk: SimpleCookie(data.session(draft.created_by)) for draft in drafts}

    def of(self, draft: ExpressionOfInterest) -> Client:
        self._client.cookies = self._cookies[draft.pk]
        return self._client


def _get(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200, response.status_code


def _reference(browser: Browser, draft: ExpressionOfInterest) -> None:
    _get(browser.of(draft), f"/maalestok/?uid={draft.uid}")


def _ratio(page: Callable[[], None], reference: Callable[[], None]) -> float:
    """The median over the rounds of reference time by page time; the first round only warms up."""
    ratios = []
    for number in range(ROUNDS + 1):
        times = [_seconds(reference), _seconds(page)]
        if number:
            ratios.append(times[0] / times[1])
    return statistics.median(ratios)


def _seconds(visit: Callable[[], None]) -> float:
    started = time.perf_counter()
    for _ in range(IN_A_ROUND):
        visit()
    return time.perf_counter() - started
