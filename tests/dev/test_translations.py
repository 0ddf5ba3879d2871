"""The check that the English catalogue is complete finds each way in which it is not."""

import gettext

import polib

from dev import translations


def catalogue(*entries: polib.POEntry) -> polib.POFile:
    made = polib.POFile()
    made.extend(entries)
    return made


def entry(danish: str, english: str = "", **more) -> polib.POEntry:
    return polib.POEntry(msgid=danish, msgstr=english, **more)


def test_a_complete_catalogue_has_no_problems():
    code = catalogue(entry("Gem"), entry("%(n)s dag", msgid_plural="%(n)s dage"))
    english = catalogue(
        entry("Gem", "Save"),
        entry("%(n)s dag", msgid_plural="%(n)s dage", msgstr_plural={0: "%(n)s day", 1: "%(n)s days"}),
    )

    assert translations.problems(code, english) == []


def test_each_kind_of_gap_is_named():
    code = catalogue(
        entry("Gem", occurrences=[("areas/forms.py", "")]),
        entry("Send"),
        entry("Fortryd"),
        entry("Maj", msgctxt="forkortet"),
        entry("%(n)s dag", msgid_plural="%(n)s dage"),
    )
    english = catalogue(
        entry("Send"),
        entry("Fortryd", "Undo?", flags=["fuzzy"]),
        entry("Slet", "Delete"),
        entry("Gammel", "Old", obsolete=True),
        entry("Maj", "May"),
        entry("%(n)s dag", msgid_plural="%(n)s dage", msgstr_plural={0: "%(n)s day", 1: ""}),
    )

    assert translations.problems(code, english) == [
        "fuzzy: 'Fortryd'",
        "missing:  'Maj'",
        "missing: areas/forms.py 'Gem'",
        "no longer used: 'Gammel'",
        "no longer used: 'Maj'",
        "no longer used: 'Slet'",
        "not translated: '%(n)s dag'",
        "not translated: 'Send'",
    ]


def test_makemessages_reads_python_and_templates_and_touches_nothing_here():
    before = translations.CATALOGUE.read_text() if translations.CATALOGUE.exists() else None

    found = polib.pofile(translations.makemessages())

    files = {file for message in found for file, _line in message.occurrences}
    assert any(file.endswith(".py") for file in files)
    assert any(file.endswith(".html") for file in files)
    assert before == (translations.CATALOGUE.read_text() if translations.CATALOGUE.exists() else None)


def test_a_compiled_catalogue_translates(tmp_path):
    file = tmp_path / "en/LC_MESSAGES/django.po"
    file.parent.mkdir(parents=True)
    made = catalogue(entry("Gem", "Save"))
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    made.save(str(file))

    translations.compile_catalogues([file])

    assert gettext.translation("django", tmp_path, ["en"]).gettext("Gem") == "Save"
    assert sorted(path.name for path in file.parent.iterdir()) == ["django.mo", "django.po"]
