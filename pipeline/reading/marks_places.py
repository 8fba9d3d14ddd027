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
ASIDE = 30.0
"""Letter heights to the side on which the signature stands: about 60 mm."""
LOWEST_START = 0.3
"""Nobody signs above this share of the page: posts up there belong to the text."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Boxes in preview pixels where a signature would stand, and where a seal is asked for."""

    signature: tuple[Box, ...]
    anchors: tuple[Box, ...]
    seal: tuple[Box, ...]


def places_of(page: Page) -> Places:
    """Find the places to sign from the words as read."""
    letter = page.text_height or max(page.width, page.height) * DEFAULT_TEXT_SHARE
    zones: list[Box] = []
    anchors: list[Box] = []
    seals: list[Box] = []
    for line in _rows(page.lines, letter):
        if line[0].box[1] < LOWEST_START * page.height:
            continue
        seals.extend(word.box for word in _seal_places(line))
        posts, names = _posts(line), _names(line)
        if not posts and not names:
            continue
        anchors.extend((*posts, *names))
        zones.append(_zone(posts, names, letter, page))
    return Places(signature=tuple(zones), anchors=tuple(anchors), seal=tuple(seals))


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


def _zone(posts: list[Box], names: list[Box], letter: float, page: Page) -> Box:
    """To the right of a post, to the left of a name, and a little over both."""
    boxes = posts + names
    x0, x1 = min(b[0] for b in boxes), max(b[2] for b in boxes)
    y0, y1 = min(b[1] for b in boxes), max(b[3] for b in boxes)
    left = x0 - (ASIDE * letter if names else 3 * letter)
    right = x1 + (ASIDE * letter if posts else 3 * letter)
    return (
        round(max(left, 0)),
        round(max(y0 - ABOVE * letter, 0)),
        round(min(right, page.width)),
        round(min(y1 + BELOW * letter, page.height)),
    )
