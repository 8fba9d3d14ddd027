"""podlinnik service: which periods of work are on these papers, and how long a service do they make?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from commands.batch_run import limits_of
from commands.check import entry_of, holder_of
from commands.desk import Prepared, prepared
from commands.examine import Desk, Job, case_of, furnished, upload_of
from commands.faults import CallWrong, as_date
from commands.manifest import Entry
from commands.pool import Examine, Heartbeat, Lost, run_pool
from commands.progress import stderr_console
from commands.service_table import show_service
from pipeline.cabinet.journal import MemoryJournal
from pipeline.cabinet.result_line import work_members
from pipeline.case import Case, Employment, EmploymentCheck, Finding, RegistryUnavailable, WorkHistory
from pipeline.rules.employment.positions import Positions
from pipeline.rules.loader import load_kinds
from pipeline.runner import Runner
from pipeline.stages.tools import Tools
from pipeline.weighing.employment import date_of_paper, registered_employments, weigh_history
from pipeline.wiring import build_clock, build_positions

EXIT_NOT_READ = 1
NOT_NEEDED = frozenset({"cross_check", "decision"})


@dataclass(frozen=True, kw_only=True)
class Read:
    """What one file tells, from the process that examined it."""

    case: Case
    registered: tuple[Employment, ...]
    """What the register states of the holder; nothing where it was not asked."""


def service(
    context: typer.Context,
    files: list[Path] = typer.Argument(help="Labour book, extracts: each file is a paper, unless --together."),
    together: bool = typer.Option(False, "--together", help="The files are one paper, in the order of its pages."),
    kind: str = typer.Option(None, help="What they are; without it each is told by its wording."),
    holder: str = typer.Option(None, help="Whose they are, JSON as in a manifest: the register is asked for them."),
    registry: Path = typer.Option(None, help="File of registry lines; without it, the imported snapshot is asked."),
    as_of: str = typer.Option(None, metavar="YYYY-MM-DD", help="Count work that goes on up to that day."),
    as_json: bool = typer.Option(False, "--json", help="Print the members of a result line about work."),
) -> None:
    """Read papers about work, and print their periods and the sum, which can be checked by hand. Nothing is decided."""
    console = stderr_console()
    about_work = tuple(name for name, known in load_kinds().items() if known.employment)
    if kind is not None and kind not in about_work:
        raise CallWrong(f"--kind: {kind!r} is no paper about work; those are {', '.join(about_work)}")
    person = holder_of(holder)
    day = as_date(as_of)
    papers_of = [files] if together else [[file] for file in files]
    entries = [replace(entry_of(each, kind or about_work[0], person), line=at) for at, each in enumerate(papers_of)]
    with prepared(registry, day, console) as ready:
        papers, lost = _read_all(entries, ready, console, traces=bool(context.obj))
        positions = build_positions(ready.desk.settings)
    check, findings = summed_up(papers, positions, build_clock(day)().date())
    if as_json:
        typer.echo(json.dumps(work_members(check), ensure_ascii=False))
    else:
        show_service(check, (*_of_pages(papers), *findings), Console())
    if lost or not check.periods:
        raise typer.Exit(EXIT_NOT_READ)


def summed_up(
    papers: Sequence[Read], positions: Positions, today: dt.date
) -> tuple[EmploymentCheck, tuple[Finding, ...]]:
    """All entries as those of one paper; what the register lacks is not told where it was not asked."""
    readings = [paper.case.reading for paper in papers if paper.case.reading is not None]
    entries = tuple(entry for one in readings if one.history is not None for entry in one.history.entries)
    made = [day for paper in papers if (day := _made(paper.case, today))]
    registered = tuple(dict.fromkeys(each for paper in papers for each in paper.registered))
    check, findings = weigh_history(
        WorkHistory(entries=entries), (), registered, positions, made=max(made, default=None), today=today
    )
    asked = any(paper.registered for paper in papers)
    return check, tuple(finding for finding in findings if asked or finding.code != "PERIODS_MISMATCH")


def _made(case: Case, today: dt.date) -> dt.date | None:
    """The last day of which the paper can tell."""
    fields = case.reading.fields if case.reading else {}
    return date_of_paper(fields.get(load_kinds()[case.claim.kind].known_to), today)


def build_reader(desk: Desk) -> Examine:
    """Load the engine and the rules once; return the function that reads a `Job`'s entries about work."""
    runner, tools = furnished(desk)

    def read_job(job: Job, heartbeat: Heartbeat) -> str:
        return json.dumps(read(job, runner, tools(job.entry), heartbeat))

    return read_job


def read(job: Job, runner: Runner, tools: Tools, heartbeat: Heartbeat) -> dict[str, Any]:
    """The case up to its entries, read as the kind that the paper turns out to be, and what the register states."""

    def entering(stage: str, so_far: Case) -> None:
        heartbeat(stage, so_far.file.page_count if so_far.file else 0)

    def run(given: Job) -> Case:
        case = case_of(given, upload_of(*given.entry.files))
        return runner.run(
            case, tools, MemoryJournal(), entering=entering, serves=lambda stage: stage not in NOT_NEEDED, whole=False
        ).case

    case = run(job)
    other = case.reading.kind_detected if case.reading else None
    if other and other != job.entry.kind and tools.kinds[other].employment:
        case = run(replace(job, entry=replace(job.entry, kind=other)))
    try:
        people = tools.registry.find_people(job.entry.holder)
    except RegistryUnavailable:
        people = ()
    registered = [each.model_dump(mode="json") for each in registered_employments(people)]
    return {"case": case.model_dump(mode="json", exclude={"pages", "prints"}), "registered": registered}


def _read_all(
    entries: Sequence[Entry], ready: Prepared, console: Console, *, traces: bool
) -> tuple[list[Read], bool]:
    """What each file tells, in their order, and whether some could not be read."""
    pool = run_pool(
        [Job(entry=entry) for entry in entries], jobs=1, build=build_reader, argument=ready.desk,
        limits=limits_of(ready.desk.settings),
    )  # fmt: skip
    found: list[Read] = []
    lost = False
    for job, value in pool:
        if isinstance(value, Lost):
            lost = True
            console.print(f"{job.entry.file}: {value.stage}: {value.why}", markup=False, highlight=False)
            if traces:
                console.print(value.trace, markup=False)
        else:
            found.append(_told_by(json.loads(value)))
    return found, lost


def _told_by(told: dict[str, Any]) -> Read:
    registered = tuple(Employment.model_validate(each) for each in told["registered"])
    return Read(case=Case.model_validate(told["case"]), registered=registered)


def _of_pages(papers: Sequence[Read]) -> tuple[Finding, ...]:
    """Why a file could not be read, or is another paper."""
    return tuple(finding for paper in papers for finding in paper.case.findings)
