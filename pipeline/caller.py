"""How does a Python program have a paper examined?"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.bundle import packed
from pipeline.case import Case, Claim, Employment, Holder, Upload
from pipeline.settings import calm_libraries, read_settings


class Podlinnik:
    """The embedded pipeline: one document at a time, nothing kept. Documents are opened in a process of their own.

    Many documents are `podlinnik batch`'s work: it uses all cores.
    """

    def __init__(self, *, registry: str | None = None, as_of: dt.date | None = None) -> None:
        """`registry` is the address of a database that `podlinnik registry import` filled; without it
        the register over HTTP is asked if the settings name one, else papers wait.

        Raises `SettingsError`, and `RegistryUnavailable` when there is no snapshot at that address.
        """
        calm_libraries()
        from pipeline.rules.loader import load_kinds
        from pipeline.runner import Runner
        from pipeline.wiring import (
            build_clock,
            build_patience,
            build_registry,
            build_sequence,
            build_trust,
            versions_of,
        )  # fmt: skip
        from pipeline.wiring_child import build_children

        self._settings = settings = read_settings()
        self._clock = build_clock(as_of)
        self._registry = build_registry(registry, settings)
        self._children = build_children(settings, build_trust(settings))
        self._kinds = frozenset(load_kinds())
        self._runner = Runner(
            sequence=build_sequence(self._children), patience=build_patience(settings),
            versions=versions_of(self._children.opening.version, self._registry, self._clock, settings),
        )  # fmt: skip

    def check(
        self,
        path: str | Path | Sequence[str | Path],
        *,
        kind: str,
        holder: Holder | None = None,
        declared: Mapping[str, str] | None = None,
        employments: Sequence[Employment] = (),
        former_last_names: Sequence[str] = (),
        signature: str | Path | None = None,
    ) -> Case:
        """Take a file through the stages; the case that comes back has its decision.

        Several paths are the files of one document, in the order of its pages; no signature is taken beside them.
        `employments` are periods of work that were typed beside it, `former_last_names` those that an approved paper
        about a change of name explains, `signature` a file with an electronic signature of it.
        Raises `OSError` when a file cannot be read and `LookupError` for a kind that is not known.
        """
        from pipeline.cabinet.journal import MemoryJournal
        from pipeline.confined.warm import Files
        from pipeline.wiring import build_tools

        if kind not in self._kinds:
            raise LookupError(f"{kind!r} is not a kind; known are {', '.join(sorted(self._kinds))}")
        paths = [Path(path)] if isinstance(path, str | Path) else [Path(each) for each in path]
        if not paths or (len(paths) > 1 and signature is not None):
            raise ValueError("a file, or several without a signature beside them")
        contents = [each.read_bytes() for each in paths]
        named = zip((each.name for each in paths), contents, strict=True)
        data = b"".join(packed(named)) if len(paths) > 1 else contents[0]
        beside = Path(signature).read_bytes() if signature is not None else None
        upload = _upload(paths[0], data, parts=len(paths))
        claim = Claim(
            kind=kind, holder=holder or Holder(), declared=dict(declared or {}), upload=upload,
            employments=tuple(employments),
            former_last_names=tuple(former_last_names),
            signature=_upload(Path(signature), beside) if signature is not None and beside is not None else None,
        )  # fmt: skip
        files = Files(original=lambda _: data, signature=lambda _: beside)
        tools = build_tools(self._settings, self._registry, self._clock, files, self._children)
        return self._runner.run(Case(id=upload.sha256[:16], claim=claim), tools, MemoryJournal()).case

    def close(self) -> None:
        """End the process that opens uploads; it ends with this one, or when nobody needs it any more, anyway."""
        self._children.close()


def _upload(path: Path, content: bytes, *, parts: int = 1) -> Upload:
    return Upload(name=path.name, size=len(content), sha256=hashlib.sha256(content).hexdigest(), parts=parts)
