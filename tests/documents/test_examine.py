"""What the examiner says of a file, asked in this process; test_uploads asks it as it really runs."""

import io
import subprocess
import sys

import pikepdf
import pytest
from PIL import Image

from documents import examine
from tests.documents import files


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(files.pdf() + files.docx(), "two_in_one", id="pdf-then-zip"),
        pytest.param(files.pdf() + b"<html><script>alert(1)</script>", "two_in_one", id="pdf-then-html"),
        pytest.param(b"<html><script>alert(1)</script>" + files.pdf(), "two_in_one", id="html-then-pdf"),
        pytest.param(b"%PDF-1.4\n<html><script>" + files.pdf(), "two_in_one", id="html-in-pdf-head"),
        pytest.param(files.picture("JPEG") + files.docx(), "two_in_one", id="jpeg-then-zip"),
        pytest.param(files.picture("PNG") + files.docx(), "two_in_one", id="png-then-zip"),
        pytest.param(b"PK\3\4" + files.docx(), "two_in_one", id="before-zip"),
        pytest.param(files.docx() + files.pdf(), "two_in_one", id="zip-then-pdf"),
        pytest.param(files.archive({"a": "x"}, comment=b"%PDF-1.4"), "two_in_one", id="zip-comment"),
        pytest.param(files.pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "encrypted", id="pdf-password"),
        pytest.param(files.pdf(files.with_script), "active", id="pdf-script"),
        pytest.param(files.pdf(files.with_program), "active", id="pdf-launch"),
        pytest.param(files.pdf()[:200] + b"%%EOF", "broken", id="half-pdf"),
        pytest.param(files.docx()[:200], "broken", id="half-docx"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "old_office", id="doc"),
        pytest.param(files.docx({"word/vbaProject.bin": b"x"}), "macros", id="vba"),
        pytest.param(
            files.docx(type="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros", id="macro-enabled"
        ),
        pytest.param(files.odt({"Basic/Standard/Module1.xml": "<m/>"}), "macros", id="basic"),
        pytest.param(files.docx_fetching("https://eksempel.dk/x.dotm"), "remote", id="template-from-the-net"),
        pytest.param(files.docx({"../../etc/cron.d/x": "x"}), "broken", id="zip-slip"),
        pytest.param(files.docx({"word/DOCUMENT.xml": "x"}), "broken", id="same-name-twice"),
        pytest.param(files.docx({"word/bad.rels": "<r"}), "broken", id="bad-xml"),
        pytest.param(files.lying_archive(), "broken", id="lying-sizes"),
        pytest.param(files.docx({f"word/{number}": "" for number in range(6000)}), "bomb", id="many-parts"),
        pytest.param(files.png_claiming(50_000, 50_000), "pixels", id="huge-picture"),
        pytest.param(b"", "type", id="empty"),
    ],
)
def test_refused(data, code):
    with pytest.raises(examine.Refused) as caught:
        examine.examine(data)

    assert caught.value.args[0] == code


def test_pdf_that_only_forbids_editing_is_taken():
    locked = files.pdf(encryption=pikepdf.Encryption(owner="a", user=""))

    assert examine.examine(locked)[0]["kind"] == "pdf"


def test_office_document_with_the_offices_own_template_is_taken():
    assert examine.examine(files.docx_fetching("file:///C:/skabeloner/brev.dotm"))[0]["suffix"] == "docx"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_png_of_any_mode_can_be_taken_in(mode):
    _facts, kept = examine.examine(files.picture("PNG", mode=mode))

    with Image.open(io.BytesIO(kept)) as image:
        assert image.mode == ("RGBA" if "A" in mode else "RGB")


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_jpeg_of_any_mode_can_be_taken_in(mode):
    _facts, kept = examine.examine(files.picture("JPEG", mode=mode))

    with Image.open(io.BytesIO(kept)) as image:
        assert image.mode == "RGB"


def test_it_stands_alone():
    """Started as uploads starts it: nothing of ours, no Django, no environment."""
    program = f"import runpy, sys; runpy.run_path({examine.__file__!r}, run_name='x'); print('django' in sys.modules)"

    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, env={})

    assert (done.stdout.strip(), done.stderr) == ("False", "")
