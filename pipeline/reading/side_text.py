"""What stands on the page on its side? (a passport's number runs up its edge)"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box, Word
from pipeline.reading.line_finding import REACH, Stats, Strip, strip_of
from pipeline.reading.line_strips import cut
from pipeline.reading.protocol import Engine, Pixels

MIN_PIECES = 5
MIN_LENGTH = 3.5
"""A run is at least so many times as long as it is wide."""
ALIKE = 0.45
"""Widths of a run's pieces differ by no more than this share of their mean, and so do their centres across."""
COMPANY = 2
"""Pieces of a run stand alone in their row, or nearly so."""
MAX_RUNS = 6
SURE = 0.6


@dataclass(frozen=True, kw_only=True)
class Run:
    """A stretch of text on its side: its box and its letters' pieces on the page."""

    box: Box
    pieces: Stats


def find_runs(pieces: Stats, company: NDArray[np.int32], shape: tuple[int, ...]) -> tuple[Run, ...]:
    """Runs of letters one above another. `company` is the number of pieces in each piece's own row stretch."""
    alone = pieces[company <= COMPANY]
    if len(alone) < MIN_PIECES:
        return ()
    canvas = np.zeros(shape[:2], np.uint8)
    for x, y, width, height, _ in alone.tolist():
        reach, trim = int(REACH * max(width, height)), int(0.15 * width)
        cv2.rectangle(canvas, (x + trim, y - reach), (x + width - 1 - trim, y + height + reach), 1, -1)
    _, labels = cv2.connectedComponents(canvas, connectivity=4)
    owners = labels[alone[:, 1] + alone[:, 3] // 2, alone[:, 0] + alone[:, 2] // 2]
    groups = (alone[owners == owner] for owner in np.unique(owners))
    runs = [Run(box=_box(group), pieces=group) for group in groups if _is_run(group)]
    return tuple(sorted(runs, key=lambda run: run.box[1] - run.box[3])[:MAX_RUNS])


def _is_run(group: Stats) -> bool:
    if len(group) < MIN_PIECES:
        return False
    x0, y0, x1, y1 = _box(group)
    widths, centres = group[:, 2], group[:, 0] + group[:, 2] / 2
    even = float(widths.std()) <= ALIKE * float(widths.mean()) and float(centres.std()) <= ALIKE * float(widths.mean())
    return even and y1 - y0 >= MIN_LENGTH * (x1 - x0)


def _box(group: Stats) -> Box:
    low, high = group[:, :2].min(axis=0), (group[:, :2] + group[:, 2:4]).max(axis=0)
    return (int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def read_runs(grey: Pixels, runs: tuple[Run, ...], engine: Engine) -> list[tuple[Word, ...]]:
    """Words of each run, read in the direction in which it reads surely; runs that read in neither are left out."""
    return [words for run in runs if (words := _read_run(grey, run, engine))]


def _read_run(grey: Pixels, run: Run, engine: Engine) -> tuple[Word, ...]:
    best: tuple[Word, ...] = ()
    for clockwise in (True, False):
        turned = np.ascontiguousarray(np.rot90(grey, -1 if clockwise else 1))
        strip = _turned_strip(run, grey.shape, clockwise)
        piece = cut(turned, strip)
        (line,) = engine.read_lines([piece.pixels])
        words = line.words if line else ()
        if _sureness(words) > max(_sureness(best), SURE):
            spans = [(piece.left + word.box[0] / piece.scale, piece.left + word.box[2] / piece.scale) for word in words]
            best = tuple(
                word.model_copy(update={"box": _on_page(span, run.box, grey.shape, clockwise)})
                for word, span in zip(words, spans, strict=True)
            )
    return best


def _sureness(words: tuple[Word, ...]) -> float:
    symbols = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / symbols if symbols else 0.0


def _turned_strip(run: Run, shape: tuple[int, ...], clockwise: bool) -> Strip:
    x, y, width, height, area = run.pieces.T
    if clockwise:
        turned = np.stack([shape[0] - y - height, x, height, width, area], axis=1)
    else:
        turned = np.stack([y, shape[1] - x - width, height, width, area], axis=1)
    return strip_of(np.asarray(turned, np.int32))


def _on_page(span: tuple[float, float], box: Box, shape: tuple[int, ...], clockwise: bool) -> Box:
    start, end = (shape[0] - span[1], shape[0] - span[0]) if clockwise else span
    top = min(max(round(start), box[1]), box[3] - 1)
    return (box[0], top, box[2], max(min(round(end), box[3]), top + 1))
