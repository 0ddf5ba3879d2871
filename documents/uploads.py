"""Takes in what people upload: known by its content, of a kind we take, made harmless, kept privately."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import names, scanning, store
from .models import MAX_SIZE, Document, Kind, Scan

ALL = tuple(Kind.values)
# What an <input type=file accept=…> should offer.
SUFFIXES = {
    Kind.PICTURE: (".jpg", ".jpeg", ".png", ".heic"),
    Kind.PDF: (".pdf",),
    Kind.TEXT: (".docx", ".odt"),
    Kind.SHEET: (".xlsx",),
}
_NAMED = {
    Kind.PICTURE: _("billeder (JPEG, PNG, HEIC)"),
    Kind.PDF: _("PDF"),
    Kind.TEXT: _("Word (docx) og OpenDocument (odt)"),
    Kind.SHEET: _("Excel (xlsx)"),
}
_REFUSED = {
    "encrypted": _("Filen er beskyttet med en adgangskode. Fjern adgangskoden, og prøv igen."),
    "broken": _("Filen er beskadiget og kan ikke åbnes. Gem den igen, og prøv med den nye fil."),
    "bomb": _("Filen er for stor eller for indviklet at åbne. Gem den som PDF i en enklere udgave, og prøv igen."),
    "pixels": _("Billedet har for mange billedpunkter. Det må højst have 64 millioner, for eksempel 8000 × 8000."),
    "macros": _("Filen indeholder makroer, og dem tager vi ikke imod. Gem den uden makroer eller som PDF."),
    "active": _(
        "PDF-filen indeholder programkode, og det tager vi ikke imod. Udskriv den til en ny PDF, og prøv igen."
    ),
    "remote": _("Filen henter dele af sig selv fra internettet, når den åbnes. Gem den som PDF, og prøv igen."),
    "two_in_one": _("Der ligger andet i filen end det, den giver sig ud for. Gem den igen, og prøv med den nye fil."),
    "busy": _("Vi har travlt lige nu og kunne ikke se filen igennem. Prøv igen om et øjeblik."),
    "virus": _("Filen indeholder en virus og er ikke gemt. Tjek din computer, og prøv med en ren fil."),
    "disk": _("Vi kunne ikke gemme filen lige nu. Prøv igen om lidt."),
}
# What is no fault of the file's: it may come again as it is.
PASSING = ("busy", "disk")
_TYPES = {
    "text/html": _("en webside"),
    "image/svg+xml": _("en tegning (SVG)"),
    "text/xml": _("XML"),
    "image/gif": _("et GIF-billede"),
    "image/webp": _("et WebP-billede"),
    "image/tiff": _("et TIFF-billede"),
    "image/avif": _("et AVIF-billede"),
    "text/plain": _("ren tekst"),
    "application/zip": _("et arkiv (zip)"),
    "application/x-dosexec": _("et program"),
    "application/vnd.microsoft.portable-executable": _("et program"),
    "application/x-executable": _("et program"),
    "application/x-pie-executable": _("et program"),
    "application/pdf": _("en PDF"),
    "image/jpeg": _("et billede"),
    "image/png": _("et billede"),
}
_EXAMINER = Path(__file__).with_name("examine.py")
_PATIENCE = 20
# Two at a time in each web worker: each may take a gigabyte of memory and a processor for some seconds.
_places = threading.BoundedSemaphore(2)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Examined:
    kind: str
    content_type: str
    suffix: str
    data: bytes
    width: int | None = None
    height: int | None = None


def accept(uploaded: File, *, by, at: datetime, kinds: Collection[str] = ALL) -> Document:
    """Keep an uploaded file and return its row. `kinds` are the ones the caller has use for.

    Raises ValidationError with one sentence for the person who sent it; then nothing is stored. If the caller's
    transaction is rolled back, the sweeper takes the file away.
    """
    data = _read(uploaded)
    examined = examine(data, name=uploaded.name or "", kinds=kinds)
    verdict = scanning.scan(examined.data)
    if verdict == Scan.INFECTED:
        raise _error("virus")
    try:
        sha256 = store.put(examined.data)
    except OSError as error:
        _log.exception("an uploaded file could not be stored")
        raise _error("disk") from error
    return Document.objects.create(
        name=names.clean(uploaded.name or "", examined.suffix),
        kind=examined.kind,
        content_type=examined.content_type,
        size=len(examined.data),
        sha256=sha256,
        width=examined.width,
        height=examined.height,
        uploaded_at=at,
        uploaded_by=by,
        scan=verdict,
        scanned_at=at if verdict == Scan.CLEAN else None,
    )


def accepted(kinds: Collection[str] = ALL) -> str:
    """The value of the file field's `accept` attribute."""
    return ",".join(suffix for kind in kinds for suffix in SUFFIXES[Kind(kind)])


