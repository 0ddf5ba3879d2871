"""A paper is ordered once, made once, and readable by everybody."""

import datetime as dt
import io
import subprocess
import threading
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy

from documents import frozen, papers, pdf, store, tasks
from documents.models import Paper
from tests.documents.specimen import TEXT, specimen
from tests.factories import BEFORE_THE_DEADLINE as NOW


def order(by, view_model=None, **fields) -> Paper:
    given = {
        "case": uuid.uuid4(),
        "kind": "specimen",
        "title": "Prøve KP-2025-001 Strandby",
        "template": "papers/specimen.html",
        "view_model": view_model or specimen(),
        "language": "da",
    }
    return papers.order(**given | {"by": by, "at": NOW} | fields)


def data_of(paper: Paper) -> bytes:
    with store.open_file(paper.sha256) as file:
        return file.read()


@pytest.fixture
def made(anna) -> pikepdf.Pdf:
    with pikepdf.open(io.BytesIO(data_of(papers.make(order(anna), now=NOW)))) as opened:
        yield opened


def tags(node, name: str = "") -> list[tuple[str, Any]]:
    """Every structure element with its tag, in reading order."""
    found = [(str(node.S), node)] if "/S" in node else []
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += tags(kid)
    return found


@pytest.mark.django_db
def test_paper_is_kept_under_its_hash(anna):
    paper = order(anna)
    assert (paper.is_ready, paper.ordered_by, paper.ordered_at) == (False, anna, NOW)

    made = papers.make(paper, now=NOW)

    paper.refresh_from_db()
    assert made == paper
    assert (paper.made_at, paper.size, paper.error) == (NOW, len(data_of(paper)), "")
    assert store.digest(store.path_of(paper.sha256)) == paper.sha256


@pytest.mark.django_db
def test_paper_shows_what_was_so_when_it_was_ordered(anna):
    paper = order(anna)
    twin = order(anna)

    assert papers.html_of(paper) == papers.html_of(Paper.objects.get(pk=paper.pk))
    assert papers.make(paper).sha256 == papers.make(twin).sha256


@pytest.mark.django_db
def test_paper_is_tagged(made):
    root = made.Root

    assert root.Lang == "da"
    assert root.MarkInfo.Marked is True
    assert root.ViewerPreferences.DisplayDocTitle is True
    assert made.docinfo.Title == "Prøve KP-2025-001 Strandby"
    with made.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Prøve KP-2025-001 Strandby"
    assert [str(page.Tabs) for page in made.pages] == ["/S"] * len(made.pages)


@pytest.mark.django_db
def test_paper_has_headings_lists_and_table_headers_as_tags(made):
    found = tags(made.Root.StructTreeRoot)
    names = [name for name, _node in found]

    assert names[0] == "/Document"
    assert names.count("/H1") == 1
    assert names.count("/H2") == 4
    assert names.index("/H1") < names.index("/H2") < names.index("/Table")
    assert names.count("/TH") == 4
    headers = {str(node.ID) for name, node in found if name == "/TH"}
    cells = [node for name, node in found if name == "/TD"]
    assert len(cells) == 2
    assert all(len(node.A.Headers) == 2 and set(map(str, node.A.Headers)) <= headers for node in cells)
    assert "/Caption" in names


@pytest.mark.django_db
def test_paper_reads_in_order_with_danish_letters(anna):
    data = data_of(papers.make(order(anna), now=NOW))

    said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()

    said = " ".join(said.split())
    assert " ".join(TEXT.split()) in said
    places = [
        said.index(each) for each in ("Kulturpunkt", "Strandby & Omegn <opdigtet>", "Afsnit 1", "Afsnit 3", "32.500,00")
    ]
    assert places == sorted(places)
    assert "22. april 2025 10.30" in said
    assert "Side 1 af" in said


@pytest.mark.django_db
def test_paper_embeds_only_our_font(anna):
    data = data_of(papers.make(order(anna), now=NOW))

    fonts = (
        subprocess.run(["pdffonts", "-"], input=data, capture_output=True, check=True).stdout.decode().splitlines()[2:]
    )

    assert fonts
    assert all("IBM-Plex-Sans" in line and " yes yes yes " in line for line in fonts)


