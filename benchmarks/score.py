"""How right are the results of a batch, beside what was drawn? (pure counting)"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]

MEDIA = ("text_pdf", "scan", "scan_pdf", "photo", "hard_photo", "photo_sideways", "hard_photo_sideways", "file")
"""Rows of the tables, in their order; `file` are files at fault, which show nothing."""

RIGHT, WRONG, MISSING = "right", "wrong", "missing"
"""What may be said of one value: a wrong one is worse than none."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One thing that did not come out as it should; names no values."""

    id: str
    kind: str
    variant: str
    medium: str
    scenario: str
    fault: str
    """wrong_approved, genuine_rejected, left_to_person, other_decision, wrong_reason, no_note, not_examined,
    field_wrong, field_missing."""
    what: str = ""
    """The field, or the reasons that were given."""


@dataclass(kw_only=True)
class Score:
    """Counts of one comparison of results with the truth."""

    fields: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    """(kind, medium, field, right | wrong | missing) on genuine papers."""
    letter_by_letter: int = 0
    """Values on genuine papers that are the same string, with letter case, quotes and dashes."""
    decisions: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(scenario, decision)."""
    as_expected: Counter[str] = field(default_factory=Counter)
    """Papers whose decision is one of those expected, by scenario."""
    genuine: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(medium, decision) of genuine papers that nobody needs to look at."""
    genuine_kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(kind, decision) of the same papers."""
    attested_by_person: Counter[str] = field(default_factory=Counter)
    """Decisions on genuine papers that may go to a person, since no register attests them."""
    wrong_count: int = 0
    """Papers that must not be approved."""
    genuine_count: int = 0
    wrong_approved: list[str] = field(default_factory=list)
    """«id (scenario)»."""
    genuine_rejected: list[str] = field(default_factory=list)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(scenario, first | right | wrong | review_right | review_wrong) of papers for which a rejection is expected:
    rejected with the most serious reason, another reason or none of those expected; not rejected, but told so."""
    notes_wanted: int = 0
    notes_given: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def not_examined(self) -> list[str]:
        return [failure.id for failure in self.failures if failure.fault == "not_examined"]


def read_lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def medium_of(name: str) -> str:
    """The row for a medium as either set names it.

    «scan_300_grey», «scan150_colour» and «scan_200_upside_down» are scans, «scan_pdf_huge» is a scan inside a PDF;
    a photo that lies on its side has a row of its own, a hard one that lies on its side another.
    """
    if name.startswith("scan"):
        return "scan_pdf" if "pdf" in name else "scan"
    if "photo" in name:
        return ("hard_" if "hard" in name else "") + "photo" + ("_sideways" if "sideways" in name else "")
    return name


def plain(value: object) -> str:
    """How fields are compared: letter case, spaces, quotes, dashes and Ё aside, everything must be the same."""
    text = str(value).upper().replace("Ё", "Е")
    return re.sub(r"[\s«»\"„“”'‐–—-]+", "", text)


def score(truth: Sequence[Row], results: Sequence[Row]) -> Score:
    """Compare by id. A paper without a result or a decision is counted as not examined, and nowhere else.

    A line that was examined in vain (an engine's time limit) has a decision: needs_review; it counts as both.
    """
    by_id = {row["id"]: row for row in results}
    total = Score()
    for true in truth:
        result = by_id.get(true["id"])
        if result is None or not result.get("decision"):
            total.failures.append(_failure(true, "not_examined"))
            continue
        if "error" in result:
            total.failures.append(_failure(true, "not_examined"))
        _count_decision(total, true, result)
        _count_reasons(total, true, result)
        _count_notes(total, true, result)
        if true["genuine"]:
            _count_fields(total, true, result)
    return total


def _failure(true: Row, fault: str, what: Iterable[str] = ()) -> Failure:
    return Failure(
        id=true["id"],
        kind=true["kind"],
        variant=true.get("variant", ""),
        medium=true["medium"],
        scenario=true["scenario"],
        fault=fault,
        what=" ".join(what),
    )


def _given(result: Row) -> list[str]:
    """«CODE:field» of each reason, the most serious first."""
    return [":".join(filter(None, (reason["code"], reason.get("field")))) for reason in result["reasons"]]


