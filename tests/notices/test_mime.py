import datetime as dt
import email
import email.policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notices import mime

MOMENT = dt.datetime(2025, 4, 16, 6, 0, tzinfo=dt.UTC)
NASTY = st.text(max_size=400)


def build(**fields) -> mime.Letter:
    usual = {
        "sender": "Kulturpunkt <kulturpunkt@rn.dk>",
        "to": ("Anna Holm", "anna@eksempel.dk"),
        "subject": "Om 7 dage",
        "text": "Hej\n",
        "html": "<p>Hej</p>",
        "message_id": "<abc@rn.dk>",
        "date": MOMENT,
        "language": "da",
    }
    return mime.build(**usual | fields)


def read(letter: mime.Letter):
    return email.message_from_bytes(letter.data, policy=email.policy.default)


def body(mail, kind: str) -> str:
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_build_has_the_headers_a_notice_needs():
    mail = read(build())

    assert mail["From"] == "Kulturpunkt <kulturpunkt@rn.dk>"
    assert mail["To"] == "Anna Holm <anna@eksempel.dk>"
    assert mail["Message-ID"] == "<abc@rn.dk>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == MOMENT
    assert mail["Content-Language"] == "da"
    assert mail["List-Unsubscribe"] is None


def test_build_offers_to_unsubscribe_by_one_click():
    mail = read(build(unsubscribe="http://127.0.0.1:8000/x/"))

    assert mail["List-Unsubscribe"] == "<http://127.0.0.1:8000/x/>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@given(name=NASTY, subject=NASTY)
@example(name="Anna\r\nBcc: alle@eksempel.dk", subject="Hej\r\n\r\nBcc: alle@eksempel.dk")
@example(name='Å" <ond@eksempel.dk>, "', subject="=?utf-8?q?falsk?=")
@example(name="=?utf-8?q?falsk?=", subject="")
@example(name="x" * 10_000, subject="æ" * 10_000)
@example(name="Bagvendt \u202edk.lesp", subject="Nul \x00 her")
def test_build_lets_nothing_typed_out_of_its_header(name, subject):
    letter = build(to=(name, "anna@eksempel.dk"), subject=subject)

    mail = email.message_from_bytes(letter.data)
    assert mail.keys() == email.message_from_bytes(build().data).keys()
    shown, address = parseaddr(mail["To"])
    assert (decoded(shown), address) == (mime.clean(name)[:120].strip(), "anna@eksempel.dk")
    assert decoded(mail["Subject"]) == mime.clean(subject)[:200].strip()
    assert all(len(line) <= 998 for line in letter.data.split(b"\r\n"))


def decoded(header: str) -> str:
    return str(make_header(decode_header(header)))


@given(text=NASTY)
@example(text=".\n..\n.\n")
@example(text="æøå " * 400)
@example(text="=?\t \n  slut  ")
def test_build_keeps_a_text_as_it_is(text):
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()

    letter = build(text=text, html=f"<p>{text}</p>")

    mail = read(letter)
    assert body(mail, "plain").rstrip("\n") == text.rstrip("\n")
    assert body(mail, "html").rstrip("\n") == f"<p>{text}</p>".rstrip("\n")
    assert all(len(line) <= 76 for line in letter.data.partition(b"\r\n\r\n")[2].split(b"\r\n"))
    assert b"\n" not in letter.data.replace(b"\r\n", b"")


def test_build_attaches_a_paper_under_its_name():
    mail = read(build(attachments=[mime.Attachment("Kvittering – Å & ø.pdf", "application/pdf", b"%PDF-1.7\n\0\xff")]))

    (paper,) = mail.iter_attachments()
    assert paper.get_filename() == "Kvittering – Å & ø.pdf"
    assert (paper.get_content_type(), paper.get_content()) == ("application/pdf", b"%PDF-1.7\n\0\xff")
    assert body(mail, "plain") == "Hej\n"


@pytest.mark.parametrize(
    "address",
    ["", "anna", "@eksempel.dk", "anna@", "åse@eksempel.dk", "a@b.dk\r\nBcc: x@y.dk", "a b@c.dk", "a@b.dk>, <c@d.dk"],
)
def test_build_refuses_what_is_not_one_plain_address(address):
    with pytest.raises(ValueError, match="address"):
        build(to=("Anna", address))


def test_build_writes_a_danish_domain_as_mail_servers_read_it():
    assert build(to=("", "anna@smørrebrød.dk")).to == "anna@xn--smrrebrd-64af.dk"
