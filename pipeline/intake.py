"""How does an upload come in, over HTTP or from Python? (the one way in: store the bytes, write the row, ring)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.bundle import MOST, packed
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

    def together(self, uploads: Sequence[Upload], *, limit: int = HARD_LIMIT) -> Upload:
        """Stored files of one document as one upload of at most `limit` bytes, which is stored too.

        What was stored of each by itself belongs to nobody, and is swept away as whatever does.
        Raises `FileTooLarge`, `FileLost`.
        """
        if len(uploads) == 1:
            return uploads[0]
        chunks = packed((each.name, self.files.read(each.sha256)) for each in uploads)
        return named(self.keep(chunks, limit=limit), uploads[0].name, parts=len(uploads))

    def submit(
        self,
        stored: Stored,
        *,
        name: str,
        parts: int = 1,
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

        `parts`: how many files the bytes are a bundle of; only `together` and `submit` of this module make one.
        Raises `UnknownKind`, `UnknownDocument`, `NotReplaceable`, `DatabaseUnavailable`.
        """
        if kind not in self.kinds:
            raise UnknownKind(kind)
        if lane not in LANES:
            raise ValueError(f"lane is one of {', '.join(LANES)}")
        claim = Claim(
            kind=kind, holder=holder, declared=dict(declared), upload=named(stored, name, parts=parts),
            signature=signature, employments=tuple(employments),
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


def named(stored: Stored, name: str, *, parts: int = 1) -> Upload:
    """Stored bytes, under the (first) file's own name, as far as that is safe."""
    return Upload(name=name, size=stored.size, sha256=stored.sha256, parts=parts)


def submit(
    file: str | Path | None = None,
    *,
    files: Sequence[str | Path] = (),
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

    `files`, in place of `file`, are those of one document, in the order of its pages: both sides in two pictures, a
    labour book spread by spread. No signature is taken beside several.
    `employments` are periods of work that were typed beside a paper about work.

    `intake` defaults to the one that the settings of the environment make; a program that hands in many builds it
    once with `pipeline.wiring_cabinet.build_intake`. The call is safe to repeat: the same bytes of the same holder
    are one document. Raises `ValueError` where it is not plain which file or files are meant, `OSError`,
    `UnknownKind`, `UnknownDocument`, `NotReplaceable`, `FileTooLarge`, `DatabaseUnavailable` and `SettingsError`.
    """
    desk = intake or _from_settings()
    paths = _paths(file, files, signature)
    stored = _kept(desk, paths[0], HARD_LIMIT) if len(paths) == 1 else _kept_together(desk, paths)
    beside = named(_kept(desk, Path(signature), SIGNATURE_LIMIT), Path(signature).name) if signature else None
    done = desk.submit(
        stored, name=paths[0].name, parts=len(paths), kind=kind, holder=holder or Holder(), declared=declared or {},
        client="python", employments=employments, lane=lane, contacts=contacts, replaces=replaces, signature=beside,
    )  # fmt: skip
    return str(done.row["id"])


def _paths(file: str | Path | None, files: Sequence[str | Path], signature: str | Path | None) -> list[Path]:
    if (file is None) == (not files):
        raise ValueError("either file or files")
    if len(files) > MOST or (len(files) > 1 and signature is not None):
        raise ValueError(f"at most {MOST} files, and no signature beside several")
    return [Path(file)] if file is not None else [Path(each) for each in files]


def _kept_together(desk: Intake, paths: Sequence[Path]) -> Stored:
    return desk.keep(packed((path.name, path.read_bytes()) for path in paths))


def _kept(desk: Intake, path: Path, limit: int) -> Stored:
    with path.open("rb") as opened:
        return desk.keep(iter(lambda: opened.read(1 << 20), b""), limit=limit)


def _from_settings() -> Intake:
    from pipeline.settings import read_settings
    from pipeline.wiring_cabinet import build_intake

    return build_intake(read_settings())


__all__ = ["DatabaseUnavailable", "Doorbell", "Intake", "NobodyHome", "UnknownKind", "named", "submit"]
