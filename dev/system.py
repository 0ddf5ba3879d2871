"""What no wheel brings and the system must have: is it here, and if not, what to type. Only the standard library."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from dev import Trouble, run_logged

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def browser() -> str | None:
    """The Chromium the browser tests drive: the one CHROMIUM names, else the first on the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def _has_danish_locale_source() -> bool:
    return Path("/usr/share/i18n/locales/da_DK").exists() and shutil.which("localedef") is not None


def _has_gettext() -> bool:
    return all(map(shutil.which, ("xgettext", "msgmerge", "msguniq", "msgattrib", "msgfmt")))


def _reads_pdfs() -> bool:
    return all(map(shutil.which, ("pdftotext", "pdfinfo", "pdffonts", "pdfsig")))


# Debian package → is what we need from it here?
PAPERS: dict[str, Callable[[], bool]] = {
    "libpango-1.0-0": lambda: _loads("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": lambda: _loads("libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": lambda: _loads("libharfbuzz-subset.so.0"),
    "libmagic1": lambda: _loads("libmagic.so.1"),
    "locales": _has_danish_locale_source,
}
NEEDS = {
    "demo": PAPERS,
    "test": PAPERS | {"chromium": lambda: browser() is not None, "poppler-utils": _reads_pdfs},
    "check": PAPERS | {"gettext": _has_gettext},
}


def missing(purpose: str) -> list[str]:
    """The Debian packages that `purpose` (demo, test, check) needs and that are not here."""
    if sys.platform != "linux":
        return []
    return [package for package, is_here in NEEDS[purpose].items() if not is_here()]


def sentence(packages: list[str]) -> str:
    return f"Missing from the system: {', '.join(packages)}. Type:  sudo apt-get install -y {' '.join(packages)}"


def require(purpose: str, say: Callable[[str], None] = print) -> None:
    """Installs what is missing where nobody need be asked (root, apt); else says the one line to type."""
    packages = missing(purpose)
    if not packages:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Trouble(sentence(packages))
    say(f"system packages: {' '.join(packages)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if subprocess.run(install, env=environment, stdin=subprocess.DEVNULL, capture_output=True).returncode:
        # A fresh image has no package lists yet; a stale one names versions that are gone.
        run_logged("apt", ["apt-get", "update"], sentence(packages), env=environment)
        run_logged("apt", install, sentence(packages), env=environment)
    if still := missing(purpose):
        raise Trouble(sentence(still))
