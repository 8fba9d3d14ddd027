"""What is handed in, and by whom?"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, Field

from pipeline.case.employment import Employment, RowReading
from pipeline.case.record import Record
from pipeline.file_names import safe_name


class Holder(Record):
    """Who is logged in to the cabinet. Every member may be missing."""

    last_name: str | None = None
    first_name: str | None = None
    middle_name: str | None = None
    birth_date: dt.date | None = None
    snils: str | None = None
    inn: str | None = None
    time_zone: str | None = None


class Upload(Record):
    """The file as it was handed in: its name there (`safe_name`), its size in bytes, the hash of its bytes."""

    name: Annotated[str, AfterValidator(safe_name)]
    size: int
    sha256: str
    parts: int = 1
    """How many files were handed in: of several the bytes are their bundle (`pipeline.bundle`), which an intake packs.
    Nobody sends one: a ZIP that comes as a file is one file."""


class Claim(Record):
    """What an applicant hands in: a file, the kind it is said to be, who they are, what they typed beside it."""

    kind: str
    holder: Holder = Holder()
    declared: dict[str, str] = Field(default_factory=dict)
    upload: Upload
    signature: Upload | None = None
    """A file with an electronic signature of the upload, handed in beside it."""
    former_last_names: tuple[str, ...] = ()
    """Surnames that an approved `name_change_certificate` of the same holder explains."""
    employments: tuple[Employment, ...] = ()
    """Periods that the applicant typed beside a paper about work."""
    readings: dict[str, str] = Field(default_factory=dict)
    """What a person read on the paper, by field, written as the contract has it: they see better than a machine."""
    row_readings: dict[int, RowReading] = Field(default_factory=dict)
    """The same, of rows of a paper about work, by their place in it, counted from 0."""
