"""Which real things does this installation work with? (the one place that builds them)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from importlib.metadata import version as version_of_package
from zoneinfo import ZoneInfo

import cv2

from pipeline.cabinet.database import open_database
from pipeline.case import Case
from pipeline.reading.images import SourceImages
from pipeline.reading.protocol import Engine
from pipeline.registry.protocol import Registry
from pipeline.registry.snapshot import NoRegistry, SnapshotRegistry
from pipeline.rules.loader import load_kinds, rules_version
from pipeline.rules.versions import rules_versions
from pipeline.runner import Patience
from pipeline.settings import Settings
from pipeline.sources import version_of_code
from pipeline.stages import SEQUENCE
from pipeline.stages.tools import Tools

MOSCOW = ZoneInfo("Europe/Moscow")
Clock = Callable[[], dt.datetime]


def build_clock(as_of: dt.date | None) -> Clock:
    """Moscow time; with `as_of` it stands at noon of that day."""
    if as_of is None:
        return lambda: dt.datetime.now(MOSCOW)
    noon = dt.datetime.combine(as_of, dt.time(12), MOSCOW)
    return lambda: noon


def build_engine(settings: Settings) -> Engine:
    """The recogniser that the settings name; only its own module is loaded."""
    if settings.engine == "tesserocr":
        from pipeline.reading.engine_tesserocr import TesserocrEngine

        return TesserocrEngine(tessdata=settings.tessdata, timeout=settings.engine_seconds)
    from pipeline.reading.engine_pytesseract import PytesseractEngine

    return PytesseractEngine(tessdata=settings.tessdata, timeout=settings.engine_seconds)


def build_registry(database_url: str | None) -> Registry:
    """The snapshot in that database; without one, a register that cannot be asked."""
    return SnapshotRegistry(open_database(database_url)) if database_url else NoRegistry()


def build_tools(settings: Settings, registry: Registry, clock: Clock, original: Callable[[Case], bytes]) -> Tools:
    cv2.setNumThreads(1)  # one process a core
    return Tools(
        kinds=load_kinds(),
        registry=registry,
        engine=build_engine(settings),
        images=SourceImages(original=original),
        original=original,
        clock=clock,
    )


def build_patience(settings: Settings) -> Patience:
    return Patience(tries=settings.tries, waits=settings.waits)


def versions_of(engine: Engine, registry: Registry, clock: Clock) -> Mapping[str, str]:
    """What results are made with; `code.<stage>` changes with the sources that the stage is made from,
    `rules.<stage>.<kind>` with the data that it reads of that kind.
    """
    return {
        "pipeline": version_of_package("podlinnik"),
        **{f"code.{name}": version_of_code(stage.__module__) for name, stage in SEQUENCE},
        "rules": rules_version(),
        **rules_versions(load_kinds()),
        "ocr": engine.version,
        "registry": registry.version,
        "as_of": clock().date().isoformat(),
    }
