"""Does each field of the paper say what a register's entry, or the applicant, says?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.case import Against, Comparison, Value, Verdict
from pipeline.fields.flow import squash
from pipeline.rules.kind import FieldRules
from pipeline.rules.numbers import same_number
from pipeline.rules.organisations import distinctive, same_organisation
from pipeline.rules.specialties import match_specialty
from pipeline.weighing.read_by_person import is_by_person
from pipeline.weighing.symbols import Weighed, weigh_date, weigh_number, weigh_series

SAME_TEXT = 0.84
OTHER_TEXT = 0.55
NAMING = 4
"""Shorter words name no institution."""
STEM, LONG_STEM = 4, 8
TO_THE_LETTER = frozenset({"number", "registration_number", "snils", "inn", "date"})


def weigh_field(value: Value | None, expected: str, rules: FieldRules | None, dates: Sequence[str]) -> Weighed:
    """One field against the value expected there; how, depends on the field's type."""
    if value is None:
        return Weighed(verdict=Verdict.NOT_READ, confidence=0.0)
    if is_by_person(value) and rules is not None and rules.type in TO_THE_LETTER:
        return weigh_by_person(value, expected)
    match rules.type if rules else "text":
        case "number" | "registration_number" | "snils" | "inn":
            return weigh_series(value, expected) if value.field == "series" else weigh_number(value, expected)
        case "date":
            return weigh_date(value, expected, dates)
        case "organisation":
            return weigh_organisation(value, expected)
        case "specialty":
            return weigh_specialty(value, expected)
        case "hours" | "honours":
            return weigh_exact(value, expected)
        case _:
            return weigh_text(value, expected)


def weigh_by_person(value: Value, expected: str) -> Weighed:
    """A person does not take a 3 for an 8: a number of theirs is this one or another."""
    same = same_number(str(value.value), expected) or str(value.value) == expected
    verdict = Verdict.MATCH if same else Verdict.DIFFERENT
    return Weighed(verdict=verdict, confidence=1.0, detail="прочитано специалистом")


def weigh_organisation(value: Value, expected: str) -> Weighed:
    if same_words(str(value.value), expected):
        return Weighed(verdict=Verdict.MATCH, confidence=0.95)
    if not any(len(word) >= NAMING and word.isalpha() for word in distinctive(str(value.value))):
        return Weighed(verdict=Verdict.DOUBT, confidence=0.3, detail="прочитано не целиком")
    match = same_organisation(str(value.value), expected)
    if match.score >= 0.8:
        return Weighed(verdict=Verdict.MATCH, confidence=match.score)
    if match.score <= 0.2 and value.confidence >= 0.8:
        return Weighed(verdict=Verdict.DIFFERENT, confidence=0.6, detail="другое учреждение")
    return Weighed(verdict=Verdict.DOUBT, confidence=match.score, detail="совпали не все отличительные слова")


def same_words(read: str, expected: str) -> bool:
    """Word for word the same but for endings, and one misread letter in long words; Казань stays no Рязань."""
    one, other = ([word for part in text.split() if len(word := squash(part)) > 2] for text in (read, expected))
    return len(one) == len(other) and all(_same_word(a, b) for a, b in zip(one, other, strict=True))


def _same_word(one: str, other: str) -> bool:
    length = max(STEM, min(len(one), len(other)) - 3)
    stems = one[:length], other[:length]
    return stems[0] == stems[1] or (length >= LONG_STEM and Levenshtein.distance(*stems) <= 1)


def weigh_specialty(value: Value, expected: str) -> Weighed:
    read, wanted = match_specialty(str(value.value)), match_specialty(expected)
    if read is not None and wanted is not None and read.name and read.name == wanted.name:
        return Weighed(verdict=Verdict.MATCH, confidence=min(read.score, wanted.score))
    plain = weigh_text(value, expected)
    if plain.verdict is Verdict.MATCH or read is None or wanted is None or not (read.name and wanted.name):
        return plain
    if min(read.score, wanted.score) >= 0.9 and value.confidence >= 0.75:
        return Weighed(verdict=Verdict.DIFFERENT, confidence=value.confidence, detail="другая специальность")
    return Weighed(verdict=Verdict.DOUBT, confidence=0.5, detail="другая специальность")


def weigh_text(value: Value, expected: str) -> Weighed:
    read, wanted = squash(str(value.value)), squash(expected)
    alike = max(fuzz.ratio(read, wanted), fuzz.partial_ratio(wanted, read) if len(wanted) >= 6 else 0.0) / 100
    if alike >= SAME_TEXT:
        return Weighed(verdict=Verdict.MATCH, confidence=alike)
    if alike < OTHER_TEXT and value.confidence >= 0.8:
        return Weighed(verdict=Verdict.DIFFERENT, confidence=0.5, detail="другие слова")
    return Weighed(verdict=Verdict.DOUBT, confidence=alike, detail="похоже лишь отчасти")


def weigh_exact(value: Value, expected: str) -> Weighed:
    if str(value.value).lower() == expected.strip().lower():
        return Weighed(verdict=Verdict.MATCH, confidence=value.confidence)
    return Weighed(verdict=Verdict.DOUBT, confidence=0.5, detail="другое значение")


def compare(
    field: str, against: Against, value: Value | None, expected: str, rules: FieldRules | None, dates: Sequence[str]
) -> Comparison:
    """`weigh_field` as a record for the case."""
    weighed = weigh_field(value, expected, rules, dates)
    return as_comparison(field, against, value, expected, weighed)


def as_comparison(field: str, against: Against, value: Value | None, expected: str, weighed: Weighed) -> Comparison:
    return Comparison(
        field=field,
        against=against,
        expected=expected,
        found=None if value is None else str(value.value),
        verdict=weighed.verdict,
        confidence=round(min(max(weighed.confidence, 0.0), 1.0), 3),
        detail=weighed.detail,
    )


def printed_dates(values: Mapping[str, Value], but: str) -> tuple[str, ...]:
    """Dates of the other fields, as ISO strings."""
    return tuple(str(value.value) for name, value in values.items() if name != but and "date" in name)
