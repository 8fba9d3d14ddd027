"""Which rows does the page of an explained decision show: fields, marks, and what stands beside them?"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from commands.explained import words
from commands.explained.words import Label
from pipeline.case import Case, Comparison, Mark, Page, Value, Verdict
from pipeline.rules.kind import Kind

ORDER = (
    *("last_name", "first_name", "middle_name", "previous_last_name", "birth_date", "snils", "inn"),
    *("series", "number", "registration_number", "issue_date", "valid_until", "issuer", "city"),
    *("specialty_code", "specialty", "qualification", "programme", "hours", "honours"),
    *("study_start", "study_end", "protocol_number", "protocol_date"),
)
"""Who, which paper, about what: the order of the rows; what is not here comes last."""

ALIKE_FROM = 0.5
MANY_WORDS = 3

WORST_FIRST = (Verdict.DIFFERENT, Verdict.DOUBT, Verdict.NOT_READ, Verdict.MATCH, Verdict.NOTHING_TO_COMPARE)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a case does not hold itself. `cutouts` are PNG or JPEG by field name, or by mark's name."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    """What people call the fields, in Russian."""
    cutouts: Mapping[str, bytes] = field(default_factory=dict)
    entries: Mapping[int, bytes] = field(default_factory=dict)
    """PNG or JPEG of rows about work, by their place in the history."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """By stage, in the order in which they ran."""
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a text; `differs` where the other text has something else."""

    text: str
    differs: bool


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What one source expects, beside what was read."""

    source: str
    parts: tuple[Part, ...]
    exact: bool
    """Made of digits: shown in letters of one width."""
    verdict: Label
    sure: str = ""
    detail: str = ""

    @property
    def long(self) -> bool:
        """Too long for large letters."""
        return sum(len(part.text) for part in self.parts) > 60


@dataclass(frozen=True, kw_only=True)
class Row:
    """A field of the paper, or a mark on it."""

    id: str
    spot: str | None
    tag: str
    name: str
    title: str
    required: bool
    value: str
    raw: str
    page: int | None
    sure: Label | None
    percent: str
    width: int
    cutout: str | None
    applicant: tuple[Beside, ...]
    registry: tuple[Beside, ...]
    state: Label
    source: str = ""
    record: Value | None = None


def data_uri(picture: bytes) -> str:
    """Put a PNG or a JPEG into a `data:` address."""
    media = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
    return f"data:{media};base64,{base64.b64encode(picture).decode('ascii')}"


def parted(text: str, other: str | None) -> tuple[Part, ...]:
    """Split `text` where it differs from `other`: by letters, or by words where there are many.

    Whole and unmarked when there is nothing to differ from, or hardly anything is alike: marks would only be noise.
    """
    mine, theirs = _pieces(text), _pieces(other or "")
    matcher = SequenceMatcher(None, [each.casefold() for each in mine], [each.casefold() for each in theirs], False)
    if matcher.ratio() < ALIKE_FROM:
        return (Part(text=text, differs=False),)
    blocks = matcher.get_opcodes()
    return tuple(Part(text="".join(mine[a:b]), differs=tag != "equal") for tag, a, b, _, _ in blocks if a < b)


def _pieces(text: str) -> list[str]:
    """Letters; words with the space behind them in a text of many words."""
    return re.findall(r"\S+\s*", text) if text.count(" ") >= MANY_WORDS else list(text)


def tally(case: Case) -> tuple[tuple[Label, int], ...]:
    """How many comparisons came to which verdict, the worst first; what nobody came to is left out."""
    counts = Counter(comparison.verdict for comparison in _comparisons(case))
    return tuple((words.VERDICTS[verdict], counts[verdict]) for verdict in WORST_FIRST[:-1] if counts[verdict])


def kind_of(case: Case, kinds: Mapping[str, Kind]) -> Kind | None:
    return kinds.get(case.claim.kind)


def rows_of(case: Case, around: Surroundings) -> tuple[Row, ...]:
    """One row for each field that was read, expected by somebody, or required by the kind."""
    reading = case.reading
    kind = kind_of(case, around.kinds)
    variant = reading.variant if reading else None
    required = kind.required_of(variant) if kind and reading else ()
    read = reading.fields if reading else {}
    names = _ordered({*read, *required, *case.claim.declared, *(c.field for c in _comparisons(case))})
    return tuple(
        _row(case, around, name, read.get(name), index, name in required) for index, name in enumerate(names, start=1)
    )


def _ordered(names: set[str]) -> list[str]:
    known = [name for name in ORDER if name in names]
    return known + sorted(names.difference(known))


def _comparisons(case: Case) -> tuple[Comparison, ...]:
    return case.cross_check.comparisons if case.cross_check else ()


def _row(case: Case, around: Surroundings, name: str, value: Value | None, index: int, required: bool) -> Row:
    mine = [comparison for comparison in _comparisons(case) if comparison.field == name]
    cutout = around.cutouts.get(name)
    shown = words.written(name, value.value) if value else ""
    return Row(
        id=f"field-{index}",
        spot=f"spot-{index}" if value and value.box and _page(case, value.page) else None,
        tag=str(index),
        name=name,
        title=around.titles.get(name, name),
        required=required,
        value=shown,
        raw=value.raw if value and value.raw not in (shown, str(value.value)) else "",
        page=value.page if value else None,
        sure=words.sureness(value.confidence) if value else None,
        percent=words.percent(value.confidence) if value else "",
        width=round(value.confidence * 100) if value else 0,
        cutout=data_uri(cutout) if cutout else None,
        applicant=(*_beside(case, name, "declared", mine, shown), *_beside(case, name, "holder", mine, shown)),
        registry=tuple(_beside(case, name, "registry", mine, shown)),
        state=_state(mine, missing=required and value is None),
        source=value.source if value else "",
        record=value,
    )


def _state(comparisons: list[Comparison], *, missing: bool) -> Label:
    """The worst verdict of a field stands for the whole row."""
    found = {comparison.verdict for comparison in comparisons}
    worst = next((verdict for verdict in WORST_FIRST if verdict in found), Verdict.NOTHING_TO_COMPARE)
    if missing and worst is not Verdict.DIFFERENT:
        worst = Verdict.NOT_READ
    return words.VERDICTS[worst]


def _beside(case: Case, name: str, source: str, mine: list[Comparison], shown: str) -> Iterable[Beside]:
    chosen = [comparison for comparison in mine if comparison.against == source]
    for comparison in chosen:
        expected = words.written(name, comparison.expected)
        other = shown if comparison.verdict in (Verdict.DIFFERENT, Verdict.DOUBT) and shown else None
        yield Beside(
            source=words.SOURCES[source],
            parts=parted(expected, other),
            exact=words.has_digits(expected),
            verdict=words.VERDICTS[comparison.verdict],
            sure="" if comparison.verdict is Verdict.NOT_READ else words.percent(comparison.confidence),
            detail=comparison.detail,
        )
    expected = "" if chosen else _expected(case, name, source)
    if expected:
        shown = words.written(name, expected)
        exact = words.has_digits(shown)
        yield Beside(source=words.SOURCES[source], parts=parted(shown, None), exact=exact, verdict=words.NOT_COMPARED)


def _expected(case: Case, name: str, source: str) -> str:
    """What a source holds for a field that nobody compared."""
    if source == "declared":
        return case.claim.declared.get(name, "")
    if source == "holder":
        known = case.claim.holder.model_dump(mode="json", exclude={"time_zone"})
        return str(known.get(name) or "")
    entry = case.cross_check.entry if case.cross_check else None
    return entry.fields.get(name, "") if entry else ""


def mark_rows(case: Case, around: Surroundings) -> tuple[Row, ...]:
    """One row for each signature or seal that was looked for."""
    marks = case.reading.marks if case.reading else ()
    kind = kind_of(case, around.kinds)
    required = kind.marks_of(case.reading.variant) if kind and case.reading else ()
    return tuple(_mark_row(case, around, mark, index, mark.name in required) for index, mark in enumerate(marks, 1))


def _mark_row(case: Case, around: Surroundings, mark: Mark, index: int, required: bool) -> Row:
    cutout = around.cutouts.get(mark.name)
    states = {"present": Verdict.MATCH, "absent": Verdict.DIFFERENT, "unsure": Verdict.DOUBT}
    return Row(
        id=f"mark-{index}",
        spot=f"mark-spot-{index}" if mark.box and mark.page and _page(case, mark.page) else None,
        tag=words.MARK_TITLES[mark.name],
        name=mark.name,
        title=words.MARK_TITLES[mark.name],
        required=required,
        value=words.PRESENCE[mark.presence],
        raw="",
        page=mark.page,
        sure=words.sureness(mark.confidence),
        percent=words.percent(mark.confidence),
        width=round(mark.confidence * 100),
        cutout=data_uri(cutout) if cutout else None,
        applicant=(),
        registry=(),
        state=words.VERDICTS[states[mark.presence]],
    )


def _page(case: Case, number: int) -> Page | None:
    return next((page for page in case.pages or () if page.number == number), None)
