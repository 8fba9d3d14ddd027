"""What do the counts of a run look like on paper, beside the targets? (Markdown)"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields

from benchmarks.markdown import NOTHING, percent, table, verdict
from benchmarks.score import (
    MEDIA,
    MISSING,
    RIGHT,
    WRONG,
    Failure,
    Score,
    approved_alone,
    fields_by,
    fields_right,
    reasons_told,
)

OUTCOMES = ("approved", "needs_review", "rejected", "waiting")
SCANS = ("text_pdf", "scan", "scan_pdf")
REJECTED_RIGHTLY = ("first", "right")
REJECTED = (*REJECTED_RIGHTLY, "wrong")
EVERY = (*REJECTED, "review_right", "review_wrong")
SIDEWAYS_SLACK = 0.01
"""Sideways photos are as good as upright ones when they are no more than this share behind."""
NAMED = 20
"""Ids that are named in the text; all are in the list of failures."""
Target = tuple[str, str, str, bool | None]
"""What, wanted, measured, met."""


def accuracy_tables(total: Score) -> str:
    """All tables of one set."""
    parts = [
        table(("target", "wanted", "measured", "met"), [(*row[:3], verdict(row[3])) for row in targets(total)]),
        _remarks(total),
        "### Genuine papers by medium",
        _outcomes("medium", [name for name in MEDIA if any(key[0] == name for key in total.genuine)], total.genuine),
        "### Genuine papers by kind",
        _outcomes("kind", sorted({kind for kind, _ in total.genuine_kinds}), total.genuine_kinds),
        "### Decisions and reasons by scenario",
        _scenarios(total),
    ]
    for title, by in (("kind", 0), ("medium", 1), ("field", 2)):
        parts += [f"### Fields on genuine papers, by {title}", _fields(title, total, by)]
    return "\n\n".join(part for part in parts if part) + "\n"


def targets(total: Score) -> list[Target]:
    """Each target with what was measured."""
    photo, sideways = fields_right(total, ("photo",)), fields_right(total, ("photo_sideways",))
    return [
        _none("wrong papers approved", total.wrong_approved, total.wrong_count),
        _none("genuine papers rejected", total.genuine_rejected, total.genuine_count),
        _least("genuine approved with no person: scans and text PDFs", 0.95, approved_alone(total, SCANS)),
        _least("genuine approved with no person: photos", 0.85, approved_alone(total, ("photo",))),
        _least("fields exactly right: scans and text PDFs", 0.99, fields_right(total, SCANS)),
        _least("fields exactly right: photos", 0.96, photo),
        _least("fields exactly right: hard photos", 0.90, fields_right(total, ("hard_photo",))),
        _as_good("fields exactly right: photos on their side", photo, sideways),
        _least("right reason on rejections", 0.95, reasons_told(total, REJECTED_RIGHTLY, REJECTED)),
    ]


def _none(what: str, found: Sequence[str], every: int) -> Target:
    return what, "0", f"{len(found)} of {every}", not found if every else None


def _least(what: str, share: float, counts: tuple[int, int]) -> Target:
    right, every = counts
    return what, f"{share:.0%}".replace("%", " %"), percent(right, every), right >= share * every if every else None


def _as_good(what: str, upright: tuple[int, int], turned: tuple[int, int]) -> Target:
    if not upright[1] or not turned[1]:
        return what, "as upright", percent(*turned), None
    behind = upright[0] / upright[1] - turned[0] / turned[1]
    return what, f"as upright: {percent(*upright)}", percent(*turned), behind <= SIDEWAYS_SLACK


def _remarks(total: Score) -> str:
    """What else is to be said of the whole."""
    values = sum(total.fields.values())
    told = (
        ("Wrong papers approved", _names(total.wrong_approved)),
        ("Genuine papers rejected", _names(total.genuine_rejected)),
        ("Not examined", _names(total.not_examined)),
        (
            "Papers that may be rejected: rejected with the right reason",
            percent(*reasons_told(total, REJECTED_RIGHTLY, EVERY)),
        ),
        (
            "the same: the right reason told, whether they were rejected or left to a person",
            percent(*reasons_told(total, (*REJECTED_RIGHTLY, "review_right"), EVERY)),
        ),
        ("Rejections whose first reason is a right one", percent(*reasons_told(total, ("first",), REJECTED))),
        ("Approved papers with the note that was due", percent(total.notes_given, total.notes_wanted)),
        ("Values on genuine papers that are the same letter by letter", percent(total.letter_by_letter, values)),
        (
            "Genuine papers that no register attests, so that a person may look (not in the tables of genuine papers)",
            ", ".join(f"{count} {decision}" for decision, count in sorted(total.attested_by_person.items())),
        ),
    )
    return "\n".join(f"- {what}: {said}" for what, said in told if said not in ("", NOTHING))


def _names(found: Sequence[str]) -> str:
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return ", ".join(found[:NAMED]) + more if found else "none"


def _outcomes(title: str, names: Sequence[str], counts: dict[tuple[str, str], int]) -> str:
    rows = []
    for name in names:
        each = [counts.get((name, outcome), 0) for outcome in OUTCOMES]
        rows.append((name, *each, percent(each[0], sum(each))))
    return table((title, *OUTCOMES, "approved with no person"), rows)


def _scenarios(total: Score) -> str:
    rows = []
    for scenario in sorted({scenario for scenario, _ in total.decisions}):
        each = [total.decisions[scenario, outcome] for outcome in OUTCOMES]
        rejected = [total.reasons[scenario, how] for how in REJECTED]
        right = percent(sum(rejected[:-1]), sum(rejected))
        rows.append((scenario, *each, percent(total.as_expected[scenario], sum(each)), right))
    return table(("scenario", *OUTCOMES, "as expected", "rejected with the right reason"), rows)


def _fields(title: str, total: Score, by: int) -> str:
    found = fields_by(total.fields, by)
    names = [name for name in MEDIA if name in found] if title == "medium" else list(found)
    rows = [
        (name, percent(found[name][RIGHT], sum(found[name].values())), found[name][WRONG], found[name][MISSING])
        for name in names
    ]
    return table((title, "exactly right", "wrong", "not read"), rows)


def failures_csv(failures: Iterable[Failure]) -> str:
    """A line for each thing that did not come out as it should: ids and names, no values."""
    stored = io.StringIO()
    writer = csv.DictWriter(stored, [one.name for one in fields(Failure)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(failure) for failure in failures)
    return stored.getvalue()
