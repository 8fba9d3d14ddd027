"""What comes of every line of a manifest, also when the work is interrupted?"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DatabaseError

from commands.examine import Desk, Job, marked_as_failed, shown_versions
from commands.faults import CallWrong
from commands.former_names import EXPLAINS, FormerNames
from commands.manifest import BadEntry, Entry, read_manifest
from commands.pool import BARRIER, Build, Limits, Lost, Task, run_pool
from commands.result import Result, unexamined
from pipeline.cabinet.batch_store import BatchStore
from pipeline.cabinet.database import create_work_tables, open_database, sqlite_url
from pipeline.cabinet.sealing.key_ring import ColumnLocked
from pipeline.confined.process import MOST_PATIENCE
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_masters

BESIDE_SECONDS = 60.0
"""For the register, the database, and a fresh child where one was lost."""
Seen = Callable[[Result], None]


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What was asked for. `kinds` are the known ones, `versions` what results are made with."""

    manifest: Path
    out: Path
    jobs: int
    desk: Desk
    versions: Mapping[str, str]
    kinds: frozenset[str]
    build: Build
    keep_work: bool = False
    show_trace: Callable[[str], None] = lambda _: None

    @property
    def work(self) -> Path:
        return self.out.with_name(self.out.name + ".work")


def run_batch(batch: Batch, seen: Seen = lambda _: None) -> None:
    """Examine what is not done yet, then write the results at once. `seen` is told each result as it comes.

    What was done survives an interruption in the work store beside the results. Raises `CallWrong`.
    """
    with work_store(batch) as store:
        _examine(batch, store, seen)
        store.forget_others()
        write_results(batch.out, store.results())
    if not batch.keep_work:
        remove_work(batch.work)


def count_lines(path: Path) -> int:
    """Lines of the manifest that are not empty. Raises `CallWrong`."""
    try:
        with path.open("rb") as file:
            return sum(1 for line in file if line.strip(b"\xef\xbb\xbf \t\r\n"))
    except OSError as error:
        raise CallWrong(f"{path}: the manifest cannot be read: {error.strerror}") from None


def limits_of(settings: Settings) -> Limits:
    """The child that opens a document ends it sooner; these are for what the worker does beside that."""
    return Limits(
        base_seconds=MOST_PATIENCE * settings.document_cap_seconds + BESIDE_SECONDS,
        page_seconds=0,
        cap_seconds=MOST_PATIENCE * settings.document_cap_seconds + BESIDE_SECONDS,
        memory_bytes=settings.memory_bytes,
    )


def _examine(batch: Batch, store: BatchStore, seen: Seen) -> None:
    names = FormerNames()
    pool = run_pool(
        _tasks(batch, store, seen, names), jobs=batch.jobs, build=batch.build, argument=batch.desk,
        limits=limits_of(batch.desk.settings), instead=lambda job, lost: _second_try(batch, job, lost),
    )  # fmt: skip
    with contextlib.closing(pool):
        for job, value in pool:
            result = _without_worker(batch, job, value) if isinstance(value, Lost) else value
            store.save(job.entry.line, job.inputs, json.dumps(result, ensure_ascii=False))
            names.learn(job.entry, result)
            seen(result)


def _tasks(batch: Batch, store: BatchStore, seen: Seen, names: FormerNames) -> Iterator[Task]:
    """What has to be examined, papers that explain a former surname first and whatever may need them after."""
    yield from _to_examine(batch, store, seen, names, first=True)
    yield BARRIER
    yield from _to_examine(batch, store, seen, names, first=False)


