"""What is written down of a million documents?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.conditions import conditions
from benchmarks.markdown import table, verdict
from benchmarks.million.explained import Plans
from benchmarks.million.fill import SETTINGS, Filled
from benchmarks.million.swept import Swept
from benchmarks.million.timing import LIMIT, Times

HEAD = ("", "times", "p50, ms", "p95, ms", "p99, ms", "longest, ms")
WITHIN = f"p95 < {1000 * LIMIT:.0f} ms"
INTRO = f"""# A million documents in PostgreSQL

Made by `python -m benchmarks.million.run`: a private PostgreSQL (fsync on, {", ".join(
    f"{name} {value}" for name, value in SETTINGS.items() if "maintenance" not in name)}, the rest as it comes) is
filled by SQL, then every way of asking and every sweep is timed against it. Client, API, PostgreSQL and Redis share the
machine. Target: 95 in 100 of every call and every sweep's transactions in less than {1000 * LIMIT:.0f} ms.

What it holds: two years of uploads, ever more of them, a fifth in the last week; several papers a holder, spread over
the time; every document with its claim, an attempt, five results of stages (of a small paper, without the pages' lines,
which no call and no sweep reads), a decision, notices and deliveries over webhook and e-mail, and its entries in the
audit log, whose hash chain is true (`podlinnik audit verify` finds nothing); findings, reasons and windows where they
belong. Thousands are in work, thousands of notices are not told, a month's idempotency keys are kept.
"""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One run. `sizes`: rows, gigabytes and those of indexes by table; `loads`: of the machine, as it went on."""

    calls: Sequence[Times]
    sweeps: Sequence[Swept]
    reprocessing: Sequence[Times]
    plans: Sequence[Plans]
    filled: Filled | None
    loads: Sequence[float]
    sizes: dict[str, tuple[int, float, float]]


def page(measured: Measured) -> str:
    return "\n".join([
        INTRO, _conditions(measured), "", _verdicts(measured), "", *_sizes(measured), "## Calls of the API", "",
        "From the request's first byte to the answer's last, over one connection to one process of `podlinnik serve`.",
        "", _times(measured.calls), "", *_sweeps(measured.sweeps), "## Reprocessing", "",
        "Neither a call nor a sweep, and no target here: transactions of a run. A chunk is 200 documents; a tenth of "
        "the decisions change.", "", _times(measured.reprocessing, judged=False), "", *_plans(measured.plans),
    ])  # fmt: skip


def _conditions(measured: Measured) -> str:
    filled = measured.filled
    more: dict[str, object] = {"load_of_the_machine": " → ".join(f"{load:.1f}" for load in measured.loads)}
    if filled is not None:
        more |= {"documents": f"{filled.documents:,}", "audit_entries": f"{filled.entries:,}",
                 "filled_in": f"{filled.seconds:.0f} s", "on_the_disk": f"{filled.gigabytes:.1f} GB"}  # fmt: skip
    return conditions(**more)


def _verdicts(measured: Measured) -> str:
    late = [one.name for one in measured.calls if not one.met]
    slow = [one.name for one in measured.sweeps if not one.transactions.met]
    whole = sorted({table for plans in measured.plans for table in plans.read_whole})
    rows = (
        (f"every call of the API: {WITHIN}", verdict(not late), ", ".join(late) or "none"),
        (f"every sweep's transactions: {WITHIN}", verdict(not slow), ", ".join(slow) or "none"),
        ("no table that grows is read from end to end", verdict(not whole), ", ".join(whole) or "none"),
    )
    return table(("target", "met", "exceptions"), rows)


def _sizes(measured: Measured) -> Iterator[str]:
    """After the run."""
    rows = [(name, f"{rows:,}", f"{size:.2f}", f"{index:.2f}") for name, (rows, size, index) in measured.sizes.items()]
    yield from (table(("table", "rows", "GB", "GB of its indexes"), rows), "")


def _sweeps(sweeps: Sequence[Swept]) -> Iterator[str]:
    yield from ("## Sweeps", "")
    yield "Run again and again until nothing was left, 30 runs at most; `terms` as three days later, when thousands of"
    yield "windows ask for something. A transaction is as long as it has its connection. A portion of `notices` is as"
    yield "long as receivers of 200 notices take, one of `work` a single ring. After 5 s a run ends; the next goes on."
    done = [
        (one.name, ", ".join(f"{name} {count:,}" for name, count in one.done.items()) or "nothing",
         "nothing left" if one.whole else "more is left")
        for one in sweeps
    ]  # fmt: skip
    yield from ("", table(("sweep", "did", "then"), done), "", "Transactions:", "")
    yield from (_times([one.transactions for one in sweeps]), "", "Portions:", "")
    yield from (_times([one.portions for one in sweeps if one.portions.seconds], judged=False), "", "Runs:", "")
    yield from (_times([one.runs for one in sweeps], judged=False), "")


def _times(times: Sequence[Times], *, judged: bool = True) -> str:
    head = (*HEAD, WITHIN) if judged else HEAD
    return table(head, ([one.name, *one.cells(), *([verdict(one.met)] if judged else [])] for one in times))


def _plans(plans: Sequence[Plans]) -> Iterator[str]:
    yield from ("## By which index", "")
    yield "`EXPLAIN (ANALYZE, BUFFERS)` of each statement just before it ran, in its own transaction, with its own"
    yield "values; of each the time when it looked at most pages of 8 KiB. What was read whole holds few rows."
    known: dict[str, str] = {}
    rows = []
    for one in plans:
        for seen in one.seen:
            place = known.setdefault(f"{seen.statement} {seen.indexes}", one.name)
            if place == one.name:
                rows.append((
                    one.name, seen.what, ", ".join(seen.indexes) or "–", ", ".join(seen.read_whole) or "–",
                    seen.rows, seen.pages, f"{seen.milliseconds:.2f}",
                ))  # fmt: skip
    yield "A statement that another way of asking made in the same way is not told again."
    yield from ("", table(("of", "statement", "indexes", "read whole", "rows", "pages", "ms"), rows), "")
