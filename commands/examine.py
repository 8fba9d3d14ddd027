"""How is one upload examined inside a worker process?"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from commands.manifest import Entry
from commands.pool import Examine, Heartbeat
from commands.result import Result, result_of, unexamined
from pipeline.cabinet.database import open_database
from pipeline.cabinet.journal import MemoryJournal, SqlJournal
from pipeline.cabinet.protocol import Journal
from pipeline.case import Case, Claim, Finding, Upload, Weight
from pipeline.log import configure_log
from pipeline.runner import Runner
from pipeline.settings import Settings
from pipeline.stages.tools import Tools

SHOWN_VERSIONS = ("pipeline", "rules", "ocr", "registry")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a worker process is told once; it survives pickling."""

    settings: Settings
    registry_url: str | None
    as_of: dt.date | None
    work_url: str | None
    """Where results of stages are kept; None keeps them in memory."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One upload. `failed` says why it could not be examined: then only the decision runs."""

    entry: Entry
    inputs: str = ""
    failed: str = ""
    former_last_names: tuple[str, ...] = ()
    """Surnames that approved papers of the same holder explain."""
    supports: bool = False
    """Examined for the sake of another document: `explain` makes no page of it."""


def build_examiner(desk: Desk) -> Examine:
    """Load the engine and the rules once; return the function that examines a `Job` into a `Result`."""
    from pipeline.stages import SEQUENCE
    from pipeline.wiring import build_clock, build_patience, build_registry, build_tools, versions_of

    configure_log(desk.settings.log_level)
    clock = build_clock(desk.as_of)
    registry = build_registry(desk.registry_url, desk.settings)
    tools = build_tools(desk.settings, registry, clock, _nothing)
    versions = versions_of(tools.engine, tools.registry, clock, desk.settings)
    runner = Runner(sequence=SEQUENCE, versions=versions, patience=build_patience(desk.settings))
    journal = SqlJournal(open_database(desk.work_url)) if desk.work_url else MemoryJournal()
    return examiner(runner, tools, journal)


def examiner(runner: Runner, tools: Tools, journal: Journal) -> Examine:
    """The function that examines a `Job` with these."""

    def examine(job: Job, heartbeat: Heartbeat) -> Result:
        return examine_job(job, runner, tools, journal, heartbeat)

    return examine


def examine_job(job: Job, runner: Runner, tools: Tools, journal: Journal, heartbeat: Heartbeat) -> Result:
    """The result line. A file that cannot be read is told as such; our own faults propagate."""
    shown = shown_versions(runner.versions)
    entry = job.entry
    try:
        upload = upload_of(entry.file)
    except OSError as error:
        why = f"line {entry.line}: file: cannot be read: {error.strerror}"
        return unexamined(entry.id, entry.kind, why, shown)
    try:
        case = case_of(job, upload)
    except OSError as error:
        why = f"line {entry.line}: signature: cannot be read: {error.strerror}"
        return unexamined(entry.id, entry.kind, why, shown)
    if job.failed:
        journal = MemoryJournal()
    tools = with_original(tools, entry)

    def entering(stage: str, so_far: Case) -> None:
        heartbeat(stage, so_far.file.page_count if so_far.file else 0)

    result = result_of(runner.run(case, tools, journal, entering=entering), shown)
    return marked_as_failed(result, entry.line, job.failed)


def case_of(job: Job, upload: Upload) -> Case:
    """The case that a job begins with; one that could not be examined is stopped from the start.

    Raises `OSError` where its signature's file cannot be read.
    """
    entry = job.entry
    claim = Claim(
        kind=entry.kind, holder=entry.holder, declared=entry.declared, upload=upload,
        former_last_names=job.former_last_names,
        signature=upload_of(entry.signature) if entry.signature else None,
    )  # fmt: skip
    if not job.failed:
        return Case(id=entry.id, claim=claim)
    failed = Finding(code="PROCESSING_FAILED", weight=Weight.REVIEW, detail=job.failed, stops=True)
    return Case(id=entry.id, claim=claim, findings=(failed,))


def marked_as_failed(result: Result, line: int, why: str) -> Result:
    """A result that says PROCESSING_FAILED was not examined: its line says why."""
    if any(reason["code"] == "PROCESSING_FAILED" for reason in result["reasons"]):
        return {**result, "error": f"line {line}: {why or 'an engine did not answer in time'}"}
    return result


def with_original(tools: Tools, entry: Entry) -> Tools:
    """Tools whose original is the entry's file, read when it is first asked for."""
    from pipeline.reading.images import SourceImages

    read: list[bytes] = []

    def original(_case: Case) -> bytes:
        if not read:
            read.append(entry.file.read_bytes())
        return read[0]

    def signature(_case: Case) -> bytes | None:
        return entry.signature.read_bytes() if entry.signature else None

    return replace(tools, original=original, images=SourceImages(original=original), signature=signature)


def upload_of(path: Path) -> Upload:
    """Name, size and hash, without holding the file in memory. Raises `OSError`, also for what is no regular file."""
    if not path.is_file():
        raise IsADirectoryError(None, "it is a folder" if path.is_dir() else "there is no such file")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Upload(name=path.name, size=path.stat().st_size, sha256=digest)


def shown_versions(versions: Mapping[str, str]) -> dict[str, str]:
    return {name: versions[name] for name in SHOWN_VERSIONS if name in versions}


def _nothing(_case: Case) -> bytes:
    raise LookupError("no document is being examined")
