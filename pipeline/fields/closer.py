"""What do closer looks at the digits of a value say? (numbers and dates, each settled by vote)"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

from pipeline.case import Alternative, Box, Look
from pipeline.fields.candidates import Candidate, text_of
from pipeline.fields.flow import Token
from pipeline.fields.numbers_found import LONG_NUMBER, compact, values_of
from pipeline.fields.votes import RUNNERS_UP, TWO, Ballot, ballot, settle, settle_parts
from pipeline.rules.checksums import Checked, check_inn, check_snils
from pipeline.rules.dates import find_dates
from pipeline.rules.numbers import normalise_for_number

LookAtDigits = Callable[[int, Sequence[Box], Sequence[str], str], tuple[tuple[Look, ...], ...]]
"""Page number, boxes in preview pixels, what was read there, allowed symbols -> for each box the looks at it."""

CHECKSUMS = {"snils": check_snils, "inn": check_inn}
DIGITS = "0123456789"
LIKE_DIGITS = str.maketrans("ЗзО", "330")
"""Letters that stand for a digit in a word of a date: «З1» мая."""
LOST_DIGITS = 2.0
"""Room beside a run of digits, in its heights, for those that the recogniser lost."""
DIGITS_AND_SIGNS = "0123456789-/."
AROUND_NUMBER = re.compile(r"^[^0-9A-Za-zА-Яа-яЁё(]+|[^0-9A-Za-zА-Яа-яЁё)]+$")
"""Full stops, quotes and specks before and after a number, as the recogniser saw them."""


@dataclass(frozen=True, kw_only=True)
class Reread:
    """A candidate after a closer look: its values may have changed."""

    values: dict[str, str | int | bool]
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    looks: tuple[Look, ...] = ()
    spots: tuple[Box, ...] = ()
    agreed: int = 0


def reread_number(
    candidate: Candidate, field: str, patterns: Sequence[str], look: LookAtDigits, *, from_layer: bool
) -> Reread:
    """Look again at the digits of a number, word by word; letters stay as the page's reading had them.

    Where letters stand among the digits nothing is put to the vote, but the spots are told for a look that sees both.
    """
    numeric = [token for token in candidate.tokens if any(character.isdigit() for character in token.text)]
    first = as_matched(candidate)
    prefix = re.sub(r"\d.*$", "", first)
    digits = first[len(prefix) :]
    signs = any(not character.isdigit() for character in digits)
    pieces = [_closed_up(normalise_for_number(token.text), signs=signs) for token in numeric]
    spots = tuple(token.box for token in numeric)
    if not numeric or "".join(pieces) != digits or any(character.isalpha() for character in digits):
        return Reread(values=candidate.values, confidence=candidate.confidence, spots=spots)
    looks = look(candidate.page, [token.box for token in numeric], pieces, DIGITS_AND_SIGNS)
    signs = signs or (
        (field == "registration_number" or len(digits) < LONG_NUMBER) and all(_sees_sign(seen) for seen in looks)
    )
    ballots = [
        ballot(piece, token.word.confidence, [_plain(one, signs=signs) for one in seen], from_layer=from_layer)
        for piece, token, seen in zip(pieces, numeric, looks, strict=True)
    ]
    check = CHECKSUMS.get(field)
    settled = settle(
        ballots,
        lambda text: text == digits or _fits(prefix + text, patterns),
        lambda text: check is not None and check(text) is Checked.VALID,
    )
    if settled is None:
        return Reread(values=candidate.values, confidence=candidate.confidence)
    values = candidate.values if settled.text == digits else _values(field, prefix + settled.text, patterns, candidate)
    return Reread(
        values=values,
        confidence=settled.confidence,
        alternatives=tuple(a.model_copy(update={"value": prefix + a.value}) for a in settled.alternatives),
        looks=joined(looks),
        spots=spots,
        agreed=settled.agreed,
    )


def _sees_sign(looks: Sequence[Look]) -> bool:
    """Do at least two looks see a slash or dash between digits that the page's reading lost?"""
    return sum(bool(re.search(r"\d[/-]\d", look.text)) for look in looks) >= TWO


