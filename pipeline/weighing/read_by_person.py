"""What of a paper did a person read, where a machine was not sure?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pipeline.case import RowReading, Value, WorkEntry, WorkHistory

BY_PERSON: Literal["reviewer"] = "reviewer"
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


def with_row_readings(history: WorkHistory | None, readings: Mapping[int, RowReading]) -> WorkHistory | None:
    """Rows that a person filled in are as sure as can be; a reading of a row that is not there says nothing."""
    if history is None or not readings:
        return history
    rows = (_filled_in(entry, readings.get(at)) for at, entry in enumerate(history.entries))
    return history.model_copy(update={"entries": tuple(rows)})


def _filled_in(entry: WorkEntry, read: RowReading | None) -> WorkEntry:
    if read is None:
        return entry
    names = ("event", "date", "end", "organisation", "position")
    said = {name: value for name in names if (value := getattr(read, name))}
    return entry.model_copy(update={**said, "cancelled": read.cancelled, "hand": BY_PERSON, "confidence": 1.0})


def is_by_person(value: Value) -> bool:
    return value.source == BY_PERSON


def _typed(field: str, text: str) -> str | int | bool:
    """As the contract has it: `hours` is an integer, `honours` a boolean."""
    if field == "hours":
        return int(text)
    return text == "true" if field == "honours" else text
