"""Where on the page should a signature stand? (posts, initials with a surname, the place for a seal)"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.case import Box, Line, Page, Word
from pipeline.reading.marks_ink import DEFAULT_TEXT_SHARE

POSTS = (
    "ректор",
    "проректор",
    "руководитель",
    "председатель",
    "секретарь",
    "директор",
    "декан",
    "начальник",
    "заведующий",
    "президент",
    "подпись",
    "главврач",
    "заместитель",
    "уполномоченный",
    "работодатель",
    "работник",
)
POST_PAIRS = (("главный", "врач"), ("личная", "подпись"))
LIKE = 82
"""Of 100: one letter of a post misread still counts, another word does not («директор» and «ректор» are both posts)."""
LONGEST_LINE = 9
"""Words: a post inside a longer line is running text («решением ректора …»), not a place to sign."""
NAME = re.compile(
    r"(?:[А-ЯЁ]\s?[.,]\s?[А-ЯЁ]\s?[.,]?\s?[А-ЯЁ][А-Яа-яё-]+)|(?:[А-ЯЁ][а-яё-]+\s[А-ЯЁ]\s?[.,]\s?[А-ЯЁ]\s?[.,]?)"
)
SEAL_PLACE = re.compile(r"^\W*[МM]\s?[.,]?\s?[ПN]\s?[.,]?\W*$")
ABOVE, BELOW = 8.0, 4.0
"""Letter heights by which a signature rises above and falls below its line (a signature is 5 to 20 mm high)."""
LEAST_ASIDE = 12.0
"""Letter heights that a zone reaches to the right of its words, at least: a signature is 15 to 50 mm wide."""
SEAL_ABOVE = 24.0
"""Letter heights by which a seal (40 mm, about 20 letters) may rise above the highest place to sign."""
LOWEST_START = 0.3
"""Nobody signs above this share of the page: posts up there belong to the text."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Boxes in preview pixels where a signature would stand, and where a seal is asked for."""

    signature: tuple[Box, ...]
    anchors: tuple[Box, ...]
    seal: tuple[Box, ...]
    top: float
    """No mark stands above this y (preview pixels)."""


def places_of(page: Page) -> Places:
    """Find the places to sign from the words as read."""
    letter = page.text_height or max(page.width, page.height) * DEFAULT_TEXT_SHARE
    zones: list[Box] = []
    anchors: list[Box] = []
    seals: list[Box] = []
    columns = _columns(page.lines)
    for column, edges in columns.items():
        for line in _rows((line for line in page.lines if line.column == column), letter):
            if line[0].box[1] < LOWEST_START * page.height:
                continue
            seals.extend(word.box for word in _seal_places(line))
            for box in (*_posts(line), *_names(line)):
                anchors.append(box)
                zones.append(_zone(box, edges, letter, page))
    highest = min((box[1] for box in (*anchors, *seals)), default=LOWEST_START * page.height)
    top = max(highest - SEAL_ABOVE * letter, LOWEST_START * page.height * 0.8)
    return Places(signature=tuple(zones), anchors=tuple(anchors), seal=tuple(seals), top=top)


def _rows(lines: Iterable[Line], letter: float) -> list[list[Word]]:
    """Words that stand side by side without a gap that a signature would need stay apart: one row, one list."""
    words = sorted((word for line in lines for word in line.words), key=lambda word: (word.box[1] + word.box[3]) / 2)
    rows: list[list[Word]] = []
    for word in words:
        middle = (word.box[1] + word.box[3]) / 2
        for row in reversed(rows[-4:]):
            last = row[-1].box
            if abs((last[1] + last[3]) / 2 - middle) < letter * 0.9:
                row.append(word)
                break
        else:
            rows.append([word])
    return [part for row in rows for part in _split(sorted(row, key=lambda word: word.box[0]), letter)]


def _split(row: list[Word], letter: float) -> list[list[Word]]:
    """A row of a spread or a table holds several phrases: cut it where the gap is wide."""
    parts: list[list[Word]] = [[row[0]]]
    for word in row[1:]:
        if word.box[0] - parts[-1][-1].box[2] > 3.0 * letter:
            parts.append([])
        parts[-1].append(word)
    return parts


def _plain(text: str) -> str:
    return re.sub(r"[^а-яё]", "", text.lower())


def _posts(line: list[Word]) -> list[Box]:
    if len(line) > LONGEST_LINE:
        return []
    plain = [_plain(word.text) for word in line]
    for index, text in enumerate(plain[:4]):
        if len(text) >= 5 and any(fuzz.ratio(text, post) >= LIKE for post in POSTS):
            return [_around(line)]
        following = plain[index + 1] if index + 1 < len(plain) else ""
        if any(fuzz.ratio(text, one) >= LIKE and fuzz.ratio(following, two) >= LIKE - 10 for one, two in POST_PAIRS):
            return [_around(line)]
    return []


def _names(line: list[Word]) -> list[Box]:
    if len(line) > LONGEST_LINE:
        return []
    found = NAME.search(" ".join(word.text for word in line))
    return [_around(line)] if found else []


def _seal_places(line: list[Word]) -> list[Word]:
    return [word for word in line if SEAL_PLACE.match(word.text)]


def _around(words: list[Word]) -> Box:
    boxes = [word.box for word in words]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def _zone(box: Box, column: tuple[int, int], letter: float, page: Page) -> Box:
    """The row from edge to edge of its column: a post stands left of the signature, a name right of it."""
    left = min(box[0], column[0]) - 3 * letter
    right = max(box[2] + LEAST_ASIDE * letter, column[1] + 3 * letter)
    return (
        round(max(left, 0)),
        round(max(box[1] - ABOVE * letter, 0)),
        round(min(right, page.width)),
        round(min(box[3] + BELOW * letter, page.height)),
    )


def _columns(lines: Iterable[Line]) -> dict[int, tuple[int, int]]:
    """From where to where the text of each column reaches, by its outermost words but two."""
    edges: dict[int, tuple[list[int], list[int]]] = {}
    for line in lines:
        lefts, rights = edges.setdefault(line.column, ([], []))
        lefts.extend(word.box[0] for word in line.words)
        rights.extend(word.box[2] for word in line.words)
    return {
        column: (sorted(lefts)[min(2, len(lefts) - 1)], sorted(rights)[max(len(rights) - 3, 0)])
        for column, (lefts, rights) in edges.items()
        if lefts
    }
