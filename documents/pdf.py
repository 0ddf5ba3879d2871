"""HTML to a tagged PDF (PDF/UA-1) by WeasyPrint, which is let near nothing but the assets we ship.

Fonts and stylesheet are read once in a process: reading them is a third of the time a short paper takes.
"""

import datetime as dt
import hashlib
import mimetypes
import threading
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

# Relative addresses in a paper resolve against this; the name can never resolve to a machine (RFC 6761).
_BUNDLE = "https://bundle.invalid/"
_SUFFIXES = {".css", ".ttf", ".png", ".jpg", ".svg"}
_one_at_a_time = threading.Lock()


def roots() -> tuple[Path, ...]:
    """Where a paper's assets lie: `img/x.svg` in a paper is the first of these that has it."""
    return tuple(settings.BASE_DIR / name for name in ("templates/papers", "static", "static_npm"))


class BundleFetcher(URLFetcher):
    """Gives WeasyPrint the assets we ship. It has no code that could open another file or a connection."""

    def fetch(self, url, headers=None):
        path = self._bundled(url)
        if path is None:
            raise ValueError("a paper may use bundled assets only")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    def open(self, url, data=None, timeout=None):
        raise ValueError("a paper opens no connection")

    @staticmethod
    def _bundled(url: str) -> Path | None:
        if not url.startswith(_BUNDLE):
            return None
        asked = unquote(urlsplit(url).path).lstrip("/")
        if "\0" in asked:
            return None
        for root in roots():
            path = (root / asked).resolve()
            if path.suffix in _SUFFIXES and path.is_relative_to(root.resolve()) and path.is_file():
                return path
        return None


@cache
def fetcher() -> BundleFetcher:
    """One for the whole process: each new one would read the machine's certificates, which no paper needs."""
    return BundleFetcher()


@cache
def fonts_and_css() -> tuple[FontConfiguration, CSS]:
    fonts = FontConfiguration()
    text = (settings.BASE_DIR / "templates/papers/paper.css").read_text()
    return fonts, CSS(string=text, base_url=_BUNDLE, url_fetcher=fetcher(), font_config=fonts)


def render(html: str, *, created_at: dt.datetime) -> bytes:
    """The HTML as a tagged PDF. The same HTML and moment give the same bytes.

    The HTML must extend papers/_layout.html, which says its language and title; paper.css comes from here.
    """
    moment = created_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    # Fontconfig and Pango, which WeasyPrint draws with, are not made for two threads at once.
    with _one_at_a_time:
        fonts, css = fonts_and_css()
        source = HTML(string=html, base_url=_BUNDLE, url_fetcher=fetcher())
        document = source.render(stylesheets=[css], font_config=fonts)
        document.metadata.attachments = []
        document.metadata.created = document.metadata.modified = moment
        return document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=_identifier(html, moment))


def _identifier(html: str, moment: str) -> bytes:
    return hashlib.sha256(f"{moment}\n{html}".encode()).hexdigest()[:32].encode()
