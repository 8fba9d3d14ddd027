"""What do the stages work with?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.case import Case
from pipeline.reading.protocol import Engine, PageImages, PenFinder
from pipeline.registry.protocol import Registry
from pipeline.rules.kind import Kind


@dataclass(frozen=True, kw_only=True)
class Tools:
    """Built by `pipeline.wiring` and handed to every stage."""

    kinds: Mapping[str, Kind]
    registry: Registry
    engine: Engine
    images: PageImages
    pens: PenFinder
    original: Callable[[Case], bytes]
    """The upload's bytes."""
    clock: Callable[[], dt.datetime]
    """Aware time; `--as-of` sets it."""


Stage = Callable[[Case, Tools], Case]
