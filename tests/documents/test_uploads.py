"""Faults 17 to 20: what may come in, and what becomes of it."""

import io
import time

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from documents import store, uploads
from documents.models import Document, Kind, Scan
from tests.documents import files
from tests.factories import BEFORE_THE_DEADLINE as NOW

pytestmark = pytest.mark.django_db


def accept(data, name, by, **options):
    return uploads.accept(files.upload(data, name), by=by, at=NOW, **options)


def refuse(data, name, by, **options) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        accept(data, name, by, **options)
    assert not Document.objects.exists()
    assert list(store.kept()) == []
    return caught.value


def stored(document) -> bytes:
    with store.open_file(document.sha256) as file:
        return file.read()


@pytest.mark.parametrize(
    ("data", "name", "kind", "content_type"),
    [
        (files.pdf(), "plan.pdf", Kind.PDF, "application/pdf"),
        (
            files.docx(),
            "plan.docx",
            Kind.TEXT,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (files.odt(), "plan.odt", Kind.TEXT, "application/vnd.oasis.opendocument.text"),
        (files.xlsx(), "plan.xlsx", Kind.SHEET, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_document_is_kept_byte_for_byte(anna, data, name, kind, content_type):
    document = accept(data, name, anna)

    assert (document.kind, document.content_type, document.name) == (kind, content_type, name)
    assert (document.size, document.uploaded_by, document.uploaded_at) == (len(data), anna, NOW)
    assert (document.width, document.scan, document.is_ready) == (None, Scan.OFF, True)
    assert stored(document) == data


@pytest.mark.parametrize("size", [(40, 30), (3000, 1000)])
def test_png_is_kept_as_png_no_larger_than_needed(anna, size):
    document = accept(files.picture("PNG", size), "tegning.png", anna)

    with Image.open(io.BytesIO(stored(document))) as image:
        assert image.format == "PNG"
        assert image.size == (document.width, document.height)
        assert max(image.size) == min(max(size), 2560)


def test_picture_in_wide_colours_looks_right_without_its_profile(anna):
    wide = files.in_swapped_colours((200, 30, 20))

    document = accept(wide, "x.jpg", anna)

    with Image.open(io.BytesIO(stored(document))) as image:
        red, green, blue = image.getpixel((5, 5))
        assert "icc_profile" not in image.info
    assert red < 80 < blue, (red, green, blue)


@pytest.mark.parametrize(("data", "name"), [(files.photo(), "IMG_0001.JPG"), (files.HEIC, "IMG_0002.HEIC")])
def test_photo_is_upright_and_carries_nothing_but_the_picture(anna, data, name):
    document = accept(data, name, anna)

    kept = stored(document)
    with Image.open(io.BytesIO(kept)) as image:
        image.load()
        assert image.format == "JPEG"
        assert dict(image.getexif()) == {}
        assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        width, height = image.size
        assert height > width
        assert image.getpixel((width - 5, 5))[0] > 180, "red belongs at the top right"
        assert image.getpixel((5, 5))[0] < 90
    assert document.name.endswith(".jpg")
    for secret in (b"Exif", b"HEMMELIG", b"GCamera", b"ftyp", b"MPF", b"Pr"):
        assert secret not in kept
    assert kept.endswith(b"\xff\xd9"), "nothing behind the picture"


def test_photo_of_these_tests_has_what_must_go():
    assert all(secret in files.photo() for secret in (b"Exif", b"HEMMELIG", b"GCamera", b"ftyp", b"MPF"))
    assert all(secret in files.HEIC for secret in (b"Exif", b"GCamera", b"irot"))


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"<!doctype html><html><script>alert(1)</script>", "side.html", "en webside"),
        (b"<!doctype html><html><script>alert(1)</script>", "billede.jpg", "en webside"),
        (b"<!doctype html><html><script>alert(1)</script>", "plan.pdf", "en webside"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "logo.svg", "en tegning (SVG)"),
        (b'<?xml version="1.0"?><a/>', "a.xml", "XML"),
        (b"MZ" + bytes(200), "x.exe", "et program"),
        (files.picture("GIF"), "x.gif", "et GIF-billede"),
        (files.archive({"a.txt": "x"}), "x.zip", "et arkiv (zip)"),
        (files.archive({"a.txt": "x"}), "x.docx", "et arkiv (zip)"),
        (b"hej", "x.txt", "ren tekst"),
        (b"\x00\x01\x02\x03" * 20, "x.bin", "Den slags fil"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_kind_is_refused_by_name(anna, data, name, says):
    error = refuse(data, name, anna)

    assert says in error.messages[0]
    assert "Vi tager imod: billeder (JPEG, PNG, HEIC), PDF, Word (docx)" in error.messages[0]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(files.docx({"word/vbaProject.bin": b"x"}), "macros", id="macros"),
        pytest.param(files.pdf() + files.docx(), "two_in_one", id="pdf-and-zip"),
        pytest.param(files.picture("PNG", (300, 300))[:-40], "broken", id="half-png"),
        pytest.param(files.picture("JPEG", (300, 300))[:200], "broken", id="half-jpeg"),
        pytest.param(files.HEIC[:700], "broken", id="half-heic"),
        pytest.param(b"", "empty", id="empty"),
    ],
)
def test_harmful_or_broken_is_refused_with_its_sentence(anna, data, code):
    error = refuse(data, "x", anna)

    assert error.code == code
    assert error.messages[0].endswith(".")


@pytest.mark.parametrize("code", [*uploads._REFUSED, "old_office", "type"])
def test_every_refusal_has_its_sentence(code):
    sentence = uploads._error(code, said="text/html").messages[0]

    assert sentence.endswith(".")
    assert "%" not in sentence


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(lambda: files.png_claiming(50_000, 50_000), "pixels", id="picture"),
        pytest.param(lambda: files.docx({"word/x.xml": bytes(201_000_000)}), "bomb", id="zip"),
        pytest.param(files.pdf_of_a_million_objects, "bomb", id="pdf-objects"),
        pytest.param(files.pdf_with_a_bomb_inside, "bomb", id="pdf-stream"),
    ],
)
def test_bomb_costs_seconds_and_is_refused(anna, make, code):
    data = make()
    started = time.monotonic()

    error = refuse(data, "x", anna)

    # A reader that runs out of memory may take it for a fault of the file: that will do as well.
    assert error.code in (code, "broken")
    assert time.monotonic() - started < uploads._PATIENCE + 20


