"""Does the page show at a field's own spot what the text layer says there? (law 5: a layer is a claim)"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipeline.case import Box, Finding, Line, Look, Page, Trace, Value, Weight, Word
from pipeline.fields.flow import squash, union
from pipeline.rules.dates import MONTHS

DECIDING = frozenset({
    "last_name", "first_name", "middle_name", "previous_last_name", "birth_date", "snils", "inn", "series", "number",
    "registration_number", "issue_date", "valid_until", "protocol_number", "protocol_date", "study_start", "study_end",
    "specialty_code", "specialty", "qualification", "hours",
})  # fmt: skip
"""Who, which paper, since when, for what."""
LONG, ALIKE = 12, 90.0
"""Letters of a line so long may differ from what is seen by misreadings; a name or a number may not."""
BY_THE_LETTER = frozenset({"last_name", "first_name", "middle_name", "previous_last_name", "series"})
DATES = frozenset({"birth_date", "issue_date", "valid_until", "protocol_date", "study_start", "study_end"})
MONTH_NAMES = tuple(map(squash, MONTHS))
MONTH_LIKE = 75.0
ROMAN = str.maketrans("", "", "IVLX")
"""Latin letters of Roman numerals, which both models take for others: II and ИК make «П-ИК»."""
TINY = 3
"""Where so few symbols stand alone, the recogniser may see nothing: that is no other reading."""
MARK = re.compile(r"[xхvу+]", re.IGNORECASE)
INKED = re.compile(r"[^\W_]|[<>+*×]")
"""What a mark may be read as: anything but a stroke or a stop."""
STRAY = 2
"""So many symbols of a neighbour may be seen beside a short text."""

LookAtLines = Callable[[Sequence["Claimed"], bool], Sequence[Sequence[Look]]]
"""The claims, and whether to look closer (in more ways, by both models) -> for each the looks at its spot."""


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """One line of a field's value as the layer has it."""

    field: str
    page: int
    box: Box
    text: str


@dataclass(frozen=True, kw_only=True)
class Contradicted:
    """A claim that no look confirmed, and what was seen in its place."""

    claim: Claimed
    seen: str


def claims_of(values: Mapping[str, Value], pages: Sequence[Page]) -> tuple[Claimed, ...]:
    """Every line of every deciding value that was taken from a layer; a line that serves two fields once."""
    by_number = {page.number: page for page in pages}
    found: dict[tuple[int, Box], Claimed] = {}
    for value in sorted(
        values.values(), key=lambda value: value.field == "series"
    ):  # with its number it is the number's
        if _was_seen(value):
            continue
        if value.source == "text_layer" and value.box and value.page in by_number and value.field in DECIDING:
            for claim in _lines_of(value, value.box, by_number[value.page]):
                found.setdefault((claim.page, claim.box), claim)
    boxes = [claim.box for claim in found.values()]
    return tuple(claim for claim in found.values() if not any(_inside(claim.box, box) for box in boxes))


def _was_seen(value: Value) -> bool:
    """True for a number that a closer look at the pixels has read already, just as the layer has it."""
    letters, digits = parted(value.raw)
    return not letters and bool(digits) and any(parted(look.text)[1] == digits for look in value.looks)


def _inside(box: Box, other: Box) -> bool:
    """A series that was read with its number is looked at with it."""
    return box != other and union([box, other]) == other


def _lines_of(value: Value, box: Box, page: Page) -> Iterable[Claimed]:
    held = lines_within(value.field, box, page)
    return held if len(held) > 1 else [Claimed(field=value.field, page=value.page, box=box, text=value.raw)]


def lines_within(field: str, box: Box, page: Page) -> list[Claimed]:
    """What the page's lines claim inside of a box, a claim a line, each as large as its words."""
    held = [words for line in page.lines if (words := _within(line, box))]
    return [
        Claimed(
            field=field, page=page.number, box=union([word.box for word in words]),
            text=" ".join(word.text for word in words),
        )
        for words in held
    ]  # fmt: skip


