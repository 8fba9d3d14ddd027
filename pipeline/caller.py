"""How does a Python program have a paper examined?"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.case import Case, Claim, Holder, Upload
from pipeline.settings import calm_libraries, read_settings


class Podlinnik:
    """The embedded pipeline in this process: one document at a time, nothing kept.

    Many documents are `podlinnik batch`'s work: it gives each a process that can be stopped.
    """

    def __init__(self, *, registry: str | None = None, as_of: dt.date | None = None) -> None:
        """`registry` is the address of a database that `podlinnik registry import` filled; without it
        the register over HTTP is asked if the settings name one, else papers wait.

        Raises `SettingsError`, and `RegistryUnavailable` when there is no snapshot at that address.
        """
        calm_libraries()
        from pipeline.runner import Runner  # what follows loads native libraries, which read what was set above
        from pipeline.stages import SEQUENCE
        from pipeline.wiring import build_clock, build_patience, build_registry, build_tools, versions_of

        settings = read_settings()
        clock = build_clock(as_of)
        self._tools = build_tools(settings, build_registry(registry, settings), clock, _no_document)
        versions = versions_of(self._tools.engine, self._tools.registry, clock, settings)
        self._runner = Runner(sequence=SEQUENCE, versions=versions, patience=build_patience(settings))

    def check(
        self,
        path: str | Path,
        *,
        kind: str,
        holder: Holder | None = None,
        declared: Mapping[str, str] | None = None,
        former_last_names: Sequence[str] = (),
        signature: str | Path | None = None,
    ) -> Case:
        """Take a file through the stages; the case that comes back has its decision.

        `former_last_names` are those that an approved paper about a change of name explains, `signature` a file with
        an electronic signature of it.
        Raises `OSError` when the file cannot be read and `LookupError` for a kind that is not known.
        """
        from pipeline.cabinet.journal import MemoryJournal
        from pipeline.reading.images import SourceImages

        if kind not in self._tools.kinds:
            raise LookupError(f"{kind!r} is not a kind; known are {', '.join(sorted(self._tools.kinds))}")
        data = Path(path).read_bytes()
        beside = Path(signature).read_bytes() if signature is not None else None
        upload = _upload(Path(path), data)
        claim = Claim(
            kind=kind, holder=holder or Holder(), declared=dict(declared or {}), upload=upload,
            former_last_names=tuple(former_last_names),
            signature=_upload(Path(signature), beside) if signature is not None and beside is not None else None,
        )  # fmt: skip

        def original(_case: Case) -> bytes:
            return data

        images = SourceImages(original=original)
        tools = replace(self._tools, original=original, images=images, signature=lambda _: beside)
        return self._runner.run(Case(id=upload.sha256[:16], claim=claim), tools, MemoryJournal()).case


def _upload(path: Path, content: bytes) -> Upload:
    return Upload(name=path.name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def _no_document(_case: Case) -> bytes:
    raise LookupError("no document is being examined")
