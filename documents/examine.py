"""Looks into an uploaded file, in a process of its own: a hostile file costs that process a few seconds, not the site.

    python -I examine.py < file     answers one line of JSON, then, for a picture, its clean new bytes

Knows nothing of Django, the database or the environment. `uploads.accept` starts it and turns its answers into
sentences. The answer is {"refused": why, …} or {"kind", "content_type", "suffix", "width", "height"}.
"""

import io
import json
import os
import re
import resource
import sys
import xml.etree.ElementTree as ET
import zipfile
import zlib

CPU_SECONDS = 8
MEMORY = 1 << 30
MAX_PIXELS = 64_000_000
LONG_SIDE = 2560
MAX_PDF_OBJECTS = 100_000
MAX_PARTS = 5_000
MAX_UNPACKED = 200_000_000

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
_ZIPS = {"application/zip", "application/octet-stream"}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_MAIN_PARTS = {
    f"{_OFFICE}wordprocessingml.document.main+xml": ("text", f"{_OFFICE}wordprocessingml.document", "docx"),
    f"{_OFFICE}spreadsheetml.sheet.main+xml": ("sheet", f"{_OFFICE}spreadsheetml.sheet", "xlsx"),
}
_OLD_OFFICE = {
    "application/encrypted",
    "application/CDFV2",
    "application/CDFV2-encrypted",
    "application/x-ole-storage",
    "application/msword",
    "application/vnd.ms-excel",
}
_MACROS = re.compile(
    r"(^|/)(vbaProject\.bin|vbaData\.xml|activeX\d*\.(bin|xml))$|^(Basic|Scripts)/.+/(?!script-l[bc]\.xml)"
)
_FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument")


class Refused(Exception):
    """The first argument is the reason's code, known to `uploads`."""


def examine(data: bytes) -> tuple[dict, bytes | None]:
    """What the file is, and the bytes to keep instead of it if they are to be others. Raises Refused."""
    import magic

    said = magic.from_buffer(data[:8192], mime=True)
    if data.startswith(b"%PDF-") and said == "application/pdf":
        return examine_pdf(data), None
    if data.startswith(b"\xff\xd8\xff") and said == "image/jpeg":
        return clean_picture(data, ("JPEG", "MPO"))
    if data.startswith(b"\x89PNG\r\n\x1a\n") and said == "image/png":
        return clean_picture(data, ("PNG",))
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS and said in ("image/heic", "image/heif"):
        return clean_picture(data, ("HEIF",))
    if data.startswith(b"PK\x03\x04") and (said in _ZIPS or said.startswith((_OFFICE, _OPEN))):
        return examine_zip(data), None
    if said in _OLD_OFFICE:
        raise Refused("old_office")
    if said in ("application/pdf", "image/jpeg", "image/png"):
        raise Refused("two_in_one")  # there is one inside, behind something else
    raise Refused("type", said)


# --- pictures


def clean_picture(data: bytes, formats: tuple[str, ...]) -> tuple[dict, bytes]:
    """The picture upright, no larger than needed, in sRGB, and with nothing in the file but the picture."""
    from PIL import Image, ImageOps

    if formats == ("HEIF",):
        import pi_heif

        pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # our own limit, with our own sentence
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused("two_in_one")
    try:
        opened = Image.open(io.BytesIO(data), formats=formats)
        if opened.width * opened.height > MAX_PIXELS:
            raise Refused("pixels")
        opened.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a large JPEG need not be unpacked whole
        opened.load()
        see_through = opened.has_transparency_data
        image = eight_bits(opened, see_through)
        image.thumbnail((LONG_SIDE, LONG_SIDE))
        image = ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused("broken") from error
    image = in_srgb(image, "RGBA" if see_through else "RGB")
    content_type, suffix = ("image/png", "png") if formats == ("PNG",) else ("image/jpeg", "jpg")
    facts = {"content_type": content_type, "suffix": suffix, "width": image.width, "height": image.height}
    return {"kind": "picture"} | facts, encoded(image, suffix)


def encoded(image, suffix: str) -> bytes:
    image.info.clear()  # the encoders write what they find here: comment, profile, EXIF
    out = io.BytesIO()
    if suffix == "png":
        image.save(out, "PNG", optimize=True)
    else:
        image.convert("RGB").save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return out.getvalue()


def eight_bits(image, see_through: bool):
    """In a mode that can be made smaller and turned: palettes, bits and 16 bits of grey cannot, or only badly."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    return image if image.mode in ("RGB", "RGBA", "L", "CMYK") else image.convert("RGBA" if see_through else "RGB")


def in_srgb(image, mode: str):
    """Phones store wider colours with a profile; the profile goes, so the colours must be right without it."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        keep = "RGB" if image.mode == "CMYK" else image.mode
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=keep)
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile: the colours as they are
    return image.convert(mode)


