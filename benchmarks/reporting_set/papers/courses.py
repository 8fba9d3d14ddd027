"""What do papers of retraining and of advanced training look like? Each school designs its own blank."""

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

PROGRAMMES = (
    "Актуальные вопросы терапии",
    "Современные методы функциональной диагностики",
    "Неотложная помощь на догоспитальном этапе",
    "Организация здравоохранения и общественное здоровье",
    "Ультразвуковая диагностика заболеваний внутренних органов",
    "Вопросы рациональной антибактериальной терапии",
    "Сестринское дело в педиатрии",
    "Экспертиза временной нетрудоспособности",
)
RETRAINING = (
    ("Терапия", "врач-терапевт"),
    ("Ультразвуковая диагностика", "врач ультразвуковой диагностики"),
    ("Организация здравоохранения и общественное здоровье", "специалист по организации здравоохранения"),
    ("Функциональная диагностика", "врач функциональной диагностики"),
    ("Гериатрия", "врач-гериатр"),
    ("Рентгенология", "врач-рентгенолог"),
)
SUBJECTS = (
    "Нормативное регулирование",
    "Клиническая практика",
    "Лабораторные исследования",
    "Реабилитация",
    "Итоговая аттестация",
)


def course_facts(rng: Random, kind: str, variant: str, years: tuple[int, int]) -> Facts:
    """Invent a paper of further education; the number is twelve digits in one, or letters and digits in older ones."""
    school = organisations.centre(rng)
    ended = dates.within(rng, dt.date(rng.randint(*years), 1, 20), dt.date(years[1], 12, 20))
    ended = min(ended, dates.AS_OF - dt.timedelta(days=10))
    who = people.person(rng, ended.year - rng.randint(29, 55))
    retraining = kind == "retraining_diploma"
    hours = rng.choice((252, 288, 504, 576)) if retraining else rng.choice((36, 72, 144))
    programme, qualification = rng.choice(RETRAINING) if retraining else (rng.choice(PROGRAMMES), "")
    fields: dict[str, Value] = {
        **names(who),
        "number": f"{school.region}{ended.year % 100 - rng.randint(0, 1):02d}{digits(rng, 8)}",
        "registration_number": rng.choice(
            (f"{ended:%m/%y}-У{rng.randint(100, 999)}", f"{ended.year}-{digits(rng, 4)}", digits(rng, 5))
        ),
        "issue_date": (ended + dt.timedelta(days=rng.randint(0, 4))).isoformat(),
        "issuer": school.name,
        "city": school.city,
        "programme": programme,
        "hours": hours,
        "study_start": (ended - dt.timedelta(days=max(6, hours // 6 * 7 // 6))).isoformat(),
        "study_end": ended.isoformat(),
    }
    if variant == "form_old":
        fields["series"], fields["number"] = rng.choice(("ПП", "ППЕ", "ПП-I")), digits(rng, 6)
    if retraining:
        fields["qualification"] = qualification
    printed = {
        "in": school.prepositional,
        "seal": school.name.split("«", 1)[1].replace("«", "").replace("»", ""),
        "chair": people.initials(rng),
        "head": people.initials(rng),
        "clerk": people.initials(rng),
    }
    return Facts(kind=kind, variant=variant, person=who, fields=fields, printed=printed)


def _number(facts: Facts, style: Style) -> str:
    number = facts.text("number")
    if "series" in facts.fields:
        return f"{facts.text('series')} № {number}"
    return number if style.date_way % 2 else f"{number[:4]} {number[4:]}"


def _front(pen: Pen, facts: Facts) -> tuple[Block, ...]:
    retraining = facts.kind == "retraining_diploma"
    title = (
        (pen.title("ДИПЛОМ", 26), pen.title("О ПРОФЕССИОНАЛЬНОЙ ПЕРЕПОДГОТОВКЕ", 13))
        if retraining
        else (pen.title("УДОСТОВЕРЕНИЕ", 23), pen.title("О ПОВЫШЕНИИ КВАЛИФИКАЦИИ", 13))
    )
    return (
        pen.title("РОССИЙСКАЯ ФЕДЕРАЦИЯ", 11),
        pen.line(facts.text("issuer"), 10),
        Gap(size=10),
        *title,
        pen.number(_number(facts, pen.style), 15),
        pen.line("Документ о квалификации", 10),
        Gap(size=8),
        *pen.labelled("Регистрационный номер", facts.text("registration_number")),
        *pen.labelled("Город", facts.text("city")),
        *pen.labelled("Дата выдачи", pen.date(facts.day("issue_date"))),
    )


def _period(pen: Pen, facts: Facts) -> Block:
    start, end = dates.dotted(facts.day("study_start")), dates.dotted(facts.day("study_end"))
    return pen.mixed(("с", False), (start, True), ("по", False), (end, True), align="centre")


def _retraining_back(pen: Pen, facts: Facts) -> tuple[Block, ...]:
    passed = "прошла" if facts.person.female else "прошел"
    roles = (
        ("Председатель комиссии", facts.text("chair")),
        ("Руководитель", facts.text("head")),
        ("Секретарь", facts.text("clerk")),
    )
    return (
        pen.line("Настоящий диплом свидетельствует о том, что", 10.5),
        pen.fill_line(pen.name(facts.person.full), 15, bold=True),
        _period(pen, facts),
        pen.line(f"{passed} профессиональную переподготовку в", 10.5),
        pen.fill_line(facts.text("in"), 10.5),
        pen.line("по программе", 10.5),
        pen.fill_line(f"«{facts.text('programme')}»", 13),
        pen.mixed(("в объёме", False), (facts.text("hours"), True), ("часов", False), align="centre"),
        pen.line("Решением итоговой аттестационной комиссии присвоена квалификация", 10.5),
        pen.fill_line(facts.text("qualification"), 13, bold=True),
        Gap(size=4),
        pen.signers(roles, facts.text("seal")),
    )


def _marks_table(pen: Pen, facts: Facts) -> Grid:
    hours = int(facts.text("hours"))
    parts = [hours // 5] * 4
    rows = [tuple(pen.printed(head, 9, bold=True) for head in ("Наименование дисциплин", "Часы", "Оценка"))]
    for subject, part in zip(SUBJECTS, (*parts, hours - sum(parts)), strict=True):
        rows.append(tuple(pen.filled(text, 9) for text in (subject, str(part), "Зачтено")))
    return Grid(rows=tuple(rows), shares=(0.62, 0.14, 0.24))


def _training_back(pen: Pen, facts: Facts) -> tuple[Block, ...]:
    passed = "прошла" if facts.person.female else "прошел"
    passed = "прошел(а)" if pen.style.date_way % 2 else passed
    table: tuple[Block, ...] = ()
    if facts.variant == "with_table":
        table = (
            pen.line("За время обучения сданы экзамены и зачеты по дисциплинам программы", 9.5),
            _marks_table(pen, facts),
        )
    roles = (("Руководитель", facts.text("head")), ("Секретарь", facts.text("clerk")))
    return (
        pen.line("Настоящее удостоверение свидетельствует о том, что", 10.5),
        pen.fill_line(pen.name(facts.person.full), 15, bold=True),
        _period(pen, facts),
        pen.line(f"{passed} повышение квалификации в", 10.5),
        pen.fill_line(facts.text("in"), 10.5),
        pen.line("по программе", 10.5),
        pen.fill_line(f"«{facts.text('programme')}»", 12.5),
        pen.mixed(("в объеме", False), (facts.text("hours"), True), ("часов", False), align="centre"),
        *table,
        Gap(size=4),
        pen.signers(roles, facts.text("seal")),
    )


def course_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a paper of further education."""
    back = _retraining_back if facts.kind == "retraining_diploma" else _training_back
    if style.rng.random() < 0.2:  # a plain portrait page with everything in one column

        def stack(pen: Pen) -> tuple[Block, ...]:
            return (*_front(pen, facts), Gap(size=10), *back(pen, facts))

        return (page(style, stack, draw_one(style.rng, plain=0.4), loosen=0.7),)
    return spread(style, lambda pen: _front(pen, facts), lambda pen: back(pen, facts), portrait=0.3)


def _maker(kind: str, variant: str, years: tuple[int, int]) -> Maker:
    return Maker(
        kind=kind,
        variant=variant,
        facts=lambda rng: course_facts(rng, kind, variant, years),
        layout=course_layout,
        enrolled=True,
        recent=years[0] >= 2022,
        digital=variant != "form_old",
    )


MAKERS = (
    _maker("retraining_diploma", "form_2013", (2014, 2021)),
    _maker("retraining_diploma", "form_2013_recent", (2022, 2025)),
    _maker("retraining_diploma", "form_old", (2005, 2012)),
    _maker("advanced_training_certificate", "plain", (2016, 2021)),
    _maker("advanced_training_certificate", "plain_recent", (2022, 2025)),
    _maker("advanced_training_certificate", "with_table", (2022, 2025)),
)
