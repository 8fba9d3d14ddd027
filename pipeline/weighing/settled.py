"""How is a value written once it is known to be what was expected?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.case import Comparison, Value, Verdict

SPELLED_AS_HELD = frozenset(
    {"last_name", "first_name", "middle_name", "issuer", "specialty", "qualification", "programme", "city",
     "previous_last_name"}
)  # fmt: skip
"""Words: the paper's case, capitals and small misreadings give way to the spelling that they were found equal to."""


def settled_values(values: Mapping[str, Value], compared: Sequence[Comparison]) -> dict[str, Value]:
    """Words that match take the holder's or the register's spelling; what was printed stays in `raw`.

    Numbers and dates are never rewritten: for them the paper is what was read.
    """
    settled = dict(values)
    for comparison in reversed(compared):
        value = settled.get(comparison.field)
        if value is None or comparison.verdict is not Verdict.MATCH or comparison.field not in SPELLED_AS_HELD:
            continue
        settled[comparison.field] = value.model_copy(update={"value": comparison.expected})
    return settled
