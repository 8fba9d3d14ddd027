"""How is a value written once it is known to be what was expected?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from pipeline.case import Comparison, Value, Verdict
from pipeline.fields.flow import squash

WHOLE_NAME = 16
"""An expected text so long, found whole inside what was read, is what stands there; the rest ran on from it."""
AHEAD = 12
"""So many letters that were read before it may be of the line above; more are the legal form that it leaves out."""
NAME = frozenset({"last_name", "first_name", "middle_name", "previous_last_name"})
WORDS = frozenset({"issuer", "specialty", "qualification", "programme", "city"})
MISREAD_AT_MOST = 88.0
"""Likeness (0 to 100) from which a text differs from the expected one by misreadings, case and capitals alone."""


def settled_values(values: Mapping[str, Value], compared: Sequence[Comparison]) -> dict[str, Value]:
    """Names that match take the holder's spelling; other words the expected one where they differ by misreadings only.

    An institution's full name on the paper stays its full name though the register abbreviates it. Numbers
    are never rewritten: for them the paper is what was read. What was printed stays in `raw`.
    """
    settled = dict(values)
    for comparison in reversed(compared):
        value = settled.get(comparison.field)
        if value is None or comparison.verdict is not Verdict.MATCH:
            continue
        confirmed_date = "date" in comparison.field and comparison.against == "registry"
        if (
            confirmed_date
            or comparison.field in NAME
            or (comparison.field in WORDS and _misread_only(value, comparison.expected))
        ):
            settled[comparison.field] = value.model_copy(update={"value": comparison.expected})
    return settled


def _misread_only(value: Value, expected: str) -> bool:
    read, wanted = squash(str(value.value)), squash(expected)
    within = fuzz.partial_ratio_alignment(wanted, read, score_cutoff=MISREAD_AT_MOST)
    whole = len(wanted) >= WHOLE_NAME and len(wanted) <= len(read) and within is not None
    return (whole and within is not None and within.dest_start <= AHEAD) or fuzz.ratio(read, wanted) >= MISREAD_AT_MOST
