"""Does the paper show the expected number or date, or something else? (evidence, symbol by symbol)"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.case import Look, Value, Verdict
from pipeline.rules.dates import find_dates
from pipeline.rules.numbers import compact, digits_of, same_number

SURE_DIFFERENT = 0.8
"""A reading so sure, of which no look and no alternative says what was expected, is another number."""
SURE_LOOK, SURE_LOOKS = 0.4, 2
AGREEING_LOOKS = 3
"""At least so many different looks must have read the other number alike before it is held against anyone."""
A_CHANCE = 0.12
"""A symbol that the recogniser gave such a chance may be what stands there."""
BOTH_MODELS = 0.3
"""A date on which the page's reading and such a share of the closer looks agree with the register stands there."""
RIVAL, RIVAL_DATE = 0.34, 0.55
"""A blind reading that equals what is expected is strong evidence, unless another reading has such a share of votes."""
STROKES = str.maketrans(
    {"1": "I", "Г": "I", "Т": "I", "П": "II", "И": "II", "Н": "II", "Л": "II", "Ш": "III", "Щ": "III"}
)
"""What letters are made of that readings of Roman numerals are mistaken for, and of which a pale print loses a part."""
FAR = 3
"""Numbers that differ in so many symbols are not one misread as the other."""


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A verdict, how sure it is (0 to 1), and what a reviewer should look at, in Russian."""

    verdict: Verdict
    confidence: float
    detail: str = ""


def weigh_number(value: Value, expected: str) -> Weighed:
    """Weigh P(paper shows `expected`) against P(paper shows something else)."""
    read, wanted = compact(str(value.value)), compact(expected)
    if same_number(read, wanted):
        return _same(value)
    if sum(same_number(look.text, wanted) for look in value.looks if look.how.startswith("rus text")) >= SURE_LOOKS:
        return Weighed(verdict=Verdict.MATCH, confidence=0.7, detail="подтверждено повторным чтением")
    if _with_neighbour(value, wanted):
        return Weighed(verdict=Verdict.MATCH, confidence=0.65, detail="перед номером прочитан лишний знак")
    support = _support(value, wanted)
    detail = difference(read, wanted)
    if support > 0:
        return Weighed(verdict=Verdict.DOUBT, confidence=support, detail=detail)
    if len(read) != len(wanted) or _lost_digits(value, read):
        return Weighed(verdict=Verdict.DOUBT, confidence=1 - value.confidence, detail=detail)
    far = Levenshtein.distance(read, wanted) >= FAR
    seen = [look.confidence for look in value.looks if compact(look.text) and read.endswith(compact(look.text))]
    needed = 1 if far else SURE_LOOKS
    sure = value.source == "text_layer" or sum(confidence >= SURE_LOOK for confidence in seen) >= needed
    strong = sure and value.confidence >= SURE_DIFFERENT and value.agreed >= AGREEING_LOOKS
    if strong or (sure and far and value.confidence >= SURE_DIFFERENT and value.agreed > 1):
        return Weighed(verdict=Verdict.DIFFERENT, confidence=value.confidence, detail=detail)
    return Weighed(verdict=Verdict.DOUBT, confidence=1 - value.confidence, detail=detail)


def weigh_series(value: Value, expected: str) -> Weighed:
    """As a number, but letters and Roman numerals are as good as not read where no two looks read them alike,
    where one reading is what was expected, and where a stroke is all that they differ by: «II» is what a pale «III» is
    read as, «ПГ» a pale «ПП», however many looks agree.
    """
    weighed = weigh_number(value, expected)
    lettered = not (expected.isdigit() and str(value.value).isdigit())
    if weighed.verdict is Verdict.MATCH or not lettered:
        return weighed
    apart = strokes_apart(str(value.value), expected) <= 1
    seen = any(same_number(text, expected) for text in (value.raw, *(look.text for look in value.looks)))
    if value.agreed < SURE_LOOKS or apart or seen:
        return Weighed(verdict=Verdict.NOT_READ, confidence=0.0, detail="чтения разошлись")
    return weighed


def strokes_apart(one: str, other: str) -> int:
    """By how many upright strokes and letters two series differ."""
    return int(Levenshtein.distance(compact(one).translate(STROKES), compact(other).translate(STROKES)))


def _with_neighbour(value: Value, wanted: str) -> bool:
    """Did the page's reading see as many digits as expected, and most looks just those behind one more symbol?

    A look takes in what stands before the number, a piece of «№».
    """
    seen = [compact(look.text) for look in value.looks]
    behind = sum(len(text) == len(wanted) + 1 and text.endswith(wanted) for text in seen)
    return len(digits_of(value.raw)) == len(wanted) and behind >= AGREEING_LOOKS and 2 * behind > len(seen)


def _lost_digits(value: Value, read: str) -> bool:
    """The page's reading saw fewer digits than the looks: these may have seen what stands beside a cut number."""
    return value.source != "text_layer" and 0 < len(digits_of(value.raw)) < len(digits_of(read))


