"""Smaller copies of a picture. What lies in the store is of our own making (examine.py), so it is safe to open here."""

import datetime as dt
import io

from PIL import Image

from . import store
from .models import Document, Kind


def sized(document: Document, width: int, *, by, at: dt.datetime) -> Document:
    """A JPEG of the picture, at most so many pixels wide, as a document of its own.

    Raises ValueError for what is no picture, FileNotFoundError if its file is gone.
    """
    if document.kind != Kind.PICTURE:
        raise ValueError(f"document {document.pk} is no picture")
    with store.open_file(document.sha256) as file, Image.open(file, formats=("JPEG", "PNG")) as opened:
        opened.draft("RGB", (width, width))
        picture = _on_white(opened)
    picture.thumbnail((width, 10 * width))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    data = out.getvalue()
    return Document.objects.create(
        name=f"{document.name.rpartition('.')[0] or document.name}-{width}.jpg",
        kind=Kind.PICTURE,
        content_type="image/jpeg",
        size=len(data),
        sha256=store.put(data),
        width=picture.width,
        height=picture.height,
        uploaded_at=at,
        uploaded_by=by,
        scan=document.scan,
        scanned_at=document.scanned_at,
    )


def _on_white(picture: Image.Image) -> Image.Image:
    """Without what can be seen through: a JPEG knows no such thing."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "#fff")
    ground.alpha_composite(layer)
    return ground.convert("RGB")
