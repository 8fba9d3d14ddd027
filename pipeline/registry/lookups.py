"""Which questions are put to the register's gateway, and does an answer answer them?

An answer that is about somebody else is worse than none: it would make a genuine paper another person's. So who was
found must be who was asked for, and a page must hold as many as it says.
"""

from __future__ import annotations

import unicodedata

from pipeline.case import Holder, RegistryPerson
from pipeline.registry.keys import name_key, number_key, snils_key
from pipeline.registry.wire import CONTRACT, Answer, BadWire, ByName, ByPaper, BySnils, Question
from pipeline.registry.wire_people import person_of
from pipeline.rules.names import normalise

LookUp = BySnils | ByName | ByPaper


def by_snils(holder: Holder) -> BySnils | None:
    """None when the holder has no СНИЛС of eleven digits."""
    snils = snils_key(holder.snils)
    return BySnils.made(snils=snils) if snils.isascii() and snils else None


def by_name(holder: Holder) -> ByName | None:
    """None when there is too little of a name to ask for."""
    if not name_key(holder.last_name) or not name_key(holder.first_name):
        return None
    return ByName.made(
        last_name=spelled(holder.last_name),
        first_name=spelled(holder.first_name),
        patronymic=spelled(holder.middle_name) or None,
        birth_date=holder.birth_date,
    )


def by_paper(kind: str, series: str | None, number: str) -> ByPaper | None:
    """None when nothing of the number is left."""
    if not number_key(series, number):
        return None
    return ByPaper.made(kind=kind, doc_serial=series, doc_number=number)


def spelled(name: str | None) -> str:
    """Capitals, Е for Ё, Cyrillic for look-alikes; as typed where that would lose a letter («Smith»)."""
    plain = unicodedata.normalize("NFKC", name or "").strip()
    normal = normalise(plain)
    return normal if _letters(normal) == _letters(plain) else plain


def question(asked: LookUp, *, request_id: str, page: int, page_size: int) -> Question:
    names = {BySnils: "by_snils", ByName: "by_name", ByPaper: "by_paper"}
    return Question.made(
        contract=CONTRACT, request_id=request_id, page=page, page_size=page_size, **{names[type(asked)]: asked}
    )


def asked_of(question: Question) -> LookUp:
    asked = question.by_snils or question.by_name or question.by_paper
    assert asked is not None, "the model holds this"
    return asked


def is_asked_for(person: RegistryPerson, asked: LookUp) -> bool:
    """What the contract says of a look-up; the imported snapshot finds the same people."""
    if isinstance(asked, BySnils):
        return snils_key(person.snils) == asked.snils
    if isinstance(asked, ByPaper):
        number = number_key(asked.doc_serial, asked.doc_number)
        papers = (entry.fields for entry in person.documents if entry.kind == asked.kind)
        return any(number_key(fields.get("series"), fields.get("number")) == number for fields in papers)
    surnames = {name_key(name) for name in (person.last_name, *person.previous_last_names)}
    middle, theirs = name_key(asked.patronymic), name_key(person.middle_name)
    return (
        name_key(asked.last_name) in surnames
        and name_key(asked.first_name) == name_key(person.first_name)
        and (not middle or theirs in {middle, ""})
        and (asked.birth_date is None or person.birth_date in {asked.birth_date, None})
    )


def people_in(body: bytes, question: Question) -> tuple[tuple[RegistryPerson, ...], int]:
    """The people of a page, and how many were found in all. Raises `BadWire`, also for an answer to something else."""
    answer = Answer.read(body)
    if answer.request_id != question.request_id or answer.page != question.page:
        raise BadWire("requestId or page is another question's")
    before = (question.page - 1) * question.page_size
    if len(answer.people) != min(question.page_size, max(0, answer.total - before)):
        raise BadWire("people are not as many as total says")
    people = tuple(person_of(wire) for wire in answer.people)
    asked = asked_of(question)
    if not all(is_asked_for(person, asked) for person in people):
        raise BadWire("people holds somebody who was not asked for")
    return people, answer.total


def _letters(text: str) -> int:
    return sum(symbol.isalpha() for symbol in text)