def _to_examine(batch: Batch, store: BatchStore, seen: Seen, names: FormerNames, *, first: bool) -> Iterator[Job]:
    """The jobs of one round; `seen` is told what is remembered and what cannot be followed."""
    for entry in read_manifest(batch.manifest, batch.kinds):
        if first is not (isinstance(entry, Entry) and entry.kind == EXPLAINS):
            continue
        former = names.of(entry.holder) if isinstance(entry, Entry) and not first else ()
        inputs = _inputs(entry, batch.versions, former)
        if not isinstance(entry, Entry) or not inputs:
            no_file = f"line {entry.line}: file: there is no such file, or it is a folder"
            why = entry.why if isinstance(entry, BadEntry) else no_file
            result = unexamined(entry.id, entry.kind, why, shown_versions(batch.versions))
            store.save(entry.line, "", json.dumps(result, ensure_ascii=False))
            seen(result)
        elif (known := store.recall(entry.line, inputs)) is not None:
            result = json.loads(known)
            names.learn(entry, result)
            seen(result)
        else:
            yield Job(entry=entry, inputs=inputs, former_last_names=former)


def _inputs(entry: Entry | BadEntry, versions: Mapping[str, str], former: tuple[str, ...]) -> str:
    """What the line's result will be made from, hashed; the file by its time and size. Empty: it cannot be examined."""
    if isinstance(entry, BadEntry):
        return ""
    try:
        files = [[str(path), *_seen(path)] for path in (*entry.files, entry.signature) if path is not None]
        if not all(path.is_file() for path in entry.files):
            return ""
    except (OSError, ValueError):
        return ""
    holder = entry.holder.model_dump(mode="json")
    typed = [entry.declared, _typed_work(entry)]
    parts = [entry.line, entry.id, files, entry.kind, holder, *typed, former, dict(versions)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _typed_work(entry: Entry) -> list[dict[str, Any]]:
    return [each.model_dump(mode="json") for each in entry.employments]


def _seen(path: Path) -> tuple[int, int]:
    facts = path.stat()
    return facts.st_size, facts.st_mtime_ns


def _second_try(batch: Batch, job: Job, lost: Lost) -> Job | None:
    """In place of a lost examination: only the decision, in a fresh process."""
    if lost.trace:
        batch.show_trace(lost.trace)
    if job.failed:
        return None
    return replace(job, failed=f"{lost.stage}: {lost.why}")


def _without_worker(batch: Batch, job: Job, lost: Lost) -> Result:
    """The result when not even the decision could be made."""
    entry = job.entry
    result = unexamined(entry.id, entry.kind, "", shown_versions(batch.versions))
    reason = {
        "code": "PROCESSING_FAILED", "field": None, "found": None, "expected": None, "correctable": False,
        "message": "Проверить документ автоматически не удалось.", "advice": "Его посмотрит специалист.",
    }  # fmt: skip
    failed = {**result, "decision": "needs_review", "reasons": [reason]}
    return marked_as_failed(failed, entry.line, job.failed or f"{lost.stage}: {lost.why}")


# --- the work store and the results file ----------------------------------------------------------------------


@contextlib.contextmanager
def work_store(batch: Batch) -> Iterator[BatchStore]:
    """The work store beside the results, for this process alone. Raises `CallWrong`."""
    try:
        batch.work.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(batch.work, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CallWrong(f"{batch.work}: cannot be written: {error.strerror}") from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CallWrong(f"{batch.work}: another batch is writing these results; wait for it") from None
        engine = open_database(sqlite_url(batch.work), masters=build_masters(batch.desk.settings))
        try:
            create_work_tables(engine)
        except ColumnLocked as error:
            raise CallWrong(f"{batch.work}: {error}; put the keys back, or move it away") from None
        except DatabaseError:
            raise CallWrong(f"{batch.work}: is no work store of a batch; move it away") from None
        try:
            yield BatchStore(engine, run=secrets.token_hex(8))
        finally:
            engine.dispose()
    finally:
        os.close(lock)


def write_results(out: Path, lines: Iterator[str]) -> None:
    """All or nothing. Raises `CallWrong`."""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(out)
    except OSError as error:
        raise CallWrong(f"{out}: cannot be written: {error.strerror}") from None


def remove_work(work: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        work.with_name(work.name + suffix).unlink(missing_ok=True)
