"""How are printed wordings found among the words of a document, whatever the blank and the reading errors?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.case import Box, Line, Page, Word

LATIN_LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceopxyu", "АВСЕНКМОРТХУасеорхуи")
NOT_LETTERS_OR_DIGITS = re.compile(r"[^0-9A-ZА-Я]+")
JUNK = 0.3
"""Lines read less surely, on the mean of their words, are no text."""
DIGITS_COUNT, DIGITS_SHARE, MOSTLY = 4, 0.4, 0.6
LONG_WORD = re.compile(r"[А-ЯЁа-яё]{4,}")
GLUED_BEFORE = re.compile(r"([^\w«\"]{0,2}(?:от|с|по|до|[оО]т))([«\"„]?\d.*)")
GLUED_AFTER = re.compile(r"(.*\d(?:-[а-яё])?)([оО]т|с|по)|(.*\d)(0[тТ])")
"""The other way round; «90 от» may also read as «900т»."""
DATE_BEGINS = re.compile(r"[«\"„“<]{0,2}[0-3]?\d(?:\D|$)")
INSIDE = 3
HALF = 0.5
"""A word belongs to a fuzzily found wording when at least this share of its letters does."""
SHORT = 5
"""Phrases of so few letters are matched to the letter: fuzziness would find them everywhere."""


@lru_cache(maxsize=65_536)
def squash(text: str) -> str:
    """Upper case, Ё as Е, look-alike Latin as Cyrillic, nothing but letters and digits.

    Letter-spaced titles, broken words and punctuation all come out the same.
    """
    upper = text.translate(LATIN_LOOKALIKES).upper().translate(LATIN_LOOKALIKES)
    return NOT_LETTERS_OR_DIGITS.sub("", upper.replace("Ё", "Е"))


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of `boxes`."""
    return (
        min(box[0] for box in boxes), min(box[1] for box in boxes),
        max(box[2] for box in boxes), max(box[3] for box in boxes),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Token:
    """A word in its place in the reading order."""

    word: Word
    page: int
    column: int
    line: int
    """Counts the lines of the whole document."""
    start: int
    """Where its letters begin in the squashed text of the flow."""
    end: int

    @property
    def box(self) -> Box:
        return self.word.box

    @property
    def text(self) -> str:
        return self.word.text


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A wording found: tokens `first` up to but not including `last`, and how alike it is (0 to 1)."""

    first: int
    last: int
    likeness: float


@dataclass(frozen=True)
class Flow:
    """All words of a document in reading order, searchable as one squashed text."""

    tokens: tuple[Token, ...]
    text: str
    lines: tuple[tuple[int, int], ...]
    """For each line its first token and the one after its last."""
    barriers: tuple[int, ...] = ()
    """Tokens at which a label or wording of the kind begins, in order: a running text ends there."""
    quoted: frozenset[int] = frozenset()
    """Tokens inside quotes, but for the first: no label stands there."""

    def token_at(self, position: int) -> int:
        """Index of the token that holds the squashed character at `position`."""
        low, high = 0, len(self.tokens) - 1
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].end > position:
                high = middle
            else:
                low = middle + 1
        return low

    def words(self, first: int, last: int) -> tuple[Token, ...]:
        return self.tokens[max(first, 0) : max(last, 0)]

    def find(self, phrase: str, *, likeness: float = 0.8) -> tuple[Hit, ...]:
        """Every place where `phrase` stands, fuzzily, in reading order."""
        needle = squash(phrase)
        if not needle or not self.tokens:
            return ()
        spans = _exact_spans(needle, self.text)
        if len(needle) > SHORT:
            exact = list(spans)
            spans = exact + [s for s in _fuzzy_spans(needle, self.text, likeness) if not _overlaps(s, exact)]
        hits = [self._hit(start, end, score) for start, end, score in spans]
        return tuple(sorted((hit for hit in hits if hit is not None), key=lambda hit: hit.first))

    def best(self, phrase: str, *, likeness: float = 0.8) -> float:
        """How alike the likeliest place is; 0 when there is none."""
        return max((hit.likeness for hit in self.find(phrase, likeness=likeness)), default=0.0)

    def _part(self, index: int, start: int, end: int) -> float:
        """Share of a token's letters that lie between two positions."""
        token = self.tokens[index]
        return (min(end, token.end) - max(start, token.start)) / max(token.end - token.start, 1)

    def _hit(self, start: int, end: int, likeness: float) -> Hit | None:
        first, last = self.token_at(start), self.token_at(end - 1) + 1
        while last - first > 1 and self._part(first, start, end) < HALF:
            first += 1
        while last - first > 1 and self._part(last - 1, start, end) < HALF:
            last -= 1
        if last - first == 1 and start - self.tokens[first].start >= INSIDE:
            return None  # «последипломного» is no «диплом»
        whole = self.tokens[last - 1].end - self.tokens[first].start
        if end - start <= SHORT and whole > (end - start) + (end - start) // 4:
            return None  # a few letters inside a longer word are not the label
        if whole > (end - start) * 1.6 + 4:
            return None
        return Hit(first=first, last=last, likeness=likeness)


def _exact_spans(needle: str, text: str) -> list[tuple[int, int, float]]:
    spans, at = [], text.find(needle)
    while at >= 0:
        spans.append((at, at + len(needle), 1.0))
        at = text.find(needle, at + len(needle))
    return spans


def _fuzzy_spans(needle: str, text: str, likeness: float) -> Iterator[tuple[int, int, float]]:
    """Windows of the text searched with an overlap, and again on either side of what was found there."""
    size = len(needle)
    window = max(size * 4, 160)
    seen: list[tuple[int, int, float]] = []
    pieces = [(offset, offset + window) for offset in range(0, max(len(text), 1), window - size - 8)]
    while pieces:
        start, end = pieces.pop()
        piece = text[start:end]
        if len(piece) < size * likeness:
            continue
        found = fuzz.partial_ratio_alignment(needle, piece, score_cutoff=likeness * 100)
        if found is None or found.dest_end - found.dest_start < size * likeness:
            continue
        span = (start + found.dest_start, start + found.dest_end, found.score / 100)
        pieces += [(start, span[0]), (span[1], min(end, len(text)))]
        if not _overlaps(span, seen):
            seen.append(span)
            yield span


def _overlaps(span: tuple[int, int, float], others: Sequence[tuple[int, int, float]]) -> bool:
    return any(span[0] < other[1] and other[0] < span[1] for other in others)


def flow_of(pages: Sequence[Page]) -> Flow:
    """Pages in order, in each the columns left to right, in each the lines top to bottom."""
    tokens: list[Token] = []
    lines: list[tuple[int, int]] = []
    position = 0
    for page in pages:
        for line in reading_order([line for line in page.lines if not is_junk(line)]):
            first = len(tokens)
            for word in unglued(tuple(apart(line.words))):
                length = len(squash(word.text))
                tokens.append(
                    Token(word=word, page=page.number, column=line.column, line=len(lines), start=position,
                          end=position + length)
                )  # fmt: skip
                position += length
            lines.append((first, len(tokens)))
    text = "".join(squash(token.text) for token in tokens)
    return Flow(tokens=tuple(tokens), text=text, lines=tuple(lines))


def apart(words: Sequence[Word]) -> Iterator[Word]:
    """The words with boxes that do not reach into the next: the recogniser may give the first word its whole line."""
    for word, following in zip(words, (*words[1:], None), strict=True):
        x0, y0, x1, y1 = word.box
        if following is not None and x0 < following.box[0] < x1:
            yield word.model_copy(update={"box": (x0, y0, max(following.box[0] - 1, x0 + 1), y1)})
        else:
            yield word


def unglued(words: Sequence[Word]) -> Iterator[Word]:
    """The words with a preposition set apart from the digits beside it: «от28», «№ 217-кот 16.09.2025»."""
    for word, following in zip(words, (*words[1:], None), strict=True):
        match = GLUED_BEFORE.fullmatch(word.text)
        if match is None and following is not None and DATE_BEGINS.match(following.text):
            match = GLUED_AFTER.fullmatch(word.text)
        if match is None:
            yield word
        else:
            yield from _split(word, len(match[1] or match[3]))


def _split(word: Word, at: int) -> Iterator[Word]:
    """Two words of one, as wide as their letters are many."""
    x0, y0, x1, y1 = word.box
    middle = x0 + round((x1 - x0) * at / len(word.text))
    yield word.model_copy(update={"text": word.text[:at], "box": (x0, y0, middle, y1)})
    yield word.model_copy(update={"text": word.text[at:], "box": (middle, y0, x1, y1)})


def is_junk(line: Line) -> bool:
    """Strokes of a pen, of a frame or of a seal, read as letters; a spot of digits is never junk."""
    sure = sum(word.confidence for word in line.words) / max(len(line.words), 1)
    digits = sum(character.isdigit() for character in line.text)
    in_words = sum(map(len, LONG_WORD.findall(line.text)))
    numeric = digits >= DIGITS_COUNT or (digits > 1 and digits >= DIGITS_SHARE * len(line.text))
    return sure < JUNK and not numeric and in_words < MOSTLY * len(line.text)


def reading_order(lines: Sequence[Line]) -> list[Line]:
    """Columns left to right; in each, rows top to bottom; in a row, pieces left to right.

    Pieces stand in one row when each overlaps the one before by more than half of the lower one's height.
    """
    ordered: list[Line] = []
    row: list[Line] = []
    for line in sorted(lines, key=lambda each: (each.column, each.box[1] + each.box[3])):
        if row and not _in_row(row[-1], line):
            ordered.extend(sorted(row, key=lambda each: each.box[0]))
            row = []
        row.append(line)
    return ordered + sorted(row, key=lambda each: each.box[0])


def _in_row(one: Line, other: Line) -> bool:
    if one.column != other.column:
        return False
    shared = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return shared > 0.5 * min(one.box[3] - one.box[1], other.box[3] - other.box[1])
