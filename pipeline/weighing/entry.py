"""Which entry of the register speaks of this paper?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz.distance import Levenshtein

from pipeline.case import RegistryDocument, RegistryPerson, Value
from pipeline.rules.numbers import compact, same_number

NUMBERS_TELL = 4
NEAR = 2
"""Numbers that differ in so few symbols may be one paper, misread or altered."""
ENOUGH = 4.0
"""Evidence that an entry is about this paper: a near number, or two or three other facts in common."""
FACTS = {"registration_number": 3.0, "issue_date": 3.0, "protocol_number": 1.0, "specialty_code": 1.0, "specialty": 1.0}


def full_number(fields: Mapping[str, str]) -> str:
    return compact(fields.get("series", "")) + compact(fields.get("number", ""))


def read_number(values: Mapping[str, Value]) -> str:
    return full_number({name: str(values[name].value) for name in ("series", "number") if name in values})


def entry_for(
    kind: str, values: Mapping[str, Value], people: Sequence[RegistryPerson], declared: Mapping[str, str]
) -> RegistryDocument | None:
    """The entry of this kind with the most in common with the paper, if that is enough; valid ones first."""
    entries = [entry for person in people for entry in person.documents if entry.kind == kind]
    scored = sorted(
        ((likeness(values, entry), entry.status == "valid", -index, entry) for index, entry in enumerate(entries)),
        key=lambda item: item[:3],
        reverse=True,
    )
    if scored and scored[0][0] >= ENOUGH:
        return scored[0][3]
    if not read_number(values) and len(entries) == 1 and _declared_is(entries[0], declared):
        return entries[0]
    return None


def likeness(values: Mapping[str, Value], entry: RegistryDocument) -> float:
    """Weight of what paper and entry have in common."""
    read, held = read_number(values), full_number(entry.fields)
    score = 0.0
    if read and held:
        if same_number(read, held):
            score += 10.0
        elif _same_behind_letters(values, entry):
            score += 8.0
        elif Levenshtein.distance(read, held) <= NEAR and len(held) > 4:
            score += 5.0
    for field, weight in FACTS.items():
        expected, value = entry.fields.get(field), values.get(field)
        if expected and value is not None and same_number(str(value.value), expected):
            score += weight
    return score


def _same_behind_letters(values: Mapping[str, Value], entry: RegistryDocument) -> bool:
    """The number is the same and the series is letters: Roman numerals among them are misread."""
    number, held = values.get("number"), entry.fields.get("number", "")
    lettered = not entry.fields.get("series", "0").isdigit()
    return lettered and number is not None and len(held) > NUMBERS_TELL and same_number(str(number.value), held)


def _declared_is(entry: RegistryDocument, declared: Mapping[str, str]) -> bool:
    typed = full_number(declared)
    return bool(typed) and same_number(typed, full_number(entry.fields))
