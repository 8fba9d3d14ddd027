"""How does an upload come in, over HTTP or from Python? (the one way in: store the bytes, write the row, ring)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.cabinet.files import FileStore, Stored
from pipeline.cabinet.holder import holder_key
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.cabinet.uploads import LANES, NewUpload, Submitted, Uploads
from pipeline.case import Claim, Employment, Holder, Upload
from pipeline.log import log

HARD_LIMIT = 64 * 1024 * 1024
"""Bytes. A kind's own, smaller limit is a finding with a reason; more than this is not even stored."""
SIGNATURE_LIMIT = 16 * 1024 * 1024
"""Bytes of a signature beside a file, which may have the file in itself, in Base64."""


class Doorbell(Protocol):
    """Tells workers that there is something to do. May fail: a sweep rings again."""

    def ring(self, document_id: str, *, lane: str, stage: str, token: int) -> None:
        """Silent where nobody can be told."""


class NobodyHome:
    """Where no queue is set up: sweeps find the work."""

    def ring(self, document_id: str, *, lane: str, stage: str, token: int) -> None:
        return None


class UnknownKind(LookupError):
    """The kind is not one of the contract's."""


@dataclass(frozen=True, kw_only=True)
class Intake:
    """Takes uploads in. Built by `pipeline.wiring_cabinet.build_intake`."""

    uploads: Uploads
    files: FileStore
    doorbell: Doorbell
    kinds: Collection[str]
    pepper: str = ""
    first_stage: str = "virus_scan"

    def keep(self, chunks: Iterable[bytes], *, limit: int = HARD_LIMIT) -> Stored:
        """Store bytes as they come. Raises `FileTooLarge`."""
        return self.files.keep(chunks, limit=limit)

    def submit(
        self,
        stored: Stored,
        *,
        name: str,
        kind: str,
        holder: Holder,
        declared: Mapping[str, str],
        employments: Sequence[Employment] = (),
        client: str,
        lane: str = "interactive",
        contacts: Mapping[str, str] | None = None,
        replaces: str | None = None,
        arrived_at: dt.datetime | None = None,
        signature: Upload | None = None,
    ) -> Submitted:
        """Write the document of stored bytes, and ring; the bytes of `signature` are stored too.

        Raises `UnknownKind`, `UnknownDocument`, `NotReplaceable`, `DatabaseUnavailable`.
        """
        if kind not in self.kinds:
            raise UnknownKind(kind)
        if lane not in LANES:
            raise ValueError(f"lane is one of {', '.join(LANES)}")
        claim = Claim(
            kind=kind, holder=holder, declared=dict(declared), upload=named(stored, name), signature=signature,
            employments=tuple(employments),
        )  # fmt: skip
        new = NewUpload(
            claim=claim, holder_key=holder_key(holder, self.pepper), client=client, lane=lane, contacts=contacts,
            arrived_at=arrived_at,
        )  # fmt: skip
        done = self.uploads.replace(replaces, new) if replaces else self.uploads.submit(new)
        if done.rings:
            row = done.row
            self.doorbell.ring(row["id"], lane=row["lane"], stage=row["stage"] or self.first_stage,
                               token=row["lease_token"])  # fmt: skip
        log().info("upload_taken_in", document_id=done.row["id"], kind=kind, action="new" if done.created else "known")
        return done


def named(stored: Stored, name: str) -> Upload:
    """Stored bytes, under the file's own name, as far as that is safe."""
    return Upload(name=name, size=stored.size, sha256=stored.sha256)


def submit(
    file: str | Path,
    *,
    kind: str,
    holder: Holder | None = None,
    declared: Mapping[str, str] | None = None,
    employments: Sequence[Employment] = (),
    contacts: Mapping[str, str] | None = None,
    lane: str = "interactive",
    replaces: str | None = None,
    signature: str | Path | None = None,
    intake: Intake | None = None,
) -> str:
    """Hand in a file from Python, with a file of its electronic `signature` if there is one; the id of its document.

    `employments` are periods of work that were typed beside a paper about work.

    `intake` defaults to the one that the settings of the environment make; a program that hands in many builds it
    once with `pipeline.wiring_cabinet.build_intake`. The call is safe to repeat: the same bytes of the same holder
    are one document. Raises `OSError`, `UnknownKind`, `UnknownDocument`, `NotReplaceable`, `FileTooLarge`,
    `DatabaseUnavailable` and `SettingsError`.
    """
    desk = intake or _from_settings()
    stored = _kept(desk, Path(file), HARD_LIMIT)
    beside = named(_kept(desk, Path(signature), SIGNATURE_LIMIT), Path(signature).name) if signature else None
    done = desk.submit(
        stored, name=Path(file).name, kind=kind, holder=holder or Holder(), declared=declared or {}, client="python",
        employments=employments, lane=lane, contacts=contacts, replaces=replaces, signature=beside,
    )  # fmt: skip
    return str(done.row["id"])


def _kept(desk: Intake, path: Path, limit: int) -> Stored:
    with path.open("rb") as opened:
        return desk.keep(iter(lambda: opened.read(1 << 20), b""), limit=limit)


def _from_settings() -> Intake:
    from pipeline.settings import read_settings
    from pipeline.wiring_cabinet import build_intake

    return build_intake(read_settings())


__all__ = ["DatabaseUnavailable", "Doorbell", "Intake", "NobodyHome", "UnknownKind", "named", "submit"]
