"""The walls of the house."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("people", "programme", "documents", "notices", "areas", "selection")
DOMAIN = ("states", "models", "access", "actions", "obligations", "history", "workflow", "calendar", "content")
WEB = ("django.http", "django.forms", "django.views", "django.shortcuts", "crispy_forms")
MODULES = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if path.relative_to(ROOT / app).parts[0].removesuffix(".py") in DOMAIN
)


def test_an_app_imports_only_from_those_below_it():
    """The layers are in pyproject.toml; `make check` runs the same."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_domain_knows_nothing_of_requests_forms_and_views(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            imported |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}

    assert not [name for name in imported if name.startswith(WEB)]
