"""Files as people send them, good and bad, made on the spot. upright.heic beside this was made for these tests with
pillow-heif: 64 × 48 stored lying (turn right), red where the top right corner is, with a GPS position and XMP."""

import array
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

HEIC = Path(__file__).with_name("upright.heic").read_bytes()
XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MicroVideo="1"/></rdf:RDF></x:xmpmeta>'
    b'<?xpacket end="w"?>'
)


def upload(data: bytes, name: str = "fil", content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type)


def picture(format: str = "PNG", size=(40, 30), mode: str = "RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, format, **options)
    return out.getvalue()


def photo() -> bytes:
    """A JPEG as a phone makes it: lying, with GPS, XMP, a small picture of itself, a comment and a film at its tail."""
    image = Image.new("RGB", (640, 480), (40, 90, 110))
    ImageDraw.Draw(image).rectangle((0, 0, 239, 239), fill=(220, 40, 30))
    small = io.BytesIO()
    image.resize((64, 48)).save(small, "JPEG")
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right: the red corner belongs at the top right
    exif[0x010F] = "HEMMELIGT KAMERA"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (57.0, 26.0, 27.0), "E", (10.0, 32.0, 12.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif.tobytes(), xmp=XMP, comment=b"HEMMELIG NOTE", quality=90)
    preview = b"MPF\0HEMMELIG" + small.getvalue()
    segment = b"\xff\xe2" + struct.pack("!H", len(preview) + 2) + preview
    data = out.getvalue()
    return data[:2] + segment + data[2:] + b"\x00\x00\x00\x18ftypmp42HEMMELIG FILM"


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes that say they are a picture of any size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(10_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(change=None, **options) -> bytes:
    """A PDF of one page; `change` may do things to it before it is saved."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        if change:
            change(made)
        made.save(out, **options)
    return out.getvalue()


def pdf_of_a_million_objects() -> bytes:
    """All in one object stream of zeros, as small as a letter."""
    count = 1_000_000
    index = " 0 ".join(map(str, range(10, count + 10))).encode() + b" 0 "
    packed = zlib.compress(index + b"0 " * count)
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in (
        (1, b"<</Type/Catalog/Pages 2 0 R>>"),
        (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
        (
            4,
            b"<</Type/ObjStm/N %d/First %d/Length %d/Filter/FlateDecode>>stream\n%b\nendstream"
            % (count, len(index), len(packed), packed),
        ),
    ):
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = zlib.compress(b"".join(_xref_rows(places, count)))
    start = len(out)
    out += (
        b"5 0 obj\n<</Type/XRef/Size %d/W[1 4 4]/Root 1 0 R/Length %d/Filter/FlateDecode>>"
        b"stream\n%b\nendstream\nendobj\n" % (count + 10, len(table), table)
    )
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _xref_rows(places: dict[int, int], count: int) -> Iterator[bytes]:
    for number in range(10):
        yield struct.pack("!BII", 1 if number in places else 0, places.get(number, 0), 0)
    rows, numbers = bytearray(9 * count), array.array("I", range(count))
    numbers.byteswap()
    rows[0::9], rows[4::9] = b"\2" * count, b"\4" * count  # in an object stream, which is number 4
    for place in range(4):
        rows[5 + place :: 9] = numbers.tobytes()[place::4]
    yield bytes(rows)


def archive(parts: dict[str, bytes | str], *, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name, body)
        made.comment = comment
    return out.getvalue()


_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{part}" ContentType="{type}"/>{more}</Types>'
)
_OFFICE = "application/vnd.openxmlformats-officedocument."


def docx(more: dict | None = None, *, type: str = f"{_OFFICE}wordprocessingml.document.main+xml") -> bytes:
    types = _TYPES.format(part="word/document.xml", type=type, more="")
    return archive({"[Content_Types].xml": types, "_rels/.rels": "<r/>", "word/document.xml": "<w/>"} | (more or {}))


def xlsx() -> bytes:
    types = _TYPES.format(part="xl/workbook.xml", type=f"{_OFFICE}spreadsheetml.sheet.main+xml", more="")
    return archive({"[Content_Types].xml": types, "_rels/.rels": "<r/>", "xl/workbook.xml": "<w/>"})


def odt(more: dict | None = None) -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    return archive({"mimetype": kind, "content.xml": "<o/>", "META-INF/manifest.xml": "<m/>"} | (more or {}))


def docx_fetching(address: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    rels = f'<R><Relationship Type="{kind}" Target="{address}" TargetMode="External"/></R>'
    return docx({"word/_rels/settings.xml.rels": rels})


def lying_archive() -> bytes:
    """A docx whose largest part says it is small."""
    data = bytearray(docx({"word/media/x.bin": bytes(5_000_000)}))
    name = data.rfind(b"word/media/x.bin")
    struct.pack_into("<I", data, name - 46 + 24, 1000)
    return bytes(data)


def with_script(made: pikepdf.Pdf) -> None:
    """Deep in a page's annotation, where a look at the catalogue alone would miss it."""
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, AA=pikepdf.Dictionary(E=action))
    made.pages[0].Annots = pikepdf.Array([link])


def with_program(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def pdf_with_a_bomb_inside() -> bytes:
    """Its cross-reference stream unpacks to two gigabytes of zeros."""
    packer = zlib.compressobj(9)
    start = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    table = start + megabyte * 2047 + packer.flush()
    head = (
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    )
    stream = b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 4]/Root 1 0 R/Length %d/Filter/FlateDecode>>"
    stream += b"stream\n%b\nendstream\nendobj\n"
    return head + stream % (len(table), table) + b"startxref\n%d\n%%%%EOF\n" % len(head)


def in_swapped_colours(colour: tuple[int, int, int]) -> bytes:
    """A JPEG with a profile in which red and blue have changed places: `colour` is stored, and not what is meant."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.find(b"rXYZ"), profile.find(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    out = io.BytesIO()
    Image.new("RGB", (30, 30), colour).save(out, "JPEG", icc_profile=bytes(profile), quality=95)
    return out.getvalue()
