"""What do the stages work with?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.antivirus.protocol import Mode, NoScanner, Scanner
from pipeline.case import Case
from pipeline.esignatures.openssl import OpenSsl
from pipeline.esignatures.trust import Trust
from pipeline.registry.protocol import Registry
from pipeline.rules.kind import Kind

if TYPE_CHECKING:
    from pipeline.reading.protocol import Engine, Looks, PageImages, PenFinder


class Elsewhere:
    """Stands for what this process has not: a child has no register, and its parent opens no uploads."""

    def __getattr__(self, name: str) -> Any:
        raise LookupError(f"{name}: not in this process")


def nothing_beside(_case: Case) -> bytes | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Tools:
    """Built by `pipeline.wiring`, and in the child by `pipeline.wiring_room`; each has `Elsewhere` what it lacks."""

    kinds: Mapping[str, Kind]
    registry: Registry
    looks: Looks
    images: PageImages
    engine: Engine
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
