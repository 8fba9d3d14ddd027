"""Is a page's picture good enough to be read, and what is wrong with it?"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.case import Finding, Picture, Weight
from pipeline.reading.glare import glare_share
from pipeline.reading.ink import small_grey
from pipeline.reading.letter_rows import LetterRows
from pipeline.reading.protocol import Pixels
from pipeline.reading.sharpness import EDGE_OF_SIGMA, edge_width, noise_level
from pipeline.reading.text_look import FEW_LETTERS, LOOK_SIDE, Look, look_at, sought_rows, strokes, text_height
from pipeline.rules.kind import PictureRules

COARSE_SIDE = 500
LEAST_SIDE = 32
"""Smaller pictures are not measured: there is no text in so few pixels."""
LIT = 0.6
"""What lies in less than this share of the picture's best light is table or deep shadow, not paper."""
SHARP_FRAME = 0.8
"""Sharpness of a page without letters whose frame or rules are in focus."""


def measure(image: Pixels, page_number: int, *, scale: float = 1.0) -> Picture:
    """Measure one page: H x W grey or H x W x 3 BGR, in any of the four directions.

    `scale` says how much smaller `image` is than the page's own pixels (0.5: half as wide); the result speaks of these.
    """
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) if image.ndim == 3 else image, np.uint8)
    if min(grey.shape) < LEAST_SIDE:
        size = {"width_px": round(grey.shape[1] / scale), "height_px": round(grey.shape[0] / scale)}
        return Picture(page=page_number, brightness=float(grey.mean()), **size)
    look = look_at(grey, LOOK_SIDE)
    rows = sought_rows(look)
    width, contrast = edge_width(grey, strokes(rows) / look.scale)
    height = text_height(rows, width * look.scale) / look.scale if rows.weight >= FEW_LETTERS else None
    noise = noise_level(grey)
    return Picture(
        page=page_number,
        width_px=round(grey.shape[1] / scale),
        height_px=round(grey.shape[0] / scale),
        text_height_px=height / scale if height else None,
        letters=rows.count,
        edge_px=width / scale,
        sharpness=height / max(width, 0.5) if height else coarse_sharpness(grey),
        brightness=paper_brightness(look, rows),
        contrast=contrast,
        noise=noise,
        ink_share=structure_share(look, noise),
        glare_share=glare_share(look.grey, look.light, rows),
        cut_share=cut_share(rows, look.flat.shape[1], look.flat.shape[0]),
    )


def paper_brightness(look: Look, rows: LetterRows) -> float:
    """Grey level of the paper: around the letters, or of the picture's brighter parts. The table does not count."""
    if rows.count >= FEW_LETTERS:
        x, y = rows.boxes[:, 0] + rows.boxes[:, 2] // 2, rows.boxes[:, 1] + rows.boxes[:, 3] // 2
        return float(np.median(look.light[y, x]))
    return float(np.percentile(look.light[::8, ::8], 75))


