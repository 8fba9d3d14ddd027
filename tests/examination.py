"""A paper given as lines of text, taken from extraction to its decision by the project's own rules; nothing is drawn.

The recogniser's closer looks see what stands on the page, unless a test says what they see instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pipeline.case import (
    Case,
    Claim,
    Decision,
    Finding,
    Holder,
    Mark,
    Page,
    Presence,
    RegistryDocument,
    RegistryPerson,
    Upload,
)
from pipeline.reading.looks import EngineLooks
from pipeline.rules.kind import Kind
from pipeline.rules.loader import load_kinds
from pipeline.stages.cross_check import cross_check
from pipeline.stages.decision import decision
from pipeline.stages.extraction import extraction
from pipeline.stages.tools import Tools
from tests import papers
from tests.fakes import FixedRegistry, NoPens, ScriptedEngine, WhiteImages

DIPLOMA_KIND = "higher_education_diploma"
NOON = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
MARIA = Holder(
    last_name="Воробьёва", first_name="Мария", middle_name="Петровна", birth_date=dt.date(1995, 5, 14),
    snils="11223344595",
)  # fmt: skip
DIPLOMA = (
    "РОССИЙСКАЯ ФЕДЕРАЦИЯ",
    "Приволжский исследовательский медицинский университет",
    "ДИПЛОМ СПЕЦИАЛИСТА",
    "107704 0123456",
    "ДОКУМЕНТ ОБ ОБРАЗОВАНИИ И О КВАЛИФИКАЦИИ",
    "Регистрационный номер 31-0517",
    "Дата выдачи 28 июня 2019 года",
    "Настоящий диплом свидетельствует о том, что",
    "Воробьёва Мария Петровна",
    "освоила программу специалитета по специальности",
    "31.05.01 Лечебное дело",
    "и успешно прошла государственную итоговую аттестацию",
    "Присвоена квалификация врач-лечебник",
)
ENTRY = {
    "series": "107704", "number": "0123456", "registration_number": "31-0517", "issue_date": "2019-06-28",
    "specialty_code": "31.05.01", "specialty": "Лечебное дело", "qualification": "врач-лечебник",
    "issuer": "Приволжский исследовательский медицинский университет",
}  # fmt: skip
CERTIFICATE = (
    "СЕРТИФИКАТ СПЕЦИАЛИСТА",
    "0152310123456",
    "Регистрационный номер 4417",
    "Настоящий сертификат подтверждает, что",
    "Воробьёва Мария Петровна",
    "решением экзаменационной комиссии при",
    "Приволжском исследовательском медицинском университете",
    "от 12 марта 2019 г. протокол № 7",
    "допущена к осуществлению медицинской или фармацевтической деятельности по специальности",
    "Терапия",
    "Дата выдачи 15.03.2019",
)
CERTIFICATE_ENTRY = {"number": "0152310123456", "registration_number": "4417", "issue_date": "2019-03-15"}


def swapped(paper: Sequence[str], **changes: str) -> tuple[str, ...]:
    """The paper with words replaced: `swapped(DIPLOMA, _2019="2031")`."""
    text = "\n".join(paper)
    for old, new in changes.items():
        assert old.strip("_") in text
        text = text.replace(old.strip("_"), new)
    return tuple(text.split("\n"))


def person(holder: Holder = MARIA, *documents: RegistryDocument, former: Sequence[str] = ()) -> RegistryPerson:
    known = {name: held for name, held in holder.model_dump(exclude={"time_zone"}).items() if held is not None}
    return RegistryPerson(**known, previous_last_names=tuple(former), documents=documents)


def entry(kind: str = DIPLOMA_KIND, status: str = "valid", **changes: str) -> RegistryDocument:
    fields = {**(ENTRY if kind == DIPLOMA_KIND else CERTIFICATE_ENTRY), **changes}
    return RegistryDocument.model_validate({"kind": kind, "status": status, "fields": fields})


def registry(*documents: RegistryDocument, former: Sequence[str] = (), holder: Holder = MARIA) -> FixedRegistry:
    """Knows one person, with these documents."""
    return FixedRegistry((person(holder, *documents, former=former),))


def marks(signature: Presence = Presence.PRESENT, seal: Presence = Presence.PRESENT) -> tuple[Mark, ...]:
    return (
        Mark(name="signature", presence=signature, confidence=0.9, page=1),
        Mark(name="seal", presence=seal, confidence=0.9, page=1),
    )


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    return load_kinds()


@dataclass(frozen=True, kw_only=True)
class Examination:
    """What is handed in and what surrounds it; by default a genuine diploma of the person logged in."""

    paper: Sequence[str | papers.At] = DIPLOMA
    pages: tuple[Page, ...] = ()
    kind: str = DIPLOMA_KIND
    holder: Holder = MARIA
    declared: Mapping[str, str] = field(default_factory=dict)
    registry: FixedRegistry = field(default_factory=lambda: registry(entry()))
    instead: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sure: float = 0.95
    marks: tuple[Mark, ...] = field(default_factory=marks)
    former: tuple[str, ...] = ()
    earlier: tuple[Finding, ...] = ()
    now: dt.datetime = NOON
    error: Exception | None = None

    def case(self) -> Case:
        claim = Claim(
            kind=self.kind, holder=self.holder, declared=dict(self.declared), former_last_names=self.former,
            upload=Upload(name="a.pdf", size=3, sha256="abc"),
        )  # fmt: skip
        pages = self.pages or (papers.page(*self.paper),)
        return Case(id="a-1", claim=claim, pages=pages, findings=self.earlier)

    def tools(self) -> Tools:
        images = WhiteImages()
        engine = ScriptedEngine(images, self.instead, self.sure, self.error)
        return Tools(
            kinds=kinds(), registry=self.registry, looks=EngineLooks(engine, images), images=images, engine=engine,
            pens=NoPens(), original=lambda _: b"", clock=lambda: self.now,
        )  # fmt: skip

    def read(self) -> Case:
        """After extraction; the marks are as the test says."""
        case = extraction(self.case(), self.tools())
        assert case.reading is not None
        return case.with_(reading=case.reading.model_copy(update={"marks": self.marks}))

    def compared(self) -> Case:
        return cross_check(self.read(), self.tools())

    def decided(self) -> Case:
        return decision(self.compared(), self.tools())


def decided(**given: Any) -> Decision:
    """The decision about `Examination(**given)`."""
    made = Examination(**given).decided().decision
    assert made is not None
    return made


def codes(made: Decision) -> list[str]:
    return [reason.code for reason in made.reasons]
