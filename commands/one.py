"""How is one document examined, after the papers that explain its holder's former surname?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rich.console import Console

from commands.batch_run import limits_of
from commands.desk import Prepared
from commands.examine import Job
from commands.former_names import FormerNames
from commands.manifest import Entry
from commands.pool import BARRIER, Build, Lost, Task, run_pool
from commands.result import Result


@dataclass(frozen=True, kw_only=True)
class Examined:
    """`value` is what the worker made of the document, or why there is nothing."""

    value: Any
    explaining: tuple[tuple[Entry, Result | Lost], ...] = ()
    """The papers about a change of name, with what came of them."""


def examine_one(entry: Entry, explaining: Sequence[Entry], build: Build, ready: Prepared) -> Examined:
    """Examine `explaining`, then `entry` in the light of those that are approved; one process does both."""
    names = FormerNames()
    seen: list[tuple[Entry, Result | Lost]] = []
    pool = run_pool(
        _tasks(entry, explaining, names), jobs=1, build=build, argument=ready.desk,
        limits=limits_of(ready.desk.settings), instead=only_decide,
    )  # fmt: skip
    value: Any = None
    for job, came_out in pool:
        if not job.supports:
            value = came_out
            continue
        seen.append((job.entry, came_out))
        if not isinstance(came_out, Lost):
            names.learn(job.entry, came_out)
    return Examined(value=value, explaining=tuple(seen))


def only_decide(job: Job, lost: Lost) -> Job | None:
    """In place of an examination that was lost: a decision that says so."""
    return None if job.failed else replace(job, failed=f"{lost.stage}: {lost.why}")


def tell_explaining(examined: Examined, console: Console) -> bool:
    """Say what came of the papers about a change of name; True when all of them were examined."""
    whole = True
    for entry, result in examined.explaining:
        if isinstance(result, Lost) or "error" in result:
            why = f"{result.stage}: {result.why}" if isinstance(result, Lost) else result["error"]
            said, whole = f"could not be examined: {why}", False
        else:
            codes = ", ".join(reason["code"] for reason in result["reasons"])
            said = f"{result['decision']}{codes and f' ({codes})'}"
        console.print(f"{entry.file.name}: {said}", markup=False, highlight=False)
    return whole


def _tasks(entry: Entry, explaining: Sequence[Entry], names: FormerNames) -> Iterator[Task]:
    for paper in explaining:
        yield Job(entry=paper, supports=True)
    yield BARRIER
    yield Job(entry=entry, former_last_names=names.of(entry.holder))
