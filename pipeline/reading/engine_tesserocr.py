"""What does the Tesseract inside this process read? (tesserocr)"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import tesserocr

from pipeline.case import Choice, Line, Look, RetryLater
from pipeline.reading.protocol import Layout, Pixels
from pipeline.reading.tesseract_tables import EngineMissing, cells_of, find_tessdata, line_of, lines_of, models_version

SEGMENTATION: dict[Layout, int] = {
    "page": tesserocr.PSM.AUTO,
    "block": tesserocr.PSM.SINGLE_BLOCK,
    "sparse": tesserocr.PSM.SPARSE_TEXT,
    "line": tesserocr.PSM.SINGLE_LINE,
}
SPOT_DPI = 300
SPOT_SHARE = 0.25
"""A crop of one line gets this share of a page's time limit."""
WITH_CHOICES = "2"
"""Tesseract's `lstm_choice_mode`: costs 18 % of a page's time, so that only spots are read with it."""
LEAST_COST = 0.95
COST_OF_A_FACTOR_E = 10.0


class TesserocrEngine:
    """Tesseract in process: a model a language is loaded at first use and kept. Not for several threads."""

    def __init__(self, *, tessdata: Path | None = None, timeout: float = 20.0) -> None:
        """`timeout` in seconds for one page. Raises `EngineMissing` when there are no models."""
        self._tessdata = find_tessdata(tessdata)
        self._timeout = timeout
        self._apis: dict[str, Any] = {}

    @cached_property
    def version(self) -> str:
        program = tesserocr.tesseract_version().split()[1]
        return f"tesserocr {program} {models_version(self._tessdata)}"

    def read_page(self, image: Pixels, *, layout: Layout = "page", dpi: int = 200) -> tuple[Line, ...]:
        """Read a grey page in Russian. Raises `RetryLater` past the time limit."""
        api = self._api("rus", "page")
        api.SetPageSegMode(SEGMENTATION[layout])
        self._recognise(api, image, dpi, self._timeout)
        return lines_of(cells_of(api.GetTSVText(0)))

    def read_lines(self, images: Sequence[Pixels]) -> tuple[Line | None, ...]:
        """Read strips of one line each; `timeout` is for all of them. Raises `RetryLater` past it."""
        api = self._api("rus", "page")
        api.SetPageSegMode(tesserocr.PSM.RAW_LINE)
        ends = time.monotonic() + self._timeout
        return tuple(self._read_line(api, image, ends - time.monotonic()) for image in images)

    def _read_line(self, api: Any, image: Pixels, left: float) -> Line | None:
        if left <= 0:
            raise RetryLater("tesserocr: time limit of a page")
        self._recognise(api, image, SPOT_DPI, left)
        cells = cells_of(api.GetTSVText(0))
        return line_of([cell.word for cell in cells]) if cells else None

    def read_spots(
        self, images: Sequence[Pixels], *, language: Literal["rus", "eng"], allowed: str = "", how: str = ""
    ) -> tuple[Look, ...]:
        """Read crops of one line each, with the alternatives of each symbol."""
        api = self._api(language, "spots")
        api.SetVariable("tessedit_char_whitelist", allowed)
        return tuple(self._read_spot(api, image, how) for image in images)

    def _read_spot(self, api: Any, image: Pixels, how: str) -> Look:
        self._recognise(api, image, SPOT_DPI, self._timeout * SPOT_SHARE)
        text = " ".join(api.GetUTF8Text().split())
        confidence = min(max(api.MeanTextConf() / 100, 0.0), 1.0)
        return Look(how=how, text=text, confidence=confidence if text else 0.0, choices=_choices(api) if text else ())

    def _recognise(self, api: Any, image: Pixels, dpi: int, limit: float) -> None:
        grey = np.ascontiguousarray(image)
        height, width = grey.shape[:2]
        depth = 1 if grey.ndim == 2 else grey.shape[2]
        if min(height, width) < 3:
            grey, height, width, depth = np.full((8, 8), 255, np.uint8), 8, 8, 1
        api.SetImageBytes(grey.tobytes(), width, height, depth, width * depth)
        api.SetSourceResolution(dpi)
        if not api.Recognize(int(limit * 1000)):
            raise RetryLater("tesserocr: time limit of a page")

    def _api(self, language: str, purpose: Literal["page", "spots"]) -> Any:
        key = f"{language} {purpose}"
        if key not in self._apis:
            try:
                api = tesserocr.PyTessBaseAPI(
                    path=str(self._tessdata), lang=language, psm=tesserocr.PSM.SINGLE_LINE, oem=tesserocr.OEM.LSTM_ONLY
                )
            except RuntimeError as error:
                raise EngineMissing(f"tesserocr cannot load {language}: install tesseract-ocr-{language}") from error
            api.SetVariable("lstm_choice_mode", WITH_CHOICES if purpose == "spots" else "0")
            self._apis[key] = api
        return self._apis[key]


def _probability(cost: float) -> float:
    """A symbol's cost is about 5 x -ln(p), 0.95 at its least; halved, because the network is surer than it is right."""
    return math.exp(-max(cost - LEAST_COST, 0.0) / COST_OF_A_FACTOR_E)


def _choices(api: Any) -> tuple[tuple[Choice, ...], ...]:
    words = api.GetBestLSTMSymbolChoices() or []
    symbols = (symbol for word in words for symbol in word)
    return tuple(
        tuple(Choice(text=text, confidence=round(_probability(cost), 4)) for text, cost in symbol) for symbol in symbols
    )
