"""What do papers of residency and internship look like?"""

from __future__ import annotations

import datetime as dt
from random import Random

from benchmarks.reporting_set import dates, organisations, people
from benchmarks.reporting_set.blocks import Block, Gap
from benchmarks.reporting_set.facts import Facts, Value, digits, names
from benchmarks.reporting_set.papers.diplomas import CHAIR, HEAD, registration
from benchmarks.reporting_set.papers.layouts import spread
from benchmarks.reporting_set.papers.maker import Maker
from benchmarks.reporting_set.pen import Pen
from benchmarks.reporting_set.sheet import Sheet
from benchmarks.reporting_set.sheet_style import Style

SPECIALTIES = (
    ("31.08.49", "Терапия", "Врач-терапевт", "врача-терапевта"),
    ("31.08.36", "Кардиология", "Врач-кардиолог", "врача-кардиолога"),
    ("31.08.42", "Неврология", "Врач-невролог", "врача-невролога"),
    ("31.08.67", "Хирургия", "Врач-хирург", "врача-хирурга"),
    ("31.08.01", "Акушерство и гинекология", "Врач-акушер-гинеколог", "врача-акушера-гинеколога"),
    ("31.08.09", "Рентгенология", "Врач-рентгенолог", "врача-рентгенолога"),
    ("31.08.35", "Инфекционные болезни", "Врач-инфекционист", "врача-инфекциониста"),
    ("31.08.59", "Офтальмология", "Врач-офтальмолог", "врача-офтальмолога"),
    ("31.08.19", "Педиатрия", "Врач-педиатр", "врача-педиатра"),
)


def diploma_facts(rng: Random, kind: str, variant: str, years: tuple[int, int]) -> Facts:
    """Invent a residency diploma of 2014 and later, or a diploma of 2012-2013 on postgraduate education."""
    school = organisations.school(rng)
    year = rng.randint(*years)
    issued = dates.within(rng, dt.date(year, 7, 1), dt.date(year, 8, 30))
    who = people.person(rng, issued.year - rng.randint(26, 31))
    code, specialty, qualification, _ = rng.choice(SPECIALTIES)
    name = organisations.modern(school) if issued.year >= 2016 else organisations.of_2010s(school, issued.year)
    fields: dict[str, Value] = {
        **names(who),
        "series": f"10{school.region}{rng.choice(('04', '18', '24', '27'))}",
        "number": digits(rng, 7),
        "registration_number": registration(rng, issued.year),
        "issue_date": issued.isoformat(),
        "issuer": name,
        "city": school.city,
        "specialty_code": code,
        "specialty": specialty,
        "qualification": qualification,
        "protocol_number": str(rng.randint(1, 30)),
        "protocol_date": (issued - dt.timedelta(days=rng.randint(2, 10))).isoformat(),
    }
    if variant == "form_2012":
        fields.pop("specialty_code")
    printed = {"seal": organisations.short(school), "chair": people.initials(rng), "head": people.initials(rng)}
    return Facts(kind=kind, variant=variant, person=who, fields=fields, printed=printed)


def _title(pen: Pen, facts: Facts) -> tuple[Block, ...]:
    if facts.variant != "form_2012":
        return (pen.title("ДИПЛОМ", 28), pen.title("об окончании ординатуры", 15))
    what = "интернатура" if facts.kind == "internship_certificate" else "ординатура"
    return (
        pen.title("ДИПЛОМ", 26),
        pen.title("О ПОСЛЕВУЗОВСКОМ ПРОФЕССИОНАЛЬНОМ ОБРАЗОВАНИИ", 12),
        pen.title(f"({what})", 12),
    )


