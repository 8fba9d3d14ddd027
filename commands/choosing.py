"""Which documents does an operator ask to be put away, brought back, held or purged?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from commands.faults import CallWrong
from commands.reprocess_select import read_ids
from pipeline.cabinet.putting_away import Chosen, Tally
from pipeline.rules.loader import load_kinds
from pipeline.zones import MOSCOW

Statuses = Annotated[list[str] | None, typer.Option("--status", help="Only these; may be said several times.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Only these; may be said several times.")]
From = Annotated[str | None, typer.Option("--changed-from", metavar="DATE", help="Last changed on this day or later.")]
To = Annotated[str | None, typer.Option("--changed-to", metavar="DATE", help="Last changed on this day or earlier.")]
Ids = Annotated[
    Path | None,
    typer.Option("--ids", metavar="FILE", help="Only the documents named there, one id a line; - is stdin."),
]
Apply = Annotated[bool, typer.Option("--apply", help="Do it. Without this only what would be done is printed.")]


def chosen(
    statuses: Sequence[str] | None, kinds: Sequence[str] | None, first_day: str | None, last_day: str | None,
    ids: Path | None, *, among: Collection[str],
) -> Chosen:  # fmt: skip
    """Raises `CallWrong` for what there is not: a misspelt status would select nothing, silently."""
    _known("--status", statuses, among)
    _known("--kind", kinds, load_kinds())
    ends = _day("--changed-to", last_day)
    named = read_ids(ids)
    return Chosen(
        statuses=tuple(statuses or ()), kinds=tuple(kinds or ()),
        changed_from=_midnight(_day("--changed-from", first_day)),
        changed_before=_midnight(ends + dt.timedelta(days=1) if ends else None),
        ids=None if named is None else tuple(named),
    )  # fmt: skip


def print_tally(tallies: Sequence[Tally], *, nothing: str) -> int:
    """How many documents in all."""
    total = sum(tally.documents for tally in tallies)
    if not total:
        typer.echo(nothing)
        return 0
    table = Table("kind", "status", "documents", "oldest")
    for tally in tallies:
        oldest = f"{tally.oldest.astimezone(MOSCOW):%Y-%m-%d}"
        table.add_row(tally.kind, tally.status, str(tally.documents), oldest)
    table.add_section()
    table.add_row("all", "", str(total), "")
    Console().print(table)
    return total


def _known(option: str, given: Sequence[str] | None, known: Collection[str]) -> None:
    for name in given or ():
        if name not in known:
            raise CallWrong(f"{option}: {name!r} is not among {', '.join(sorted(known))}")


def _day(option: str, text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise CallWrong(f"{option}: a date is written YYYY-MM-DD") from None


def _midnight(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(), MOSCOW) if day else None
