"""Is text on a page hidden, cut off, covered or written over? (from what is drawn there, in its order)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.case import TraceName

Place = tuple[float, float, float, float]
"""x0, y0, x1, y1 in shares of the page's width and height as it is shown."""

COVERING = 0.6
"""An area or a picture that lies over so much of a text covers it."""
WHOLE_PAGE = 0.5
"""What takes so much of the page is its ground, or its scan."""
PATCH = 0.08
"""A patch takes no more of the page."""
RECOGNISED = 0.6
"""Invisible letters are so large a share of all where a recogniser wrote down what a picture shows."""
MANY_PATCHES = 12
"""A scan that is packed in layers consists of many pictures; a forger pastes a few."""
FEW_LETTERS = 80
"""More typed letters over a picture than a forger, or a scanner that names itself, would write."""
TOUCHING = 0.35
"""Two texts with a gap of no more heights between them are one number."""
MOST = 12


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A piece of what a page draws."""

    kind: Literal["text", "picture", "area"]
    place: Place
    text: str = ""
    font: str = ""
    size: float = 0.0
    invisible: bool = False
    white: bool = False
    opaque: bool = False


@dataclass(frozen=True, kw_only=True)
class Found:
    """A trace, its place on the page as it is shown; None where it cannot be told."""

    what: TraceName
    strength: Literal["weak", "fair", "strong"]
    place: Place | None
    detail: str


def overlaid(drawn: Sequence[Drawn]) -> tuple[Found, ...]:
    """All that is odd about the order and the looks of what is drawn, the first of each kind."""
    over = _over_scan(drawn)
    found = [
        *_cropped(drawn),
        *((*_hidden(drawn), *_covered(drawn), *_mixed(drawn)) if over is None else _pasted(over)),
    ]
    kept: list[Found] = []
    for one in found:
        if sum(other.what == one.what for other in kept) < MOST:
            kept.append(one)
    return tuple(kept)


def area_of(place: Place) -> float:
    return max(place[2] - place[0], 0.0) * max(place[3] - place[1], 0.0)


def shared(one: Place, other: Place) -> float:
    """The share of `one` that `other` covers."""
    wide, high = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(high, 0.0) / max(area_of(one), 1e-12)


def _letters(drawn: Sequence[Drawn]) -> int:
    return sum(sum(symbol.isalnum() for symbol in one.text) for one in drawn)


def _is_outside(one: Drawn) -> bool:
    x0, y0, x1, y1 = one.place
    return x1 <= 0 or y1 <= 0 or x0 >= 1 or y0 >= 1


def _cropped(drawn: Sequence[Drawn]) -> Iterator[Found]:
    count = _letters([one for one in drawn if one.kind == "text" and _is_outside(one)])
    if count:
        yield Found(what="cropped_text", strength="fair", place=None, detail=f"за краем страницы знаков: {count}")


def _hidden(drawn: Sequence[Drawn]) -> Iterator[Found]:
    """Invisible text, and white text with nothing dark under it."""
    texts = [(at, one) for at, one in enumerate(drawn) if one.kind == "text" and not _is_outside(one)]
    hidden = [one for at, one in texts if one.invisible or (one.white and not _on_colour(one, drawn[:at]))]
    if not hidden:
        return
    recogniser = _letters(hidden) > RECOGNISED * _letters([one for _, one in texts])
    for one in hidden:
        detail = "невидимый текст" if one.invisible else "белый текст на белом"
        yield Found(what="hidden_text", strength="weak" if recogniser else "fair", place=one.place, detail=detail)


def _on_colour(text: Drawn, below: Sequence[Drawn]) -> bool:
    under = [one for one in below if one.kind != "text" and one.opaque and shared(text.place, one.place) > COVERING]
    return bool(under) and not under[-1].white


def _covered(drawn: Sequence[Drawn]) -> Iterator[Found]:
    """Visible text under an opaque area or picture, and text with another text over it."""
    texts = [(at, one) for at, one in enumerate(drawn) if one.kind == "text" and not one.invisible]
    covers = [
        (at, one)
        for at, one in enumerate(drawn)
        if one.kind != "text" and one.opaque and area_of(one.place) < WHOLE_PAGE
    ]
    for at, text in texts:
        if any(later > at and shared(text.place, cover.place) >= COVERING for later, cover in covers):
            yield Found(what="covered_text", strength="fair", place=text.place, detail="текст закрыт тем, что поверх")
    for _, after in _pairs([one for _, one in texts]):
        yield Found(what="text_over_text", strength="fair", place=after.place, detail="один текст лежит на другом")


def _pairs(texts: Sequence[Drawn]) -> Iterator[tuple[Drawn, Drawn]]:
    """Different texts of which one lies over much of the other; a bold print by writing twice says the same twice."""
    order = sorted(range(len(texts)), key=lambda at: texts[at].place[1])
    for first, at in enumerate(order):
        one = texts[at]
        for other_at in order[first + 1 :]:
            other = texts[other_at]
            if other.place[1] >= one.place[3]:
                break
            smaller, larger = sorted((one, other), key=lambda each: area_of(each.place))
            same = one.text == other.text or smaller.text in larger.text
            if not same and shared(smaller.place, larger.place) >= COVERING:
                yield (one, other) if at < other_at else (other, one)


def _mixed(drawn: Sequence[Drawn]) -> Iterator[Found]:
    """One number whose digits are of different fonts or sizes."""
    texts = [one for one in drawn if one.kind == "text" and not one.invisible and any(map(str.isdigit, one.text))]
    for at, one in enumerate(texts):
        for other in texts[at + 1 :]:
            left, right = sorted((one, other), key=lambda each: each.place[0])
            if _touch(left, right) and (one.font, one.size) != (other.font, other.size):
                detail = "цифры одного числа разного шрифта"
                yield Found(what="mixed_fonts", strength="fair", place=_around(left.place, right.place), detail=detail)


def _around(one: Place, other: Place) -> Place:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _touch(left: Drawn, right: Drawn) -> bool:
    high = min(left.place[3] - left.place[1], right.place[3] - right.place[1])
    level = min(left.place[3], right.place[3]) - max(left.place[1], right.place[1]) > 0.6 * high
    gap = right.place[0] - left.place[2]
    ends = left.text[-1:].isdigit() and right.text[:1].isdigit()
    return level and ends and -0.3 * high < gap < TOUCHING * high


def _over_scan(drawn: Sequence[Drawn]) -> list[Drawn] | None:
    """What may be seen over the picture of a scanned page; None for any other page.

    A picture under a whole page of typed text is a blank, no scan.
    """
    ground = next(
        (at for at, one in enumerate(drawn) if one.kind == "picture" and area_of(one.place) > WHOLE_PAGE), None
    )
    if ground is None:
        return None
    over = [one for one in drawn[ground + 1 :] if not one.invisible and not _is_outside(one)]
    return over if _letters(over) <= FEW_LETTERS else None


def _pasted(over: Sequence[Drawn]) -> Iterator[Found]:
    """Patches, areas and typed text over a scan."""
    patches = [one for one in over if one.kind != "text" and one.opaque and area_of(one.place) < PATCH]
    if len(patches) <= MANY_PATCHES:
        for one in patches:
            yield Found(what="patch", strength="fair", place=one.place, detail="заплата поверх скана")
    for one in over:
        if one.kind == "text" and not one.white:
            yield Found(what="patch", strength="fair", place=one.place, detail="текст набран поверх скана")
