"""Which file holds a typeface? (Debian's fonts with Cyrillic, found through fontconfig)"""

from __future__ import annotations

import functools
import subprocess
from dataclasses import dataclass

PACKAGES = {
    "Liberation": "fonts-liberation",
    "DejaVu": "fonts-dejavu",
    "PT": "fonts-paratype",
    "Free": "fonts-freefont-ttf",
    "Noto": "fonts-noto-core",
}
"""First word of a family and the Debian package that brings it."""


class FontMissing(Exception):
    """A typeface of the samples is not installed; the message names the package."""


@dataclass(frozen=True, kw_only=True)
class Face:
    """A typeface in one of its four cuts."""

    family: str
    bold: bool = False
    italic: bool = False


@functools.cache
def _installed() -> dict[tuple[str, bool, bool], str]:
    command = ["fc-list", "--format", "%{family[0]}|%{style[0]}|%{file}\n", ":lang=ru"]
    try:
        listing = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    except FileNotFoundError as error:
        raise FontMissing("fc-list is not installed: apt-get install fontconfig") from error
    files: dict[tuple[str, bool, bool], str] = {}
    for line in sorted(listing.splitlines()):
        family, style, file = line.split("|", 2)
        if not file.endswith(".ttf") or any(cut in style for cut in ("Light", "Condensed")):
            continue
        italic = "Italic" in style or "Oblique" in style
        files.setdefault((family, "Bold" in style, italic), file)
    return files


@functools.cache
def file_of(face: Face) -> str:
    """Return the path of the face's TrueType file; a cut that the family lacks falls back to its regular one.

    Raises FontMissing, naming the Debian package, when the family is not installed.
    """
    files = _installed()
    for bold, italic in ((face.bold, face.italic), (face.bold, False), (False, face.italic), (False, False)):
        found = files.get((face.family, bold, italic))
        if found:
            return found
    package = next((name for start, name in PACKAGES.items() if face.family.startswith(start)), "the font's package")
    raise FontMissing(f"typeface {face.family!r} is not installed: apt-get install {package}")
