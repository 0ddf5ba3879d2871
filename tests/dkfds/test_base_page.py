"""The skeleton that every page has, and the pages for when something goes wrong."""

import datetime
from types import SimpleNamespace

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

pytestmark = pytest.mark.urls("tests.dkfds.gallery")
ERRORS = ["400", "403", "403_csrf", "404", "500", "503"]


def page(source: str = "", *, path: str = "/home/", user=None, **context) -> str:
    request = RequestFactory().get(path)
    request.user = user or SimpleNamespace(is_authenticated=False)
    request.resolver_match = resolve(path)
    template = engines["django"].from_string('{% extends "base.html" %}' + source)
    return template.render({"messages": [], "training_day": None, **context, "user": request.user}, request)


class Anna:
    is_authenticated = True

    def __str__(self):
        return "Anna <Kjær>"


def test_page_has_the_parts_of_every_page():
    html = page("{% block title %}Tidsplan{% endblock %}{% block h1 %}Tidsplanen{% endblock %}")

    assert "<title>Tidsplan – Kulturpunkt</title>" in html
    assert '<html lang="da">' in html
    assert html.count("<h1>") == 1
    assert html.index('class="skipnav"') < html.index("<header")
    for part in ("kulturpunkt@rn.dk", "Niels Bohrs Vej 30", "/accessibility/", "/privacy/", "/set_language/"):
        assert part in html


def test_page_marks_where_one_is():
    html = page(path="/timeplan/")

    assert html.count('href="/timeplan/" aria-current="page"') == 2  # in the menu, and in the phone's


def test_page_says_who_is_signed_in_and_lets_them_out():
    html = page(user=Anna())

    assert "Anna &lt;Kjær&gt;" in html
    assert '<form class="kp-inline-form" method="post" action="/account_logout/">' in html
    assert "/account_login/" not in html


def test_page_of_a_stranger_offers_to_sign_in_and_holds_no_token():
    html = page()

    assert "/account_login/" in html
    assert "csrfmiddlewaretoken" not in html  # else no public page could be cached


def test_language_switch_offers_the_other_language_and_comes_back():
    danish = page(path="/timeplan/")
    with translation.override("en"):
        english = page()

    assert 'name="language" value="en" lang="en"' in danish
    assert 'name="next" value="/timeplan/"' in danish
    assert '<html lang="en">' in english
    assert 'name="language" value="da" lang="da"' in english


def test_training_day_is_said_on_every_page():
    html = page(training_day=datetime.date(2025, 4, 22))

    assert "Demonstration: i dag er 22. april 2025" in html
    assert "Demonstration" not in page()


def test_messages_are_alerts():
    messages = [SimpleNamespace(level_tag="success", __str__=None), SimpleNamespace(level_tag="debug")]

    html = page(messages=messages)

    assert 'class="alert alert-success' in html
    assert 'class="alert alert-info' in html


@pytest.mark.parametrize("name", ERRORS)
def test_error_page_says_what_to_do_and_where_to_ask(client, name):
    response = client.get(f"/fejl/{name}/")

    html = response.content.decode()
    assert html.count("<h1>") == 1
    assert "kulturpunkt@rn.dk" in html


@pytest.mark.parametrize("name", ["500", "503"])
def test_worst_pages_need_no_context_at_all(name):
    html = render_to_string(f"{name}.html")

    assert "<h1>" in html
    assert "csrfmiddlewaretoken" not in html


def test_what_was_typed_is_on_the_page_when_nothing_can_be_stored(client):
    text = "Vi vil samle byen om havnen & det, der sker der."

    html = client.post("/fejl/503/", {"vision": text, "save": "1", "csrfmiddlewaretoken": "t"}).content.decode()

    assert "Vi kunne ikke gemme lige nu" in html
    assert text.replace("&", "&amp;") in html
    assert '<input type="hidden" name="save" value="1">' in html
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="t">' in html


def test_a_stale_token_gives_the_text_back_with_a_fresh_one(client):
    html = client.post("/fejl/403_csrf/?retry", {"vision": "x" * 50, "csrfmiddlewaretoken": "old"}).content.decode()

    assert "x" * 50 in html
    assert 'value="old"' not in html
    assert 'name="csrfmiddlewaretoken"' in html


def test_a_strangers_words_are_not_put_into_our_form(client):
    html = client.post("/fejl/403_csrf/", {"vision": "x" * 50}).content.decode()

    assert "x" * 50 not in html
