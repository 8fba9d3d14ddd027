"""Which typefaces are the reporting papers set in, and where does Debian keep them?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

ROOT = Path("/usr/share/fonts/truetype")

PACKAGES = (
    "fonts-oldstandard",
    "fonts-crosextra-carlito",
    "fonts-open-sans",
    "fonts-roboto-unhinted",
    "fonts-sil-gentiumplus",
    "fonts-noto-core",
    "fonts-noto-mono",
    "fonts-gnutypewriter",
)
"""Debian packages that hold the files below; Caladea is not among them, since it has no Cyrillic."""


class TypefaceMissing(RuntimeError):
    """A typeface of the reporting set is not installed; the message names the packages to install."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """Names under which one family's faces are known to the PDF writer."""

    name: str
    regular: str
    bold: str
    italic: str


_FILES: dict[str, tuple[str, str, str]] = {
    "oldstandard": (
        "fonts-oldstandard/OldStandard-Regular.ttf",
        "fonts-oldstandard/OldStandard-Bold.ttf",
        "fonts-oldstandard/OldStandard-Italic.ttf",
    ),
    "carlito": (
        "crosextra/Carlito-Regular.ttf",
        "crosextra/Carlito-Bold.ttf",
        "crosextra/Carlito-Italic.ttf",
    ),
    "opensans": (
        "open-sans/OpenSans-Regular.ttf",
        "open-sans/OpenSans-Semibold.ttf",
        "open-sans/OpenSans-Italic.ttf",
    ),
    "roboto": (
        "roboto/unhinted/RobotoTTF/Roboto-Regular.ttf",
        "roboto/unhinted/RobotoTTF/Roboto-Bold.ttf",
        "roboto/unhinted/RobotoTTF/Roboto-Italic.ttf",
    ),
    "robotocondensed": (
        "roboto/unhinted/RobotoCondensed-Regular.ttf",
        "roboto/unhinted/RobotoCondensed-Bold.ttf",
        "roboto/unhinted/RobotoCondensed-Italic.ttf",
    ),
    "gentium": (
        "gentiumplus/GentiumPlus-Regular.ttf",
        "gentiumplus/GentiumPlus-Bold.ttf",
        "gentiumplus/GentiumPlus-Italic.ttf",
    ),
    "gentiumbook": (
        "gentiumplus/GentiumBookPlus-Regular.ttf",
        "gentiumplus/GentiumBookPlus-Bold.ttf",
        "gentiumplus/GentiumBookPlus-Italic.ttf",
    ),
    "notoserif": ("noto/NotoSerif-Regular.ttf", "noto/NotoSerif-Bold.ttf", "noto/NotoSerif-Italic.ttf"),
    "notosans": ("noto/NotoSans-Regular.ttf", "noto/NotoSans-Bold.ttf", "noto/NotoSans-Italic.ttf"),
    "notodisplay": (
        "noto/NotoSerifDisplay-Regular.ttf",
        "noto/NotoSerifDisplay-Bold.ttf",
        "noto/NotoSerifDisplay-Italic.ttf",
    ),
    "mono": ("noto/NotoSansMono-Regular.ttf", "noto/NotoSansMono-Bold.ttf", "noto/NotoSansMono-Regular.ttf"),
    "typewriter": (
        "gnutypewriter/GNUTypewriter.ttf",
        "gnutypewriter/GNUTypewriter.ttf",
        "gnutypewriter/GNUTypewriter.ttf",
    ),
}

SERIF = ("oldstandard", "gentium", "gentiumbook", "notoserif")
"""The display face is for titles only: its hairlines vanish in small print."""
SANS = ("carlito", "opensans", "roboto", "robotocondensed", "notosans")


@cache
def family(name: str) -> Family:
    """Return a family ready for use in a PDF.

    Raises TypefaceMissing when its file is not on this machine.
    """
    faces = []
    for part, file in zip(("regular", "bold", "italic"), _FILES[name], strict=True):
        if not (ROOT / file).is_file():
            raise TypefaceMissing(f"{ROOT / file} is missing: apt-get install {' '.join(PACKAGES)}")
        face = f"{name}-{part}"
        pdfmetrics.registerFont(TTFont(face, str(ROOT / file)))
        faces.append(face)
    return Family(name=name, regular=faces[0], bold=faces[1], italic=faces[2])


def file_of(name: str, part: int = 0) -> Path:
    """Return the file of a family's face (0 regular, 1 bold, 2 italic), for drawing pictures of ink."""
    path = ROOT / _FILES[name][part]
    if not path.is_file():
        raise TypefaceMissing(f"{path} is missing: apt-get install {' '.join(PACKAGES)}")
    return path
