"""How surely was the least sure of the deciding fields read?"""

from __future__ import annotations

from pipeline.case import Case
from pipeline.rules.kind import Kind


def least_sure(case: Case, kind: Kind) -> float | None:
    """Confidence, 0 to 1; a required field that was not read counts as 0. None where nothing was read at all."""
    if case.reading is None:
        return None
    required = kind.required_of(case.reading.variant)
    named = dict.fromkeys((*required, *kind.registry.identified_by, *kind.holder_fields))
    fields = case.reading.fields
    read = [fields[name].confidence for name in named if name in fields]
    return 0.0 if any(name not in fields for name in required) else min(read, default=None)
