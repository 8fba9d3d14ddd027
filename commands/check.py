"""podlinnik check: what comes of one file?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import typer
from rich.console import Console

from commands.desk import prepared
from commands.examine import build_examiner
from commands.faults import CallWrong, as_date
from commands.former_names import EXPLAINS
from commands.manifest import Entry, read_declared, read_employments, read_holder, signature_beside
from commands.one import examine_one, tell_explaining
from commands.pool import Lost
from commands.progress import stderr_console
from commands.result import Result
from commands.show import show_result
from pipeline.bundle import MOST
from pipeline.case import Employment, Holder

EXIT_NOT_EXAMINED = 1
Read = TypeVar("Read")


def check(
    context: typer.Context,
    files: list[Path] = typer.Argument(help="The paper: PDF, JPEG or PNG; several are one, in the order of its pages."),
    kind: str = typer.Option(..., help="What it is said to be; `podlinnik kinds` lists the kinds."),
    holder: str = typer.Option(None, help="Who is logged in, JSON as in a manifest."),
    last_name: str = typer.Option(None),
    first_name: str = typer.Option(None),
    middle_name: str = typer.Option(None),
    birth_date: str = typer.Option(None, metavar="YYYY-MM-DD"),
    snils: str = typer.Option(None),
    declared: str = typer.Option(None, help="What was typed beside the upload, JSON as in a manifest."),
    signature: Path = typer.Option(None, metavar="FILE", help="A file with an electronic signature of the paper."),
    name_change: Path = typer.Option(None, metavar="FILE", help="The holder's paper about a change of name."),
    registry: Path = typer.Option(None, help="File of registry lines; without it, the imported snapshot is asked."),
    as_of: str = typer.Option(None, metavar="YYYY-MM-DD", help="Decide as on that day."),
    as_json: bool = typer.Option(False, "--json", help="Print one result line, as `batch` writes it."),
) -> None:
    """Examine one paper and say what was read, what is decided, and why."""
    typed = {
        "last_name": last_name, "first_name": first_name, "middle_name": middle_name,
        "birth_date": birth_date, "snils": snils,
    }  # fmt: skip
    person = {**(_from_json("--holder", holder, _any) or {}), **{key: value for key, value in typed.items() if value}}
    entry = entry_of(files, kind, _read("--holder", person, read_holder), declared_of(declared), signature)
    console = stderr_console()
    with prepared(registry, as_date(as_of), console) as ready:
        if kind not in ready.kinds:
            raise CallWrong(f"--kind: {kind!r} is not known; `podlinnik kinds` lists those that are")
        explaining = [entry_of([name_change], EXPLAINS, entry.holder)] if name_change else []
        examined = examine_one(entry, explaining, build_examiner, ready)
    value = examined.value
    all_examined = tell_explaining(examined, console)
    if isinstance(value, Lost):
        if context.obj:
            console.print(value.trace, markup=False)
        raise typer.Exit(_not_examined(console, f"{value.stage}: {value.why}"))
    print_result(value, as_json=as_json)
    if "error" in value:
        raise typer.Exit(_not_examined(console, value["error"].removeprefix("line 1: ")))
    if not all_examined:
        raise typer.Exit(EXIT_NOT_EXAMINED)


Declared = tuple[dict[str, str], tuple[Employment, ...]]
"""Fields and periods of work."""
NOTHING_DECLARED: Declared = ({}, ())


def holder_of(text: str | None) -> Holder:
    """Whom `--holder` names. Raises `CallWrong`."""
    return _from_json("--holder", text, read_holder) or Holder()


def declared_of(text: str | None) -> Declared:
    """What `--declared` says. Raises `CallWrong`."""
    fields = _from_json("--declared", text, read_declared) or {}
    return fields, _from_json("--declared", text, read_employments) or ()


def entry_of(
    files: Sequence[Path], kind: str, holder: Holder, declared: Declared = NOTHING_DECLARED,
    signature: Path | None = None,
) -> Entry:  # fmt: skip
    """The one line of a manifest that a call amounts to. Raises `CallWrong` when there is no such file."""
    file, *further = files
    if len(files) > MOST or (further and signature):
        raise CallWrong(f"at most {MOST} files of one paper, and no signature beside several")
    for path in (*files, signature or file):
        if not path.is_file():
            raise CallWrong(f"{path}: {'it is a folder' if path.is_dir() else 'there is no such file'}")
    beside = None if further else signature or signature_beside(file)
    return Entry(
        line=1, id=file.name, file=file.absolute(), kind=kind, holder=holder, declared=declared[0],
        signature=beside.absolute() if beside else None, employments=declared[1],
        further=tuple(path.absolute() for path in further),
    )  # fmt: skip


def print_result(result: Result, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False))
    else:
        show_result(result, Console())


def _not_examined(console: Console, why: str) -> int:
    console.print(f"podlinnik: could not be examined: {why}", markup=False, highlight=False)
    return EXIT_NOT_EXAMINED


def _any(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ValueError("not a JSON object")
    return data


def _from_json(option: str, text: str | None, read: Callable[[object], Read]) -> Read | None:
    if text is None:
        return None
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise CallWrong(f"{option}: not JSON (column {error.colno})") from None
    return _read(option, data, read)


def _read(option: str, data: object, read: Callable[[object], Read]) -> Read:
    try:
        return read(data)
    except ValueError as error:
        raise CallWrong(f"{option}: {error}") from None
