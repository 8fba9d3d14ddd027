"""What do closer looks at the digits of a value say? (numbers and dates, each settled by vote)"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.case import Alternative, Box, Look
from pipeline.fields.candidates import Candidate, text_of
from pipeline.fields.flow import Token
from pipeline.fields.numbers_found import compact, spellings, values_of
from pipeline.fields.votes import Settled, fitting, settle
from pipeline.rules.checksums import Checked, check_inn, check_snils
from pipeline.rules.dates import find_dates

LookAtDigits = Callable[[int, Sequence[Box], str], tuple[tuple[Look, ...], ...]]
"""Page number, boxes in preview pixels, allowed symbols -> for each box the looks at it."""

CHECKSUMS = {"snils": check_snils, "inn": check_inn}
DIGITS = "0123456789"
DIGITS_AND_SIGNS = "0123456789-/."


@dataclass(frozen=True, kw_only=True)
class Reread:
    """A candidate after a closer look: its values may have changed."""

    values: dict[str, str | int | bool]
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    looks: tuple[Look, ...] = ()
    spots: tuple[Box, ...] = ()


def reread_number(
    candidate: Candidate, field: str, patterns: Sequence[str], look: LookAtDigits, *, from_layer: bool
) -> Reread:
    """Look again at the digits of a number; letters of a series stay as the page's reading had them."""
    numeric = [token for token in candidate.tokens if any(character.isdigit() for character in token.text)]
    first = _as_matched(candidate)
    letters = re.match(r"^[^\d]*", first)
    prefix = letters.group(0) if letters else ""
    if any(character.isalpha() for character in first[len(prefix) :]) or not numeric:
        return Reread(values=candidate.values, confidence=candidate.confidence)
    digits = first[len(prefix) :]
    if prefix and any(character.isalpha() for token in numeric for character in token.text):
        return Reread(values=candidate.values, confidence=candidate.confidence)
    signs = any(not character.isdigit() for character in digits)
    looks = _looks_over_lines(numeric, look, DIGITS_AND_SIGNS)
    form = _form(prefix, digits, patterns)
    plain = [one.model_copy(update={"text": _closed_up(one.text, signs=signs), "choices": ()}) for one in looks]
    fit = _held_by_checksum(field, digits, [one for one in plain if form(one.text)])
    settled = settle(digits, candidate.confidence, fit, from_layer=from_layer)
    values = candidate.values if settled.text == digits else _values(field, prefix + settled.text, patterns, candidate)
    alternatives = tuple(a.model_copy(update={"value": prefix + a.value}) for a in settled.alternatives)
    return Reread(
        values=values, confidence=settled.confidence, alternatives=alternatives, looks=looks, spots=_spots(numeric)
    )


def _spots(tokens: Sequence[Token]) -> tuple[Box, ...]:
    return tuple(token.box for token in tokens)


def _closed_up(text: str, *, signs: bool) -> str:
    """Without spaces, and without «/» and «-» where the number has none: a slash must not read as a digit."""
    return re.sub(r"\s+", "", text) if signs else re.sub(r"\D+", "", text)


def _held_by_checksum(field: str, first: str, looks: Sequence[Look]) -> Sequence[Look]:
    """Where one reading satisfies the check digits, only such readings count."""
    check = CHECKSUMS.get(field)
    held = [look for look in looks if check and check(look.text) is Checked.VALID]
    if held or (check and check(first) is Checked.VALID):
        return held
    return looks


def _as_matched(candidate: Candidate) -> str:
    """The number as one compact string: what the pattern matched."""
    series, number = str(candidate.values.get("series", "")), str(candidate.values.get("number", ""))
    if series or number:
        return series + number
    return compact(str(next(iter(candidate.values.values()))))


def _form(prefix: str, digits: str, patterns: Sequence[str]) -> Callable[[str], bool]:
    """A reading fits when a pattern takes it; without digits' patterns, when it is as long as the first reading."""
    compiled = [re.compile(pattern) for pattern in patterns]

    def fits(text: str) -> bool:
        if not text:
            return False
        return any(pattern.fullmatch(prefix + text) for pattern in compiled) or (
            not compiled and len(text) == len(digits)
        )

    return fits


