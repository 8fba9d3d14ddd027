"""Does the paper show a date that no field took, where the register has one that was not read?

A date of issue that was altered, or misread, is not found where the register's is looked for. It must not pass for a
date that the blank does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.case import Case, Comparison, Page, Value, Verdict
from pipeline.fields.candidates import text_of
from pipeline.fields.flow import flow_of, squash
from pipeline.rules.cities import known_city
from pipeline.rules.dates import find_dates
from pipeline.rules.kind import FieldRules

SENTENCE = 8
"""Beside the date a line holds fewer letters than this, its city apart: in a sentence a date is of what that tells."""


def with_stray_dates(
    compared: Sequence[Comparison], values: Mapping[str, Value], case: Case, fields: Mapping[str, FieldRules]
) -> tuple[Comparison, ...]:
    """`compared` where a date that was not read is in doubt if another one stands by itself on the paper."""
    strays = tuple(stray_dates(case.pages or (), {str(value.value) for value in values.values()}))
    born = case.claim.holder.birth_date
    strays = tuple(date for date in strays if born is None or date != born.isoformat())
    return tuple(
        comparison.model_copy(
            update={"verdict": Verdict.DOUBT, "found": strays[0], "detail": "на бумаге стоит другая дата"}
        )
        if strays and comparison.verdict is Verdict.NOT_READ and is_date(comparison.field, fields)
        else comparison
        for comparison in compared
    )


def is_date(field: str, fields: Mapping[str, FieldRules]) -> bool:
    return field in fields and fields[field].type == "date"


def stray_dates(pages: Sequence[Page], taken: set[str]) -> Iterator[str]:
    """Dates (ISO) that stand by themselves or beside a city, and are none of `taken`."""
    flow = flow_of(pages)
    for first, last in flow.lines:
        text = text_of(flow.tokens[first:last])
        found = find_dates(text)
        if len(found) != 1 or found[0].date.isoformat() in taken:
            continue
        words = (text[: found[0].start] + " " + text[found[0].end :]).split()
        if sum(len(squash(word)) for word in words if not known_city(word)) < SENTENCE:
            yield found[0].date.isoformat()
