"""Which programs made and altered a JPEG or a PNG, and does its thumbnail show the same picture? (Pillow)"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator

import cv2
import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

from pipeline.case import Trace
from pipeline.reading.decode import picture_pixels
from pipeline.reading.editors import editor_in
from pipeline.reading.protocol import Pixels

SOFTWARE, PROCESSED_WITH, USER_COMMENT = 0x0131, 0x000B, 0x9286
EXIF_DIRECTORY, THUMBNAIL_DIRECTORY = ExifTags.IFD.Exif, ExifTags.IFD.IFD1
THUMBNAIL_OFFSET, THUMBNAIL_LENGTH = 0x0201, 0x0202
AGENT = re.compile(rb"(?:softwareAgent|CreatorTool)(?:>|=[\"'])\s*([^<\"']{2,120})")
PHOTOSHOP_BLOCK = b"Photoshop 3.0\x008BIM"
HEAD = 300_000
"""Bytes at the start of a file in which its XMP and resource blocks stand."""
OTHER_PICTURE = 0.6
"""A thumbnail of the same picture is like it to 0.95 and more (normalised correlation), of another one to some 0.3."""
SIDE = 96
SHAPE = 0.1
FAULTS = (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, KeyError, Image.DecompressionBombError)


def traces_of_picture(content: bytes) -> tuple[Trace, ...]:
    """Advisory traces of the file; none for one that cannot be opened."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as picture:
                exif = picture.getexif()
                named = [str(exif.get(tag, "")) for tag in (SOFTWARE, PROCESSED_WITH)]
                named += [str(picture.info.get(key, "")) for key in ("Software", "Creator")]
                comment = str(exif.get_ifd(EXIF_DIRECTORY).get(USER_COMMENT, ""))
                comment += str(picture.info.get("XML:com.adobe.xmp", ""))
                thumbnail = _thumbnail(content, exif) if picture.format == "JPEG" else None
    except FAULTS:
        return ()
    return (
        *_programs(content, named),
        *_screenshot("screenshot" in comment.lower()),
        *_thumbnail_differs(content, thumbnail),
    )


def _programs(content: bytes, named: list[str]) -> Iterator[Trace]:
    head = content[:HEAD]
    agents = [match.decode("utf-8", "replace") for match in AGENT.findall(head)]
    editors = sorted({editor for name in (*named, *agents) if (editor := editor_in(name))})
    for editor in editors:
        yield Trace(what="edited_with", strength="fair", detail=f"в файле назван редактор: {editor}")
    if not editors and PHOTOSHOP_BLOCK in head:
        yield Trace(what="edited_with", strength="weak", detail="в файле есть блок данных Photoshop")
    history = [agent for agent in agents if editor_in(agent)]
    if b"xmpMM:History" in head and history:
        yield Trace(what="edit_history", strength="fair", detail=f"сохранений в редакторе: {len(history)}")


def _screenshot(found: bool) -> Iterator[Trace]:
    if found:
        yield Trace(what="screenshot", strength="weak", detail="снимок экрана, а не документа")


def _thumbnail(content: bytes, exif: Image.Exif) -> bytes | None:
    """The JPEG that EXIF holds beside the picture (its offset counts from the EXIF block's own start)."""
    directory = exif.get_ifd(THUMBNAIL_DIRECTORY)
    offset, length = directory.get(THUMBNAIL_OFFSET), directory.get(THUMBNAIL_LENGTH)
    start = content.find(b"Exif\x00\x00", 0, HEAD)
    if not isinstance(offset, int) or not isinstance(length, int) or start < 0:
        return None
    return content[start + 6 + offset : start + 6 + offset + length]


def _thumbnail_differs(content: bytes, thumbnail: bytes | None) -> Iterator[Trace]:
    small = cv2.imdecode(np.frombuffer(thumbnail, np.uint8), cv2.IMREAD_GRAYSCALE) if thumbnail else None
    if small is None or min(small.shape) < 16:
        return
    whole = picture_pixels(content)
    alike = max(likeness(whole, np.rot90(np.asarray(small, np.uint8), turns)) for turns in range(4))
    if -1.0 < alike < OTHER_PICTURE:
        detail = f"миниатюра внутри файла показывает другое: сходство {alike:.2f}"
        yield Trace(what="thumbnail_differs", strength="fair", detail=detail)


def likeness(whole: Pixels, small: Pixels) -> float:
    """Normalised correlation of a BGR picture with a grey thumbnail; -1 where they are of another shape.

    Cameras put black bars around a thumbnail to make it 4:3: bars are cut off first.
    """
    rows, columns = np.flatnonzero(small.max(axis=1) > 24), np.flatnonzero(small.max(axis=0) > 24)
    if len(rows) < 8 or len(columns) < 8:
        return 1.0
    cut = small[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if abs(np.log((whole.shape[1] / whole.shape[0]) / (cut.shape[1] / cut.shape[0]))) > SHAPE:
        return -1.0  # turned by a quarter, or another picture
    grey = cv2.cvtColor(cv2.resize(whole, (SIDE, SIDE), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    other = cv2.resize(np.ascontiguousarray(cut), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    one, two = (cv2.GaussianBlur(each, (0, 0), 1.5).astype(np.float64).ravel() for each in (grey, other))
    one, two = one - one.mean(), two - two.mean()
    norm = float(np.linalg.norm(one) * np.linalg.norm(two))
    return float(one @ two) / norm if norm > 0 else 1.0