def _plain(look: Look, *, signs: bool) -> Look:
    return look.model_copy(update={"text": _closed_up(look.text, signs=signs)})


def _fits(text: str, patterns: Sequence[str]) -> bool:
    return any(re.fullmatch(pattern, text) for pattern in patterns)


def _closed_up(text: str, *, signs: bool) -> str:
    """Without spaces and stray marks around, and without «/» and «-» where the number has none: a slash must not
    read as a digit."""
    return AROUND_NUMBER.sub("", re.sub(r"\s+", "", text)) if signs else re.sub(r"\D+", "", text)


def as_matched(candidate: Candidate) -> str:
    """The number as one compact string: what the pattern matched."""
    series, number = str(candidate.values.get("series", "")), str(candidate.values.get("number", ""))
    if series or number:
        return series + number
    return compact(str(next(iter(candidate.values.values()))))


def _values(field: str, text: str, patterns: Sequence[str], candidate: Candidate) -> dict[str, str | int | bool]:
    for pattern in sorted(patterns, key=lambda p: p != candidate.pattern):
        match = re.fullmatch(pattern, text)
        if match:
            return values_of(field, match)
    return candidate.values


def joined(per_box: Sequence[Sequence[Look]]) -> tuple[Look, ...]:
    """The pieces of one way of looking as one look; a piece not looked at in that way stands as it was seen first."""
    ways = list(dict.fromkeys(look.how for looks in per_box for look in looks))
    whole = []
    for how in ways:
        pieces = [next((one for one in looks if one.how == how), looks[0]) for looks in per_box if looks]
        whole.append(
            Look(
                how=how,
                text="".join(piece.text for piece in pieces),
                confidence=min(piece.confidence for piece in pieces),
                choices=tuple(choice for piece in pieces for choice in piece.choices),
            )
        )
    return tuple(whole)


def number_from_run(
    tokens: Sequence[Token], field: str, patterns: Sequence[str], look: LookAtDigits
) -> tuple[Candidate, Reread] | None:
    """A spot of digits that fits no pattern as read: do closer looks agree on something that does?

    The recogniser may have lost digits at its ends: the spot is also looked at with what is beside it.
    """
    both = [_from_spots(tokens, boxes, field, patterns, look) for boxes in (_boxes(tokens), _reaching_out(tokens))]
    seen = "".join(re.sub(r"\D", "", token.text) for token in tokens)
    settled = [found for found in both if found]
    return max(settled, key=lambda found: (seen in as_matched(found[0]), found[1].confidence), default=None)


def _boxes(tokens: Sequence[Token]) -> list[Box]:
    return [token.box for token in tokens]


def _reaching_out(tokens: Sequence[Token]) -> list[Box]:
    """The boxes of a run of digits, the first and the last with room for two more digits."""
    boxes = _boxes(tokens)
    x0, y0, x1, y1 = boxes[0]
    boxes[0] = (max(x0 - round(LOST_DIGITS * (y1 - y0)), 0), y0, x1, y1)
    x0, y0, x1, y1 = boxes[-1]
    boxes[-1] = (x0, y0, x1 + round(LOST_DIGITS * (y1 - y0)), y1)
    return boxes


