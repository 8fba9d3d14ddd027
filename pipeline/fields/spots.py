"""Does a trace lie at a deciding field's own spot? (there it is no longer advisory: a person looks)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.case import Box, Finding, Trace, Value, Weight
from pipeline.fields.claimed import DECIDING

AT_A_SPOT = frozenset(
    {"hidden_text", "covered_text", "text_over_text", "patch", "annotation", "form_field", "mixed_fonts"}
)
"""Traces of which the place says what was altered."""
OVERLAP = 0.4
"""So much of the value, or of the trace, must lie on the other."""


def at_fields(traces: Sequence[Trace], values: Mapping[str, Value]) -> tuple[tuple[Trace, ...], tuple[Finding, ...]]:
    """The traces, those at a field's spot named after it and strong; a finding for each such field."""
    named = tuple(_named(trace, values) for trace in traces)
    findings = {
        trace.field: Finding(
            code="ALTERATION_SUSPECTED", weight=Weight.REVIEW, field=trace.field, page=trace.page, box=trace.box,
            found=str(values[trace.field].value), detail=f"{trace.what} at the field's own spot",
        )
        for trace in reversed(named)
        if trace.what in AT_A_SPOT and trace.field is not None
    }  # fmt: skip
    return named, tuple(findings.values())


def _named(trace: Trace, values: Mapping[str, Value]) -> Trace:
    if trace.what not in AT_A_SPOT or trace.box is None or trace.strength == "weak" or trace.field is not None:
        return trace
    for value in sorted(values.values(), key=lambda value: value.field == "series"):
        on_page = value.field in DECIDING and value.box is not None and value.page == trace.page
        if on_page and value.box is not None and overlap(trace.box, value.box) >= OVERLAP:
            return trace.model_copy(update={"field": value.field, "strength": "strong"})
    return trace


def overlap(one: Box, other: Box) -> float:
    """The larger of the shares that two boxes have in each other."""
    wide, high = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(wide, 0) * max(high, 0) / max(smaller, 1)