def structure_share(look: Look, noise: float) -> float:
    """Share of the paper, its rim apart, that is clearly darker than the paper around it; noise does not count."""
    flat = cv2.resize(look.flat, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    light = cv2.resize(look.light, (flat.shape[1], flat.shape[0]), interpolation=cv2.INTER_AREA)
    best = float(np.percentile(light[::4, ::4], 95))
    rim = max(3, round(0.05 * max(flat.shape)))
    lit = cv2.copyMakeBorder((light >= LIT * best).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    paper = cv2.erode(lit, np.ones((rim, rim), np.uint8))[1:-1, 1:-1] > 0
    if best <= 0 or not paper.any():
        return 0.0
    depth = max(24.0, 3 * 255 * noise / best)
    return float(np.mean(cv2.GaussianBlur(flat, (0, 0), 0.8)[paper] < 255 - depth))


def coarse_sharpness(grey: Pixels) -> float:
    """Height of ordinary letters over the width of the steepest edges, where no letters were found."""
    small, scale = small_grey(grey, COARSE_SIDE)
    smooth = cv2.GaussianBlur(small, (0, 0), 0.8).astype(np.float32)
    contrast = float(np.percentile(smooth, 98) - np.percentile(smooth, 2))
    slope = float(np.percentile(np.abs(smooth[:, 2:] - smooth[:, :-2]) / 2, 99.5))
    if contrast < 8 or slope <= 0:
        return 0.0
    width = EDGE_OF_SIGMA * contrast / (slope * 2.507) / scale
    return float(max(grey.shape) / 140 / max(width, 0.5))


def cut_share(rows: LetterRows, width: int, height: int) -> float:
    """Share of the rows of text that run into the picture's border: at their ends, or along it.

    Frames and ornaments beside the border make no rows across it, so that a page that fills the picture is whole.
    """
    if rows.count < FEW_LETTERS:
        return 0.0
    x0, y0 = rows.boxes[:, 0], rows.boxes[:, 1]
    x1, y1 = x0 + rows.boxes[:, 2], y0 + rows.boxes[:, 3]
    typical = text_height(rows)
    first, last, end = (y0, y1, height) if rows.sideways else (x0, x1, width)
    halved = (x0 <= 1) | (x1 >= width - 1) if rows.sideways else (y0 <= 1) | (y1 >= height - 1)
    numbers, counts = np.unique(rows.row, return_counts=True)
    cut = total = 0
    for number in numbers[counts >= 4]:
        member = rows.row == number
        if not 0.6 <= float(np.median(rows.heights[member])) / typical <= 1.8:
            continue
        total += 1
        near = min(int(first[member].min()), end - int(last[member].max()))
        cut += bool(near <= 0.5 * typical or halved[member].mean() >= 0.5)
    return float(cut / total) if total >= 4 else 0.0


def judge(picture: Picture, rules: PictureRules) -> tuple[Finding, ...]:
    """Findings about one picture: those that make it hopeless reject and stop, those that make it doubtful are notes.

    A note says what to ask the applicant for when later stages cannot read a field.
    """
    size = max(picture.width_px, picture.height_px)
    if size < rules.min_width_px or min(picture.width_px, picture.height_px) < rules.min_width_px / 4:
        return (_fault(picture, "SCAN_LOW_RESOLUTION", True, f"{picture.width_px} x {picture.height_px} px"),)
    if picture.brightness < rules.min_brightness:
        return (_fault(picture, "SCAN_DARK", True, f"paper at {picture.brightness:.0f} of 255"),)
    if picture.ink_share > rules.max_ink_share:
        return (_fault(picture, "SCAN_UNREADABLE", False, f"dark on {picture.ink_share:.0%}: hardly a page"),)
    if picture.text_height_px is None:
        return (_without_text(picture, rules),)
    found = [_size_or_blur(picture, rules)]
    if picture.contrast < rules.min_contrast:
        found.append(_fault(picture, "SCAN_DARK", True, f"contrast {picture.contrast:.0f} of 255"))
    elif picture.brightness < rules.doubtful_brightness:
        found.append(_fault(picture, "SCAN_DARK", False, f"paper at {picture.brightness:.0f} of 255"))
    shares = (
        ("SCAN_GLARE", picture.glare_share, rules.doubtful_glare_share, rules.max_glare_share),
        ("SCAN_CROPPED", picture.cut_share, rules.doubtful_cut_share, rules.max_cut_share),
    )
    for code, share, doubtful, most in shares:
        if share >= doubtful:
            found.append(_fault(picture, code, share > most, f"{share:.0%} of the text"))
    return tuple(finding for finding in found if finding)


def _without_text(picture: Picture, rules: PictureRules) -> Finding:
    if picture.ink_share < rules.min_ink_share:
        return _fault(picture, "SCAN_BLANK", True, f"ink on {picture.ink_share:.2%} of the page")
    if picture.sharpness < SHARP_FRAME:
        return _fault(picture, "SCAN_BLURRED", True, f"no letters; sharpness {picture.sharpness:.2f}")
    return _fault(picture, "SCAN_BLANK", False, f"no letters; ink on {picture.ink_share:.2%} of the page")


def _size_or_blur(picture: Picture, rules: PictureRules) -> Finding | None:
    """Few pixels make edges wide too when counted in letters: in pixels they stay narrow."""
    height = picture.text_height_px or 0.0
    if picture.edge_px >= rules.min_blur_px and picture.sharpness < rules.doubtful_sharpness:
        hopeless = picture.sharpness < rules.min_sharpness
        return _fault(picture, "SCAN_BLURRED", hopeless, f"sharpness {picture.sharpness:.2f}")
    if height < rules.doubtful_text_height_px:
        hopeless = height < rules.min_text_height_px
        return _fault(picture, "SCAN_LOW_RESOLUTION", hopeless, f"letters {height:.1f} px high")
    return None


def _fault(picture: Picture, code: str, hopeless: bool, detail: str) -> Finding:
    weight = Weight.REJECT if hopeless else Weight.NOTE
    return Finding(code=code, weight=weight, page=picture.page, detail=detail, stops=hopeless)
