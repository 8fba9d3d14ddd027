"""A shop whose decisions are as a test orders them, and whose documents are decided again by other rules."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import MetaData, select

from pipeline.cabinet.reprocessing import runs
from pipeline.cabinet.reprocessing.selection import ITEMS, Selection, create_run, select_documents
from pipeline.case import Case, Decision, Outcome, Reason
from pipeline.stages.tools import Stage, Tools
from tests.workers.shop import Shop
from workers.reprocess import Reprocessor, reprocessor_of

BY = "operator:test"


@dataclass
class Rules:
    """What the decision stage decides, by document; the rest is approved."""

    version: str
    orders: Mapping[str, tuple[Outcome, Sequence[str]]] = field(default_factory=dict)
    runs: list[str] = field(default_factory=list)

    def decision(self, case: Case, tools: Tools) -> Case:
        self.runs.append(case.id)
        outcome, codes = self.orders.get(case.id, (Outcome.APPROVED, ()))
        correctable = outcome is Outcome.REJECTED
        reasons = tuple(Reason(code=code, message="…", advice="…", correctable=correctable) for code in codes)
        now = tools.clock()
        due = now.replace(hour=20, minute=59, second=59) + dt.timedelta(days=7) if correctable else None
        return case.with_(decision=Decision(outcome=outcome, reasons=reasons, correct_by=due, decided_at=now))


def examine(shop: Shop, document_id: str, outcome: Outcome = Outcome.APPROVED, *codes: str) -> str:
    """Carry an upload to that decision by the first rules; its id."""
    rules = Rules("1", {document_id: (outcome, codes)})
    carrier = shop.carrier({"decision": rules.decision})
    replace(carrier, runner=replace(carrier.runner, versions={"rules.decision": "1"})).carry(document_id)
    return document_id


def worker(
    shop: Shop, rules: Rules, *, owner: str = "w1", instead: Mapping[str, Stage] | None = None,
    versions: Mapping[str, str] | None = None, stopping: Callable[[], bool] = lambda: False,
) -> Reprocessor:  # fmt: skip
    carrier = shop.carrier({**(instead or {}), "decision": rules.decision}, stopping=stopping)
    runner = replace(carrier.runner, versions={"rules.decision": rules.version, **(versions or {})})
    return reprocessor_of(replace(carrier, runner=runner, owner=owner))


def started(
    shop: Shop, *, shadow: bool = False, chunk: int = 200, selection: Selection | None = None,
    ids: Sequence[str] | None = None, per_second: float | None = None,
) -> str:  # fmt: skip
    shop.clock.forward(minutes=1)
    run_id = create_run(
        shop.engine, selection or Selection(), actor=BY, now=shop.clock(), shadow=shadow, chunk=chunk, ids=ids,
        per_second=per_second,
    )  # fmt: skip
    select_documents(shop.engine, run_id)
    return run_id


def carried(by: Reprocessor, run_id: str) -> Counter[str]:
    """Carry chunks until none may be taken; documents by result."""
    counts = Counter[str]()
    while isinstance(done := by.carry(run_id), Counter):
        counts.update(done)
    return counts


def rerun(shop: Shop, rules: Rules, **more: object) -> Counter[str]:
    """One run over everything."""
    return carried(worker(shop, rules), started(shop, **more))  # type: ignore[arg-type]


def results(shop: Shop, run_id: str) -> dict[str, str]:
    with shop.engine.connect() as connection:
        query = select(ITEMS.c.document_id, ITEMS.c.result).where(ITEMS.c.run_id == run_id)
        return dict(connection.execute(query).all())


def shown(shop: Shop, run_id: str) -> list[tuple[object, ...]]:
    """The table of what changes, decision by decision."""
    names = ("document_id", "before", "after", "reasons_before", "reasons_after")
    return [tuple(map(repr, map(row.get, names))) for row in runs.changes_of(shop.engine, run_id)]


def dump(shop: Shop, *, but: Sequence[str] = ()) -> dict[str, list[tuple[object, ...]]]:
    """All tables' rows, apart from those of runs and of `but`."""
    tables = MetaData()
    tables.reflect(shop.engine)
    with shop.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.sorted_tables
            if not table.name.startswith("reprocessing_") and table.name not in but
        }
