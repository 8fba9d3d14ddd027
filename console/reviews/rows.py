"""What does the reviewer see beside the page, field by field? (pure: from a case to rows of words)"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.case import Box, Case, Comparison, Mark, Value, Verdict, WorkEntry
from pipeline.rules.kind import FieldRules, Kind
from pipeline.rules.reasons import Locale, field_name
from pipeline.weighing.read_by_person import is_by_person

SURE, FAIR = 0.9, 0.6
ROW_SURE = 0.75
"""A row that was read less surely goes to a person (`pipeline.weighing.employment_findings`)."""
WORST = (Verdict.DIFFERENT, Verdict.DOUBT, Verdict.NOT_READ, Verdict.MATCH, Verdict.NOTHING_TO_COMPARE)
GRAVE = ("different", "doubt", "not_read")
MARGIN = 0.6
"""Of a spot's height, on each side, that a cut-out shows around it."""
LEAST_MARGIN, MOST_MARGIN = 8, 40
"""Pixels of the preview."""
NAMES = ("last_name", "first_name", "middle_name", "birth_date", "snils", "inn")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one source is compared to. `verdict` names a word; `detail` is the machine's own, in Russian."""

    against: str
    verdict: str
    expected: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where on which page, and what a cut-out of it shows: x, y, width, height in pixels of the preview."""

    page: int
    box: Box
    cut: tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A field. `sureness`: `sure`, `fair`, `doubt`, `person` or `missing`; `verdict`: the gravest of all."""

    field: str
    title: str
    required: bool
    read: str
    raw: str
    sureness: str
    percent: int | None
    verdict: str
    declared: str
    registry: str
    said: Sequence[Said]
    spot: Spot | None
    kind_of_value: str


def rows_of(case: Case, kind: Kind, locale: Locale) -> list[Row]:
    """Where there is a doubt first; then required fields in the order of the kind's data, then what else is known."""
    variant = case.reading.variant if case.reading else None
    rules = kind.fields_of(variant)
    values = case.reading.fields if case.reading else {}
    entry = case.cross_check.entry if case.cross_check else None
    held = entry.fields if entry else {}
    holder = case.claim.holder.model_dump(mode="json")
    compared: dict[str, list[Comparison]] = {}
    for comparison in case.cross_check.comparisons if case.cross_check else ():
        compared.setdefault(comparison.field, []).append(comparison)
    required = list(kind.required_of(variant))
    seen = [name for name in rules if name in values or name in case.claim.declared or name in held]
    names = dict.fromkeys((*required, *kind.holder_fields, *seen, *values))
    rows = [
        _row(
            name, rules.get(name), values.get(name), compared.get(name, []), locale, required=name in required,
            declared=case.claim.declared.get(name) or (holder.get(name) if name in NAMES else None) or "",
            registry=held.get(name, ""), pages={page.number: (page.width, page.height) for page in case.pages or ()},
        )
        for name in names
    ]  # fmt: skip
    return sorted(rows, key=_gravity)


def _gravity(row: Row) -> int:
    if row.verdict in GRAVE or (row.required and not row.read):
        return GRAVE.index(row.verdict) if row.verdict in GRAVE else len(GRAVE)
    return len(GRAVE) + 1


def _row(
    name: str, rules: FieldRules | None, value: Value | None, compared: Sequence[Comparison], locale: Locale, *,
    required: bool, declared: str, registry: str, pages: Mapping[int, tuple[int, int]],
) -> Row:  # fmt: skip
    said = [
        Said(against=c.against, verdict=c.verdict.value, expected=shown(c.expected), detail=c.detail) for c in compared
    ]
    verdicts = [c.verdict for c in compared]
    gravest = next((verdict for verdict in WORST if verdict in verdicts), None)
    return Row(
        field=name, title=field_name(name, locale), required=required, read=shown(value.value) if value else "",
        raw=value.raw if value else "", sureness=sureness_of(value), verdict=gravest.value if gravest else "",
        percent=round(value.confidence * 100) if value else None, declared=shown(declared), registry=shown(registry),
        said=said, spot=spot_of(value.page, value.box, pages) if value and value.box else None,
        kind_of_value=rules.type if rules else "text",
    )  # fmt: skip


def sureness_of(value: Value | None) -> str:
    if value is None:
        return "missing"
    if is_by_person(value):
        return "person"
    sure = min(value.confidence, value.trust)
    return "sure" if sure >= SURE else "fair" if sure >= FAIR else "doubt"


def spot_of(page: int, box: Box, pages: Mapping[int, tuple[int, int]]) -> Spot | None:
    """None for a page that is not shown."""
    if page not in pages:
        return None
    width, height = pages[page]
    margin = min(max(LEAST_MARGIN, int((box[3] - box[1]) * MARGIN)), MOST_MARGIN)
    x0, y0 = max(0, box[0] - margin), max(0, box[1] - margin)
    x1, y1 = min(width, box[2] + margin), min(height, box[3] + margin)
    return Spot(page=page, box=box, cut=(x0, y0, max(1, x1 - x0), max(1, y1 - y0)))


def marks_of(case: Case) -> Sequence[Mark]:
    return case.reading.marks if case.reading else ()


def shown(value: object) -> str:
    """A date as people here write it; yes and no as signs of both languages; the rest as it is."""
    if value is None:
        return ""
    if isinstance(value, bool) or value in ("true", "false"):
        return "✓" if value in (True, "true") else "✗"
    date = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", str(value))
    return f"{date[3]}.{date[2]}.{date[1]}" if date else str(value)


@dataclass(frozen=True, kw_only=True)
class WorkRow:
    """A row of a paper about work, by its place counted from 0. `asked`: a person should fill it in."""

    at: int
    entry: WorkEntry
    spot: Spot | None
    asked: bool


def work_rows(case: Case) -> list[WorkRow]:
    """None of other papers."""
    history = case.reading.history if case.reading else None
    pages = {page.number: (page.width, page.height) for page in case.pages or ()}
    return [
        WorkRow(
            at=at, entry=entry, spot=spot_of(entry.page, entry.box, pages) if entry.box else None,
            asked=entry.hand == "handwritten" or entry.confidence < ROW_SURE or not (entry.event or entry.end),
        )
        for at, entry in enumerate(history.entries if history else ())
    ]  # fmt: skip


def changed_fields(before: Case, now: Case, locale: Locale) -> list[tuple[str, str, str]]:
    """Of an earlier upload and this one: the fields that were read otherwise, what then, what now."""
    old = {name: shown(value.value) for name, value in (before.reading.fields if before.reading else {}).items()}
    new = {name: shown(value.value) for name, value in (now.reading.fields if now.reading else {}).items()}
    return [
        (field_name(name, locale), old.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    ]
