"""What does each field of a kind read on these pages? (all candidates, then the choice)"""

from __future__ import annotations

from pipeline.fields.candidates import Candidate, choose
from pipeline.fields.flow import Flow
from pipeline.fields.names_found import PARTS, name_candidates, part_candidates
from pipeline.fields.numbers_found import number_candidates
from pipeline.fields.organisations_found import organisation_candidates
from pipeline.fields.places import with_barriers
from pipeline.fields.texts_found import (
    city_candidates,
    date_by_city,
    date_candidates,
    honours_candidates,
    hours_candidates,
    period_candidates,
    specialty_candidates,
    text_candidates,
)
from pipeline.rules.kind import FieldRules, Kind


def candidates_of(flow: Flow, kind: Kind, variant: str | None) -> list[Candidate]:
    """Everything that may be a value of a field of `kind`, in no order."""
    fields = kind.fields_of(variant)
    flow = with_barriers(flow, fields)
    found: list[Candidate] = [*name_candidates(flow, fields)] if "last_name" in fields else []
    found.extend(specialty_candidates(flow, fields))
    for field, rules in fields.items():
        if field not in PARTS:
            found.extend(_of_field(flow, field, rules))
    found.extend(period_candidates(flow, fields))
    if "issue_date" in fields:
        found.extend(date_by_city(flow))
    return found


def _of_field(flow: Flow, field: str, rules: FieldRules) -> list[Candidate]:
    match rules.type:
        case "number" | "registration_number" | "snils" | "inn":
            return number_candidates(flow, field, rules)
        case "date":
            return list(date_candidates(flow, field, rules))
        case "organisation":
            return list(organisation_candidates(flow, field, rules))
        case "city":
            return list(city_candidates(flow, field, rules))
        case "hours":
            return list(hours_candidates(flow, field, rules))
        case "honours":
            return list(honours_candidates(flow, field))
        case "name":
            return list(part_candidates(flow, field, rules))
        case "specialty":
            return []
        case _:
            return list(text_candidates(flow, field, rules))


def chosen_fields(flow: Flow, kind: Kind, variant: str | None) -> dict[str, Candidate]:
    """For each field that was found, its best candidate."""
    return choose(candidates_of(flow, kind, variant))
