"""What of a paper did a person read, where a machine was not sure?"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.case import Value

BY_PERSON = "reviewer"
"""`source` of such a value."""


def with_readings(values: Mapping[str, Value], readings: Mapping[str, str]) -> dict[str, Value]:
    """`values` with those of a person in their place: as sure as can be, where the machine saw them, if it did."""
    read = dict(values)
    for field, text in readings.items():
        seen = values.get(field)
        read[field] = Value(
            field=field, value=_typed(field, text), raw=text, confidence=1.0, page=seen.page if seen else 1,
            box=seen.box if seen else None, source=BY_PERSON,
        )  # fmt: skip
    return read


def is_by_person(value: Value) -> bool:
    return value.source == BY_PERSON


def _typed(field: str, text: str) -> str | int | bool:
    """As the contract has it: `hours` is an integer, `honours` a boolean."""
    if field == "hours":
        return int(text)
    return text == "true" if field == "honours" else text
