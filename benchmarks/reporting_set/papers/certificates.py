"""What do a specialist's certificate and the papers of accreditation look like?"""

from __future__ import annotations

import datetime as dt
from random import Random

from benchmarks.reporting_set import dates, organisations, people
from benchmarks.reporting_set.backdrop import draw_one
from benchmarks.reporting_set.blocks import Block, Gap, Grid
from benchmarks.reporting_set.facts import Facts, Value, digits, names
from benchmarks.reporting_set.papers.layouts import page, spread
from benchmarks.reporting_set.papers.maker import Maker
from benchmarks.reporting_set.pen import Pen
from benchmarks.reporting_set.sheet import Sheet
from benchmarks.reporting_set.sheet_style import Style

SPECIALTIES = (
    "Терапия",
    "Кардиология",
    "Неврология",
    "Рентгенология",
    "Акушерство и гинекология",
    "Педиатрия",
    "Офтальмология",
    "Сестринское дело",
    "Анестезиология-реаниматология",
    "Психиатрия",
)
_BEFORE_AS_OF = dates.AS_OF - dt.timedelta(days=20)


def specialist_facts(rng: Random, variant: str, first: dt.date, last: dt.date) -> Facts:
    """Invent a specialist's certificate: thirteen digits, good for five years."""
    school = organisations.school(rng)
    issued = dates.within(rng, first, last)
    who = people.person(rng, issued.year - rng.randint(27, 55))
    fields: dict[str, Value] = {
        **names(who),
        "number": f"{rng.choice(('01', '08', '11'))}{school.region}{rng.choice(('18', '24', '27'))}{digits(rng, 7)}",
        "registration_number": rng.choice(
            (digits(rng, 4), f"СНМ{digits(rng, 5)}/{issued.year % 100}", f"{issued.year}-{digits(rng, 3)}")
        ),
        "issue_date": issued.isoformat(),
        "issuer": organisations.modern(school),
        "city": school.city,
        "specialty": rng.choice(SPECIALTIES),
        "protocol_number": str(rng.randint(1, 60)),
        "protocol_date": (issued - dt.timedelta(days=rng.randint(0, 5))).isoformat(),
    }
    printed = {
        "at": organisations.modern(school, "prep"),
        "seal": organisations.short(school),
        "chair": people.initials(rng),
        "head": people.initials(rng),
    }
    return Facts(kind="specialist_certificate", variant=variant, person=who, fields=fields, printed=printed)


def specialist_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a specialist's certificate."""
    solid = facts.text("number")
    number = style.rng.choice((solid, f"{solid[:6]} {solid[6:]}"))
    admitted = "допущена" if facts.person.female else "допущен"

    def left(pen: Pen) -> tuple[Block, ...]:
        return (
            pen.title("РОССИЙСКАЯ ФЕДЕРАЦИЯ", 12),
            Gap(size=14),
            pen.title("СЕРТИФИКАТ СПЕЦИАЛИСТА", 20),
            pen.number(number, 16),
            pen.line("Документ о квалификации", 10),
            Gap(size=14),
            *pen.labelled("Регистрационный номер", facts.text("registration_number")),
            *pen.labelled("Город", facts.text("city")),
            *pen.labelled("Дата выдачи", pen.date(facts.day("issue_date"))),
        )

    def right(pen: Pen) -> tuple[Block, ...]:
        roles = (
            ("Председатель экзаменационной комиссии", facts.text("chair")),
            ("Руководитель организации", facts.text("head")),
        )
        return (
            pen.line("Настоящий сертификат подтверждает, что", 10.5),
            pen.fill_line(pen.name(facts.person.full), 15, bold=True),
            pen.line("решением экзаменационной комиссии при", 10.5),
            pen.fill_line(facts.text("at"), 10),
            pen.mixed(
                ("от", False),
                (dates.quoted(facts.day("protocol_date")), True),
                ("протокол №", False),
                (facts.text("protocol_number"), True),
                align="centre",
            ),
            pen.line(
                f"{admitted} к осуществлению медицинской или фармацевтической деятельности по специальности", 10.5
            ),
            pen.fill_line(facts.text("specialty"), 14, bold=True),
            pen.line("Действителен в течение 5 (пяти) лет", 10),
            Gap(size=4),
            pen.signers(roles, facts.text("seal")),
        )

    return spread(style, left, right, portrait=0.35)


def accreditation_facts(rng: Random, variant: str, first: dt.date, last: dt.date) -> Facts:
    """Invent an accreditation: number RRYY 0NNNNNNNN, good for five years from the day of passing."""
    passed = dates.within(rng, first, last)
    school = organisations.school(rng)
    central = rng.random() < 0.5
    who = people.person(rng, passed.year - rng.randint(25, 55))
    fields: dict[str, Value] = {
        **names(who),
        "number": f"{'77' if central else school.region}{passed.year % 100:02d}0{rng.randint(1, 4)}{digits(rng, 7)}",
        "issue_date": passed.isoformat(),
        "specialty": rng.choice(SPECIALTIES),
        "protocol_number": str(rng.randint(1, 99)),
        "protocol_date": passed.isoformat(),
        "valid_until": dates.plus_years(passed, 5).isoformat(),
    }
    if variant.startswith("certificate"):
        fields["issue_date"] = min(
            passed + dt.timedelta(days=rng.randint(2, 15)), passed.replace(month=12, day=30)
        ).isoformat()
    if variant.startswith("extract"):
        fields["birth_date"] = who.born.isoformat()
        fields["snils"] = who.snils
    printed = {
        "commission": f"при {organisations.modern(school, 'prep')}",
        "seal": "Аккредитационная комиссия " + organisations.short(school),
        "way": rng.choice(
            ("первичная аккредитация", "первичная специализированная аккредитация", "периодическая аккредитация")
        ),
        "chair": people.initials(rng),
        "clerk": people.initials(rng),
    }
    return Facts(kind="accreditation_certificate", variant=variant, person=who, fields=fields, printed=printed)


