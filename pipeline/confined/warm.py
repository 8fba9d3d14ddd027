"""Who opens uploads for this process? (one warm child after another)"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.case import Case, Claim, Look, RetryLater, Unreadable, Upload, UploadKills
from pipeline.confined import arrival
from pipeline.confined.folders import temporary_folder
from pipeline.confined.killers import Killers
from pipeline.confined.limits import Limits
from pipeline.confined.process import Answer, Gone, Process, TooLong
from pipeline.confined.walls import Wall
from pipeline.confined.wire import (
    AlikeAsked,
    Asked,
    ConvertAsked,
    Fault,
    LookAsked,
    OpenAsked,
    PictureAsked,
    Ready,
    StageAsked,
    Start,
    Told,
)
from pipeline.incidents import FaultElsewhere
from pipeline.log import log

WARM_UP_SECONDS = 120.0
LATE = "the recogniser, or a program, did not answer in time or failed"
CHANNELS = 3
PDF = b"%PDF-"
WORD = frozenset({"doc", "docx"})
GROWN = 0.6
"""A child that has so much of the memory it may have, with no document under way, is replaced."""


def nothing_beside(_case: Case) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Files:
    """Where the bytes are of what a case was handed in with; asked for when a child has to be told them."""

    original: Callable[[Case], bytes]
    signature: Callable[[Case], bytes | None] = nothing_beside
    """Of the signature beside the upload."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How children are made, and what may come back from them."""

    limits: Limits
    build: str
    """`module:function` that furnishes the child; see `pipeline.confined.child.Room`."""
    argument: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    """All that a child has of it: no secret is handed down."""
    readable: tuple[Path, ...] = ()
    programs: bool = False
    slots: Mapping[str, frozenset[str]]
    """What each stage may fill."""
    codes: frozenset[str]
    """Of the findings that there are."""


@dataclass(kw_only=True)
class _Open:
    """The document that the child has, and the case as the child knows it."""

    key: tuple[str, str, bool]
    case: Case
    spent: float = 0.0
    """Seconds of wall clock."""


