"""What does a cabinet say beside a file? (the other parts of an upload, checked member by member)"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from console.problems import Fault, Problem
from pipeline.case import Employment, Holder
from pipeline.rules.loader import load_fields

Name = Annotated[str, StringConstraints(max_length=200)]
Typed = Annotated[str, StringConstraints(max_length=1000)]
LONGEST_PATH = 100


def _digits(count: int) -> AfterValidator:
    """Spaces and hyphens between the digits are the writer's."""

    def check(text: str) -> str:
        digits = text.replace(" ", "").replace("-", "")
        if digits and not (digits.isascii() and digits.isdecimal() and len(digits) == count):
            raise ValueError(f"{count} digits are wanted")
        return digits

    return AfterValidator(check)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _is_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("an IANA name of a time zone is wanted")
    return name


class Said(BaseModel):
    """A part that is JSON: members that are not known are refused, texts have limits."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class HolderSaid(Said):
    """Who is logged in to the cabinet. Every member may be missing."""

    last_name: Name | None = Field(None, examples=["Воробьёва"])
    first_name: Name | None = Field(None, examples=["Мария"])
    middle_name: Name | None = Field(None, examples=["Петровна"])
    birth_date: dt.date | None = Field(None, examples=["1990-05-14"])
    snils: Annotated[str, _digits(11)] | None = Field(None, examples=["11223344595"])
    inn: Annotated[str, _digits(12)] | None = Field(None, examples=["500100732259"])
    time_zone: Annotated[str, AfterValidator(_is_zone)] | None = Field(None, examples=["Asia/Kamchatka"])

    def holder(self) -> Holder:
        return Holder(**{name: value or None for name, value in self.model_dump().items()})


class ContactsSaid(Said):
    """Where the applicant is told."""

    email: Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^\+[0-9]{7,15}$")] | None = Field(None, examples=["+79161234567"])


class EmploymentSaid(Said):
    """A period of work; `end` is missing while it goes on."""

    organisation: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    position: Typed = ""
    start: dt.date | None = Field(None, examples=["2016-02-01"])
    end: dt.date | None = None


class DeclaredSaid(BaseModel):
    """Fields of the contract, as texts; periods of work beside a paper about work."""

    model_config = ConfigDict(extra="allow", str_strip_whitespace=True)
    __pydantic_extra__: dict[str, Typed] = Field(init=False)

    employments: Annotated[list[EmploymentSaid], Field(max_length=200)] = []

    def fields(self) -> dict[str, str]:
        return dict(self.__pydantic_extra__)

    def periods(self) -> tuple[Employment, ...]:
        return tuple(Employment(**each.model_dump()) for each in self.employments)


class Metadata(Said):
    """All parts of an upload but the file."""

    kind: str
    holder: HolderSaid = HolderSaid()
    declared: DeclaredSaid = DeclaredSaid()
    contacts: ContactsSaid = ContactsSaid()
    lane: Literal["interactive", "bulk"] = "interactive"

    def told_contacts(self) -> dict[str, str]:
        return {name: value for name, value in self.contacts.model_dump().items() if value}

    def fingerprint(self, method: str, path: str, *sha256: str) -> str:
        """SHA-256 of what the request says, however its parts were ordered and spelt; `sha256` of its files."""
        said = [method, path, self.model_dump(mode="json"), *sha256]
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


JSON_PARTS = ("holder", "declared", "contacts")
TEXT_PARTS = ("kind", "lane")
FILE_PARTS = ("file", "signature")
PARTS = (*FILE_PARTS, *JSON_PARTS, *TEXT_PARTS)


def part_read(name: str, text: str) -> Any:
    """The value of a part other than the file. Raises `Problem`."""
    if name in TEXT_PARTS:
        return text.strip()
    try:
        return json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError):
        raise Problem("INVALID", errors=[Fault(name, "not JSON")]) from None


def metadata_of(values: Mapping[str, Any], kinds: Collection[str]) -> Metadata:
    """Check what was said. Raises `Problem` with every fault."""
    faults: list[Fault] = []
    said: Metadata | None = None
    try:
        said = Metadata.model_validate(values)
    except ValidationError as error:
        faults += faults_of(error.errors(include_input=False, include_url=False, include_context=False))
    declared = values.get("declared")
    known = {*load_fields(), *DeclaredSaid.model_fields}
    names = [name for name in declared if name not in known] if isinstance(declared, dict) else []
    faults += [Fault(_path(("declared", name)), "there is no such field") for name in names]
    kind = values.get("kind")
    if kind is not None and kind not in kinds:
        faults.append(Fault("kind", f"one of {', '.join(sorted(kinds))}"))
    if faults or said is None:
        raise Problem("INVALID", errors=faults)
    return said


def faults_of(errors: Collection[Any]) -> list[Fault]:
    """Paths and what is wrong; what was given is not told."""
    return [Fault(_path(error["loc"]), _message(error)) for error in errors]


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "there is no such member"
    return str(error["msg"]).removeprefix("Value error, ")


def _path(place: Collection[Any]) -> str:
    return ".".join(map(str, place))[:LONGEST_PATH]
