"""The invented people of the demonstration."""

import tomllib

from django.urls import reverse

from dev import ROOT
from tests import factories


def test_an_address_belongs_to_one_person():
    """A key is the address: two people with one key would be one person in two roles that shut each other out."""
    named: dict[str, set[str]] = {}
    for path in sorted((ROOT / "demo").rglob("*.toml")):
        said = tomllib.loads(path.read_text())
        for key, about in [*said.get("people", {}).items(), *said.get("invited", {}).items()]:
            named.setdefault(key, set()).add(about["name"] if isinstance(about, dict) else about)

    assert {key: names for key, names in named.items() if len(names) > 1} == {}


def test_who_reads_english_comes_in_by_one_click_to_pages_in_english(client, db):
    factories.person("Grace Mensah", language="en")

    response = client.post(reverse("demo_sign_in"), {"email": "grace@eksempel.dk"})

    assert response.cookies["sprog"].value == "en"
