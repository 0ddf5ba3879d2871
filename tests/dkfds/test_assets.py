"""The files of DKFDS that set-up picks out: all that the stylesheet names, nothing that a manifest would look for."""

import re

import pytest
from fontTools.ttLib import TTFont

from dev import assets


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    target = tmp_path_factory.mktemp("static_npm")
    assets.copy_site(target / "dkfds")
    assets.copy_paper_fonts(target / "fonts")
    return target


def test_every_file_the_stylesheet_names_is_there(copied):
    stylesheet = copied / "dkfds/css/dkfds.min.css"

    named = re.findall(r"url\([\"']?(?!data:)([^)\"']+)", stylesheet.read_text())

    assert len(named) > 20
    assert [name for name in named if not (stylesheet.parent / name).is_file()] == []


def test_nothing_points_to_a_source_map(copied):
    for name in ("css/dkfds.min.css", "js/dkfds.min.js"):
        assert "sourceMappingURL" not in (copied / "dkfds" / name).read_text()


def test_latin_face_comes_after_the_whole_one_and_covers_danish(copied):
    css = (copied / "dkfds/css/dkfds.min.css").read_text()
    whole, latin = css.index("IBMPlexSans-Regular.woff2"), css.index("IBMPlexSans-Regular-Latin1.woff2")

    font = TTFont(copied / "dkfds/fonts/IBMPlexSans/split/woff2/IBMPlexSans-Regular-Latin1.woff2")

    assert whole < latin
    assert all(ord(letter) in font.getBestCmap() for letter in "æøåÆØÅéü–“”…½€\N{SOFT HYPHEN}")


def test_papers_have_their_faces_and_every_copy_its_licence(copied):
    faces = sorted(path.name for path in (copied / "fonts").glob("*.ttf"))

    assert faces == [f"IBMPlexSans-{face}.ttf" for face in ("Bold", "Italic", "Regular", "SemiBold")]
    assert (copied / "fonts/license.txt").is_file()
    assert (copied / "dkfds/LICENSE.md").is_file()


def test_second_run_does_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "TARGET", tmp_path / "npm")
    monkeypatch.setattr(assets, "STAMP", tmp_path / "npm/.stamp")
    monkeypatch.setattr("sys.argv", ["assets"])
    assets.main()
    left_by_hand = tmp_path / "npm/dkfds/css/dkfds.min.css"
    left_by_hand.write_text("mine")

    assert assets.main() == 0

    assert left_by_hand.read_text() == "mine"


def test_without_the_package_it_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(assets, "DIST", tmp_path / "none")

    assert assets.main() == 1

    assert "npm ci" in capsys.readouterr().err
