"""How is one upload examined inside a worker process?"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from commands.manifest import Entry
from commands.pool import Examine, Heartbeat
from commands.result import Result, result_of, unexamined
from pipeline.bundle import packed
from pipeline.cabinet.batch_seen import BatchSeen, Filing
from pipeline.cabinet.database import open_database
from pipeline.cabinet.holder import holder_key
from pipeline.cabinet.journal import MemoryJournal, SqlJournal
from pipeline.cabinet.protocol import Journal
from pipeline.cabinet.sealing.veil import veil_of
from pipeline.case import Case, Claim, Finding, Upload, Weight
from pipeline.confined.warm import Files
from pipeline.log import configure_log
from pipeline.runner import Runner
from pipeline.settings import Settings
from pipeline.stages.tools import Tools
from pipeline.wiring_cabinet import build_masters

ToolsFor = Callable[[Entry], Tools]
"""Tools whose original is that entry's file."""
HOLDER_PLACE = "batch_print_keys.holder_key"
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
    runner, tools = furnished(desk)
    return examiner(runner, tools, journal_of(desk))


def journal_of(desk: Desk) -> Journal:
    """The batch's work store, sealed where there are master keys; without one, memory."""
    if desk.work_url is None:
        return MemoryJournal()
    return SqlJournal(open_database(desk.work_url, masters=build_masters(desk.settings)))


def furnished(desk: Desk) -> tuple[Runner, ToolsFor]:
    """The child that opens uploads is started, once for this process."""
    from pipeline.wiring import (
        build_clock,
        build_patience,
        build_registry,
        build_sequence,
        build_tools,
        build_trust,
        versions_of,
    )  # fmt: skip
    from pipeline.wiring_child import build_children

    configure_log(desk.settings.log_level)
    children = build_children(desk.settings, build_trust(desk.settings))
    clock = build_clock(desk.as_of)
    registry = build_registry(desk.registry_url, desk.settings)
    runner = Runner(
        sequence=build_sequence(children),
        versions=versions_of(children.opening.version, registry, clock, desk.settings),
        patience=build_patience(desk.settings),
    )  # fmt: skip
    return runner, lambda entry: build_tools(desk.settings, registry, clock, files_of(entry), children)


def examiner(runner: Runner, tools: ToolsFor, journal: Journal) -> Examine:
    """The function that examines a `Job` with these."""

    def examine(job: Job, heartbeat: Heartbeat) -> Result:
        return examine_job(job, runner, tools, journal, heartbeat)

    return examine


def examine_job(job: Job, runner: Runner, tools: ToolsFor, journal: Journal, heartbeat: Heartbeat) -> Result:
    """The result line. A file that cannot be read is told as such; our own faults propagate."""
    shown = shown_versions(runner.versions)
    entry = job.entry
    try:
        upload = upload_of(*entry.files)
    except OSError as error:
        why = f"line {entry.line}: file: cannot be read: {error.strerror}"
        return unexamined(entry.id, entry.kind, why, shown)
    try:
        case = case_of(job, upload)
    except OSError as error:
        why = f"line {entry.line}: signature: cannot be read: {error.strerror}"
        return unexamined(entry.id, entry.kind, why, shown)
    at_hand = tools(entry)
    if job.failed:
        journal = MemoryJournal()
    elif isinstance(journal, SqlJournal):
        filing = filing_of(journal.engine, entry)
        journal = SqlJournal(journal.engine, filing)
        at_hand = replace(at_hand, seen=BatchSeen(engine=journal.engine, filing=filing))

    def entering(stage: str, so_far: Case) -> None:
        heartbeat(stage, so_far.file.page_count if so_far.file else 0)

    run = runner.run(case, at_hand, journal, entering=entering)
    return marked_as_failed(result_of(run, shown), entry.line, job.failed or why_failed(run.case))


def filing_of(work: Engine, entry: Entry) -> Filing:
    """Under which holder what the line is known by is noted; in a sealed work store nobody finds out who it is."""
    key, veil = holder_key(entry.holder), veil_of(work)
    return Filing(line=entry.line, holder_key=veil.blind(HOLDER_PLACE, key) if veil and key else key)


def case_of(job: Job, upload: Upload) -> Case:
    """The case that a job begins with; one that could not be examined is stopped from the start.

    Raises `OSError` where its signature's file cannot be read.
    """
    entry = job.entry
    claim = Claim(
        kind=entry.kind, holder=entry.holder, declared=entry.declared, upload=upload,
        employments=entry.employments,
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


def why_failed(case: Case) -> str:
    """What the finding says that ended an examination; nothing of the document."""
    return next((finding.detail for finding in case.findings if finding.code == "PROCESSING_FAILED"), "")


def files_of(entry: Entry) -> Files:
    """The bytes of the entry's files, read when they are first asked for."""
    read: list[bytes] = []

    def original(_case: Case) -> bytes:
        if not read:
            contents = [path.read_bytes() for path in entry.files]
            named = zip((path.name for path in entry.files), contents, strict=True)
            read.append(b"".join(packed(named)) if entry.further else contents[0])
        return read[0]

    def signature(_case: Case) -> bytes | None:
        return entry.signature.read_bytes() if entry.signature else None

    return Files(original=original, signature=signature)


def upload_of(path: Path, *further: Path) -> Upload:
    """Name, size and hash, without holding the file in memory; several are held one by one.

    Raises `OSError`, also for what is no regular file.
    """
    for each in (path, *further):
        if not each.is_file():
            raise IsADirectoryError(None, "it is a folder" if each.is_dir() else "there is no such file")
    if further:
        return _upload_of_several(path, *further)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Upload(name=path.name, size=path.stat().st_size, sha256=digest)


def _upload_of_several(*paths: Path) -> Upload:
    digest, size = hashlib.sha256(), 0
    for chunk in packed((path.name, path.read_bytes()) for path in paths):
        digest.update(chunk)
        size += len(chunk)
    return Upload(name=paths[0].name, size=size, sha256=digest.hexdigest(), parts=len(paths))


def shown_versions(versions: Mapping[str, str]) -> dict[str, str]:
    return {name: versions[name] for name in SHOWN_VERSIONS if name in versions}
