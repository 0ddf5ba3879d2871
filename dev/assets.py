"""Copy from the npm package `dkfds` just what the site and its papers need, into static_npm/ (not in git).

    python dev/assets.py [--force]

static_npm/dkfds/  stylesheet, script, icons, the fonts and pictures the stylesheet names, licence
static_npm/fonts/  the four TTF faces of the PDFs: WeasyPrint would unpack woff2 anew for each paper
                   (IBM Plex has no U+2010, so a paper's stylesheet says `hyphenate-character: "-"`)

Three things differ from the package. The source maps are left out, since the manifest storage would look for them. Each
@font-face is rewritten: the package asks for an .eot first, which browsers fetch in vain; here it is woff2 only, and a
Danish or English page needs no more than the Latin subset, 18 KB a face instead of 57. And the 130 rules for icons as
background pictures are dropped with their files: `{% icon %}` takes them from one sprite.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules/dkfds"
DIST = PACKAGE / "dist"
TARGET = ROOT / "static_npm"
STAMP = TARGET / ".stamp"
PAPER_FACES = ("Regular", "Italic", "SemiBold", "Bold")
BACKGROUND_ICON = re.compile(r"\.icon-[\w-]+:not\(a\)\{background-image:url\([^)]*\)\}")
# The code points of the package's Latin1 subset.
LATIN = (
    "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2013-2014,U+2018-201A,U+201C-201E,U+2020-2022,"
    "U+2026,U+2030,U+2039-203A,U+2044,U+20AC,U+2122,U+2212,U+FB01-FB02"
)


def state() -> str:
    """What the copy was made from: the package's version and this file."""
    made_from = (PACKAGE / "package.json").read_bytes() + Path(__file__).read_bytes()
    return hashlib.sha256(made_from).hexdigest()


def rewrite_faces(css: str) -> str:
    """Every @font-face as woff2: the whole font, and over it the Latin subset that nearly every page gets by with."""

    def rewrite(face: re.Match) -> str:
        rule = face.group(0)
        name = re.search(r"IBMPlexSans-(\w+)\.woff2", rule)
        if not name:
            return ""  # local system fonts under a name nobody asks for
        head = rule[: rule.index("src:")]
        whole = f'src:url(../fonts/IBMPlexSans/complete/woff2/IBMPlexSans-{name[1]}.woff2) format("woff2")}}'
        latin = f'src:url(../fonts/IBMPlexSans/split/woff2/IBMPlexSans-{name[1]}-Latin1.woff2) format("woff2")'
        return f"{head}{whole}{head}{latin};unicode-range:{LATIN}}}"

    return re.sub(r"@font-face\{[^}]*\}", rewrite, css)


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def copy_site(target: Path) -> None:
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", (DIST / "css/dkfds.min.css").read_text())
    css = BACKGROUND_ICON.sub("", rewrite_faces(css))
    for name in set(re.findall(r"url\([\"']?\.\./([^)?#\"']+)", css)):
        copy(DIST / name, target / name)
    for name in ("LICENSE.md", "img/all-svg-icons.svg", "fonts/IBMPlexSans/complete/woff2/license.txt"):
        copy(DIST / name, target / name)
    (target / "css").mkdir()
    (target / "css/dkfds.min.css").write_text(css)
    script = (DIST / "js/dkfds.min.js").read_text()
    (target / "js").mkdir()
    (target / "js/dkfds.min.js").write_text(re.sub(r"//# sourceMappingURL=.*", "", script))


def copy_paper_fonts(target: Path) -> None:
    source = DIST / "fonts/IBMPlexSans/complete/ttf"
    for face in PAPER_FACES:
        copy(source / f"IBMPlexSans-{face}.ttf", target / f"IBMPlexSans-{face}.ttf")
    copy(source / "license.txt", target / "license.txt")


def main() -> int:
    if not DIST.is_dir():
        print("The npm package dkfds is not installed: run `npm ci` first.", file=sys.stderr)
        return 1
    now = state()
    if "--force" not in sys.argv and STAMP.exists() and STAMP.read_text() == now:
        return 0
    shutil.rmtree(TARGET, ignore_errors=True)
    copy_site(TARGET / "dkfds")
    copy_paper_fonts(TARGET / "fonts")
    STAMP.write_text(now)
    return 0


if __name__ == "__main__":
    sys.exit(main())
