import pytest

from documents import names


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("ansøgning.pdf", "ansøgning.pdf"),
        ("../../x.pdf", "x.pdf"),
        ("C:\\Users\\anna\\x.PDF", "x.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("rapport\u202efdp.pdf", "rapportfdp.pdf"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ('hun sagde "hej"; <b>.pdf', "hun sagde -hej- -b.pdf"),
        ("to\r\nlinjer\tog  mellemrum.pdf", "to linjer og mellemrum.pdf"),
        ("a\u030a.pdf", "å.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "fil.pdf"),
        ("....", "fil.pdf"),
        ("con.pdf", "fil-con.pdf"),
        ("uden endelse", "uden endelse.pdf"),
        ("budget 2025.03.pdf", "budget 2025.03.pdf"),
    ],
)
def test_name_is_clean(sent, kept):
    assert names.clean(sent, "pdf") == kept


def test_long_name_keeps_its_suffix():
    name = names.clean("æ" * 300 + ".pdf", "pdf")

    assert len(name) == names.MAX_LENGTH
    assert name.endswith("æ.pdf")


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("x.JPG", "jpg"),
        ("x.tar.gz", "gz"),
        ("x", ""),
        (".bashrc", ""),
        ("x.", ""),
        ("a.b/c", ""),
        ("x.pdf.exe ", "exe"),
    ],
)
def test_suffix_of(name, suffix):
    assert names.suffix_of(name) == suffix