def diploma_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a diploma of residency, or of 2012-2013."""
    woman = facts.person.female
    verb = "освоила" if woman else "освоил"
    programme = "интернатуры" if facts.kind == "internship_certificate" else "ординатуры"
    passed = "прошла" if woman else "прошел"

    def left(pen: Pen) -> tuple[Block, ...]:
        return (
            pen.title("РОССИЙСКАЯ ФЕДЕРАЦИЯ", 12),
            pen.line(facts.text("issuer"), 11),
            pen.line(f"г. {facts.text('city')}", 11),
            Gap(size=8),
            *_title(pen, facts),
            pen.number(f"{facts.text('series')} {facts.text('number')}", 15),
            pen.line("ДОКУМЕНТ ОБ ОБРАЗОВАНИИ И О КВАЛИФИКАЦИИ", 9.5),
            Gap(size=6),
            *pen.labelled("Регистрационный номер", facts.text("registration_number")),
            *pen.labelled("Дата выдачи", pen.date(facts.day("issue_date"))),
        )

    def right(pen: Pen) -> tuple[Block, ...]:
        roles = ((CHAIR, facts.text("chair")), (HEAD, facts.text("head")))
        return (
            pen.line("Настоящий диплом свидетельствует о том, что", 10.5),
            pen.fill_line(pen.name(facts.person.full), 16, bold=True),
            Gap(size=4),
            pen.line(f"{verb} программу {programme} по специальности", 10.5),
            pen.fill_line(f"{facts.text('specialty_code')} {facts.text('specialty')}".strip(), 13),
            pen.line(f"и успешно {passed} государственную итоговую аттестацию", 10.5),
            Gap(size=3),
            pen.line("Решением Государственной экзаменационной комиссии присвоена квалификация", 10.5),
            pen.fill_line(pen.name(facts.text("qualification")), 14, bold=True),
            pen.fill_line(f"Протокол № {facts.text('protocol_number')} от {pen.date(facts.day('protocol_date'))}", 11),
            Gap(size=6),
            pen.signers(roles, facts.text("seal")),
        )

    return spread(style, left, right)


def certificate_facts(rng: Random, kind: str) -> Facts:
    """Invent an older certificate of residency or internship: locally numbered, the holder in the dative."""
    school = organisations.school(rng)
    year = rng.randint(1998, 2011)
    ended = dates.within(rng, dt.date(year, 6, 25), dt.date(year, 8, 29))
    years = 1 if kind == "internship_certificate" else 2
    who = people.person(rng, ended.year - rng.randint(25, 30))
    _, specialty, qualification, award = rng.choice(SPECIALTIES)
    fields: dict[str, Value] = {
        **names(who),
        "number": str(rng.randint(100, 9999)),
        "registration_number": registration(rng, ended.year),
        "issue_date": (ended + dt.timedelta(days=rng.randint(0, 3))).isoformat(),
        "issuer": organisations.of_2000s(school),
        "city": school.city,
        "specialty": specialty,
        "qualification": qualification,
        "study_start": dt.date(ended.year - years, 9, 1).isoformat(),
        "study_end": ended.isoformat(),
        "protocol_date": (ended - dt.timedelta(days=rng.randint(0, 4))).isoformat(),
    }
    printed = {
        "award": award,
        "seal": organisations.short(school),
        "chair": people.initials(rng),
        "head": people.initials(rng),
    }
    return Facts(kind=kind, variant="certificate", person=who, fields=fields, printed=printed)


def certificate_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out an older certificate."""
    woman, intern = facts.person.female, facts.kind == "internship_certificate"
    he = "она" if woman else "он"
    studied = (
        f"{'прошла' if woman else 'прошел'} интернатуру"
        if intern
        else f"{'обучалась' if woman else 'обучался'} в клинической ординатуре"
    )

    def left(pen: Pen) -> tuple[Block, ...]:
        return (
            pen.line(facts.text("issuer"), 11),
            Gap(size=14),
            pen.title("УДОСТОВЕРЕНИЕ", 24),
            pen.title("об окончании интернатуры" if intern else "об окончании клинической ординатуры", 13),
            pen.number(f"№ {facts.text('number')}", 15),
            Gap(size=14),
            *pen.labelled("Регистрационный №", facts.text("registration_number")),
            *pen.labelled("Дата выдачи", pen.date(facts.day("issue_date"))),
            pen.line(f"г. {facts.text('city')}", 11),
        )

    def right(pen: Pen) -> tuple[Block, ...]:
        start, end = facts.day("study_start"), facts.day("study_end")
        roles = (("Председатель комиссии", facts.text("chair")), ("Ректор", facts.text("head")))
        return (
            pen.mixed(("Настоящее удостоверение выдано", False), (people.dative(facts.person), True), size=12),
            pen.mixed(
                (f"в том, что {he} в период с", False),
                (dates.words(start), True),
                ("по", False),
                (dates.words(end), True),
                (f"{studied} по специальности", False),
                (f"«{facts.text('specialty')}»", True),
                size=12,
            ),
            Gap(size=4),
            pen.mixed(
                ("Решением выпускной экзаменационной комиссии от", False),
                (dates.quoted(facts.day("protocol_date"), "года"), True),
                ("присвоена квалификация", False),
                (facts.text("award"), True),
                size=12,
            ),
            Gap(size=10),
            pen.signers(roles, facts.text("seal")),
        )

    return spread(style, left, right, portrait=0.3)


def _diploma(kind: str, variant: str, years: tuple[int, int]) -> Maker:
    return Maker(
        kind=kind,
        variant=variant,
        facts=lambda rng: diploma_facts(rng, kind, variant, years),
        layout=diploma_layout,
        enrolled=True,
        recent=years[0] >= 2022,
        digital=variant != "form_2012",
    )


def _certificate(kind: str) -> Maker:
    return Maker(
        kind=kind,
        variant="certificate",
        facts=lambda rng: certificate_facts(rng, kind),
        layout=certificate_layout,
        enrolled=True,
        digital=False,
    )


MAKERS = (
    _diploma("residency_diploma", "form_2014", (2016, 2021)),
    _diploma("residency_diploma", "form_2014_recent", (2022, 2025)),
    _diploma("residency_diploma", "form_2012", (2013, 2013)),
    _certificate("residency_diploma"),
    _diploma("internship_certificate", "form_2012", (2013, 2013)),
    _certificate("internship_certificate"),
)
