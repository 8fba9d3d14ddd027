"""What pixels does a picture file hold, as its owner sees them? (OpenCV decodes, Pillow reads the header)"""

from __future__ import annotations

import io
import warnings

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from pipeline.case import Unreadable
from pipeline.reading.image_header import mended
from pipeline.reading.protocol import Pixels

MAX_LONG_SIDE = 4200
"""A JPEG much larger than this is decoded at a half, a quarter or an eighth: no text needs more."""
MAX_PIXELS = 120_000_000
"""Beyond this nothing is decoded; the kind's own limit on megapixels is checked before."""
ORIENTATION_TAG = 0x0112


class PictureUnreadable(Unreadable):
    """The picture cannot be decoded: the document is at fault."""


def picture_pixels(data: bytes) -> Pixels:
    """BGR pixels, turned once as EXIF says. 16 bit, grey, CMYK, alpha (over white) come out alike.

    Raises `PictureUnreadable`.
    """
    width, height, orientation, is_jpeg = _header(data)
    if width * height > MAX_PIXELS:
        raise PictureUnreadable("the picture has too many pixels")
    flags = _decode_flags(max(width, height)) if is_jpeg else cv2.IMREAD_UNCHANGED
    whole = mended(data, "jpeg") if is_jpeg else data
    pixels = _decoded(whole, flags | cv2.IMREAD_IGNORE_ORIENTATION if is_jpeg else flags)
    return turned_by_exif(_bgr(_fitted(pixels)), orientation)


def _header(data: bytes) -> tuple[int, int, int, bool]:
    """Width, height, EXIF orientation (1 where it is absent or nonsense), is it a JPEG."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as picture:
                return (*picture.size, _orientation(picture), picture.format in ("JPEG", "MPO"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureUnreadable("the file is no picture that can be opened") from error


def _orientation(picture: Image.Image) -> int:
    try:
        value = picture.getexif().get(ORIENTATION_TAG, 1)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, ZeroDivisionError):
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _decode_flags(long_side: int) -> int:
    if long_side <= MAX_LONG_SIDE * 1.5:
        return int(cv2.IMREAD_COLOR)
    if long_side <= MAX_LONG_SIDE * 3:
        return int(cv2.IMREAD_REDUCED_COLOR_2)
    return int(cv2.IMREAD_REDUCED_COLOR_4 if long_side <= MAX_LONG_SIDE * 6 else cv2.IMREAD_REDUCED_COLOR_8)


def _decoded(data: bytes, flags: int) -> np.ndarray:
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as error:
        raise PictureUnreadable("the picture cannot be decoded") from error
    if pixels is None or pixels.size == 0:
        raise PictureUnreadable("the picture cannot be decoded")
    return np.asarray(pixels)


def _fitted(pixels: np.ndarray) -> np.ndarray:
    """At most `MAX_LONG_SIDE` long: what a PNG could not do while it was decoded."""
    scale = MAX_LONG_SIDE / max(pixels.shape[:2])
    return (
        np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)) if scale < 1 else pixels
    )


def _bgr(pixels: np.ndarray) -> Pixels:
    eight = pixels if pixels.dtype == np.uint8 else _eight_bit(pixels)
    if eight.ndim == 2:
        return np.asarray(cv2.cvtColor(eight, cv2.COLOR_GRAY2BGR), np.uint8)
    if eight.shape[2] == 2:
        return np.asarray(cv2.cvtColor(_over_white(eight)[:, :, 0], cv2.COLOR_GRAY2BGR), np.uint8)
    return _over_white(eight) if eight.shape[2] == 4 else np.ascontiguousarray(eight)


def _eight_bit(pixels: np.ndarray) -> Pixels:
    if pixels.dtype == np.uint16:
        return (pixels >> 8).astype(np.uint8)
    return np.asarray(cv2.normalize(pixels, None, 0, 255, cv2.NORM_MINMAX), np.uint8)


def _over_white(pixels: Pixels) -> Pixels:
    """Blend the last channel, alpha, over white paper."""
    colours, alpha = pixels[:, :, :-1], pixels[:, :, -1:]
    if alpha.min() == 255:
        return np.ascontiguousarray(colours)
    share = alpha.astype(np.uint16)
    return ((colours * share + 255 * (255 - share)) // 255).astype(np.uint8)


def turned_by_exif(pixels: Pixels, orientation: int) -> Pixels:
    """Turn and mirror the pixels as EXIF's orientation 1 to 8 says."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    rows = -1 if orientation in (3, 4, 7, 8) else 1
    columns = -1 if orientation in (2, 3, 6, 7) else 1
    return np.ascontiguousarray(pixels[::rows, ::columns])
