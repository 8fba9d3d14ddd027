"""What do the stages work with?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipeline.antivirus.protocol import Mode, NoScanner, Scanner
from pipeline.case import Case
from pipeline.esignatures.openssl import OpenSsl
from pipeline.esignatures.trust import Trust
from pipeline.reading.protocol import Engine, PageImages, PenFinder
from pipeline.registry.protocol import Registry
from pipeline.rules.kind import Kind


def nothing_beside(_case: Case) -> bytes | None:
    return None


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
    scanner: Scanner = field(default_factory=NoScanner)
    scanning: Mode = "off"
    """`advisory`: what could not be scanned goes on, and the record says so; `required`: it waits."""
    trust: Trust = field(default_factory=Trust)
    """Who may vouch for the signers of electronic signatures."""
    openssl: OpenSsl = field(default_factory=OpenSsl)
    signature: Callable[[Case], bytes | None] = nothing_beside
    """The bytes of the signature that was handed in beside the upload."""


Stage = Callable[[Case, Tools], Case]
