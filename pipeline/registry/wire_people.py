"""How does a person of the gateway's JSON become a `RegistryPerson`, and back?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from pipeline.case import RegistryDocument, RegistryPerson
from pipeline.registry.keys import snils_key
from pipeline.registry.wire import (
    Accreditation,
    EducationCert,
    EducationExt,
    EducationPostgraduate,
    EducationProf,
    Entry,
    IdentityDocument,
    OtherDocument,
    Person,
    PersonCard,
    fields_of,
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where entries of a kind stand: the collection, its model, and what marks this kind among others there."""

    collection: str
    model: type[Entry]
    mark: Mapping[str, str] = field(default_factory=dict)


PLACES: Mapping[str, Place] = {
    "higher_education_diploma": Place(
        collection="education_prof", model=EducationProf, mark={"education_level": "higher"}
    ),
    "residency_diploma": Place(
        collection="education_postgraduate", model=EducationPostgraduate, mark={"education_stage": "residency"}
    ),
    "internship_certificate": Place(
        collection="education_postgraduate", model=EducationPostgraduate, mark={"education_stage": "internship"}
    ),
    "retraining_diploma": Place(
        collection="education_ext", model=EducationExt, mark={"prof_education_kind": "retraining"}
    ),
    "advanced_training_certificate": Place(
        collection="education_ext", model=EducationExt, mark={"prof_education_kind": "advanced_training"}
    ),
    "specialist_certificate": Place(collection="education_cert", model=EducationCert),
    "accreditation_certificate": Place(collection="accreditation", model=Accreditation),
    "passport": Place(collection="documents", model=IdentityDocument, mark={"document_kind": "passport"}),
}
"""Any other kind stands in `otherDocuments` with its name."""

COLLECTIONS = (
    "education_prof", "education_postgraduate", "education_ext", "education_cert", "accreditation", "documents",
    "other_documents",
)  # fmt: skip


def person_of(wire: Person) -> RegistryPerson:
    """Entries that are marked `other` are left out: no kind of ours is meant."""
    return RegistryPerson(
        last_name=wire.last_name,
        first_name=wire.first_name,
        middle_name=wire.patronymic or "",
        birth_date=wire.birth_date,
        snils=wire.snils,
        inn=wire.inn,
        previous_last_names=wire.former_last_names,
        documents=tuple(_documents(wire)),
        employments=tuple(_employment(card) for card in wire.person_cards),
    )


def wire_of(person: RegistryPerson) -> Person:
    """The same person as the gateway tells; a СНИЛС or ИНН that is none is left out."""
    snils, inn = snils_key(person.snils), person.inn or ""
    collections: dict[str, list[Entry]] = {name: [] for name in COLLECTIONS}
    for document in person.documents:
        place = place_of(document.kind)
        collections[place.collection].append(_entry(document, place))
    return Person.made(
        last_name=person.last_name,
        first_name=person.first_name,
        patronymic=person.middle_name or None,
        birth_date=person.birth_date,
        snils=snils if snils and snils.isascii() else None,
        inn=inn if len(inn) == 12 and inn.isascii() and inn.isdecimal() else None,
        former_last_names=person.previous_last_names,
        person_cards=tuple(_card(employment) for employment in person.employments),
        **{name: tuple(entries) for name, entries in collections.items()},
    )


def place_of(kind: str) -> Place:
    return PLACES.get(kind) or Place(collection="other_documents", model=OtherDocument, mark={"kind": kind})


def _documents(wire: Person) -> Iterator[RegistryDocument]:
    for collection in COLLECTIONS:
        entries: tuple[Entry, ...] = getattr(wire, collection)
        for entry in entries:
            kind = entry.kind if isinstance(entry, OtherDocument) else _kind(entry, collection)
            if kind is not None:
                told = {name: getattr(entry, member) for member, name in fields_of(type(entry)).items()}
                fields = {name: text_of(value) for name, value in told.items() if value is not None}
                yield RegistryDocument(kind=kind, status=entry.state, fields={**fields, **entry.other_fields})


def _kind(entry: Entry, collection: str) -> str | None:
    for kind, place in PLACES.items():
        if place.collection == collection and all(getattr(entry, name) == mark for name, mark in place.mark.items()):
            return kind
    return None


def _entry(document: RegistryDocument, place: Place) -> Entry:
    members, other = _told(place.model, document.fields)
    required = {name: None for name, rules in place.model.model_fields.items() if rules.is_required()}
    return place.model.made(**{**required, **members, **place.mark, "state": document.status, "other_fields": other})


def _told(model: type[Entry], fields: Mapping[str, str]) -> tuple[dict[str, object], dict[str, str]]:
    """What members of `model` can say of `fields`, and the rest."""
    member_of = {name: member for member, name in fields_of(model).items()}
    members: dict[str, object] = {}
    other: dict[str, str] = {}
    for name, text in fields.items():
        value = value_of(text, get_args(model.model_fields[member_of[name]].annotation)) if name in member_of else None
        if value is None:
            other[name] = text
        else:
            members[member_of[name]] = value
    return members, other


def _employment(card: PersonCard) -> dict[str, str | None]:
    given = card.model_fields_set
    told = {name: getattr(card, member) for member, name in fields_of(PersonCard).items() if member in given}
    texts = {name: None if value is None else text_of(value) for name, value in told.items()}
    return {**texts, **card.other_fields}


def _card(employment: Mapping[str, str | None]) -> PersonCard:
    member_of = {name: member for member, name in fields_of(PersonCard).items()}
    members: dict[str, object] = {}
    other: dict[str, str | None] = {}
    for name, text in employment.items():
        member = member_of.get(name)
        kinds = get_args(PersonCard.model_fields[member].annotation) if member else ()
        value = None if text is None or member is None else value_of(text, kinds)
        if member is None or (text is not None and value is None):
            other[name] = text
        else:
            members[member] = value
    return PersonCard.made(**members, other_fields=other)


def text_of(value: object) -> str:
    """As our fields have it: ISO dates, plain integers, `true` and `false`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def value_of(text: str, kinds: tuple[object, ...]) -> dt.date | int | bool | str | None:
    """The value whose text this is, of the first of `kinds`; None when there is none of it that reads back the same."""
    value: dt.date | int | bool | str | None = text
    if dt.date in kinds:
        value = _date(text)
    elif bool in kinds:
        value = {"true": True, "false": False}.get(text)
    elif str not in kinds:
        value = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
    return value if value is not None and text_of(value) == text else None


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
