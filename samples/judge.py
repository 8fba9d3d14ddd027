"""Did each paper come out as it had to? `python -m samples.judge RESULTS EXPECTED`"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

Line = Mapping[str, Any]


class Sentence(Enum):
    """Right; cautious: a person looks where none had to, or another reason is given; or a fault that harms somebody."""

    RIGHT = "✓"
    CAUTIOUS = "≈"
    FAULT = "✗"


def judge(result: Line | None, expected: Line) -> Sentence:
    """A wrong paper must never be approved, a genuine one never rejected, and none may be lost."""
    decision = result["decision"] if result else None
    wanted = expected["expected"]
    if decision is None or (decision == "approved" and "approved" not in wanted["decision"]):
        return Sentence.FAULT
    if decision == "rejected" and expected["genuine"]:
        return Sentence.FAULT
    given = codes_of(result)
    reason_is_right = decision == "approved" or not wanted["reason"] or bool(set(given) & set(wanted["reason"]))
    return Sentence.RIGHT if decision in wanted["decision"] and reason_is_right else Sentence.CAUTIOUS


def codes_of(result: Line | None) -> list[str]:
    return [reason["code"] for reason in result["reasons"]] if result else []


def rows_of(results: Mapping[str, Line], expected: Sequence[Line]) -> list[tuple[Sentence, tuple[str, ...]]]:
    """A row a paper: which, what it is, what came out, what had to; in the order of what is expected."""
    rows: list[tuple[Sentence, tuple[str, ...]]] = []
    for line in expected:
        result = results.get(line["id"])
        sentence = judge(result, line)
        came_out = " ".join([str(result["decision"] if result else "lost"), *codes_of(result)])
        wanted = " or ".join(line["expected"]["decision"])
        if sentence is not Sentence.RIGHT:
            wanted = " ".join([wanted, *line["expected"]["reason"]])
        rows.append((sentence, (line["id"], f"{line['scenario']}, {line['medium']}", came_out, wanted)))
    return rows


def read_lines(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main(
    results: Annotated[Path, typer.Argument(exists=True, help="What `podlinnik batch` wrote.")],
    expected: Annotated[Path, typer.Argument(exists=True, help="`truth.jsonl` or `expected.jsonl` of these papers.")],
) -> None:
    """Say for each paper what came out and what had to.

    Status 1: a wrong one was approved, a genuine one rejected, or one was lost.
    """
    rows = rows_of({line["id"]: line for line in read_lines(results)}, read_lines(expected))
    sentences = [sentence for sentence, _ in rows]
    table = Table("", "paper", "what it is", "came out", "had to")
    for sentence, cells in rows:
        table.add_row(sentence.value, *cells)
    console = Console()
    console.print(table)
    counts = {sentence: sentences.count(sentence) for sentence in Sentence}
    console.print(
        f"✓ {counts[Sentence.RIGHT]} as they had to, ≈ {counts[Sentence.CAUTIOUS]} more cautious, "
        f"✗ {counts[Sentence.FAULT]} wrong ones approved, genuine ones rejected, or lost",
        highlight=False,
    )
    if counts[Sentence.FAULT]:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