def _accreditation_number(facts: Facts, style: Style) -> str:
    number = facts.text("number")
    return f"{number[:4]} {number[4:]}" if style.date_way < 3 else number


def certificate_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a certificate of accreditation on a portrait security blank."""
    passed = "прошла" if facts.person.female else "прошел"
    admitted = "допущена" if facts.person.female else "допущен"

    def stack(pen: Pen) -> tuple[Block, ...]:
        roles = (
            ("Председатель аккредитационной комиссии", facts.text("chair")),
            ("Ответственный секретарь", facts.text("clerk")),
        )
        return (
            pen.title("РОССИЙСКАЯ ФЕДЕРАЦИЯ", 13),
            Gap(size=16),
            pen.title("СВИДЕТЕЛЬСТВО", 25),
            pen.title("ОБ АККРЕДИТАЦИИ СПЕЦИАЛИСТА", 15),
            pen.number(_accreditation_number(facts, pen.style), 16),
            Gap(size=12),
            pen.line("Настоящее свидетельство подтверждает, что", 12),
            pen.fill_line(pen.name(facts.person.full), 18, bold=True),
            pen.line("решением аккредитационной комиссии", 12),
            pen.mixed(
                ("от", False),
                (dates.quoted(facts.day("protocol_date")), True),
                ("протокол №", False),
                (facts.text("protocol_number"), True),
                align="centre",
                size=12,
            ),
            pen.line(
                f"{passed} аккредитацию специалиста и {admitted} к осуществлению медицинской "
                "деятельности по специальности",
                12,
            ),
            pen.fill_line(facts.text("specialty"), 16, bold=True),
            pen.mixed(
                ("Свидетельство действительно до", False),
                (dates.quoted(facts.day("valid_until")), True),
                align="centre",
                size=12,
            ),
            *pen.labelled("Дата выдачи", pen.date(facts.day("issue_date"))),
            Gap(size=14),
            pen.signers(roles, facts.text("seal")),
        )

    return (page(style, stack, draw_one(style.rng), loosen=0.8),)


def extract_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out an extract on having passed accreditation: an office page with a table, signed and sealed."""
    rows = (
        ("Фамилия, имя, отчество", facts.person.full),
        ("Дата рождения", dates.dotted(facts.person.born)),
        ("СНИЛС", snils_printed(facts.person.snils)),
        ("Вид аккредитации", facts.text("way")),
        ("Специальность", facts.text("specialty")),
        ("Дата прохождения аккредитации", dates.dotted(facts.day("issue_date"))),
        ("Протокол", f"№ {facts.text('protocol_number')} от {dates.dotted(facts.day('protocol_date'))}"),
        ("Номер реестровой записи", _accreditation_number(facts, style)),
        ("Действительна до", dates.dotted(facts.day("valid_until"))),
    )

    def stack(pen: Pen) -> tuple[Block, ...]:
        table = tuple((pen.printed(left, 11), pen.filled(right, 11)) for left, right in rows)
        roles = (
            ("Председатель аккредитационной комиссии", facts.text("chair")),
            ("Ответственный секретарь", facts.text("clerk")),
        )
        return (
            pen.title("ВЫПИСКА", 18),
            pen.line(
                "о наличии в единой государственной информационной системе в сфере здравоохранения данных, "
                "подтверждающих факт прохождения лицом аккредитации специалиста",
                12,
            ),
            Gap(size=12),
            Grid(rows=table, shares=(0.42, 0.58), pad=5),
            Gap(size=16),
            pen.line(f"Аккредитационная комиссия {facts.text('commission')}", 10, align="left"),
            Gap(size=20),
            pen.signers(roles, facts.text("seal")),
        )

    return (page(style, stack, loosen=0.5),)


def snils_printed(number: str) -> str:
    """Return «112-233-445 95»."""
    return f"{number[:3]}-{number[3:6]}-{number[6:9]} {number[9:]}"


def _specialist(variant: str, first: dt.date, last: dt.date, ends: str = "") -> Maker:
    return Maker(
        kind="specialist_certificate",
        variant=variant,
        facts=lambda rng: specialist_facts(rng, variant, first, last),
        layout=specialist_layout,
        enrolled=True,
        digital=False,
        ends=ends,
    )


def _accreditation(variant: str, first: dt.date, last: dt.date, ends: str = "") -> Maker:
    return Maker(
        kind="accreditation_certificate",
        variant=variant,
        facts=lambda rng: accreditation_facts(rng, variant, first, last),
        layout=extract_layout if variant.startswith("extract") else certificate_layout,
        enrolled=True,
        recent=not ends,
        ends=ends,
    )


MAKERS = (
    _specialist("holds", dates.plus_years(dates.AS_OF, -5) + dt.timedelta(days=12), dt.date(2020, 12, 30)),
    _specialist("ended_2024", dt.date(2019, 1, 20), dt.date(2019, 12, 20), "expired"),
    _specialist("ended_2022", dt.date(2016, 1, 20), dt.date(2018, 11, 30), "perhaps_extended"),
    _accreditation("certificate", dt.date(2022, 1, 20), _BEFORE_AS_OF),
    _accreditation("extract", dt.date(2022, 1, 20), _BEFORE_AS_OF),
    _accreditation("certificate_ended", dt.date(2019, 2, 1), dt.date(2020, 6, 1), "expired"),
)
