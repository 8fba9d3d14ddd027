"""What do a society's certificate of membership and an extract from the register of licences look like?"""

from __future__ import annotations

import datetime as dt
from random import Random

from benchmarks.reporting_set import dates, organisations, people
from benchmarks.reporting_set.backdrop import draw_one
from benchmarks.reporting_set.blocks import Block, Gap, Grid
from benchmarks.reporting_set.facts import Facts, Value, digits, names
from benchmarks.reporting_set.papers.layouts import page
from benchmarks.reporting_set.papers.maker import Maker
from benchmarks.reporting_set.pen import Pen
from benchmarks.reporting_set.sheet import Sheet
from benchmarks.reporting_set.sheet_style import Style

_SOCIETIES = (
    ("Национальная медицинская палата", "Национальной медицинской палаты"),
    ("Российское кардиологическое общество", "Российского кардиологического общества"),
    ("Российское научное медицинское общество терапевтов", "Российского научного медицинского общества терапевтов"),
    ("Российская ассоциация специалистов ультразвуковой диагностики в медицине",
     "Российской ассоциации специалистов ультразвуковой диагностики в медицине"),
)  # fmt: skip
_AUTHORITIES = (
    ("77", "01137", "Департамент здравоохранения города Москвы"),
    ("48", "01195", "Управление здравоохранения Липецкой области"),
    ("54", "01125", "Министерство здравоохранения Новосибирской области"),
)


def membership_facts(rng: Random, variant: str) -> Facts:
    """Invent a membership."""
    society, of_society = rng.choice(_SOCIETIES)
    since = dates.within(rng, dt.date(2010, 1, 10), dt.date(2023, 12, 20))
    who = people.person(rng, since.year - rng.randint(26, 45))
    issued = dates.AS_OF - dt.timedelta(days=rng.randint(5, 90))
    fields: dict[str, Value] = {
        **names(who),
        "number": digits(rng, 6),
        "issue_date": issued.isoformat(),
        "issuer": society,
    }
    if variant == "certificate":
        fields["valid_until"] = dt.date(2027, rng.randint(1, 12), 28).isoformat()
    printed = {
        "of": of_society,
        "since": dates.words(since),
        "out": f"{rng.randint(10, 900)}",
        "head": people.initials(rng),
    }
    return Facts(kind="membership_certificate", variant=variant, person=who, fields=fields, printed=printed)


def membership_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a letter («справка») or a certificate on a blank."""
    letter = facts.variant == "letter"

    def stack(pen: Pen) -> tuple[Block, ...]:
        member = ("является действительным членом", facts.text("of"))
        rest = (
            pen.mixed(
                ("членский билет №", False),
                (facts.text("number"), True),
                ("с", False),
                (facts.text("since"), True),
                size=12,
            ),
            Gap(size=18),
            pen.signers((("Президент", facts.text("head")),), facts.text("issuer")),
        )
        if letter:
            return (
                pen.title(facts.text("issuer"), 13),
                Gap(size=14),
                pen.fill_line(
                    f"Исх. № {facts.text('out')} от {dates.dotted(facts.day('issue_date'))}", 11, align="left"
                ),
                Gap(size=20),
                pen.title("СПРАВКА", 18),
                pen.mixed(
                    ("Дана", False),
                    (people.dative(facts.person), True),
                    ("в том, что", False),
                    ("она" if facts.person.female else "он", False),
                    (" ".join(member), False),
                    size=12.5,
                ),
                *rest,
            )
        return (
            pen.title(facts.text("issuer"), 14),
            Gap(size=14),
            pen.title("СВИДЕТЕЛЬСТВО", 22),
            pen.line("о членстве в профессиональном объединении", 12),
            Gap(size=10),
            pen.fill_line(pen.name(facts.person.full), 17, bold=True),
            pen.line(member[0], 12),
            pen.fill_line(member[1], 13),
            *pen.labelled("Дата выдачи", pen.date(facts.day("issue_date"))),
            pen.mixed(
                ("действительно до", False), (dates.words(facts.day("valid_until")), True), size=12, align="centre"
            ),
            *rest,
        )

    backdrop = draw_one(style.rng, plain=0.2)
    return (page(style, stack, loosen=0.25) if letter else page(style, stack, backdrop, loosen=0.7),)


def licence_facts(rng: Random) -> Facts:
    """Invent an extract from the register of licences; it names an organisation, not a person."""
    region, code, authority = rng.choice(_AUTHORITIES)
    clinic = organisations.clinic(rng)
    issued = dates.within(rng, dt.date(2016, 1, 20), dt.date(2024, 12, 1))
    fields: dict[str, Value] = {
        "number": f"Л041-{code}-{region}/00{digits(rng, 6)}",
        "issue_date": issued.isoformat(),
        "issuer": authority,
    }
    printed = {
        "organisation_name": clinic.name,
        "inn": organisation_inn(rng, region),
        "town": clinic.city,
        "head": people.initials(rng),
        "formed": dates.dotted(dates.AS_OF - dt.timedelta(days=rng.randint(3, 60))),
    }
    who = people.person(rng, rng.randint(1965, 1992))
    return Facts(kind="medical_licence", variant="extract", person=who, fields=fields, printed=printed)


def organisation_inn(rng: Random, region: str) -> str:
    """Return an organisation's ten digits with a right checksum (form facts 10.2)."""
    nine = f"{region}{rng.randint(1, 60):02d}{digits(rng, 5)}"
    total = sum(int(digit) * weight for digit, weight in zip(nine, (2, 4, 10, 3, 5, 9, 4, 6, 8), strict=True))
    return nine + str(total % 11 % 10)


def licence_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out an extract from the register of licences: an office page with a table."""
    rows = (
        ("Статус лицензии", "Действует"),
        ("Регистрационный номер лицензии", facts.text("number")),
        ("Дата предоставления лицензии", dates.dotted(facts.day("issue_date"))),
        ("Полное и сокращенное наименование лицензиата", facts.text("organisation_name")),
        ("Идентификационный номер налогоплательщика", facts.text("inn")),
        (
            "Адреса мест осуществления деятельности",
            f"г. {facts.text('town')}, ул. Садовая, д. {len(facts.text('head'))}",
        ),
        ("Лицензируемый вид деятельности", "Медицинская деятельность"),
        ("Выполняемые работы, оказываемые услуги", "терапия; кардиология; неврология; функциональная диагностика"),
        ("Срок действия", "Бессрочно"),
    )

    def stack(pen: Pen) -> tuple[Block, ...]:
        table = tuple((pen.printed(left, 10.5), pen.filled(right, 10.5)) for left, right in rows)
        return (
            pen.line(facts.text("issuer"), 12),
            Gap(size=10),
            pen.title("Выписка из реестра лицензий", 16),
            pen.line(f"по состоянию на {facts.text('formed')}", 10.5),
            Gap(size=8),
            Grid(rows=table, shares=(0.4, 0.6), pad=5),
            Gap(size=18),
            pen.signers((("Начальник отдела лицензирования", facts.text("head")),), facts.text("issuer")),
        )

    return (page(style, stack, loosen=0.4),)


MAKERS = (
    *(
        Maker(
            kind="membership_certificate",
            variant=variant,
            facts=lambda rng, variant=variant: membership_facts(rng, variant),  # type: ignore[misc]
            layout=membership_layout,
        )
        for variant in ("letter", "certificate")
    ),
    Maker(kind="medical_licence", variant="extract", facts=licence_facts, layout=licence_layout),
)
