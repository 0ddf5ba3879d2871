"""Fault 24: what the PDF maker is asked to fetch; and what makes a paper readable for everybody."""

import datetime as dt
import http.server
import io
import threading

import pikepdf
import pytest
from weasyprint import HTML

from documents import pdf

MOMENT = dt.datetime(2025, 4, 22, 8, 30, tzinfo=dt.UTC)
HEAD = '<!DOCTYPE html><html lang="da"><head><meta charset="utf-8"><title>Prøve</title>{head}</head>'
PAGE = HEAD + "<body>{body}</body></html>"


def render(body="<h1>Prøve</h1>", head="") -> bytes:
    return pdf.render(PAGE.format(head=head, body=body), created_at=MOMENT)


@pytest.fixture
def listener():
    """A server on this machine that redirects to a secret, and remembers who asked."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/hemmeligt")
            self.end_headers()

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "hemmeligt.txt"
    path.write_text("HEMMELIGT")
    return path


WAYS = [
    ('<img src="{url}" alt="x">', ""),
    ('<object data="{url}">x</object>', ""),
    ('<embed src="{url}">', ""),
    ('<p style="background: url({url})">x</p>', ""),
    ('<ul style="list-style-image: url({url})"><li>x</li></ul>', ""),
    ('<p style="content: url({url})">x</p>', ""),
    (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
        "",
    ),
    ('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><use href="{url}#a"/></svg>', ""),
    ("<p>x</p>", '<link rel="stylesheet" href="{url}">'),
    ("<p>x</p>", "<style>@import '{url}';</style>"),
    ("<p>x</p>", "<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style>"),
    ("<p>x</p>", '<link rel="attachment" href="{url}">'),
    ('<p><a rel="attachment" href="{url}">x</a></p>', ""),
    ("<p>x</p>", '<base href="{url}"><link rel="stylesheet" href="x.css">'),
]


@pytest.mark.parametrize(("body", "head"), WAYS)
@pytest.mark.parametrize("whither", ["loopback", "file", "data", "bundle"])
def test_nothing_is_fetched(caplog, listener, secret, body, head, whither):
    server, asked = listener
    url = {
        "loopback": f"{server}/latest/meta-data/",
        "file": secret.as_uri(),
        "data": "data:text/plain,HEMMELIGT",
        "bundle": f"https://bundle.invalid/../../../../{secret}",
    }[whither]

    made = render(body.format(url=url), head.format(url=url))

    assert asked == []
    assert b"HEMMELIGT" not in made
    with pikepdf.open(pdf_file(made)) as opened:
        assert not opened.attachments
        assert not any("HEMMELIGT" in repr(each) for each in opened.objects)
    caplog.clear()  # WeasyPrint says what it was refused, as it should


def pdf_file(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)


def test_control_weasyprints_own_fetcher_would_fetch_each(caplog, listener):
    server, asked = listener

    for number, (body, head) in enumerate(WAYS):
        url = f"{server}/{number}/"
        HTML(string=PAGE.format(head=head.format(url=url), body=body.format(url=url))).write_pdf()

    reached = {int(path.split("/")[1]) for path in asked if path.split("/")[1].isdigit()}
    assert len(reached) >= 11, f"only {sorted(reached)} of {len(WAYS)} ways reach out at all"
    caplog.clear()


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "https://bundle.invalid.eksempel.dk/paper.css",
        "https://bundle.invalid/../../kulturpunkt/settings.py",
        "https://bundle.invalid/%2e%2e/%2e%2e/kulturpunkt/settings.py",
        "https://bundle.invalid//etc/passwd",
        "https://bundle.invalid/paper.css%00.png",
        "https://bundle.invalid/specimen.html",
        "https://bundle.invalid/",
        "data:image/png;base64,AAAA",
        "ftp://eksempel.dk/x.png",
        "",
    ],
)
def test_fetcher_refuses(url):
    fetcher = pdf.BundleFetcher()

    for fetch in (fetcher, fetcher.fetch, fetcher.open):
        with pytest.raises(ValueError, match="a paper"):
            fetch(url)


def test_fetcher_has_what_we_ship():
    fetcher = pdf.BundleFetcher()

    assert fetcher("https://bundle.invalid/fonts/IBMPlexSans-Regular.ttf").read(4) == b"\0\1\0\0"
    assert fetcher("https://bundle.invalid/img/mark.svg").content_type == "image/svg+xml"


def test_picture_that_we_ship_is_shown():
    made = render('<h1>Prøve</h1><p><img src="img/mark.svg" alt="Kulturpunkts mærke"></p>')

    with pikepdf.open(pdf_file(made)) as opened:
        assert "Kulturpunkts mærke" in [str(each.get("/Alt")) for each in opened.objects if is_figure(each)]


def is_figure(thing) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"


def test_same_paper_is_the_same_bytes():
    assert render() == render()
    assert render() != pdf.render(PAGE.format(head="", body="<h1>Prøve</h1>"), created_at=MOMENT + dt.timedelta(1))


def test_threads_do_not_disturb_each_other():
    made = []
    threads = [threading.Thread(target=lambda: made.append(render("<h1>Prøve</h1>" * 3))) for _number in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 4
    assert len(set(made)) == 1
