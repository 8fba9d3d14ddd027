"""podlinnik export: everything about one person, or the papers for an inspector, as one ZIP that can be checked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from commands.cabinet import a_current_cabinet
from commands.choosing import From, Ids, Kinds, Statuses, To, chosen
from commands.exported.acts import acts_in
from commands.exported.contents import Export
from commands.exported.sealed import NotSealed, check, sealing
from commands.faults import CallWrong
from commands.operator import operator
from commands.person import read_person
from commands.progress import run_progress, stderr_console
from pipeline.cabinet import dossier
from pipeline.cabinet.file_store import FileLocked
from pipeline.cabinet.putting_away import ids_of
from pipeline.cabinet.statuses import Status
from pipeline.settings import Settings, read_settings
from pipeline.wiring_cabinet import build_cabinet, build_files, now

EXIT_CHANGED = 1
PURGED = Status.PURGED

app = typer.Typer(
    help="Everything about one person, or papers for an inspector.", no_args_is_help=True, rich_markup_mode=None
)
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="The ZIP to write; only its owner may read it.")]


@app.callback()
def options() -> None:
    """Everything about one person, or papers for an inspector, as one ZIP that can be checked."""


@app.command()
def person(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The ZIP to write.")] = None,
    who: Annotated[
        Path | None, typer.Option("--person", metavar="FILE", help="JSON: СНИЛС, or name and birth date; - is stdin.")
    ] = None,
    document: Annotated[str | None, typer.Option("--document", metavar="ID", help="This document's holder.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="Only print the ids of the person's documents.")] = False,
) -> None:
    """Everything that is known of one person. Who it is, is asked for, or read from a file or stdin."""
    if (out is None) != listing:
        raise CallWrong("say where to: --out FILE, or --list for the ids alone")
    with _cabinet() as (settings, engine):
        pepper = settings.pepper()
        if document is not None:
            keys = dossier.keys_with(engine, document, pepper)
        else:
            keys = dossier.keys_of(read_person(who), pepper)
        ids = dossier.documents_of(engine, keys)
        if not ids:
            raise CallWrong("there are no documents of this person: СНИЛС, or surname, first name and birth date count")
        if out is None:
            typer.echo("\n".join(ids))
            return
        _write(settings, engine, out, ids, whole=True)


@app.command()
def package(
    out: Out, ids: Ids = None, statuses: Statuses = None, kinds: Kinds = None, changed_from: From = None,
    changed_to: To = None,
) -> None:  # fmt: skip
    """Papers with their decisions, acts and part of the audit log, for an inspector."""
    if not (ids or statuses or kinds or changed_from or changed_to):
        raise CallWrong("say which: --ids, --status, --kind, --changed-from, --changed-to")
    wanted = chosen(statuses, kinds, changed_from, changed_to, ids, among=[each for each in Status if each != PURGED])
    with _cabinet() as (settings, engine):
        found = dossier.those_there(engine, list(ids_of(engine, wanted)))
        if not found:
            raise CallWrong("there is no such document")
        _write(settings, engine, out, found, whole=False)


@app.command()
def verify(file: Annotated[Path, typer.Argument(help="A ZIP that `export` has written.")]) -> None:
    """Check that nothing in an export was changed, added or taken away. Exit status 1 with the first fault."""
    try:
        files, digest = check(file)
    except OSError as error:
        raise CallWrong(f"{file} cannot be read: {error.strerror}") from None
    except NotSealed as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_CHANGED) from None
    typer.echo(f"sound, {files} files; SHA-256 of their list {digest}")


def _write(settings: Settings, engine: Engine, out: Path, ids: Sequence[str], *, whole: bool) -> None:
    sort = "person" if whole else "package"
    about: dict[str, Any] = {"sort": sort, "made_at": now().isoformat(), "podlinnik": version("podlinnik")}
    export = Export(engine=engine, files=build_files(settings), whole=whole, acts=[acts_in(build_files(settings))])
    try:
        with sealing(out) as sealed, run_progress(stderr_console(), len(ids)) as tell:
            for done, _ in enumerate(export.write(sealed, ids, about), start=1):
                tell(done)
    except FileLocked as error:
        raise CallWrong(f"a paper cannot be read: {error}") from None
    except OSError as error:
        raise CallWrong(f"{out} cannot be written: {error.strerror}") from None
    dossier.note_export(engine, ids, f"{sort} {sealed.digest}", actor=operator(), now=now())
    typer.echo(f"{len(ids)} documents; SHA-256 of the list of files {sealed.digest}")
    typer.echo("It holds personal data, in the clear: encrypt it before it leaves this machine.", err=True)


@contextlib.contextmanager
def _cabinet() -> Iterator[tuple[Settings, Engine]]:
    settings = read_settings()
    engine = build_cabinet(settings, kept=1)
    try:
        with a_current_cabinet(engine):
            yield settings, engine
    finally:
        engine.dispose()
