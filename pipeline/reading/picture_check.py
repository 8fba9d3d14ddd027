"""Can an uploaded picture be decoded, and is it good enough to be read?"""

from __future__ import annotations

import numpy as np

from pipeline.bundle import FORMAT as FILES
from pipeline.case import Finding, Picture, Weight
from pipeline.reading.image_header import read_header
from pipeline.reading.pages import PICTURES, UNREADABLE, FilePart, files_of, source_page
from pipeline.reading.picture import judge, measure
from pipeline.reading.protocol import Pixels
from pipeline.rules.kind import PictureRules

MAX_LOST = 0.02
"""A JPEG that was cut off is taken when no more than this share of it is lost."""
MID_GREY = 128
"""What a decoder shows for blocks that are not in the file."""


def check_pictures(
    content: bytes, file_format: str, rules: PictureRules
) -> tuple[tuple[Picture, ...], tuple[Finding, ...]]:
    """Measures and findings of each JPEG or PNG that was handed in, one file or several."""
    pictures: list[Picture] = []
    findings: list[Finding] = []
    for part in files_of(content, file_format):
        measured, faults = check_picture(part.data, part.file_format, rules)
        pictures += (each.model_copy(update={"page": part.first}) for each in measured)
        findings += faults if file_format != FILES else (_in_file(fault, part) for fault in faults)
    return tuple(pictures), tuple(findings)


def check_picture(
    content: bytes, file_format: str, rules: PictureRules
) -> tuple[tuple[Picture, ...], tuple[Finding, ...]]:
    """Measures and findings of a JPEG or PNG; nothing for other formats."""
    if file_format not in PICTURES:
        return (), ()
    try:
        pixels = source_page(content, file_format, 1).pixels
    except UNREADABLE:
        return (), (_corrupt("the picture cannot be decoded"),)
    if not read_header(content, file_format).is_whole and lost_share(pixels) > MAX_LOST:
        return (), (_corrupt("a part of the picture is missing"),)
    picture = measure(pixels, 1)
    return (picture,), judge(picture, rules)


def _in_file(finding: Finding, part: FilePart) -> Finding:
    return finding.model_copy(update={"page": part.first, "detail": f"file {part.number}: {finding.detail}"})


def lost_share(pixels: Pixels) -> float:
    """Share of the rows (or columns: it may be turned) of a BGR picture that a decoder filled with mid grey."""
    grey = np.abs(pixels.astype(np.int16) - MID_GREY).max(axis=2) <= 2
    return float(max(grey.all(axis=1).mean(), grey.all(axis=0).mean()))


def _corrupt(detail: str) -> Finding:
    return Finding(code="FILE_CORRUPT", weight=Weight.REJECT, detail=detail, stops=True)
