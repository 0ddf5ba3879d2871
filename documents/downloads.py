"""The only way a file leaves the house. The caller has fetched its owner through `visible_to`."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from programme import calendar

from . import names, store
from .models import AccessLog, Document, Kind, Paper

_CHUNK = 1 << 16
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def respond(request: HttpRequest, subject: Document | Paper) -> HttpResponseBase:
    """The file as an attachment, with Range and HEAD, and a row in the access log.

    404 while it may not or cannot be fetched: not yet scanned, infected, not yet made (`papers.make` makes one now).
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not subject.is_ready or subject.size is None:
        raise Http404
    span = _span(request, subject.size)
    if span is None:
        return _headers(HttpResponse(status=416, headers={"Content-Range": f"bytes */{subject.size}"}), subject)
    first, last = span
    partial = last - first + 1 < subject.size
    if request.method == "HEAD":
        store.open_file(subject.sha256).close()
        response: HttpResponseBase = HttpResponse()
    else:
        piece = Piece(store.open_file(subject.sha256), first, last - first + 1)
        response = StreamingHttpResponse(piece)
    if partial:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{last}/{subject.size}"
    response.headers["Content-Length"] = str(last - first + 1)
    _log(request, subject, f"{request.method} {first}-{last}" if partial else str(request.method))
    return _headers(response, subject)


def show(request: HttpRequest, picture: Document, *, max_age: int) -> HttpResponseBase:
    """A picture that everybody may see, in the page; `max_age` is in seconds.

    No row in the access log: who looks at a public page is nobody's business. 404 while it is not ready.
    """
    if not picture.is_ready or picture.kind != Kind.PICTURE:
        raise Http404
    tag = f'"{picture.sha256}"'
    response = get_conditional_response(request, etag=tag)
    if response is None:
        with store.open_file(picture.sha256) as file:
            response = HttpResponse(file.read(), content_type=picture.content_type)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={max_age}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _headers(response: HttpResponseBase, subject: Document | Paper) -> HttpResponseBase:
    name = names.clean(subject.name, names.suffix_of(subject.name) or "bin")
    response.headers["Content-Type"] = subject.content_type
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _span(request: HttpRequest, size: int) -> tuple[int, int] | None:
    """First and last byte to send; None for a range the file does not have.

    Anything but one plain range is answered by the whole file, as RFC 9110 allows; so is If-Range, since there is no
    validator to compare.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not asked or "If-Range" in request.headers or asked.group(0) == "bytes=-":
        return 0, size - 1
    start, end = asked.groups()
    if not start:
        return (max(size - int(end), 0), size - 1) if int(end) else None
    first, last = int(start), min(int(end) if end else size - 1, size - 1)
    if end and int(end) < first:
        return 0, size - 1
    return (first, last) if first < size else None


def _log(request: HttpRequest, subject: Document | Paper, how: str) -> None:
    user = getattr(request, "user", None)
    AccessLog.objects.create(
        at=getattr(request, "arrived_at", None) or calendar.now(),
        by=user if user is not None and user.is_authenticated else None,
        subject=subject.uid,
        name=subject.name,
        sha256=subject.sha256,
        how=how,
    )


class Piece:
    """Part of an open file, in chunks; closed with the response."""

    def __init__(self, file: BinaryIO, start: int, length: int):
        self.file, self.left = file, length
        file.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        while self.left and (chunk := self.file.read(min(_CHUNK, self.left))):
            self.left -= len(chunk)
            yield chunk

    def close(self) -> None:
        self.file.close()
