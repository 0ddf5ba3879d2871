"""What the system must have beside Python."""

from dev import system


def test_a_library_that_is_here_is_found_and_another_is_not():
    assert system._loads("libc.so.6")
    assert not system._loads("libkulturpunkt-is-not-a-library.so.1")


def test_everything_the_tests_need_is_here():
    assert system.missing("test") == []


def test_every_need_is_missing_where_there_is_nothing(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.delenv("CHROMIUM", raising=False)

    assert {"chromium", "poppler-utils"} <= set(system.missing("test"))
    assert "gettext" in system.missing("check")


def test_the_sentence_can_be_copied_into_a_terminal():
    assert system.sentence(["libpango-1.0-0", "libmagic1"]).endswith("sudo apt-get install -y libpango-1.0-0 libmagic1")


def test_the_browser_that_is_named_comes_first(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/opt/chrome/chrome")

    assert system.browser() == "/opt/chrome/chrome"