def refuse_early(name: str, size: int, *, kinds: Collection[str] = ALL) -> None:
    """What can be said of a file before it is here, so that nobody waits for it in vain. Raises ValidationError."""
    _check_size(size)
    suffix = names.suffix_of(name)
    if suffix and f".{suffix}" not in accepted(kinds).split(","):
        message = format_lazy(
            "{} {}",
            _("Filens navn ender på .%(suffix)s, og den slags filer tager vi ikke imod her."),
            _("Vi tager imod: %(allowed)s."),
        )
        raise ValidationError(message, "type", {"suffix": suffix, "allowed": _allowed(kinds)})


def refusal(code: str) -> ValidationError:
    return ValidationError(_REFUSED[code], code)


def _check_size(size: int) -> None:
    if size > MAX_SIZE:
        raise ValidationError(
            _("Filen fylder for meget. Den må højst fylde %(max)s."), "too_big", {"max": filesizeformat(MAX_SIZE)}
        )
    if size <= 0:
        raise ValidationError(_("Filen er tom. Vælg en anden fil."), "empty")


def _read(uploaded: File) -> bytes:
    if uploaded.size is not None:
        _check_size(uploaded.size)
    uploaded.seek(0)
    data = uploaded.read(MAX_SIZE + 1)
    _check_size(len(data))
    return data


def examine(data: bytes, *, name: str, kinds: Collection[str] = ALL) -> Examined:
    """What the bytes are, made harmless. Raises ValidationError."""
    facts, clean = _ask(data)
    if "refused" in facts:
        raise _error(facts["refused"], kinds=kinds, said=facts.get("said", ""))
    if facts["kind"] not in kinds:
        raise _error("type", kinds=kinds, said=facts["content_type"])
    suffix = names.suffix_of(name)
    if suffix and f".{suffix}" not in SUFFIXES[Kind(facts["kind"])]:
        raise ValidationError(
            _("Filens navn ender på .%(suffix)s, men indholdet er noget andet (%(true)s). Ret navnet, og prøv igen."),
            "lying_name",
            {"suffix": suffix, "true": facts["suffix"]},
        )
    return Examined(data=clean or data, **facts)


def _ask(data: bytes) -> tuple[dict, bytes]:
    """The examiner's answer. It runs without our environment, within limits of its own, and is ended if it hangs."""
    if not _places.acquire(timeout=_PATIENCE):
        return {"refused": "busy"}, b""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_EXAMINER)],
            input=data,
            capture_output=True,
            env={"LANG": "C.UTF-8"},
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "bomb"}, b""
    finally:
        _places.release()
    if done.returncode < 0:  # ended by a signal: its limits
        return {"refused": "bomb"}, b""
    if done.returncode:
        _log.warning("the examiner failed on an upload: %s", done.stderr.decode(errors="replace")[-2000:])
        return {"refused": "broken"}, b""
    line, _newline, clean = done.stdout.partition(b"\n")
    return json.loads(line), clean


def _allowed(kinds: Collection[str]) -> str:
    return ", ".join(str(_NAMED[Kind(kind)]) for kind in kinds)


def _error(code: str, *, kinds: Collection[str] = ALL, said: str = "") -> ValidationError:
    if code in _REFUSED:
        return refusal(code)
    if code == "old_office":
        message = _(
            "Filen er i et gammelt Office-format eller beskyttet med en adgangskode. Vi tager imod: %(allowed)s."
        )
    elif said in _TYPES:
        message = format_lazy(
            "{} {}", _("Filen er %(type)s, og det tager vi ikke imod her."), _("Vi tager imod: %(allowed)s.")
        )
    else:
        message = _("Den slags fil tager vi ikke imod her. Vi tager imod: %(allowed)s.")
    return ValidationError(message, code, {"allowed": _allowed(kinds), "type": _TYPES.get(said, said)})
