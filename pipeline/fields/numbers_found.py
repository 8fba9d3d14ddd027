"""Where on the page are numbers of the forms that the kind allows?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.fields.candidates import Candidate, text_of
from pipeline.fields.flow import Flow, Token
from pipeline.fields.places import Region, regions_of
from pipeline.fields.series_found import beside_misread_series
from pipeline.rules.dates import find_dates
from pipeline.rules.kind import FieldRules
from pipeline.rules.numbers import normalise_for_number

LONGEST = 8
"""A number with its series is broken into no more words than this."""
LEADING = re.compile(r"^(?:СЕРИЯ|СЕР|НОМЕР|№|N|[^0-9А-ЯA-Z(]|\s)+", re.IGNORECASE)
SPECKS = str.maketrans(dict.fromkeys("`´‘’‚‛'‹›~_", " "))
"""Dust and pieces of ornaments, as they are read in front of a number and between its parts."""
TRAILING = re.compile(r"[\s.,;:|_-]+$")
WITHIN_TEXT = 0.3
"""So much less a number is trusted that is lost in a long line over or under its label."""
LONE = str.maketrans("ЗОБЧВ", "30648")
"""A digit that stands alone is often read as the letter it resembles."""
BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
SEVERAL_DIGITS = 5
LONG_NUMBER = 10


def number_candidates(flow: Flow, field: str, rules: FieldRules) -> list[Candidate]:
    """At the labels, and anywhere when the form alone is telling."""
    patterns = [re.compile(pattern) for pattern in rules.patterns]
    found: list[Candidate] = []
    for region in regions_of(flow, rules):
        found.extend(_in_region(field, region, patterns))
    if field == "number":
        for first, last in flow.lines:
            if normalise_for_number(text_of(flow.tokens[first:last])).lstrip(" .,'`").startswith("№"):
                alone = Region(tokens=flow.words(first, last), trust=0.78, place="alone")
                found.extend(c for c in _in_region(field, alone, patterns) if c.tokens[-1] is flow.tokens[last - 1])
    if rules.free_standing:
        whole = [Region(tokens=flow.words(first, last), trust=0.6, place="free") for first, last in _paired(flow)]
        for region in whole:
            found.extend(_in_region(field, region, patterns))
    if field == "number":
        found.extend(beside_misread_series(flow, rules.patterns))
    return found


def _paired(flow: Flow) -> Iterator[tuple[int, int]]:
    """Each line, and each with the next one: series and number may stand one under the other."""
    for index, (first, last) in enumerate(flow.lines):
        yield first, last
        if index + 1 < len(flow.lines):
            yield first, flow.lines[index + 1][1]


def _in_region(field: str, region: Region, patterns: Sequence[re.Pattern[str]]) -> Iterator[Candidate]:
    dates = {id(token) for token in _in_dates(region.tokens)} if field not in ("series", "number") else set()
    for start, window in _windows(region.tokens):
        digits = any(character.isdigit() for token in window for character in token.text)
        if not digits and field != "series" and not (field == "protocol_number" and _lone_letter(window)):
            continue
        if dates & {id(token) for token in window}:
            continue
        for text in spellings(text_of(window)):
            match, pattern = _first_match(text, patterns)
            if match is None or pattern is None:
                continue
            yield Candidate(
                values=values_of(field, match),
                tokens=window,
                raw=text_of(window),
                pattern=pattern.pattern,
                trust=region.trust * (1.0 - 0.01 * start) * (0.6 + 0.4 * _mean(window)) * _alone(window, region),
            )
            break


def _lone_letter(window: Sequence[Token]) -> bool:
    """«№ З»: a digit alone, read as the letter it resembles."""
    letters = [letter for token in window for letter in normalise_for_number(token.text) if letter.isalnum()]
    return len(letters) == 1 and letters[0].translate(LONE).isdigit()


def _in_dates(tokens: Sequence[Token]) -> Iterator[Token]:
    """Words that print dates: «28 января 2005 г.» holds no registration number."""
    text, position = text_of(tokens), 0
    spans = [(found.start, found.end) for found in find_dates(text)]
    for token in tokens:
        if any(position < end and position + len(token.text) > start for start, end in spans):
            yield token
        position += len(token.text) + 1


def _mean(window: Sequence[Token]) -> float:
    return sum(token.word.confidence for token in window) / len(window)


def _alone(window: Sequence[Token], region: Region) -> float:
    """Over and under a label a number fills its line, or much of it; one inside a sentence is that sentence's."""
    if region.place not in ("above", "below"):
        return 1.0
    letters = sum(len(token.text) for token in region.tokens)
    return 1.0 - WITHIN_TEXT * (1.0 - sum(len(token.text) for token in window) / max(letters, 1))


