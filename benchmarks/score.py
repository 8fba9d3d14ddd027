"""How right are the results of a batch, beside what was drawn? (pure counting)"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
MEDIA = ("text_pdf", "scan", "scan_pdf", "photo", "hard_photo", "photo_sideways")


def read_lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def medium_of(name: str) -> str:
    """«scan_300_grey» and «scan150» are scans; the rest is as it is called."""
    if name.startswith("scan_pdf"):
        return "scan_pdf"
    return "scan" if name.startswith("scan") else name


def plain(value: object) -> str:
    """How fields are compared: letter case, spaces, quotes, dashes and Ё aside, everything must be the same."""
    text = str(value).upper().replace("Ё", "Е")
    return re.sub(r"[\s«»\"„“”'‐–—-]+", "", text)


@dataclass
class Score:
    """Counts of one comparison of results with the truth."""

    fields: Counter[tuple[str, str, str, bool]] = field(default_factory=Counter)
    """(kind, medium, field, right) on genuine papers."""
    decisions: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(scenario, decision)."""
    genuine: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(medium, decision) of genuine papers in order."""
    wrong_approved: list[str] = field(default_factory=list)
    genuine_rejected: list[str] = field(default_factory=list)
    reasons_right: int = 0
    reasons_judged: int = 0
    failed: list[str] = field(default_factory=list)


def score(truth: Sequence[Row], results: Sequence[Row]) -> Score:
    """Compare by id; a paper without a result, or whose line could not be examined, counts as failed."""
    by_id = {row["id"]: row for row in results}
    total = Score()
    for true in truth:
        result = by_id.get(true["id"])
        if result is None or "decision" not in result:
            total.failed.append(true["id"])
            continue
        _count(total, true, result)
    return total


def _count(total: Score, true: Row, result: Row) -> None:
    decision, expected = result["decision"], true["expected"]
    medium = medium_of(true["medium"])
    total.decisions[true["scenario"], decision] += 1
    if "approved" in expected["decision"]:
        total.genuine[medium, decision] += 1
        if decision == "rejected":
            total.genuine_rejected.append(true["id"])
    elif decision == "approved":
        total.wrong_approved.append(true["id"])
    if decision == "rejected" and expected["reason"]:
        total.reasons_judged += 1
        codes = {reason["code"] for reason in result["reasons"]}
        total.reasons_right += bool(codes & set(expected["reason"]))
    if true["genuine"]:
        for name, value in true["fields"].items():
            read = result["fields"].get(name, {}).get("value")
            total.fields[true["kind"], medium, name, read is not None and plain(read) == plain(value)] += 1


def share_right(counts: Counter[tuple[str, str, str, bool]], by: int) -> dict[str, tuple[int, int]]:
    """(right, all) for each kind (by=0), medium (1) or field (2)."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for key, count in counts.items():
        sums[key[by]][1] += count
        sums[key[by]][0] += count if key[3] else 0
    return {name: (right, every) for name, (right, every) in sorted(sums.items())}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def percent(right: int, every: int) -> str:
    return f"{100 * right / every:.1f} % ({right}/{every})" if every else "–"


def as_markdown(total: Score) -> str:
    """The tables that go into `benchmarks/results/`."""
    outcomes = ("approved", "needs_review", "rejected", "waiting")
    scenarios = sorted({scenario for scenario, _ in total.decisions})
    media = sorted({medium for medium, _ in total.genuine})
    parts = [
        f"Wrong papers approved: **{len(total.wrong_approved)}** {total.wrong_approved[:20]}",
        f"Genuine papers rejected: **{len(total.genuine_rejected)}** {total.genuine_rejected[:20]}",
        f"Right reason on rejections: {percent(total.reasons_right, total.reasons_judged)}",
        f"Not examined: {len(total.failed)} {total.failed[:20]}",
        "### Genuine papers by medium",
        table(("medium", *outcomes, "approved with no person"),
              [(m, *(total.genuine[m, o] for o in outcomes),
                percent(total.genuine[m, "approved"], sum(total.genuine[m, o] for o in outcomes))) for m in media]),
        "### Decisions by scenario",
        table(("scenario", *outcomes), [(s, *(total.decisions[s, o] for o in outcomes)) for s in scenarios]),
    ]  # fmt: skip
    for title, by in (("kind", 0), ("medium", 1), ("field", 2)):
        rows = [(name, percent(*counts)) for name, counts in share_right(total.fields, by).items()]
        parts += [f"### Fields exactly right on genuine papers, by {title}", table((title, "exactly right"), rows)]
    return "\n\n".join(parts) + "\n"
