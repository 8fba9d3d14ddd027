"""Is a program that names itself in a file one with which pictures and PDFs are altered?"""

from __future__ import annotations

import re

PICTURE_EDITORS = (
    "photoshop", "lightroom", "illustrator", "indesign", "gimp", "paint.net", "paintshop", "affinity", "pixelmator",
    "coreldraw", "corel photo", "krita", "inkscape", "canva", "figma", "picsart", "snapseed", "fotor", "pixlr",
    "photopea", "movavi", "faceapp", "adobe express", "photoscape", "meitu", "polarr", "befunky",
)  # fmt: skip
PDF_EDITORS = (
    "ilovepdf", "smallpdf", "sejda", "pdfescape", "pdf24", "pdffiller", "dochub", "foxit phantom", "foxit pdf editor",
    "foxit editor", "pdf-xchange editor", "pdfelement", "pdf editor", "movavi pdf", "master pdf editor", "nitro pro",
    "nitro pdf", "infix", "pdfill", "soda pdf", "pdf candy", "pdf expert", "xodo", "acrobat pro", "pdf architect",
    "draw", "stdu", "able2extract", "icecream pdf",
)  # fmt: skip
"""As they write themselves into a file's `Producer`, `Creator` or EXIF `Software`; lower case.

Programs that only scan, print or export (`Word`, `Chrome`, `ABBYY FineReader`, `Microsoft Print to PDF`) are none.
"""
LONGEST_NAME = 60


def editor_in(name: str) -> str | None:
    """The name as it stands, shortened and without what is no letter or digit; None when it is no editor's."""
    plain = re.sub(r"[^\w .,()+-]+", " ", name).strip()[:LONGEST_NAME]
    low = plain.lower()
    found = any(re.search(rf"(?<![a-z]){re.escape(one)}(?![a-z])", low) for one in (*PICTURE_EDITORS, *PDF_EDITORS))
    return plain if found else None
