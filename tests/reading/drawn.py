"""Pages drawn for the tests of reading: invented text in a free typeface."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.reading.protocol import Pixels

FONTS = ("liberation/LiberationSerif-Regular.ttf", "dejavu/DejaVuSans.ttf")
FOLDER = Path("/usr/share/fonts/truetype")
TEXT = (
    "УДОСТОВЕРЕНИЕ",
    "о повышении квалификации",
    "Регистрационный номер 18-28440",
    "Настоящее удостоверение свидетельствует о том, что",
    "Ясенева Мария Петровна",
    "прошла обучение в университете города",
    "Дата выдачи 28 июня 2019 года",
)


def font(size: int) -> ImageFont.FreeTypeFont:
    path = next((FOLDER / name for name in FONTS if (FOLDER / name).is_file()), None)
    if path is None:
        pytest.skip("no typeface with Cyrillic letters is installed")
    return ImageFont.truetype(str(path), size)


def page(lines: tuple[str, ...] = TEXT, *, size: tuple[int, int] = (1240, 900), height: int = 36) -> Pixels:
    """A BGR page of centred lines."""
    picture = Image.new("RGB", size, (250, 249, 245))
    pen = ImageDraw.Draw(picture)
    for place, text in enumerate(lines):
        pen.text((size[0] // 2, 90 + place * height * 3), text, font=font(height), fill=(25, 25, 30), anchor="mm")
    return np.asarray(picture, np.uint8)[:, :, ::-1].copy()


def on_a_desk(sheet: Pixels) -> tuple[Pixels, np.ndarray]:
    """The sheet as a camera sees it on a dark desk, and its corners there."""
    height, width = sheet.shape[:2]
    corners = np.array([[160, 120], [width + 60, 60], [width + 180, height + 120], [80, height + 40]], np.float32)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    desk = np.full((height + 240, width + 280, 3), (40, 60, 75), np.uint8)
    matrix = cv2.getPerspectiveTransform(flat, corners)
    size = (desk.shape[1], desk.shape[0])
    cv2.warpPerspective(sheet, matrix, size, dst=desk, borderMode=cv2.BORDER_TRANSPARENT)
    return desk, corners


def encoded(pixels: Pixels, *, kind: str = "JPEG", orientation: int | None = None) -> bytes:
    picture = Image.fromarray(np.ascontiguousarray(pixels[:, :, ::-1]))
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    packed = io.BytesIO()
    picture.save(packed, kind, exif=exif, **({"quality": 92} if kind == "JPEG" else {}))
    return packed.getvalue()