def _windows(tokens: Sequence[Token]) -> Iterator[tuple[int, tuple[Token, ...]]]:
    """Runs of neighbouring words, the longer ones first."""
    for length in range(min(LONGEST, len(tokens)), 0, -1):
        for start in range(len(tokens) - length + 1):
            yield start, tuple(tokens[start : start + length])


def spellings(text: str) -> tuple[str, ...]:
    """The text as a pattern may want it: normalised, without leading «Серия» and «№», also with digits closed up."""
    whole = TRAILING.sub("", normalise_for_number(text.translate(SPECKS)))
    plain = LEADING.sub("", whole)
    bare = re.sub(r"[()\[\]]", "", plain) if plain.count("(") != plain.count(")") else plain
    lone = plain.translate(LONE) if len(plain) == 1 else plain
    signed = (whole,) if whole.startswith("№") else ()
    return tuple(
        dict.fromkeys((*signed, *((plain,) if bare == plain else ()), bare, BETWEEN_DIGITS.sub("", bare), lone))
    )


def _first_match(text: str, patterns: Sequence[re.Pattern[str]]) -> tuple[re.Match[str] | None, re.Pattern[str] | None]:
    for pattern in patterns:
        match = pattern.fullmatch(text)
        if match:
            return match, pattern
    return None, None


def values_of(field: str, match: re.Match[str]) -> dict[str, str | int | bool]:
    """`series` and `number` where the pattern names them, else the whole match; without spaces and «№»."""
    groups: dict[str, str] = {name: compact(text) for name, text in match.groupdict().items() if text}
    named: dict[str, str | int | bool] = {name: groups[name] for name in ("series", "number") if name in groups}
    if field in ("series", "number") and named:
        return dict(named)
    if field in groups:
        return {field: groups[field]}
    return {field: compact(match.group(0)) if field in ("number", "series") else tidy(match.group(0))}


def compact(text: str) -> str:
    """Without spaces and «№», as series and numbers are kept; a long number of digits also without «/» and «-»."""
    closed = re.sub(r"[\s№]+", "", text)
    digits = re.sub(r"[/.-]", "", closed)
    return digits if digits.isdigit() and len(digits) >= LONG_NUMBER else closed


def tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" .,;:№")


def digit_runs(flow: Flow) -> tuple[tuple[Token, ...], ...]:
    """Spots full of digits that no pattern took: the recogniser may have doubled or lost one, a closer look tells."""
    runs: list[tuple[Token, ...]] = []
    for first, last in flow.lines:
        dates = {id(token) for token in _in_dates(flow.tokens[first:last])}
        run: list[Token] = []
        for token in (*flow.tokens[first:last], None):
            if token is not None and _mostly_digits(token.text) and id(token) not in dates:
                run.append(token)
                continue
            if sum(character.isdigit() for each in run for character in each.text) >= SEVERAL_DIGITS:
                runs.append(tuple(run))
            run = []
    return tuple(runs)


def _mostly_digits(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits > 0 and digits >= 0.6 * sum(character.isalnum() for character in text)
