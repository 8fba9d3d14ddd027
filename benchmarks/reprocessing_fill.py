"""How does a cabinet come to many decided documents, each with results of stages as a real paper leaves them?

A few papers are drawn and taken through the real stages; what these made of them is multiplied.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.progress import track
from sqlalchemy import Engine, insert

from commands.examine import Desk as Pool
from commands.examine import Job as Upload
from commands.examine import case_of, furnished, upload_of
from commands.manifest import BadEntry, read_manifest
from pipeline.cabinet import audit
from pipeline.cabinet.changes import DECISIONS, DOCUMENTS, REASONS
from pipeline.cabinet.database import open_database, sqlite_url, writing
from pipeline.cabinet.ids import new_id
from pipeline.cabinet.journal import MemoryJournal
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.statuses import OF_OUTCOME
from pipeline.cabinet.work import FINDINGS, RESULTS, finding_rows, result_row
from pipeline.case import Case, Outcome
from pipeline.registry.load import import_snapshot
from pipeline.rules.loader import load_kinds
from pipeline.rules.validity import last_day_of
from pipeline.settings import Settings
from pipeline.stages.tools import Tools
from samples import draw

PORTION = 200


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A paper with what each stage made of it."""

    case: Case
    results: Sequence[StageResult]
    valid_until: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the papers were examined with."""

    tools: Tools
    versions: Mapping[str, str]


class _Kept(MemoryJournal):
    def whole(self, case_id: str) -> list[StageResult]:
        return list(self._results[case_id].values())


def examined(folder: Path, count: int, seed: str) -> tuple[Desk, list[Examined]]:
    """Draw papers and examine each once, about a second apiece."""
    draw.main(out=folder, seed=seed, count=count)
    import_snapshot(folder / "registry.jsonl", open_database(sqlite_url(folder / "registry.db")))
    url = sqlite_url(folder / "registry.db")
    runner, tools = furnished(Pool(settings=Settings(), registry_url=url, as_of=draw.AS_OF, work_url=None))
    lines = read_manifest(folder / "manifest.jsonl", frozenset(load_kinds()))
    entries = [line for line in lines if not isinstance(line, BadEntry)]
    desk = Desk(tools=tools(entries[0]), versions=runner.versions)
    done = []
    for entry in track(entries, "examining"):
        journal = _Kept()
        case = case_of(Upload(entry=entry), upload_of(entry.file))
        case = runner.run(case, tools(entry), journal, whole=False).case
        ends = None
        if case.decision is not None and case.decision.outcome is Outcome.APPROVED:
            ends = last_day_of(case, desk.tools.kinds[case.claim.kind].validity)
        done.append(Examined(case=case, results=journal.whole(case.id), valid_until=ends))
    return desk, done


def fill(engine: Engine, papers: Sequence[Examined], versions: Mapping[str, str], count: int) -> None:
    """`count` documents of as many holders, decided as these papers were."""
    for start in track(range(0, count, PORTION), "filling"):
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("documents", "decisions", "reasons", "results")}
        found: list[dict[str, Any]] = []
        for number in range(start, min(start + PORTION, count)):
            document_id = _add(rows, papers[number % len(papers)], versions, number)
            found += _findings(papers[number % len(papers)], document_id)
        with writing(engine) as connection:
            tables = {"documents": DOCUMENTS, "decisions": DECISIONS, "reasons": REASONS, "results": RESULTS}
            for name, table in tables.items():
                if rows[name]:
                    connection.execute(insert(table), rows[name])
            if found:
                connection.execute(insert(FINDINGS), found)
            entries = [
                audit.Entry(actor="machine", action="decided", document_id=row["id"]) for row in rows["documents"]
            ]
            audit.append(connection, entries, dt.datetime.now(dt.UTC))


def _add(rows: dict[str, list[dict[str, Any]]], paper: Examined, versions: Mapping[str, str], number: int) -> str:
    decision = paper.case.decision
    assert decision is not None
    decided_at = decision.decided_at
    document_id, decision_id = new_id(decided_at), new_id(decided_at)
    codes = sorted({reason.code for reason in decision.reasons})
    rows["documents"].append(
        {
            "id": document_id, "client": "benchmark", "kind": paper.case.claim.kind,
            "holder_key": hashlib.blake2b(str(number).encode(), digest_size=16).hexdigest(),
            "claim": paper.case.claim.model_dump(mode="json"), "contacts": {}, "sha256": paper.case.claim.upload.sha256,
            "lane": "bulk", "status": OF_OUTCOME[decision.outcome].value, "revision": 3, "attempt": 1,
            "created_at": decided_at, "updated_at": decided_at, "decision": decision_id, "decided_at": decided_at,
            "decided_by": "machine", "rules": versions["rules"], "correct_by": decision.correct_by,
            "valid_until": paper.valid_until, "lease_token": 1, "tries": {}, "sequence": 3,
        }
    )  # fmt: skip
    made = decision.model_dump(mode="json")
    rows["decisions"].append(
        {
            "id": decision_id, "document_id": document_id, "attempt": 1, "outcome": made["outcome"],
            "reasons": made["reasons"], "notes": made["notes"], "correct_by": decision.correct_by,
            "decided_at": decided_at, "decided_by": "machine", "cause": "upload", "versions": {"rules": "…"},
        }
    )  # fmt: skip
    rows["reasons"] += [{"document_id": document_id, "code": code} for code in codes]
    rows["results"] += [result_row(document_id, 1, result, decided_at) for result in paper.results]
    return document_id


def _findings(paper: Examined, document_id: str) -> Iterator[dict[str, Any]]:
    for result in paper.results:
        added = Case.model_validate_json(
            '{"id": "", "claim": {"kind": "", "upload": {"name": "", "size": 0, "sha256": ""}}, ' + result.delta[1:]
        )
        yield from finding_rows(document_id, result.stage, [one.model_dump(mode="json") for one in added.findings])
