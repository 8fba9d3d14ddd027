"""podlinnik explain: why was this decided? (a page that shows what was read, where, how surely, against what)"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console

from commands.check import declared_of, entry_of, holder_of
from commands.desk import Prepared, prepared
from commands.examine import Desk, Job, case_of, examine_job, furnished, shown_versions, upload_of
from commands.explained.page import render
from commands.explained.pictures import cutouts_of, entry_pictures_of, pages_to_show, previews_of
from commands.explained.rows import Surroundings
from commands.faults import CallWrong, as_date
from commands.former_names import EXPLAINS, same_holder
from commands.manifest import BadEntry, Entry, read_manifest
from commands.one import examine_one, tell_explaining
from commands.pool import Examine, Heartbeat, Lost
from commands.progress import stderr_console
from commands.result import Result
from pipeline.cabinet.journal import MemoryJournal
from pipeline.case import Case
from pipeline.rules.loader import load_fields
from pipeline.runner import Runner
from pipeline.stages.tools import Tools

EXIT_NOT_EXAMINED = 1
Read = TypeVar("Read")


def explain(
    context: typer.Context,
    file: list[Path] = typer.Argument(None, help="The paper: PDF, JPEG or PNG; several are one, in the order of its "
                                                 "pages. Or name a line of a manifest."),
    kind: str = typer.Option(None, help="What the file is said to be; `podlinnik kinds` lists the kinds."),
    holder: str = typer.Option(None, help="Who is logged in, JSON as in a manifest."),
    declared: str = typer.Option(None, help="What was typed beside the upload, JSON as in a manifest."),
    signature: Path = typer.Option(None, metavar="FILE", help="A file with an electronic signature of the paper."),
    name_change: Path = typer.Option(None, metavar="FILE", help="The holder's paper about a change of name."),
    batch: Path = typer.Option(None, help="A manifest: explain one of its documents."),
    case_id: str = typer.Option(None, "--id", help="Which line of the manifest, by its id."),
    registry: Path = typer.Option(None, help="File of registry lines; without it, the imported snapshot is asked."),
    as_of: str = typer.Option(None, metavar="YYYY-MM-DD", help="Decide as on that day."),
    out: Path = typer.Option(..., help="The page to write, HTML. It shows a person's paper: keep it accordingly."),
) -> None:
    """Examine one document and write a page that explains the decision. It opens offline."""
    console = stderr_console()
    with prepared(registry, as_date(as_of), console) as ready:
        if batch is not None and case_id is not None and not file:
            entry = entry_of_manifest(batch, case_id, ready)
            explaining = explaining_of(batch, entry, ready)
        elif file and kind is not None and batch is None:
            entry = entry_of_call(file, kind, holder, declared, ready, signature)
            explaining = [entry_of([name_change], EXPLAINS, entry.holder)] if name_change else []
        else:
            raise CallWrong("explain FILE --kind KIND, or explain --batch MANIFEST --id ID")
        examined = examine_one(entry, explaining, build_explainer, ready)
    page = examined.value
    tell_explaining(examined, console)
    if isinstance(page, Lost):
        if context.obj:
            console.print(page.trace, markup=False)
        console.print(f"podlinnik: could not be examined: {page.stage}: {page.why}", markup=False, highlight=False)
        raise typer.Exit(EXIT_NOT_EXAMINED)
    write_page(out, page, console)


def entry_of_call(
    files: Sequence[Path], kind: str, holder: str | None, declared: str | None, ready: Prepared,
    signature: Path | None = None,
) -> Entry:  # fmt: skip
    """What a call with a file, or several of one paper, amounts to. Raises `CallWrong`."""
    if kind not in ready.kinds:
        raise CallWrong(f"--kind: {kind!r} is not known; `podlinnik kinds` lists those that are")
    return entry_of(files, kind, holder_of(holder), declared_of(declared), signature)


def entry_of_manifest(manifest: Path, case_id: str, ready: Prepared) -> Entry:
    """The line of a manifest that has this id. Raises `CallWrong`."""
    try:
        for entry in read_manifest(manifest, ready.kinds):
            if entry.id == case_id and isinstance(entry, BadEntry):
                raise CallWrong(f"{manifest}: {entry.why}")
            if entry.id == case_id and isinstance(entry, Entry):
                if not all(path.is_file() for path in entry.files):
                    raise CallWrong(f"{manifest}: line {entry.line}: file: there is no such file")
                return entry
    except OSError as error:
        raise CallWrong(f"{manifest}: cannot be read: {error.strerror}") from None
    raise CallWrong(f"{manifest}: no line has the id {case_id!r}")


def explaining_of(manifest: Path, entry: Entry, ready: Prepared) -> list[Entry]:
    """The holder's papers about a change of name in the same manifest, as `batch` takes them into account."""
    if entry.kind == EXPLAINS:
        return []
    return [
        other
        for other in read_manifest(manifest, ready.kinds)
        if isinstance(other, Entry)
        and other.kind == EXPLAINS
        and same_holder(other.holder, entry.holder)
        and all(path.is_file() for path in other.files)
    ]


def build_explainer(desk: Desk) -> Examine:
    """Load the engine and the rules once; return the function that explains a `Job` in HTML."""
    runner, tools = furnished(desk)

    def explain_job(job: Job, heartbeat: Heartbeat) -> str | Result:
        if job.supports:
            return examine_job(job, runner, tools, MemoryJournal(), heartbeat)
        return page_of(job, runner, tools(job.entry), heartbeat)

    return explain_job


def page_of(job: Job, runner: Runner, tools: Tools, heartbeat: Heartbeat) -> str:
    """Examine a job's document and explain what came of it, in HTML."""
    case = case_of(job, upload_of(*job.entry.files))

    def entering(stage: str, so_far: Case) -> None:
        heartbeat(stage, so_far.file.page_count if so_far.file else 0)

    run = runner.run(case, tools, MemoryJournal(), entering=entering)
    shown = run.case if job.failed else run.case.with_(pages=pages_to_show(run.case))
    around = Surroundings(
        kinds=tools.kinds,
        titles={name: field.ru for name, field in load_fields().items()},
        cutouts=cutouts_of(shown, tools.images),
        entries=entry_pictures_of(shown, tools.images),
        seconds=run.seconds,
        versions=shown_versions(runner.versions),
    )
    return render(shown, previews=previews_of(shown, tools.images), around=around)


def write_page(out: Path, page: str, console: Console) -> None:
    """Raises `CallWrong` when the page cannot be written there."""
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise CallWrong(f"{out}: the page cannot be written: {error.strerror}") from None
    console.print(f"{out}: open it in a browser", markup=False, highlight=False)