def _count_decision(total: Score, true: Row, result: Row) -> None:
    decision, expected = result["decision"], true["expected"]["decision"]
    total.decisions[true["scenario"], decision] += 1
    total.as_expected[true["scenario"]] += decision in expected
    named = f"{true['id']} ({true['scenario']})"
    if true["genuine"]:
        total.genuine_count += 1
        if "needs_review" in expected:
            total.attested_by_person[decision] += 1
        else:
            total.genuine[medium_of(true["medium"]), decision] += 1
            total.genuine_kinds[true["kind"], decision] += 1
    if "approved" not in expected:
        total.wrong_count += 1
        if decision == "approved":
            total.wrong_approved.append(named)
    if true["genuine"] and decision == "rejected":
        total.genuine_rejected.append(named)
    if decision not in expected:
        total.failures.append(_failure(true, _fault(decision, genuine=true["genuine"]), _given(result)))


def _fault(decision: str, *, genuine: bool) -> str:
    if genuine and decision in ("rejected", "needs_review"):
        return "genuine_rejected" if decision == "rejected" else "left_to_person"
    return "wrong_approved" if decision == "approved" and not genuine else "other_decision"


def _count_reasons(total: Score, true: Row, result: Row) -> None:
    expected = true["expected"]
    if "rejected" not in expected["decision"] or not expected["reason"]:
        return
    codes = [reason["code"] for reason in result["reasons"]]
    right = any(code in expected["reason"] for code in codes)
    if result["decision"] != "rejected":
        total.reasons[true["scenario"], "review_right" if right else "review_wrong"] += 1
        return
    how = "first" if codes and codes[0] in expected["reason"] else "right" if right else "wrong"
    total.reasons[true["scenario"], how] += 1
    if not right:
        total.failures.append(_failure(true, "wrong_reason", _given(result)))


def _count_notes(total: Score, true: Row, result: Row) -> None:
    """Notes are for what is approved."""
    wanted = set(true["expected"].get("notes", ()))
    if not wanted or result["decision"] != "approved":
        return
    total.notes_wanted += 1
    if wanted <= {note["code"] for note in result["notes"]}:
        total.notes_given += 1
    else:
        total.failures.append(_failure(true, "no_note", sorted(wanted)))


def _count_fields(total: Score, true: Row, result: Row) -> None:
    for name, value in true["fields"].items():
        read = result["fields"].get(name, {}).get("value")
        state = MISSING if read is None else RIGHT if plain(read) == plain(value) else WRONG
        total.fields[true["kind"], medium_of(true["medium"]), name, state] += 1
        total.letter_by_letter += read is not None and str(read) == str(value)
        if state != RIGHT:
            total.failures.append(_failure(true, f"field_{state}", (name,)))


def fields_by(counts: Mapping[tuple[str, str, str, str], int], by: int) -> dict[str, dict[str, int]]:
    """{right, wrong, missing} for each kind (by=0), medium (1) or field (2)."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: {RIGHT: 0, WRONG: 0, MISSING: 0})
    for key, count in counts.items():
        sums[key[by]][key[3]] += count
    return dict(sorted(sums.items()))


def fields_right(total: Score, media: Iterable[str]) -> tuple[int, int]:
    """(right, all) values of genuine papers in these media."""
    chosen = set(media)
    return _shares(total.fields, lambda key: key[1] in chosen, lambda key: key[3] == RIGHT)


def approved_alone(total: Score, media: Iterable[str]) -> tuple[int, int]:
    """(approved with no person, all) genuine papers in these media."""
    chosen = set(media)
    return _shares(total.genuine, lambda key: key[0] in chosen, lambda key: key[1] == "approved")


def reasons_told(total: Score, told: Iterable[str], among: Iterable[str]) -> tuple[int, int]:
    """(papers told so, papers among which) by the states of `Score.reasons`."""
    good, every = set(told), set(among)
    return _shares(total.reasons, lambda key: key[1] in every, lambda key: key[1] in good)


Key = tuple[str, ...]


def _shares(counts: Mapping[Any, int], among: Callable[[Key], bool], good: Callable[[Key], bool]) -> tuple[int, int]:
    chosen = {key: count for key, count in counts.items() if among(key)}
    return sum(count for key, count in chosen.items() if good(key)), sum(chosen.values())
