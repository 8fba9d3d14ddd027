"""Through which medium is a paper handed in? (scanner, telephone, PDF; each from a seed)"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from samples.canvas import Paper, Sheet
from samples.raster import Pixels, render
from samples.style import Press
from samples.textpdf import picture_pdf, text_pdf

MOST_BYTES = 5_100_000
"""A cabinet takes files of 5 MiB."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file as it is handed in: its content and the ending of its name, with the dot."""

    content: bytes
    suffix: str


def jpeg(pixels: Pixels, quality: int, *, dpi: int = 0, exif: bytes = b"") -> bytes:
    stream = io.BytesIO()
    options = {"dpi": (dpi, dpi)} if dpi else {}
    Image.fromarray(pixels).save(stream, "JPEG", quality=quality, exif=exif, **options)
    return stream.getvalue()


def png(pixels: Pixels) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


def grain(rng: random.Random, pixels: Pixels, strength: float) -> Pixels:
    """Add a sensor's noise of the given standard deviation; cheap: one tile of noise laid over all."""
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, strength, (512, 512, 3)).astype(np.float32)
    height, width = pixels.shape[:2]
    tiled = np.tile(noise, (height // 512 + 1, width // 512 + 1, 1))[:height, :width]
    return np.asarray(np.clip(pixels + tiled, 0, 255).astype(np.uint8))


def scan(rng: random.Random, sheet: Sheet, dpi: int, *, grey: bool = False, press: Press = "main") -> Pixels:
    """A flat-bed scan: a little skewed, a little soft, with the scanner's white or grey beyond the paper's edge."""
    fine = render(sheet, 300 if dpi >= 200 else 250)
    angle = rng.gauss(0, 0.55)
    margin = int(0.02 * fine.shape[1] * rng.random())
    back = rng.choice(((255, 255, 255), (250, 250, 250), (225, 226, 228)))
    padded = cv2.copyMakeBorder(fine, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=back)
    height, width = padded.shape[:2]
    share = dpi / (300 if dpi >= 200 else 250)
    size = (int(width * share), int(height * share))
    if share < 1:
        padded = cv2.GaussianBlur(padded, (0, 0), 0.45 / share)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    squeeze = np.diag([share, share, 1.0]) @ np.vstack([turn, [0, 0, 1]])
    pixels = cv2.warpAffine(
        padded, squeeze[:2], size, flags=cv2.INTER_AREA if share < 1 else cv2.INTER_LINEAR, borderValue=back
    )
    tone = rng.uniform(0.94, 1.06)
    pixels = np.clip((pixels.astype(np.float32) - 128) * tone + 128 + rng.uniform(-6, 6), 0, 255).astype(np.uint8)
    pixels = grain(rng, pixels, rng.uniform(1, 4) + (2.5 if press == "other" else 0))
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if grey else pixels


def _table(rng: random.Random, height: int, width: int) -> NDArray[np.float32]:
    """What lies under the paper: wood, cloth or a dark desk."""
    generator = np.random.default_rng(rng.getrandbits(32))
    colour = np.array(
        rng.choice(((120, 85, 55), (70, 72, 78), (165, 150, 130), (45, 45, 50), (150, 120, 90))), np.float32
    )
    streaks = generator.random((max(2, height // 6), 6)).astype(np.float32)
    texture = cv2.resize(streaks, (width, height), interpolation=cv2.INTER_CUBIC)
    fine = cv2.resize(generator.random((height // 3, width // 3)).astype(np.float32), (width, height))
    return np.asarray(colour * (0.78 + 0.3 * texture[..., None] + 0.12 * fine[..., None]))


def _light(rng: random.Random, height: int, width: int, depth: float) -> NDArray[np.float32]:
    """A field of light: a slope, and a soft shadow of a hand or a shelf."""
    ys, xs = np.mgrid[0:1:64j, 0:1:64j].astype(np.float32)
    tilt = rng.uniform(0, 2 * np.pi)
    slope = 1 - depth * 0.6 * ((xs - 0.5) * np.cos(tilt) + (ys - 0.5) * np.sin(tilt) + 0.5)
    edge = (xs - rng.uniform(0, 1)) * np.cos(tilt * 2) + (ys - rng.uniform(0, 1)) * np.sin(tilt * 2)
    shadow = 1 - depth * 0.6 / (1 + np.exp(-edge * rng.uniform(8, 25)))
    return np.asarray(cv2.resize((slope * shadow).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC))


@dataclass(frozen=True, kw_only=True)
class Camera:
    """How hard the shot is. Lengths are shares of the picture's longer side; noise in grey levels."""

    side: tuple[int, int]
    tilt: float
    shade: float
    cast: float
    blur: tuple[float, float]
    noise: tuple[float, float]
    quality: tuple[int, int]
    turn: float
    fold: bool = False


EASY = Camera(
    side=(2500, 3400), tilt=0.025, shade=0.30, cast=0.06, blur=(0.5, 1.0), noise=(2, 5), quality=(78, 92), turn=3
)
HARD = Camera(
    side=(1900, 2400),
    tilt=0.055,
    shade=0.55,
    cast=0.12,
    blur=(0.8, 1.25),
    noise=(5, 9),
    quality=(62, 82),
    turn=6,
    fold=True,
)


def photo(rng: random.Random, sheet: Sheet, camera: Camera) -> Pixels:
    """A telephone's shot of the sheet on a table: perspective, shadow, colour cast, blur, noise."""
    long = rng.randrange(*camera.side)
    flat = render(sheet, min(600.0, max(250.0, long / max(sheet.width, sheet.height) * 25.4)))
    landscape = flat.shape[1] > flat.shape[0]
    width, height = (long, int(long * 0.75)) if landscape else (int(long * 0.75), long)
    fit = min(width / flat.shape[1], height / flat.shape[0]) * rng.uniform(0.86, 0.96)
    if camera.fold and rng.random() < 0.6:
        flat = _folded(rng, flat)
    if fit < 1:
        flat = cv2.GaussianBlur(flat, (0, 0), 0.35 / fit)
    half = np.array([flat.shape[1], flat.shape[0]]) * fit / 2
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    turn = np.radians(rng.uniform(-camera.turn, camera.turn))
    corners = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    corners += np.array([[rng.uniform(-1, 1) * camera.tilt * long for _ in range(2)] for _ in range(4)])
    corners += np.array([width / 2, height / 2])
    reach = np.maximum(
        np.abs(corners - [width / 2, height / 2]).max(axis=0) / (np.array([width, height]) / 2 * 0.99), 1
    )
    corners = (corners - [width / 2, height / 2]) / reach.max() + [width / 2, height / 2]
    source = np.array([[0, 0], [flat.shape[1], 0], [flat.shape[1], flat.shape[0]], [0, flat.shape[0]]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    shot = cv2.warpPerspective(flat, matrix, (width, height), flags=cv2.INTER_LINEAR).astype(np.float32)
    cover = cv2.warpPerspective(np.full(flat.shape[:2], 255, np.uint8), matrix, (width, height)).astype(np.float32)[
        ..., None
    ]
    shot = shot * (cover / 255) + _table(rng, height, width) * (1 - cover / 255)
    shot *= _light(rng, height, width, camera.shade)[..., None]
    shot *= np.array([1 + rng.uniform(-1, 1) * camera.cast for _ in range(3)], np.float32) * rng.uniform(0.9, 1.06)
    shot = cv2.GaussianBlur(shot, (0, 0), rng.uniform(*camera.blur))
    return grain(rng, np.clip(shot, 0, 255).astype(np.uint8), rng.uniform(*camera.noise))


def _folded(rng: random.Random, flat: Pixels) -> Pixels:
    """A crease across the sheet: one side a little darker, a light line between."""
    at = int(flat.shape[0] * rng.uniform(0.35, 0.65))
    shade = np.ones(flat.shape[0], np.float32)
    reach = np.arange(flat.shape[0]) - at
    shade -= 0.16 * np.exp(-np.clip(reach, 0, None) / 120) * (reach >= 0)
    shade += 0.10 * np.exp(-np.abs(reach) / 5)
    return np.asarray(np.clip(flat * shade[:, None, None], 0, 255).astype(np.uint8))


def _on_glass(rng: random.Random, pixels: Pixels, dpi: int) -> Pixels:
    """A small paper on the glass of an A4 scanner: white all around it."""
    glass = np.full((int(297 / 25.4 * dpi), int(210 / 25.4 * dpi), 3), 252, np.uint8)
    height, width = pixels.shape[:2]
    if height > glass.shape[0] or width > glass.shape[1]:
        return pixels
    y, x = rng.randrange(glass.shape[0] - height + 1) // 2, rng.randrange(glass.shape[1] - width + 1)
    glass[y : y + height, x : x + width] = pixels
    return glass


def _scanned(rng: random.Random, sheet: Sheet, medium: str, press: Press) -> Pixels:
    dpi = dpi_of(medium)
    pixels = scan(rng, sheet, dpi, grey="grey" in medium, press=press)
    if sheet.width < 180 and pixels.ndim == 3 and rng.random() < 0.4:
        pixels = _on_glass(rng, pixels, dpi)
    return np.ascontiguousarray(np.rot90(pixels, 2)) if "upside" in medium else pixels


def dpi_of(medium: str) -> int:
    """The resolution in a medium's name; 200 where it names none."""
    return next((int(part) for part in medium.split("_") if part.isdigit()), 200)


def _sideways(rng: random.Random, pixels: Pixels) -> tuple[Pixels, bytes]:
    """Turn the pixels by a quarter, a half or three; now and then the EXIF tag says how to turn them back."""
    turns = rng.choice((1, 2, 3))
    turned = np.ascontiguousarray(np.rot90(pixels, turns))
    if rng.random() < 0.7:
        return turned, b""
    exif = Image.Exif()
    exif[0x0112] = {1: 6, 2: 3, 3: 8}[turns]
    return turned, exif.tobytes()


def hand_in(rng: random.Random, paper: Paper, medium: str, press: Press = "main") -> File:
    """Turn a paper into the file of a medium (see `MEDIA`)."""
    sheet = paper.sheets[0]
    if medium == "text_pdf":
        return File(content=text_pdf(paper), suffix=".pdf")
    if len(paper.sheets) > 1:
        return _several(rng, paper, medium, press)
    if medium.startswith("scan"):
        pixels, dpi = _scanned(rng, sheet, medium, press), dpi_of(medium)
        if "pdf" in medium:
            picture = jpeg(pixels, rng.randrange(68, 90), dpi=dpi)
            size = (pixels.shape[1] / dpi * 25.4, pixels.shape[0] / dpi * 25.4)
            return File(content=picture_pdf([picture], *size, huge="huge" in medium), suffix=".pdf")
        if dpi < 200 and rng.random() < 0.15 and "grey" in medium:
            return File(content=png(pixels), suffix=".png")
        return File(content=jpeg(pixels, rng.randrange(68, 93), dpi=dpi), suffix=rng.choice((".jpg", ".jpg", ".jpeg")))
    camera = HARD if medium.startswith("hard") else EASY
    shot, exif = photo(rng, sheet, camera), b""
    if "sideways" in medium:
        shot, exif = _sideways(rng, shot)
    quality = rng.randrange(*camera.quality)
    content = jpeg(shot, quality, exif=exif)
    if len(content) > MOST_BYTES and not exif:
        content = _light_enough(shot, quality, MOST_BYTES)
    return File(content=content, suffix=".jpg")


def _light_enough(pixels: Pixels, quality: int, most: int) -> bytes:
    """As JPEG, so strongly compressed that a cabinet takes it."""
    while len(packed := jpeg(pixels, quality)) > most and quality > 20:
        quality -= 6
    return packed


def _several(rng: random.Random, paper: Paper, medium: str, press: Press) -> File:
    """A paper of several pages comes as one PDF with a scan or a shot of each."""
    camera = HARD if medium.startswith("hard") else EASY
    pictures = []
    for sheet in paper.sheets:
        if medium.startswith("scan"):
            seen, quality = _scanned(rng, sheet, medium, press), rng.randrange(68, 90)
        else:
            seen, quality = photo(rng, sheet, camera), rng.randrange(*camera.quality)
            seen = _sideways(rng, seen)[0] if "sideways" in medium else seen
        pictures.append(_light_enough(seen, quality, MOST_BYTES // len(paper.sheets)))
    sheet = paper.sheets[0]
    return File(content=picture_pdf(pictures, sheet.width, sheet.height, huge="huge" in medium), suffix=".pdf")


MEDIA = {
    "text_pdf": 2.0,
    "scan_300": 1.0,
    "scan_200": 1.5,
    "scan_150": 1.0,
    "scan_300_grey": 0.7,
    "scan_200_grey": 0.7,
    "scan_150_grey": 0.7,
    "scan_200_upside_down": 0.4,
    "scan_pdf": 1.2,
    "scan_pdf_huge": 0.5,
    "photo": 2.5,
    "hard_photo": 1.0,
    "photo_sideways": 0.8,
    "hard_photo_sideways": 0.3,
}
"""Every medium, with its weight in a mixed batch."""