def _same(value: Value) -> Weighed:
    rival = max((alternative.confidence for alternative in value.alternatives), default=0.0)
    if rival >= (RIVAL_DATE if "date" in value.field else RIVAL):
        return Weighed(
            verdict=Verdict.DOUBT, confidence=value.confidence, detail="прочитано неуверенно, сверьте по изображению"
        )
    return Weighed(verdict=Verdict.MATCH, confidence=max(value.confidence, 0.6))


def _support(value: Value, wanted: str) -> float:
    """What speaks for the expected number: alternatives, whole looks, and the symbols' own second choices."""
    shares = [a.confidence for a in value.alternatives if compact(a.value) == wanted]
    shares += [0.25 * look.confidence for look in value.looks if _tail_equal(look.text, wanted)]
    shares += [chance for look in value.looks if (chance := chance_of(look, wanted)) >= A_CHANCE]
    return min(1.0, max(shares, default=0.0))


def _tail_equal(text: str, wanted: str) -> bool:
    """A look sees the digits only: they must be the end of the expected number, letters of a series stand before."""
    seen = compact(text)
    return bool(seen) and (seen == wanted or (wanted.endswith(seen) and not wanted[: -len(seen)].isdigit()))


def chance_of(look: Look, wanted: str) -> float:
    """The least chance that the look's symbol choices leave to the symbols where `wanted` differs from what was read.

    0 where the choices are unknown or the lengths differ: then they say nothing.
    """
    digits = wanted[-len(look.choices) :] if look.choices else ""
    if not digits or len(digits) != len(look.choices):
        return 0.0
    chances = []
    for symbol, choices in zip(digits, look.choices, strict=True):
        if choices and choices[0].text != symbol:
            chances.append(next((choice.confidence for choice in choices if choice.text == symbol), 0.0))
    return min(chances, default=0.0)


def difference(read: str, wanted: str) -> str:
    """In words, where the two differ: «на бумаге 5, в реестре 3 (4-й знак)»."""
    if len(read) != len(wanted):
        return f"на бумаге знаков: {len(read)}, ожидалось: {len(wanted)}"
    places = [
        f"{index}-й знак: на бумаге {a}, ожидалось {b}"
        for index, (a, b) in enumerate(zip(read, wanted, strict=True), start=1)
        if a != b
    ]
    return "; ".join(places[:3])


def weigh_date(value: Value, expected: str, other_dates: Iterable[str] = ()) -> Weighed:
    """Dates as ISO strings; `other_dates` stand elsewhere on the paper."""
    if value.value == expected:
        return _same(value)
    detail = f"на бумаге {russian(str(value.value))}, ожидалось {russian(expected)}"
    page = [found.date.isoformat() for found in find_dates(value.raw)]
    if expected in page[:1] and any(a.value == expected and a.confidence >= BOTH_MODELS for a in value.alternatives):
        return Weighed(verdict=Verdict.MATCH, confidence=0.7, detail="чтения разошлись, чтение страницы совпадает")
    if any(alternative.value == expected for alternative in value.alternatives) or expected in set(other_dates):
        return Weighed(verdict=Verdict.DOUBT, confidence=0.5, detail=detail)
    if value.confidence >= SURE_DIFFERENT and value.looks:
        return Weighed(verdict=Verdict.DIFFERENT, confidence=value.confidence, detail=detail)
    return Weighed(verdict=Verdict.DOUBT, confidence=1 - value.confidence, detail=detail)


def russian(iso: str) -> str:
    """«2019-06-28» as «28.06.2019»; anything else as it is."""
    return re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3.\2.\1", iso)