class Confined:
    """Opens uploads in a child, which is replaced after a number of documents, or any fault. One question at a time."""

    def __init__(self, plan: Plan, killers: Killers, *, at_once: bool = True) -> None:
        """A child is started at once, unless it is seldom needed; whoever asks first waits until it is ready."""
        self._plan = plan
        self._killers = killers
        self._lock = threading.RLock()
        self._folder = temporary_folder()
        self._children: list[Process] = []
        """The child, if there is one. A list, for `_ended` to find it without this object."""
        self._ready: Ready | None = None
        self._documents = 0
        self._open: _Open | None = None
        self._told = False
        self.close = weakref.finalize(self, _ended, self._children, self._folder)
        with contextlib.suppress(OSError):  # no room for a process: told when it is needed
            if at_once:
                self._start()

    @property
    def version(self) -> str:
        """Of the recogniser. Raises `RetryLater`, or `FaultElsewhere` where a child cannot be furnished."""
        with self._lock:
            return self._child_ready()[1].version

    @property
    def walls(self) -> tuple[Wall, ...]:
        """Those around the child. Raises as `version` does."""
        with self._lock:
            return self._child_ready()[1].walls

    def run(self, stage: str, case: Case, files: Files, moment: dt.datetime) -> Case:
        """The fuller case. Raises `UploadKills`, `RetryLater`, and `FaultElsewhere` for an error of ours."""
        with self._lock, self._with(case, files) as known:
            asked = StageAsked(stage=stage, moment=moment, case=None if known.case is case else bare(case))
            added, lines = self._ask(Asked.STAGE, asked, case)
            whole = arrival.fuller(case, added, lines, self._plan.slots[stage], self._plan.codes)
            known.case = whole
            return whole

    def look(self, asked: LookAsked, case: Case, files: Files) -> tuple[Look, ...]:
        """Raises as `run` does."""
        with self._lock, self._with(case, files) as known:
            if known.case is not case:
                self._reopen(case, files)
            return arrival.looks(self._ask(Asked.LOOK, asked, case)[0])

    def alike(self, asked: AlikeAsked, case: Case, files: Files) -> tuple[float, ...]:
        """A number for each pair. Raises as `run` does."""
        with self._lock, self._with(case, files):
            return arrival.likenesses(self._ask(Asked.ALIKE, asked, case)[0], len(asked.pairs))

    def converted(self, case: Case, files: Files) -> bytes:
        """The pages of a Word file as a PDF, to be opened by nobody but a child. Raises as `picture` does."""
        with self._lock, self._with(case, files):
            _, made = self._ask(Asked.CONVERT, ConvertAsked(), case)
            if not made.startswith(PDF):
                raise arrival.Malformed("what is no PDF")
            return made

    def picture(self, asked: PictureAsked, size: tuple[int, int], case: Case, files: Files) -> bytes:
        """BGR pixels of a page or a part of it, of that width and height. Raises as `run` does, and `Unreadable`."""
        with self._lock, self._with(case, files):
            _, pixels = self._ask(Asked.PICTURE, asked, case)
            if len(pixels) != size[0] * size[1] * CHANNELS:
                raise arrival.Malformed("a picture of another size")
            return pixels

    @contextlib.contextmanager
    def _with(self, case: Case, files: Files) -> Iterator[_Open]:
        """With the case's upload open in a child; a fault ends the child, and what it died of is noted."""
        sha256 = case.claim.upload.sha256
        if (cause := self._killers.cause(sha256)) is not None:
            raise UploadKills(f"known already: {cause}")
        try:
            if self._open is None or self._open.key != _key(case):
                self._reopen(case, files)
            assert self._open is not None
            yield self._open
        except (Gone, arrival.Malformed) as error:
            self._end()
            cause = error.why if isinstance(error, Gone) else f"it answered with {error}"
            log().error("child_lost", document_id=case.id, code="upload", where=cause)
            self._killers.note(sha256, cause)
            raise UploadKills(f"the process that opened it: {cause}") from None
        except FaultElsewhere:
            self._end()
            raise

    def _reopen(self, case: Case, files: Files) -> None:
        """Hand the document to the child; to a fresh one, where this one has had its share."""
        again = self._open is not None and self._open.key == _key(case)
        spent = self._open.spent if again and self._open else 0.0
        if not again and self._has_served():
            self._end()
        content, signature = files.original(case), files.signature(case)
        child, _ = self._child_ready()
        if not again:
            self._documents += 1
            child.begin_document()
        self._open = _Open(key=_key(case), case=case, spent=spent)
        asked = OpenAsked(case=bare(case), signature_bytes=None if signature is None else len(signature))
        self._ask(Asked.OPEN, asked, case, content + (signature or b""))

    def _has_served(self) -> bool:
        """True for a child that has had its share of documents, or has grown by them: the next one needs room."""
        limits, grown = self._plan.limits, (child.address_space() for child in self._children)
        return self._documents >= limits.documents or max(grown, default=0) > GROWN * limits.memory_bytes

    def _ask(self, number: Asked, asked: Any, case: Case, content: bytes = b"") -> tuple[bytes, bytes]:
        child, _ = self._child_ready()
        assert self._open is not None
        most = self._seconds(case)
        if pages := _pages(case):
            child.allow(pages)
        began, queued = time.monotonic(), child.queued()
        try:
            left = max(most - self._open.spent, 0.0)
            answer = child.ask(number, asked.model_dump_json().encode(), content, left)
        except TooLong:
            raise Gone(f"it took longer than {most:.0f} s") from None
        self._open.spent += max(time.monotonic() - began - (child.queued() - queued), 0.0)
        return _understood(answer)

    def _seconds(self, case: Case) -> float:
        facts = case.file
        pixels = sum(each.width_px * each.height_px for each in facts.pictures) if facts else 0
        return self._plan.limits.seconds(_pages(case), pixels / 1e6)

    # --- the child ------------------------------------------------------------------------------------------------

    def _child_ready(self) -> tuple[Process, Ready]:
        if not self._children:
            try:
                self._start()
            except OSError as error:
                raise RetryLater(f"no child can be started: {type(error).__name__}") from None
        (child,) = self._children
        if self._ready is None:
            try:
                told, _ = _understood(child.ready(WARM_UP_SECONDS))
                self._ready = arrival.record(Ready, told)
                self._tell_of_walls(self._ready)
            except (Gone, arrival.Malformed) as error:
                self._end()
                raise RetryLater(f"no child can be made ready: {error}") from None
            except FaultElsewhere:
                self._end()
                raise
        return child, self._ready

    def _tell_of_walls(self, ready: Ready) -> None:
        """Once, of what this kernel lacks; `podlinnik doctor` says what to do."""
        for wall in ready.walls:
            if wall.why and not self._told:
                log().warning("wall_missing", code=wall.name, where=wall.why)
        self._told = True

    def _start(self) -> None:
        plan = self._plan

        def start(folder: Path) -> Start:
            return Start(
                limits=plan.limits, folder=folder, readable=plan.readable, programs=plan.programs, build=plan.build,
                argument=dict(plan.argument),
            )  # fmt: skip

        self._children.append(Process(start, dict(plan.environment), self._folder))

    def _end(self) -> None:
        while self._children:
            self._children.pop().kill()
        self._ready, self._open, self._documents = None, None, 0


def bare(case: Case) -> Case:
    """What a child may know of a case: not whose it is, nor what is expected of it; of the name only its ending."""
    upload = case.claim.upload
    ending = upload.name.rpartition(".")[2] if "." in upload.name else ""
    claim = Claim(
        kind=case.claim.kind,
        upload=Upload(name=f"upload.{ending}" if ending else "upload", size=upload.size, sha256=upload.sha256,
                      parts=upload.parts),
    )  # fmt: skip
    return Case(id=case.id, claim=claim, file=case.file, pages=case.pages, findings=case.findings, traces=case.traces)


def _pages(case: Case) -> int:
    """So many as the file has; before that is known, one of each file where there are several."""
    parts = case.claim.upload.parts
    return case.file.page_count if case.file is not None else parts if parts > 1 else 0


def _key(case: Case) -> tuple[str, str, bool]:
    """A Word file is another document once it is known to be one: then its pages are opened in its place."""
    return case.id, case.claim.upload.sha256, case.file is not None and case.file.format in WORD


def _understood(answer: Answer) -> tuple[bytes, bytes]:
    """JSON and bytes. Raises `Gone`, `RetryLater`, `Unreadable`, `FaultElsewhere` and `Malformed`."""
    number, told, content = answer
    if number is Told.LATE:
        raise RetryLater(LATE)
    if number is Told.UNREADABLE:
        raise Unreadable
    if number is Told.MEMORY:
        raise Gone("it wanted more memory than it may have")
    if number is Told.FAULT:
        fault = arrival.record(Fault, told)
        raise FaultElsewhere(fault.incident, fault.trace)
    return told, content


def _ended(children: list[Process], folder: Path) -> None:
    while children:
        children.pop().kill()
    shutil.rmtree(folder, ignore_errors=True)