@pytest.mark.parametrize(
    ("data", "name"), [(files.pdf(), "x.jpg"), (files.pdf(), "x.pdf.exe"), (files.picture("JPEG"), "x.pdf")]
)
def test_name_that_lies_about_the_content_is_refused(anna, data, name):
    assert refuse(data, name, anna).code == "lying_name"


def test_picture_under_another_pictures_name_gets_the_right_one(anna):
    assert accept(files.picture("JPEG"), "skærmbillede.png", anna).name == "skærmbillede.jpg"


def test_content_type_the_browser_claims_counts_for_nothing(anna):
    document = uploads.accept(files.upload(files.pdf(), "x.pdf", "text/html"), by=anna, at=NOW)

    assert document.content_type == "application/pdf"


def test_only_the_kinds_asked_for(anna):
    error = refuse(files.pdf(), "x.pdf", anna, kinds=[Kind.PICTURE])

    assert error.messages == [
        "Filen er en PDF, og det tager vi ikke imod her. Vi tager imod: billeder (JPEG, PNG, HEIC)."
    ]
    assert uploads.accepted([Kind.PICTURE]) == ".jpg,.jpeg,.png,.heic"


def test_file_over_the_limit_is_refused_unread(anna):
    error = refuse(bytes(uploads.MAX_SIZE + 1), "x.pdf", anna)

    assert error.messages == ["Filen fylder for meget. Den må højst fylde 20,0\xa0MB."]


def test_disk_that_will_not_have_it_leaves_no_row(anna, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "a file"
    settings.DATA_DIR.write_text("not a folder")

    error = refuse(files.pdf(), "x.pdf", anna)

    assert error.code == "disk"