def _values(field: str, text: str, patterns: Sequence[str], candidate: Candidate) -> dict[str, str | int | bool]:
    for pattern in sorted(patterns, key=lambda p: p != candidate.pattern):
        match = re.fullmatch(pattern, text)
        if match:
            return values_of(field, match)
    return candidate.values


def _looks_over_lines(tokens: Sequence[Token], look: LookAtDigits, allowed: str) -> tuple[Look, ...]:
    """Looks at each word's digits, the pieces of one way of looking joined: «№» between them would read as a digit."""
    per_box = look(tokens[0].page, [token.box for token in tokens], allowed)
    return joined(per_box)


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
    """A spot of digits that fits no pattern as read: do closer looks agree on something that does?"""
    looks = _looks_over_lines(tokens, look, DIGITS)
    compiled = [re.compile(pattern) for pattern in patterns]
    fit = [one for pattern in compiled for one in fitting(looks, pattern)]
    settled = settle("", 0.0, fit)
    if not settled.text or len(fit) < 2:
        return None
    match = next(m for pattern in compiled if (m := pattern.fullmatch(settled.text)))
    values = values_of(field, match)
    candidate = Candidate(values=values, tokens=tuple(tokens), raw=text_of(tokens), trust=0.5, pattern=match.re.pattern)
    return candidate, Reread(
        values=values, confidence=settled.confidence, alternatives=settled.alternatives, looks=looks
    )


def reread_date(candidate: Candidate, field: str, look: LookAtDigits, *, from_layer: bool) -> Reread:
    """Look again at the words of a date that hold digits; the month's name stays as read."""
    found = find_dates(candidate.raw)
    numeric = [token for token in candidate.tokens if any(character.isdigit() for character in token.text)]
    if not found or not numeric:
        return Reread(values=candidate.values, confidence=candidate.confidence * 0.9)
    per_token = look(numeric[0].page, [token.box for token in numeric], DIGITS + ".")
    settled = [_settle_digits(token, looks, from_layer) for token, looks in zip(numeric, per_token, strict=True)]
    new = {id(token): each.text for token, each in zip(numeric, settled, strict=True)}
    text = " ".join(new.get(id(token), token.text) for token in candidate.tokens)
    again = find_dates(text)
    confidence = min(each.confidence for each in settled)
    looks = tuple(one for looks in per_token for one in looks)
    if not again:
        return Reread(values=candidate.values, confidence=min(confidence, 0.5), looks=looks)
    chosen = again[0].date
    alternatives = _other_dates(candidate, new, numeric, settled, chosen)
    return Reread(
        values={field: chosen.isoformat()},
        confidence=confidence,
        alternatives=alternatives,
        looks=looks,
        spots=_spots(numeric),
    )


def _settle_digits(token: Token, looks: Sequence[Look], from_layer: bool) -> Settled:
    shape = re.sub(r"[^\d.]", "", token.text).strip(".")
    form = re.compile(re.sub(r"\d", r"\\d", re.escape(shape)))
    fit = []
    for one in looks:
        text = one.text.replace(" ", "").strip(".")
        if form.fullmatch(text):
            fit.append(one.model_copy(update={"text": text, "choices": ()}))
    return settle(shape, token.word.confidence, fit, from_layer=from_layer)


def _other_dates(
    candidate: Candidate, new: dict[int, str], numeric: Sequence[Token], settled: Sequence[Settled], chosen: dt.date
) -> tuple[Alternative, ...]:
    others = []
    for token, each in zip(numeric, settled, strict=True):
        for alternative in each.alternatives:
            words = {**new, id(token): alternative.value}
            found = find_dates(" ".join(words.get(id(t), t.text) for t in candidate.tokens))
            if found and found[0].date != chosen:
                others.append(Alternative(value=found[0].date.isoformat(), confidence=alternative.confidence))
    return tuple(others)


__all__ = ["LookAtDigits", "Reread", "number_from_run", "reread_date", "reread_number", "spellings"]
