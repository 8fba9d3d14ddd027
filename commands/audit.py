"""podlinnik audit: is the log of all changes whole, and how is it taken elsewhere?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.cabinet import a_current_cabinet
from commands.faults import CallWrong
from commands.progress import entries_progress, stderr_console
from pipeline.cabinet import audit, audit_file
from pipeline.cabinet.audit import Fault, Head
from pipeline.cabinet.audit_checks import LastCheck, note_check
from pipeline.settings import read_settings
from pipeline.wiring_cabinet import build_cabinet, now

EXIT_FAULT = 1
HASH_DIGITS = 64

app = typer.Typer(help="The log of all changes, which only grows.", no_args_is_help=True, rich_markup_mode=None)
Noted = Annotated[
    str | None, typer.Option("--noted", metavar="SEQ:HASH", help="A head noted earlier: tells a tail that was cut.")
]


@app.callback()
def options() -> None:
    """The log of all changes, which only grows."""


@app.command()
def verify(
    noted: Noted = None,
    file: Annotated[Path | None, typer.Option(help="An exported log, instead of the database's.")] = None,
    noted_in: Annotated[
        Path | None,
        typer.Option(help="A file outside of the database: the head noted there counts, then the new one is noted."),
    ] = None,
) -> None:
    """Prove that no entry is changed or missing. Exit status 1 with the first fault.

    What came of it is noted for `/metrics`, where the database's log is verified.
    """
    if noted_in is not None and (noted or file):
        raise CallWrong("--noted-in goes with neither --noted nor --file")
    known = _head(noted) if noted else _head_in(noted_in)
    fault, last = _verify_file(file, known) if file else _verify_database(known)
    if fault is not None:
        typer.echo(f"entry {fault.seq}: {fault.what}", err=True)
        raise typer.Exit(EXIT_FAULT)
    typer.echo(f"sound, entries to {last.seq}; head {last.seq}:{last.hash}")
    if noted_in is not None:
        _note(noted_in, last)
    elif known is None:
        typer.echo("Note the head elsewhere: with --noted it tells later whether the tail was cut.", err=True)


@app.command()
def head() -> None:
    """Print the last entry's number and hash, to be noted outside of the database."""
    engine = build_cabinet(read_settings(), kept=0)
    with a_current_cabinet(engine):
        last = audit.head(engine)
    typer.echo(f"{last.seq}:{last.hash}")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write: one entry a line, JSON.")],
    after: Annotated[int, typer.Option(min=0, help="Only entries after this number.")] = 0,
) -> None:
    """Write the log to a file that `podlinnik audit verify --file` can verify anywhere."""
    engine = build_cabinet(read_settings(), kept=0)
    with a_current_cabinet(engine):
        total = max(audit.head(engine).seq - after, 0)
        try:
            with entries_progress(stderr_console(), "exporting", total) as step:
                last = audit_file.export(engine, file, after=after, step=step)
        except OSError as error:
            raise CallWrong(f"{file} cannot be written: {error.strerror}") from None
    if last.seq == after:
        typer.echo(f"there is no entry after {after}", err=True)
        return
    typer.echo(f"entries {after + 1} to {last.seq}; head {last.seq}:{last.hash}")


def _verify_database(known: Head | None) -> tuple[Fault | None, Head]:
    engine = build_cabinet(read_settings(), kept=0)
    with a_current_cabinet(engine):
        last = audit.head(engine)
        with entries_progress(stderr_console(), "verifying", last.seq) as step:
            fault = audit.verify(engine, noted=known, step=step)
        note_check(engine, LastCheck(at=now(), sound=fault is None, entries=last.seq))
        return fault, last


def _verify_file(file: Path, known: Head | None) -> tuple[Fault | None, Head]:
    """From the file alone a cut tail cannot be told: its last entry counts as the head."""
    try:
        start, last = audit_file.ends_of(file)
        with entries_progress(stderr_console(), "verifying", last.seq - start.seq) as step:
            if known is not None and known.seq == start.seq and known.hash != start.hash:
                return Fault(seq=start.seq + 1, what="the file does not go on after the head that was noted"), last
            return audit.find_fault(audit_file.read_export(file, step=step), last, known, after=start), last
    except OSError as error:
        raise CallWrong(f"{file} cannot be read: {error.strerror}") from None
    except audit_file.NotAnExport as error:
        raise CallWrong(f"{file}: {error}") from None


def _head_in(path: Path | None) -> Head | None:
    """None where nothing was noted yet: the first call of a new installation."""
    try:
        return _head(path.read_text(encoding="ascii").strip()) if path is not None else None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeError) as error:
        raise CallWrong(f"{path} cannot be read: {type(error).__name__}") from None


def _note(path: Path, last: Head) -> None:
    """All of it or nothing: a reader never meets half a head."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        fresh.write_text(f"{last.seq}:{last.hash}\n", encoding="ascii")
        fresh.replace(path)
    except OSError as error:
        raise CallWrong(f"{path} cannot be written: {error.strerror}") from None


def _head(text: str) -> Head:
    seq, _, digest = text.partition(":")
    if not seq.isdigit() or len(digest) != HASH_DIGITS:
        raise CallWrong("--noted is SEQ:HASH as `podlinnik audit head` prints it")
    return Head(seq=int(seq), hash=digest)