def _within(line: Line, box: Box) -> list[Word]:
    x0, y0, x1, y1 = box
    return [
        word
        for word in line.words
        if x0 <= (word.box[0] + word.box[2]) / 2 <= x1 and y0 <= (word.box[1] + word.box[3]) / 2 <= y1
    ]


def contradicted(claims: Sequence[Claimed], look: LookAtLines) -> tuple[Contradicted, ...]:
    """The claims that no look at the page confirms: all are looked at once, those in doubt again and closer."""
    doubtful = [
        (claim, tuple(looks))
        for claim, looks in zip(claims, look(claims, False) if claims else (), strict=True)
        if not shows(claim, [one.text for one in looks])
    ]
    if not doubtful:
        return ()
    closer = look([claim for claim, _ in doubtful], True)
    found = []
    for (claim, first), more in zip(doubtful, closer, strict=True):
        texts = [one.text for one in (*first, *more)]
        if not shows(claim, texts) and (any(texts) or len(claim.text) > TINY):
            found.append(Contradicted(claim=claim, seen=_likeliest(texts)))
    return tuple(found)


def shows(claim: Claimed, seen: Sequence[str]) -> bool:
    """True when some look saw the letters that are claimed, and some look, perhaps another, saw the digits.

    A mark that stands alone in its cell says no more than that there is one: a cross may be seen as «><».
    """
    if claim.field == "cancelled" and MARK.fullmatch(claim.text.strip()):
        return any(INKED.search(text) for text in seen)
    letters, digits = parted(claim.text)
    looks = [parted(text) for text in seen]
    return all(
        (
            not letters or any(_alike(letters, one, claim.field) for one, _ in looks),
            not digits or any(_holds(one, digits) for _, one in looks),
        )
    )


def parted(text: str) -> tuple[str, str]:
    """The letters, squashed and without Roman numerals, and the digits of a text."""
    whole = squash(text)
    return "".join(filter(str.isalpha, whole.translate(ROMAN))), "".join(filter(str.isdigit, whole))


def _holds(seen: str, claimed: str) -> bool:
    return claimed in seen and len(seen) <= len(claimed) + STRAY


def _alike(claimed: str, seen: str, field: str) -> bool:
    if _holds(seen, claimed):
        return True
    if field in DATES and (month := _month_in(claimed)):
        return month == _month_in(seen) and fuzz.ratio(claimed, seen) >= ALIKE
    return field not in BY_THE_LETTER and len(claimed) >= LONG and fuzz.ratio(claimed, seen) >= ALIKE


def _month_in(letters: str) -> int | None:
    """The month whose name the letters of a date are nearest to: one that lost a letter is still no other."""
    found = process.extractOne(letters, MONTH_NAMES, scorer=fuzz.partial_ratio, score_cutoff=MONTH_LIKE)
    return int(found[2]) if found else None


def _likeliest(texts: Sequence[str]) -> str:
    """What most looks saw; of equals the first."""
    return max(texts, key=lambda text: (texts.count(text), -texts.index(text)), default="")


def layer_findings(found: Sequence[Contradicted]) -> tuple[tuple[Finding, ...], tuple[Trace, ...]]:
    """Where layer and pixels differ a person looks: a finding a field with both readings, a trace a place."""
    findings = {
        one.claim.field: Finding(
            code="ALTERATION_SUSPECTED", weight=Weight.REVIEW, field=one.claim.field, found=one.seen,
            expected=one.claim.text, page=one.claim.page, box=one.claim.box,
            detail="the text layer says something else than the page shows",
        )
        for one in reversed(found)
    }  # fmt: skip
    traces = tuple(
        Trace(
            what="layer_differs", strength="strong", field=one.claim.field, page=one.claim.page, box=one.claim.box,
            detail="в тексте файла одно, на изображении страницы другое",
        )
        for one in found
    )  # fmt: skip
    return tuple(findings.values()), traces