# --- PDF


def examine_pdf(data: bytes) -> dict:
    import pikepdf

    head = data[:1024].split(b"obj", 1)[0].lower()
    if any(word in head for word in (b"<html", b"<script", b"<svg", b"<!doctype")):
        raise Refused("two_in_one")
    if zipfile.is_zipfile(io.BytesIO(data)) or data[data.rfind(b"%%EOF") + 5 :].strip(b"\0 \t\r\n\f"):
        raise Refused("two_in_one")
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if len(pdf.objects) > MAX_PDF_OBJECTS:
                raise Refused("bomb")
            if not len(pdf.pages):
                raise Refused("broken")
            if any(acts_by_itself(each) for each in pdf.objects):
                raise Refused("active")
    except pikepdf.PasswordError as error:
        raise Refused("encrypted") from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
        raise Refused("broken") from error
    return {"kind": "pdf", "content_type": "application/pdf", "suffix": "pdf"}


def acts_by_itself(thing, depth: int = 0) -> bool:
    """Whether the object holds a script, or starts a program."""
    import pikepdf

    if isinstance(thing, pikepdf.Array) and depth < 8:
        return any(acts_by_itself(each, depth + 1) for each in thing if is_direct_container(each))
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return False
    if "/JS" in thing or thing.get("/S") in ("/JavaScript", "/Launch"):
        return True
    return depth < 8 and any(acts_by_itself(each, depth + 1) for each in thing.values() if is_direct_container(each))


def is_direct_container(thing) -> bool:
    import pikepdf

    return isinstance(thing, pikepdf.Array | pikepdf.Dictionary) and not thing.is_indirect


# --- documents that are zip archives


def examine_zip(data: bytes) -> dict:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive, data)
            return what_office(archive)
    except (zipfile.BadZipFile, ET.ParseError, NotImplementedError, EOFError, zlib.error, OSError) as error:
        raise Refused("broken") from error


def check_archive(archive: zipfile.ZipFile, data: bytes) -> None:
    """Sane in itself: nothing before or behind it, no strange names, and it unpacks to what it says, and little."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("bomb")
    if archive.comment or not data[-22:].startswith(b"PK\5\6") or min(part.header_offset for part in parts) != 0:
        raise Refused("two_in_one")
    if len({name.lower() for name in names}) != len(names):
        raise Refused("broken")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name for name in names):
        raise Refused("broken")
    # Reads it all: a size that lies ends in a wrong checksum.
    if archive.testzip():
        raise Refused("broken")


def what_office(archive: zipfile.ZipFile) -> dict:
    names = set(archive.namelist())
    if any(_MACROS.search(name) for name in names):
        raise Refused("macros")
    if "[Content_Types].xml" in names:
        kind, content_type, suffix = what_office_open(archive)
    elif archive.infolist()[0].filename == "mimetype" and archive.read("mimetype") == f"{_OPEN}text".encode():
        kind, content_type, suffix = "text", f"{_OPEN}text", "odt"
        if not {"content.xml", "META-INF/manifest.xml"} <= names:
            raise Refused("broken")
    else:
        raise Refused("type", "application/zip")
    return {"kind": kind, "content_type": content_type, "suffix": suffix}


def what_office_open(archive: zipfile.ZipFile) -> tuple[str, str, str]:
    types = {}
    for each in parsed(archive.read("[Content_Types].xml")):
        content_type = each.get("ContentType", "")
        if "macroenabled" in content_type.lower():
            raise Refused("macros")
        types[each.get("PartName", "")] = content_type
    for name in archive.namelist():
        if name.endswith(".rels"):
            check_references(archive.read(name))
    for part, content_type in types.items():
        if content_type in _MAIN_PARTS and part.lstrip("/") in archive.namelist():
            return _MAIN_PARTS[content_type]
    raise Refused("type", "application/zip")


def parsed(xml: bytes) -> ET.Element:
    return ET.fromstring(xml)  # noqa: S314 (expat stops entity bombs, and what it does not stop ends at the limits)


def check_references(rels: bytes) -> None:
    """A template or an object that is fetched from the net when the file is opened is how macros come in after all."""
    for each in parsed(rels):
        if each.get("Type", "").endswith(_FETCHED) and re.match(r"\s*(https?|ftp):", each.get("Target", ""), re.I):
            raise Refused("remote")


# --- the process


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)


def main() -> None:
    limit()
    data = sys.stdin.buffer.read()
    try:
        facts, clean = examine(data)
    except Refused as refused:
        facts, clean = {"refused": refused.args[0], "said": refused.args[1] if len(refused.args) > 1 else ""}, None
    except (MemoryError, RecursionError):
        facts, clean = {"refused": "bomb"}, None
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + (clean or b""))


if __name__ == "__main__":
    main()
