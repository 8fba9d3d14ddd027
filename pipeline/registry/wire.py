"""What does the register's gateway send and expect? (the JSON of `docs/registry-http.md`, as models)

Names of members and collections are the register's own (ФРМР: `educationProf`, `docSerial`, …). What the register does
not have is added in the same manner: the `state` of an entry, former surnames, and `otherFields`. Members that are not
known are ignored; a known one that is missing, misspelt or of another type makes the whole answer unusable.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from pipeline.case import Record

CONTRACT: Literal["podlinnik-register/1"] = "podlinnik-register/1"
"""Changes when an older reader would misunderstand a newer answer."""
MOST_A_PAGE = 100
"""As the register's own lists have it."""

State = Literal["valid", "revoked", "replaced"]
Snils = Annotated[str, Field(pattern="^[0-9]{11}$")]
Inn = Annotated[str, Field(pattern="^[0-9]{12}$")]


class BadWire(ValueError):
    """The text is not what the contract says; the message names members and shows no values."""


class Wire(Record):
    """Strict: no text where a number belongs, no date but ISO 8601. `repr` shows no values."""

    model_config = ConfigDict(extra="ignore", strict=True, alias_generator=to_camel, hide_input_in_errors=True)

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Raises `BadWire`."""
        try:
            return cls.model_validate_json(body)
        except ValidationError as error:
            raise BadWire(_places(error)) from None

    @classmethod
    def made(cls, **members: object) -> Self:
        """From values under their Python names. Raises `pydantic.ValidationError`."""
        return cls.model_validate(members, by_alias=False, by_name=True)

    def written(self) -> bytes:
        """JSON; members that were not given are left out."""
        return self.model_dump_json(by_alias=True, exclude_unset=True).encode()


# --- papers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class As:
    """Which field of ours (`docs/contract.md`) a member is."""

    field: str


Text = str | None
Date = dt.date | None


class Entry(Wire):
    """A paper in the register."""

    state: State
    other_fields: dict[str, str] = Field(default_factory=dict)
    """Our fields that no member of this collection stands for, by our names."""

    @model_validator(mode="after")
    def _nothing_is_told_twice(self) -> Self:
        told = {field for member, field in fields_of(type(self)).items() if getattr(self, member) is not None}
        if told & self.other_fields.keys():
            raise ValueError("otherFields repeats what a member says")
        return self


class Issued(Entry):
    """By an institution, about a speciality."""

    reg_number: Annotated[Text, As("registration_number")] = None
    institution_name: Annotated[Text, As("issuer")] = None
    institution_city: Annotated[Text, As("city")] = None
    spec_code: Annotated[Text, As("specialty_code")] = None
    spec_name: Annotated[Text, As("specialty")] = None
    qualification_name: Annotated[Text, As("qualification")] = None
    protocol_number: Annotated[Text, As("protocol_number")] = None
    protocol_date: Annotated[Date, As("protocol_date")] = None


class Diploma(Issued):
    doc_serial: Annotated[Text, As("series")]
    doc_number: Annotated[Text, As("number")]
    doc_date: Annotated[Date, As("issue_date")]


class Education(Diploma):
    begin_date: Annotated[Date, As("study_start")] = None
    end_date: Annotated[Date, As("study_end")] = None


class EducationProf(Education):
    education_level: Literal["higher", "other"]
    with_honours: Annotated[bool | None, As("honours")] = None


class EducationPostgraduate(Education):
    education_stage: Literal["residency", "internship", "other"]


class EducationExt(Education):
    prof_education_kind: Literal["retraining", "advanced_training", "other"]
    theme: Annotated[Text, As("programme")] = None
    hours_count: Annotated[int | None, Field(ge=0), As("hours")] = None


class EducationCert(Issued):
    cert_serial: Annotated[Text, As("series")]
    cert_number: Annotated[Text, As("number")]
    pass_date: Annotated[Date, As("issue_date")]
    end_date: Annotated[Date, As("valid_until")] = None


class Accreditation(Issued):
    doc_serial: Annotated[Text, As("series")]
    doc_number: Annotated[Text, As("number")]
    pass_date: Annotated[Date, As("issue_date")]
    end_date: Annotated[Date, As("valid_until")] = None


class IdentityDocument(Entry):
    document_kind: Literal["passport", "other"]
    serial: Annotated[Text, As("series")]
    number: Annotated[Text, As("number")]
    pass_date: Annotated[Date, As("issue_date")]
    pass_org: Annotated[Text, As("issuer")] = None


class OtherDocument(Diploma):
    """A paper that the register has no collection for, also of a kind that a later version knows."""

    kind: str


class PersonCard(Wire):
    """An employment."""

    organization_name: Annotated[Text, As("organisation")] = None
    post_name: Annotated[Text, As("position")] = None
    begin_date: Annotated[Date, As("start")] = None
    end_date: Annotated[Date, As("end")] = None
    other_fields: dict[str, str | None] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _nothing_is_told_twice(self) -> Self:
        told = {field for member, field in fields_of(type(self)).items() if member in self.model_fields_set}
        if told & self.other_fields.keys():
            raise ValueError("otherFields repeats what a member says")
        return self


@lru_cache(maxsize=32)
def fields_of(model: type[Wire]) -> Mapping[str, str]:
    """Members of `model` that are a field of ours, and which."""
    marks = {
        name: [mark for mark in rules.metadata if isinstance(mark, As)] for name, rules in model.model_fields.items()
    }
    return {name: found[0].field for name, found in marks.items() if found}


# --- people, question, answer ------------------------------------------------------------------------------------


class Person(Wire):
    """No member may be left out: a list that is missing would pass for an empty one."""

    last_name: str
    first_name: str
    patronymic: str | None
    birth_date: dt.date | None
    snils: Snils | None
    inn: Inn | None
    former_last_names: tuple[str, ...]
    education_prof: tuple[EducationProf, ...]
    education_postgraduate: tuple[EducationPostgraduate, ...]
    education_ext: tuple[EducationExt, ...]
    education_cert: tuple[EducationCert, ...]
    accreditation: tuple[Accreditation, ...]
    documents: tuple[IdentityDocument, ...]
    other_documents: tuple[OtherDocument, ...]
    person_cards: tuple[PersonCard, ...]

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if not self.last_name and not self.snils:
            raise ValueError("neither lastName nor snils")
        return self


class BySnils(Wire):
    snils: Snils


class ByName(Wire):
    last_name: str
    first_name: str
    patronymic: str | None = None
    birth_date: dt.date | None = None


class ByPaper(Wire):
    kind: str
    doc_serial: str | None = None
    doc_number: str


class Question(Wire):
    """Just one of the three `by…` is given."""

    contract: Literal["podlinnik-register/1"]
    request_id: str
    page: Annotated[int, Field(ge=1)]
    page_size: Annotated[int, Field(ge=1, le=MOST_A_PAGE)]
    by_snils: BySnils | None = None
    by_name: ByName | None = None
    by_paper: ByPaper | None = None

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if sum(asked is not None for asked in (self.by_snils, self.by_name, self.by_paper)) != 1:
            raise ValueError("not just one of bySnils, byName, byPaper")
        return self


class Answer(Wire):
    """A page of the people found. `request_id` and `page` are those of the question: no other answer passes for it."""

    contract: Literal["podlinnik-register/1"]
    request_id: str
    page: Annotated[int, Field(ge=1)]
    total: Annotated[int, Field(ge=0)]
    people: Annotated[tuple[Person, ...], Field(max_length=MOST_A_PAGE)]


class Health(Wire):
    """What the gateway says of itself: it can be asked, by this contract."""

    contract: Literal["podlinnik-register/1"]
    status: Literal["ok"]


def _places(error: ValidationError) -> str:
    """Members at fault, without what may come from the other side: keys of `otherFields`, values."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    places = {".".join(map(str, _known(fault["loc"]))) or str(fault["type"]) for fault in faults}
    return ", ".join(sorted(places)[:5])


def _known(place: tuple[int | str, ...]) -> tuple[int | str, ...]:
    names = [*map(str, place)]
    return place[: names.index("otherFields") + 1] if "otherFields" in names else place
