"""What does an operator see of a run? (how far it is, what changes from what to what, decision by decision)"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from commands.faults import CallWrong
from pipeline.cabinet.changes import Row
from pipeline.cabinet.reprocessing import runs
from pipeline.cabinet.reprocessing.selection import exists

COLUMNS = ("document_id", "kind", "before", "after", "reasons_before", "reasons_after", "stages")
SHOWN = 20
"""Documents that a table names; --out writes them all."""


def print_run(engine: Engine, run_id: str, *, changes: bool) -> None:
    """Raises `Refused` where there is no such run."""
    run, reached = exists(engine, run_id), runs.progress(engine, run_id)
    console = Console()
    told = ", ".join(f"{count} {name}" for name, count in sorted(reached.counts.items()) if count)
    shadow = ", shadow: nothing is written" if run["shadow"] else ""
    _say(console, f"{run_id}: {reached.state}{shadow}; {reached.done} of {reached.total} documents: {told or 'none'}")
    if not changes:
        return
    summary = runs.summary(engine, run_id)
    if summary:
        console.print(_summary(summary))
        console.print(_documents(runs.changes_of(engine, run_id), sum(row["documents"] for row in summary)))
    if run["applies"] and (other := runs.unforeseen(engine, run_id)):
        _say(console, f"{len(other)} came to something else than the shadow run had shown: {' '.join(other[:SHOWN])}")
    if run["shadow"] and reached.state == "done" and summary:
        _say(console, f"podlinnik reprocess apply {run_id} makes these changes")


def print_runs(engine: Engine) -> None:
    table = Table("run", "state", "shadow", "documents", "by", "began", "selection")
    for run in runs.runs(engine):
        selection = {name: value for name, value in run["selection"].items() if name != "size"}
        what = f"applies {run['applies']}" if run["applies"] else json.dumps(selection, ensure_ascii=False)
        began = run["created_at"].isoformat(timespec="minutes")
        table.add_row(
            run["id"], run["state"], "yes" if run["shadow"] else "", str(run["documents"]), run["actor"], began, what
        )
    Console().print(table)


def write_changes(engine: Engine, run_id: str, path: Path) -> None:
    """Each document that changes, by its id. Raises `CallWrong`."""
    writers: dict[str, Callable[[Path, Iterable[Row]], None]] = {".csv": _write_csv, ".jsonl": _write_jsonl}
    write = writers.get(path.suffix)
    if write is None:
        raise CallWrong(f"{path}: the file's name ends with .csv or .jsonl")
    try:
        write(path, runs.changes_of(engine, run_id))
    except OSError as error:
        raise CallWrong(f"{path}: cannot be written: {error.strerror}") from None


def _summary(rows: Iterable[Row]) -> Table:
    table = Table("from", "to", "reasons before", "reasons after")
    table.add_column("documents", justify="right")
    for row in rows:
        table.add_row(*_change(row), str(row["documents"]))
    return table


def _documents(rows: Iterable[Row], total: int) -> Table:
    title = None if total <= SHOWN else f"the first {SHOWN} of {total}; --out writes all"
    table = Table("document", "kind", "from", "to", "reasons before", "reasons after", caption=title)
    for row, _ in zip(rows, range(SHOWN), strict=False):
        table.add_row(row["document_id"], row["kind"], *_change(row))
    return table


def _change(row: Row) -> tuple[str, str, str, str]:
    return row["before"], row["after"] or "", _codes(row["reasons_before"]), _codes(row["reasons_after"])


def _codes(codes: Any) -> str:
    return " ".join(codes or ())


def _write_csv(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow(_codes(row[name]) if isinstance(row[name], list) else row[name] for name in COLUMNS)


def _write_jsonl(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps({name: row[name] for name in COLUMNS}, ensure_ascii=False) + "\n")


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
