"""The pages of an expression as a browser without script uses them."""

from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from areas.completeness import Section
from areas.models import ExpressionOfInterest


def address(expression: ExpressionOfInterest, section: Section) -> str:
    return reverse("expression_section", args=[expression.uid, section.value])


def at(name: str, expression: ExpressionOfInterest, *more: object) -> str:
    return reverse(name, args=[expression.uid, *more])


class _Fields(HTMLParser):
    """What the page's own form would send in: name → value, or values."""

    def __init__(self, form: str):
        super().__init__()
        self.form = form
        self.fields: dict[str, list[str]] = {}
        self._text: str | None = None
        self._select = self._inside = ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self._inside = said.get("class") or ""
        if self.form not in self._inside:
            return
        name = said.get("name") or ""
        if tag == "input" and said.get("type") not in ("image", "checkbox", "radio"):
            self.fields[name] = [said.get("value") or ""]
        elif tag == "input" and "checked" in said:
            self.fields.setdefault(name, []).append(said["value"])
        elif tag == "textarea":
            self._text, self.fields[name] = name, [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in said:
            self.fields[self._select] = [said["value"]]

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._text = None
        if tag == "form":
            self._inside = ""

    def handle_data(self, data):
        if self._text is not None:
            self.fields[self._text][0] += data


def fields_of(response: HttpResponse, form: str = "kp-section-form") -> dict[str, list[str]]:
    """Of the form of that class; without its token, as the test's browser needs none."""
    found = _Fields(form)
    found.feed(response.text)
    return {
        name: [value.removeprefix("\n") for value in values]
        for name, values in found.fields.items()
        if name and name != "csrfmiddlewaretoken"
    }


def typed(client: Client, expression: ExpressionOfInterest, section: Section, **fields: object) -> dict[str, object]:
    """The page's fields as they come, with some typed over ("partners-0-name" as partners_0_name)."""
    response = client.get(address(expression, section))
    assert response.status_code == 200, response
    said: dict[str, object] = dict(fields_of(response))
    for name, value in fields.items():
        said[name.replace("__", "-")] = value
    return said


def save(client: Client, expression: ExpressionOfInterest, section: Section, **fields: object) -> HttpResponse:
    """Open the page, type, and press "Gem og fortsæt"."""
    return client.post(address(expression, section), typed(client, expression, section, **fields) | {"save": "1"})