def _from_spots(
    tokens: Sequence[Token], boxes: Sequence[Box], field: str, patterns: Sequence[str], look: LookAtDigits
) -> tuple[Candidate, Reread] | None:
    """The value that fits a pattern, on which two looks at the boxes agree."""
    pieces = [re.sub(r"\D", "", token.text) for token in tokens]
    looks = look(tokens[0].page, boxes, ["" for _ in tokens], DIGITS)
    ballots = [
        ballot("", 0.0, [_plain(one, signs=False) for one in seen] + [_page_reading(piece, token)])
        for piece, token, seen in zip(pieces, tokens, looks, strict=True)
    ]
    settled = settle(ballots, lambda text: _fits(text, patterns))
    if settled is None or settled.agreed < TWO:
        return None
    match = next(m for pattern in patterns if (m := re.fullmatch(pattern, settled.text)))
    values = values_of(field, match)
    candidate = Candidate(values=values, tokens=tuple(tokens), raw=text_of(tokens), trust=0.5, pattern=match.re.pattern)
    return candidate, Reread(
        values=values,
        confidence=settled.confidence,
        alternatives=settled.alternatives,
        looks=joined(looks),
        spots=tuple(token.box for token in tokens),
        agreed=settled.agreed,
    )


def _page_reading(piece: str, token: Token) -> Look:
    return Look(how="page", text=piece, confidence=token.word.confidence)


def reread_date(candidate: Candidate, field: str, look: LookAtDigits, *, from_layer: bool) -> Reread:
    """Look again at the words of a date that hold digits; the month's name stays as read."""
    numeric = [token for token in candidate.tokens if any(character.isdigit() for character in token.text)]
    if not find_dates(candidate.raw) or not numeric:
        return Reread(values=candidate.values, confidence=candidate.confidence * 0.9)
    shapes = [re.sub(r"[^\d.]", "", token.text.translate(LIKE_DIGITS)).strip(".") for token in numeric]
    looks = look(numeric[0].page, [token.box for token in numeric], shapes, DIGITS + ".")
    ballots = [
        ballot(shape, token.word.confidence, _of_shape(seen, shape), from_layer=from_layer)
        for shape, token, seen in zip(shapes, numeric, looks, strict=True)
    ]
    dates = {parts: date for parts in _combinations(ballots) if (date := _date_of(candidate, numeric, parts))}
    settled = settle_parts(ballots, dates)
    spots = tuple(token.box for token in numeric)
    if settled is None:
        return Reread(values=candidate.values, confidence=0.4, looks=joined(looks), spots=spots)
    return Reread(
        values={field: settled.text},
        confidence=settled.confidence,
        alternatives=settled.alternatives,
        looks=joined(looks),
        spots=spots,
        agreed=settled.agreed,
    )


def reread_hours(candidate: Candidate, field: str, look: LookAtDigits, *, from_layer: bool) -> Reread:
    """Look again at a count of hours, two to four digits."""
    (token,) = candidate.tokens
    seen = str(candidate.values[field])
    looks = look(token.page, [token.box], [seen], DIGITS)
    plain = [_plain(one, signs=False) for one in looks[0]]
    settled = settle(
        [ballot(seen, token.word.confidence, plain, from_layer=from_layer)], lambda text: 2 <= len(text) <= len(seen)
    )
    if settled is None:
        return Reread(values=candidate.values, confidence=candidate.confidence)
    return Reread(
        values={field: int(settled.text)},
        confidence=settled.confidence,
        alternatives=settled.alternatives,
        looks=joined(looks),
        spots=(token.box,),
        agreed=settled.agreed,
    )


def _of_shape(looks: Sequence[Look], shape: str) -> list[Look]:
    """Looks that have digits where the page's reading has them: others saw a quotation mark, a «г»."""
    form = re.compile(re.sub(r"\d", r"\\d", re.escape(shape)))
    texts = [(look, look.text.replace(" ", "").strip(".")) for look in looks]
    return [look.model_copy(update={"text": text}) for look, text in texts if form.fullmatch(text)]


def _combinations(ballots: Sequence[Ballot]) -> list[tuple[str, ...]]:
    return list(product(*(each.ranked[:RUNNERS_UP] for each in ballots)))


def _date_of(candidate: Candidate, numeric: Sequence[Token], parts: Sequence[str]) -> str | None:
    words = {id(token): part for token, part in zip(numeric, parts, strict=True)}
    found = find_dates(" ".join(words.get(id(token), token.text) for token in candidate.tokens))
    return found[0].date.isoformat() if found else None
