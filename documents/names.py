"""File names as people may see them: stored in the row and offered at download, never used as a path."""

import re
import unicodedata
from pathlib import PurePosixPath

MAX_LENGTH = 120
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def clean(name: str, suffix: str) -> str:
    """The last part of what the browser called it, without what could mislead a person, a header or a disk.

    Control and direction marks go (a right-to-left override makes "gpj.exe" look like "exe.jpg"), quotes and other
    signs no disk likes become "-"; the suffix is that of the true content.
    """
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    signs = (" " if sign.isspace() else sign for sign in name)
    name = "".join(sign for sign in signs if unicodedata.category(sign)[0] != "C")
    name = re.sub(r'["<>:|?*;%]+', "-", re.sub(r" +", " ", name))
    stem = PurePosixPath(name).stem if suffix_of(name) else name
    stem = stem.strip(" .-")[: MAX_LENGTH - len(suffix) - 1].rstrip(" .")
    if not stem or _RESERVED.match(stem):
        stem = f"fil-{stem}".rstrip("-")
    return f"{stem}.{suffix}"


def suffix_of(name: str) -> str:
    """The ending in lower case without its dot; "" if there is none that looks like one."""
    last = re.split(r"[/\\]", name)[-1]
    found = re.search(r"[^.]\.([A-Za-z0-9]{1,10})[\s\x00]*$", last)
    return found[1].lower() if found else ""


def plain(name: str) -> str:
    """What the browser called it, as `clean`, but still with the ending it came with, true or not."""
    suffix = suffix_of(name)
    return clean(name, suffix) if suffix else clean(name, "x").removesuffix(".x")
