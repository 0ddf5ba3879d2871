"""What the strict CSP refuses stands in no template, no template lies about unused, no icon is a blank, and no text is
one that a translator never sees."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
PAGES = [path for path in TEMPLATES if path.suffix in {".html", ".svg"}]
# A mail's HTML carries its style with it: a mail program fetches no stylesheet.
MAIL = ROOT / "templates/notices"
TRANSLATES = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
PYTHON = [path for path in ROOT.rglob("*.py") if not {".venv", "node_modules", "migrations", ".dev"} & set(path.parts)]
# Asked for by name by Django, allauth and crispy-forms themselves.
ASKED_FOR_ELSEWHERE = ("admin/", "account/", "mfa/", "socialaccount/", "allauth/", "dkfds/", "django/", "registration/")


def names(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", [p for p in PAGES if MAIL not in p.parents], ids=names)
def test_no_inline_script_style_or_handler(path):
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", "", path.read_text(), flags=re.S)

    assert not re.search(r"<style\b", text), "style"
    assert not re.search(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", text), "script"
    assert not re.search(r"\s(style|on[a-z]+)\s*=\s*[\"']", text), "attribute"


def test_no_template_is_unused():
    sources = {path: path.read_text() for path in [*TEMPLATES, *PYTHON] if path != Path(__file__)}
    unused = []
    for path in TEMPLATES:
        name = names(path)
        if name.startswith(ASKED_FOR_ELSEWHERE) or "/" not in name:
            continue
        # A mail is asked for by its kind, a sentence of the history by its verb, one of a series as f"folder/{which}".
        stem = name.split(".")[0]
        series = f"{name.rpartition('/')[0]}/{{"
        wanted = {name, series, stem.removeprefix("notices/"), stem.removeprefix("programme/history/")}
        if not any(word in text for other, text in sources.items() if other != path for word in wanted):
            unused.append(name)

    assert unused == []


def test_every_icon_is_one_that_the_design_system_has():
    drawn = set(re.findall(r'\bid="([\w-]+)"', (ROOT / "static_npm/dkfds/img/all-svg-icons.svg").read_text()))

    named = {name for path in PAGES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}

    assert named - drawn == set()


def translated_inside(tree: ast.AST) -> list[int]:
    """The lines on which a text is translated inside an f-string."""
    strings = [each for each in ast.walk(tree) if isinstance(each, ast.JoinedStr)]
    calls = [each for string in strings for each in ast.walk(string) if isinstance(each, ast.Call)]
    return [each.lineno for each in calls if isinstance(each.func, ast.Name) and each.func.id in TRANSLATES]


def test_no_text_is_translated_inside_an_f_string():
    """makemessages finds none there, so that the English page or letter says it in Danish."""
    ours = [path for path in PYTHON if "tests" not in path.relative_to(ROOT).parts]
    found = {str(path.relative_to(ROOT)): translated_inside(ast.parse(path.read_text())) for path in ours}

    assert {path: lines for path, lines in found.items() if lines} == {}