@pytest.mark.django_db
def test_paper_is_in_the_readers_language(anna):
    html = papers.html_of(order(anna, language="en"))

    assert '<html lang="en">' in html
    assert "April 22, 2025" in html or "22. April 2025" in html


@pytest.mark.django_db
def test_what_people_typed_cannot_become_markup(anna):
    bad = specimen().__class__("<script>x</script><img src=file:///etc/passwd>", NOW, [], [])

    html = papers.html_of(order(anna, view_model=bad, title="</title><link rel=attachment href=file:///etc/passwd>"))

    assert "<script>" not in html
    assert "<img" not in html
    assert "<link" not in html


@pytest.mark.django_db
def test_paper_whose_making_fails_says_why_and_is_tried_again(anna):
    paper = order(anna, template="papers/gone.html")

    assert papers.make_waiting(now=NOW) == 0

    paper.refresh_from_db()
    assert "TemplateDoesNotExist" in paper.error
    assert not paper.is_ready


@pytest.mark.django_db
def test_one_that_fails_does_not_stop_the_others(anna):
    order(anna, template="papers/gone.html")
    good = order(anna)

    assert papers.make_waiting(now=NOW) == 1

    good.refresh_from_db()
    assert good.is_ready


@pytest.mark.django_db
def test_paper_that_is_made_is_not_made_again(anna):
    paper = order(anna)
    tasks.make_paper(paper.pk)
    first = Paper.objects.get(pk=paper.pk)

    tasks.make_paper(paper.pk)
    papers.make(paper)  # the row in hand does not know yet

    assert Paper.objects.get(pk=paper.pk).made_at == first.made_at


def test_task_of_a_paper_that_was_rolled_back_does_nothing(db):
    tasks.make_paper(999_999_999)


@pytest.mark.django_db(transaction=True)
def test_makers_at_once_end_with_one_file(anna):
    paper = order(anna)
    made, failed = [], []

    def make():
        try:
            made.append(papers.make(Paper.objects.get(pk=paper.pk)))
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert len({(each.sha256, each.made_at) for each in made}) == 1
    assert len(list(store.kept())) == 1


@pytest.mark.django_db
def test_control_without_the_lock_the_second_maker_is_refused_by_the_database(anna):
    """What the row lock saves the makers from: two who both found the paper unmade."""
    first, second = (Paper.objects.get(pk=paper.pk) for paper in [order(anna)] * 2)
    for maker in (first, second):
        maker.sha256, maker.size, maker.made_at = "a" * 64, 1, NOW

    first.save(update_fields=["sha256", "size", "made_at"])

    with pytest.raises(DatabaseError, match="annot update"), transaction.atomic():
        second.save(update_fields=["sha256", "size", "made_at"])


# --- what a paper keeps


@dataclass(frozen=True)
class Kept:
    value: Any


@pytest.mark.parametrize(
    "value",
    [
        "æøå",
        "",
        0,
        True,
        None,
        Decimal("50000.00"),
        dt.date(2025, 4, 28),
        NOW,
        uuid.UUID(int=7),
        ["a", {"b": [Decimal("1.5"), dt.date(2025, 1, 1)]}],
    ],
)
def test_frozen_thing_comes_back_as_it_was(value):
    (back,) = frozen.thaw(frozen.freeze(Kept(value))).values()

    assert back == value
    assert type(back) is type(value)


def test_lazy_text_is_said_and_nul_is_dropped():
    assert frozen.freeze(Kept(gettext_lazy("Dansk"))) == {"value": "Dansk"}
    assert frozen.freeze(Kept("a\0b")) == {"value": "ab"}


@pytest.mark.parametrize("value", [1.5, object(), {1, 2}, b"x", Kept])
def test_paper_keeps_nothing_it_cannot_give_back(value):
    with pytest.raises(TypeError, match="a paper cannot keep"):
        frozen.freeze(Kept(value))


def test_only_a_dataclass_is_a_view_model(anna):
    with pytest.raises(TypeError, match="dataclass"):
        order(anna, view_model={"place": "x"})


def test_paper_css_is_understood_in_full(caplog):
    pdf.fonts_and_css.cache_clear()

    pdf.render("<!DOCTYPE html><html lang=da><title>x</title><p>x", created_at=NOW)

    assert [record for record in caplog.records if record.levelname == "WARNING"] == []
