"""Translations: compiled at set-up, and checked: every text in the English catalogue, translated, and none left over.

python -m dev.translations compile FILE.po …
python -m dev.translations update
python -m dev.translations check
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

from dev import ROOT, Trouble

LANGUAGE = "en"
CATALOGUE = ROOT / "locale" / LANGUAGE / "LC_MESSAGES/django.po"
# What holds texts a person reads; tests, dev and bench speak to developers.
SOURCES = (
    "dkfds",
    "people",
    "programme",
    "documents",
    "notices",
    "areas",
    "selection",
    "kulturpunkt",
    "demo",
    "templates",
)


def compile_catalogues(files: list[Path]) -> None:
    for file in files:
        draft = file.with_suffix(".mo.draft")
        polib.pofile(str(file)).save_as_mofile(str(draft))
        draft.replace(file.with_suffix(".mo"))  # whole or not at all: another process may be reading it


def key(entry: polib.POEntry) -> tuple[str, str, str]:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def makemessages(catalogue: str = "") -> str:
    """The catalogue brought up to date with the code; works in a folder of links to it and changes nothing here."""
    with tempfile.TemporaryDirectory() as folder:
        for source in SOURCES:
            (Path(folder) / source).symlink_to(ROOT / source)
        file = Path(folder) / CATALOGUE.relative_to(ROOT)
        file.parent.mkdir(parents=True)
        if catalogue:
            file.write_text(catalogue)
        options = ["--symlinks", "--no-obsolete", "--add-location", "file", "--locale", LANGUAGE]
        env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        command = [sys.executable, "-m", "django", "makemessages", *options]
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
        if done.returncode:
            raise Trouble(f"makemessages: {done.stderr.strip()[-600:]}")
        return file.read_text()


def problems(in_the_code: polib.POFile, catalogue: polib.POFile) -> list[str]:
    """One line for each text that is missing, untranslated, fuzzy or no longer used."""
    found = {key(entry): entry for entry in in_the_code}
    kept = {key(entry): entry for entry in catalogue if not entry.obsolete}
    lines = [f"missing: {_where(found[k])} {k[1]!r}" for k in found.keys() - kept.keys()]
    lines += [f"no longer used: {k[1]!r}" for k in kept.keys() - found.keys()]
    lines += [f"no longer used: {entry.msgid!r}" for entry in catalogue.obsolete_entries()]
    for entry in kept.values():
        if entry.fuzzy:
            lines.append(f"fuzzy: {entry.msgid!r}")
        elif not entry.translated():
            lines.append(f"not translated: {entry.msgid!r}")
    return sorted(lines)


def _where(entry: polib.POEntry) -> str:
    return entry.occurrences[0][0] if entry.occurrences else ""


def check() -> list[str]:
    if not CATALOGUE.exists():
        return [f"{CATALOGUE.relative_to(ROOT)} is not there. Type:  make messages"]
    # msgfmt knows what polib does not: a placeholder that the translation lost or invented.
    strict = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", CATALOGUE], capture_output=True, text=True)
    return strict.stderr.strip().splitlines() + problems(polib.pofile(makemessages()), polib.pofile(str(CATALOGUE)))


def update() -> None:
    merged = makemessages(CATALOGUE.read_text() if CATALOGUE.exists() else "")
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(merged)


def main(command: str, files: list[str]) -> int:
    if command == "compile":
        compile_catalogues([Path(file) for file in files])
        return 0
    if command == "update":
        update()
        return 0
    found = check()
    print(*(found or [f"{CATALOGUE.relative_to(ROOT)} is complete"]), sep="\n")
    return bool(found)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except Trouble as trouble:
        sys.exit(str(trouble))
