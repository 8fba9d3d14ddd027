"""What do the register, the holder and the paper say to each other?"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from pydantic import Field

from pipeline.case.employment import EmploymentCheck
from pipeline.case.record import Record, Share


class Verdict(StrEnum):
    MATCH = "match"
    DIFFERENT = "different"
    DOUBT = "doubt"
    NOT_READ = "not_read"
    NOTHING_TO_COMPARE = "nothing_to_compare"


Against = Literal["holder", "declared", "registry"]


class Comparison(Record):
    """One field of the paper against one source that expects a value there."""

    field: str
    against: Against
    expected: str
    found: str | None
    verdict: Verdict
    confidence: Share
    """How sure the verdict is."""
    detail: str = ""
    """For a reviewer, in Russian: «на бумаге 3 или 5, в реестре 3»."""


class RegistryDocument(Record):
    """An entry of the register about one paper."""

    kind: str
    status: Literal["valid", "revoked", "replaced"] = "valid"
    fields: dict[str, str] = Field(default_factory=dict)


class RegistryPerson(Record):
    """A person in the register."""

    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    birth_date: dt.date | None = None
    snils: str | None = None
    inn: str | None = None
    previous_last_names: tuple[str, ...] = ()
    documents: tuple[RegistryDocument, ...] = ()
    employments: tuple[dict[str, str | None], ...] = ()


class CrossCheck(Record):
    """What the comparison came to."""

    person_found: bool
    entry: RegistryDocument | None = None
    comparisons: tuple[Comparison, ...] = ()
    employment: EmploymentCheck | None = None
    """None of papers that are not about work."""
