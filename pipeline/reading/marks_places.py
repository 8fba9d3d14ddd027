"""Where on the page should a signature stand? (posts, initials with a surname, the place for a seal)"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.case import Box, Line, Page, Word
from pipeline.reading.marks_ink import DEFAULT_TEXT_SHARE, SEAL_PLACE, SURE_WORD

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
LONG_POST, GLUED = 8, 3
"""Letters of a post that is known within a longer word, and by how many that word must be longer."""
LONGEST_LINE = 9
"""Words: a post inside a longer line is running text («решением ректора …»), not a place to sign."""
NAME = re.compile(
    r"(?:[А-ЯЁ]\s?[.,]\s?[А-ЯЁ]\s?[.,]?\s?[А-ЯЁ][А-Яа-яё-]+)|(?:[А-ЯЁ][а-яё-]+\s[А-ЯЁ]\s?[.,]\s?[А-ЯЁ]\s?[.,]?)"
)
ABOVE, BELOW = 8.0, 4.0
"""Letter heights by which a signature rises above and falls below its line (a signature is 5 to 20 mm high)."""
ASIDE = 60.0
"""Letter heights that a zone reaches right of a post or left of a name, where the other of the two is unread."""
WIDEST_GAP = 90.0
"""Letter heights between a post and the name in its row: a line to sign on is up to 180 mm long."""
STRAY_SHARE = 40
"""One word in so many may lie outside its column: ornaments read as words."""
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
    rows: tuple[Box, ...]
    """The same rows from edge to edge of their columns: a signature may have slipped aside."""
    gaps: tuple[Box, ...]
    """Between a post and the name in its row: the line itself."""
    top: float
    """No mark stands above this y (preview pixels)."""


def places_of(page: Page) -> Places:
    """Find the places to sign from the words as read; a seal's place stands in where neither post nor name was."""
    letter = page.text_height or max(page.width, page.height) * DEFAULT_TEXT_SHARE
    zones: list[Box] = []
    rows: list[Box] = []
    gaps: list[Box] = []
    anchors: list[Box] = []
    seals: list[Box] = []
    columns = _columns(page.lines)
    for column, edges in columns.items():
        posts: list[Box] = []
        names: list[Box] = []
        beside: list[Box] = []
        for line in _rows((line for line in page.lines if line.column == column), letter):
            if line[0].box[1] < LOWEST_START * page.height:
                continue
            beside.extend(word.box for word in _seal_places(line))
            posts.extend(_posts(line))
            names.extend(_names(line))
        anchors.extend((*posts, *names))
        seals.extend(beside)
        zones.extend(_zones(posts, names, edges, letter, page))
        if not posts and not names:
            zones.extend(_zones(beside, [], edges, letter, page))
        gaps.extend(
            (post[2], post[1], max(name[0], post[2]), max(post[3], name[3]))
            for post in posts
            for name in names
            if _in_row(post, name, letter)
        )
        rows.extend(
            _grown((min(edges[0], box[0]), box[1], max(edges[1], box[2]), box[3]), letter, page)
            for box in (*posts, *names)
        )
    highest = min((box[1] for box in (*anchors, *seals)), default=LOWEST_START * page.height)
    top = max(highest - SEAL_ABOVE * letter, LOWEST_START * page.height * 0.8)
    return Places(signature=tuple(zones), rows=tuple(rows), gaps=tuple(gaps), top=top)


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
        if len(text) >= 5 and any(_is_post(text, post) for post in POSTS):
            return [_around(line)]
        following = plain[index + 1] if index + 1 < len(plain) else ""
        if any(fuzz.ratio(text, one) >= LIKE and fuzz.ratio(following, two) >= LIKE - 10 for one, two in POST_PAIRS):
            return [_around(line)]
    return []


def _is_post(text: str, post: str) -> bool:
    """A pen may join the post to the word before it."""
    glued = len(post) >= LONG_POST and len(text) > len(post) + GLUED
    return fuzz.ratio(text, post) >= LIKE or (glued and fuzz.partial_ratio(text, post) >= LIKE)


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


def _zones(posts: list[Box], names: list[Box], edges: tuple[float, float], letter: float, page: Page) -> list[Box]:
    """From a post to the name in its row; where one of the two was not read, as far as a signature may reach."""
    spans: list[tuple[float, float, float, float]] = []
    for post in posts:
        level = [name for name in names if _in_row(post, name, letter)]
        right = max((name[2] for name in level), default=min(post[2] + ASIDE * letter, edges[1] + letter))
        spans.append((post[0], post[1], max(right, post[2] + LEAST_ASIDE * letter), post[3]))
    for name in names:
        if not any(_in_row(post, name, letter) for post in posts):
            spans.append((max(name[0] - ASIDE * letter, edges[0] - letter), name[1], name[2], name[3]))
    return [_grown(span, letter, page) for span in spans]


def _grown(span: tuple[float, float, float, float], letter: float, page: Page) -> Box:
    x0, y0, x1, y1 = span
    return (
        round(max(x0 - letter, 0)),
        round(max(y0 - ABOVE * letter, 0)),
        round(min(x1 + letter, page.width)),
        round(min(y1 + BELOW * letter, page.height)),
    )


def _in_row(post: Box, name: Box, letter: float) -> bool:
    """A post may take two lines beside one name."""
    return (
        name[0] >= post[2] - 2 * letter
        and name[0] - post[2] < WIDEST_GAP * letter
        and name[1] < post[3] + 3 * letter
        and post[1] < name[3] + 3 * letter
    )


def _columns(lines: Iterable[Line]) -> dict[int, tuple[float, float]]:
    """From where to where the text of each column reaches; ornaments read as stray words lie outside."""
    edges: dict[int, list[Word]] = {}
    for line in lines:
        edges.setdefault(line.column, []).extend(line.words)
    found = {}
    for column, words in edges.items():
        sure = [word for word in words if word.confidence >= SURE_WORD and len(_plain(word.text)) >= 3] or words
        lefts, rights = sorted(word.box[0] for word in sure), sorted(word.box[2] for word in sure)
        strays = len(sure) // STRAY_SHARE
        found[column] = (float(lefts[strays]), float(rights[-1 - strays]))
    return found
