"""What does the register hold of these people? (registry and manifest entries in the contract's format)"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

from samples import numbers
from samples.careers import jobs
from samples.facts import Facts
from samples.institutions import registry_name
from samples.people import Person

NOT_IN_REGISTER = ("honours", "valid_until", "last_name", "first_name", "middle_name", "birth_date", "snils", "inn")
DECLARED = ("series", "number", "registration_number", "issue_date", "issuer")


def document(rng: random.Random, facts: Facts, *, status: str = "valid") -> dict[str, Any]:
    """One entry of `documents`."""
    fields = {name: value for name, value in facts.fields.items() if name not in NOT_IN_REGISTER and value != ""}
    if "issuer" in fields:
        fields["issuer"] = registry_name(str(fields["issuer"]), rng)
    return {"kind": facts.kind, "status": status, **fields}


def person(
    someone: Person,
    documents: list[dict[str, Any]],
    *,
    former: tuple[str, ...] = (),
    employments: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """One line of the registry."""
    return {
        "last_name": someone.last_name,
        "first_name": someone.first_name,
        "middle_name": someone.middle_name,
        "birth_date": someone.birth_date.isoformat(),
        "snils": someone.snils,
        "inn": someone.inn,
        "previous_last_names": list(former),
        "documents": documents,
        "employments": employments or [],
    }


def holder(someone: Person) -> dict[str, str]:
    """The manifest's `holder`."""
    parts = {
        "last_name": someone.last_name,
        "first_name": someone.first_name,
        "middle_name": someone.middle_name,
        "birth_date": someone.birth_date.isoformat(),
        "snils": someone.snils,
        "inn": someone.inn,
    }
    return {name: value for name, value in parts.items() if value}


def declared(facts: Facts) -> dict[str, str]:
    """What the person typed beside the upload: what the paper shows, if they typed it right."""
    return {name: facts.text(name) for name in DECLARED if facts.text(name)}


def employments(facts: Facts) -> list[dict[str, Any]]:
    """Where the paper speaks of a job: the register's entry for it; of a paper about work those of all its rows."""
    if facts.rows:
        return jobs(facts.rows)
    if "position" not in facts.details:
        return []
    return [
        {
            "organisation": facts.institution.name,
            "position": facts.details["position"],
            "start": facts.details["start"],
            "end": None,
        }
    ]


def namesake(rng: random.Random, facts: Facts) -> dict[str, Any]:
    """Another person of the same name, born otherwhen, who holds another paper of the same kind."""
    twin = replace(
        facts.person,
        birth_date=facts.person.birth_date - dt.timedelta(days=rng.randrange(200, 3000)),
        snils=numbers.snils(rng),
        inn=numbers.inn(rng),
    )
    theirs = facts.with_fields(
        number=numbers.altered(rng, numbers.altered(rng, facts.text("number"))) if facts.text("number") else ""
    )
    return person(twin, [document(rng, theirs)])
