"""What do the stages work with?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.antivirus.protocol import Mode, NoScanner, Scanner
from pipeline.case import Case, SeenPrint
from pipeline.esignatures.openssl import OpenSsl
from pipeline.esignatures.trust import Trust
from pipeline.registry.protocol import Registry
from pipeline.rules.employment.positions import Positions, kept_positions
from pipeline.rules.kind import Kind

if TYPE_CHECKING:
    from pipeline.reading.protocol import Engine, Looks, PageImages, PenFinder


class Elsewhere:
    """Stands for what this process has not: a child has no register, and its parent opens no uploads."""

    def __getattr__(self, name: str) -> Any:
        raise LookupError(f"{name}: not in this process")


def nothing_beside(_case: Case) -> bytes | None:
    return None


class Seen(Protocol):
    """What was handed in before. Raises `RetryLater` where it cannot be asked."""

    def elsewhere(self, case: Case, keys: Sequence[int]) -> tuple[SeenPrint, ...]:
        """Prints of other holders' documents under any of these keys, those with the most of them first."""


class NothingSeen:
    """Nobody keeps what was handed in."""

    def elsewhere(self, case: Case, keys: Sequence[int]) -> tuple[SeenPrint, ...]:
        return ()


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
    seen: Seen = field(default_factory=NothingSeen)
    positions: Positions = field(default_factory=kept_positions)
    """The dictionary of medical positions."""


Stage = Callable[[Case, Tools], Case]
