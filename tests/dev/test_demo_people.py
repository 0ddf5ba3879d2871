"""The invented people of the demonstration."""

import tomllib

from dev import ROOT


def test_an_address_belongs_to_one_person():
    """A key is the address: two people with one key would be one person in two roles that shut each other out."""
    named: dict[str, set[str]] = {}
    for path in sorted((ROOT / "demo").rglob("*.toml")):
        said = tomllib.loads(path.read_text())
        for key, about in [*said.get("people", {}).items(), *said.get("invited", {}).items()]:
            named.setdefault(key, set()).add(about["name"] if isinstance(about, dict) else about)

    assert {key: names for key, names in named.items() if len(names) > 1} == {}
