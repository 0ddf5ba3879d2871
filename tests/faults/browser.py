"""People at the site's door: over HTTP, each with a session and connections of her own."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests
from allauth.account.internal.flows import login

from areas.completeness import Section
from areas.models import ExpressionOfInterest
from bench import data
from tests.areas.pages import at
from tests.faults.site import PATIENCE, Door, Site


class Browser(requests.Session):
    """It follows no redirect: where an answer leads to is what the tests ask."""

    def __init__(self, site: Site | Door, cookies: dict[str, str]):
        super().__init__()
        self.trust_env = False  # no proxy between us and the site
        self.cookies.update(cookies)
        self.site = site

    def request(self, method, url, **options):
        return super().request(method, self.site.url + url, **{"timeout": PATIENCE, "allow_redirects": False} | options)

    def press(self, url: str, fields: dict) -> requests.Response:
        return self.post(url, data=fields | {"csrfmiddlewaretoken": data.CSRF})


@dataclass
class Author:
    """The contact person of an expression that lacks nothing, in front of it."""

    browser: Browser
    expression: ExpressionOfInterest

    def address(self, section: Section) -> str:
        return at("expression_section", self.expression, section.value)

    def send(self, browser: Browser | None = None) -> requests.Response:
        """She, or another tab of hers."""
        fields = {"version": self.expression.version}
        return (browser or self.browser).press(at("expression_send", self.expression), fields)

    def has_receipt(self, answer: requests.Response) -> bool:
        receipt = at("expression_receipt", self.expression)
        return (answer.status_code, answer.headers.get("Location")) == (302, receipt)


def authors(site: Site, count: int) -> list[Author]:
    """So many, with an area each; nothing of what was there before."""
    with site.database():
        data.clear()
        drafts = data.areas(count)
        data.complete(drafts)
        return [Author(Browser(site, data.session(each.area.created_by)), each) for each in drafts]


def at_once(act: Callable[..., requests.Response], *each: Sequence) -> list[requests.Response]:
    """What it is answered for each of them, as `map`, but all at the same time."""
    with ThreadPoolExecutor(len(each[0])) as threads:
        return list(threads.map(act, *each))


def team(site: Site) -> Browser:
    """Bo, who has shown his second factor."""
    with site.database():
        bo = data.bo()
        shown = {
            login.AUTHENTICATION_METHODS_SESSION_KEY: [{"method": "mfa", "at": time.time()}],
            login._AUTHENTICATION_METHODS_USER_SESSION_KEY: str(bo.pk),
        }
        return Browser(site, data.session(bo, **shown))


def seconds_to_send(people: list[Author]) -> list[float]:
    """How long each of them waits for her receipt, one after the other; all of them get it."""
    taken = []
    for author in people:
        before = time.perf_counter()
        answer = author.send()
        taken.append(time.perf_counter() - before)
        assert author.has_receipt(answer), f"{answer.status_code} {answer.text}"
    return taken
