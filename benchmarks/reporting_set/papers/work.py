"""What do papers of an employer look like: order of employment, contract, reference?"""

from __future__ import annotations

import datetime as dt
from random import Random

from benchmarks.reporting_set import dates, organisations, people
from benchmarks.reporting_set.blocks import Beside, Block, Gap, Grid, Ruled
from benchmarks.reporting_set.facts import Facts, Value, digits, names
from benchmarks.reporting_set.papers.certificates import snils_printed
from benchmarks.reporting_set.papers.layouts import page
from benchmarks.reporting_set.papers.maker import Maker
from benchmarks.reporting_set.pen import Pen
from benchmarks.reporting_set.sheet import Sheet
from benchmarks.reporting_set.sheet_style import Style

POSITIONS = (
    ("врач-терапевт", "врача-терапевта", "терапевтическое отделение"),
    ("врач-кардиолог", "врача-кардиолога", "кардиологическое отделение"),
    ("медицинская сестра", "медицинской сестры", "приемное отделение"),
    ("врач-рентгенолог", "врача-рентгенолога", "рентгеновское отделение"),
    ("фельдшер", "фельдшера", "отделение скорой медицинской помощи"),
    ("врач-невролог", "врача-невролога", "неврологическое отделение"),
)


def work_facts(rng: Random, kind: str) -> Facts:
    """Invent a paper of an employer; a reference is some days old, orders and contracts as old as the job."""
    clinic = organisations.clinic(rng)
    start = dates.within(rng, dt.date(2012, 1, 10), dt.date(2024, 12, 20))
    reference = kind == "employment_reference"
    issued = (
        dates.AS_OF - dt.timedelta(days=rng.randint(3, 20))
        if reference
        else start - dt.timedelta(days=rng.randint(0, 2))
    )
    who = people.person(rng, start.year - rng.randint(25, 45))
    position, genitive, department = rng.choice(POSITIONS)
    fields: dict[str, Value] = {
        **names(who),
        "number": rng.choice(
            (f"{rng.randint(10, 990)}", f"{rng.randint(10, 400)}-к", f"{rng.randint(1, 12):02d}/{digits(rng, 3)}")
        ),
        "issue_date": issued.isoformat(),
        "issuer": clinic.name,
        "city": clinic.city,
    }
    printed = {
        "organisation": clinic.name,
        "position": position,
        "position_of": genitive,
        "department": department,
        "start": start.isoformat(),
        "in": clinic.prepositional,
        "head": people.initials(rng),
        "clerk": people.initials(rng),
        "pay": f"{rng.randint(28, 70)} {rng.randint(1, 9)}00",
    }
    if kind == "employment_order":
        fields.pop("city")
    return Facts(kind=kind, variant="office", person=who, fields=fields, printed=printed)


def _start(facts: Facts) -> dt.date:
    return dt.date.fromisoformat(facts.text("start"))


def order_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out the unified form Т-1."""
    start, issued = _start(facts), facts.day("issue_date")

    def stack(pen: Pen) -> tuple[Block, ...]:
        head = tuple(pen.printed(text, 9) for text in ("Номер документа", "Дата составления"))
        values = (pen.filled(facts.text("number"), 11), pen.filled(dates.dotted(issued), 11))

        def over(value: str, caption: str) -> Ruled:
            return Ruled(value=pen.filled(value, 12), caption=pen.printed(f"({caption})", 7.5))

        return (
            pen.line("Унифицированная форма № Т-1", 8, align="right", grow=0.1),
            pen.line("Утверждена постановлением Госкомстата России от 05.01.2004 № 1", 8, align="right", grow=0.1),
            pen.line("Форма по ОКУД 0301001", 8, align="right"),
            over(facts.text("issuer"), "наименование организации"),
            Gap(size=6),
            Beside(
                left=(pen.title("ПРИКАЗ", 18), pen.line("(распоряжение)\nо приеме работника на работу", 11, bold=True)),
                right=(Grid(rows=(head, values), shares=(0.5, 0.5), align="centre"),),
                share=0.5,
            ),
            pen.mixed(("Принять на работу с", False), (dates.words(start), True), ("по", False), ("—", True)),
            over(
                pen.name(people.genitive(facts.person) if pen.style.date_way % 2 else facts.person.full),
                "фамилия, имя, отчество",
            ),
            pen.mixed(("Табельный номер", False), (f"{len(facts.text('pay')) * 137}", True)),
            over(facts.text("department"), "структурное подразделение"),
            over(
                facts.text("position"), "должность (специальность, профессия), разряд, класс (категория) квалификации"
            ),
            over("основное место работы, постоянно", "условия приема на работу, характер работы"),
            pen.mixed(("с тарифной ставкой (окладом)", False), (facts.text("pay"), True), ("руб. 00 коп.", False)),
            pen.mixed(("с испытанием на срок", False), ("3", True), ("месяца(ев)", False)),
            pen.mixed(
                ("Основание: Трудовой договор от", False),
                (dates.quoted(issued), True),
                (f"№ {facts.text('number')}", True),
            ),
            Gap(size=12),
            pen.signers((("Руководитель организации Главный врач", facts.text("head")),), facts.text("issuer")),
            Gap(size=16),
            pen.signers((("С приказом (распоряжением) работник ознакомлен", facts.person.initials),), "", seal=False),
        )

    return (page(style, stack, loosen=0.45),)


def contract_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out an employment contract in short."""
    who, woman = facts.person, facts.person.female
    citizen, named = ("гражданка", "именуемая") if woman else ("гражданин", "именуемый")

    def stack(pen: Pen) -> tuple[Block, ...]:
        head = people.person(style.rng, 1965)
        clauses = (
            "1. Предмет договора",
            f"1.1. Работник принимается на работу в {facts.text('in')}, {facts.text('department')}, на должность "
            f"{facts.text('position_of')}.",
            f"1.2. Дата начала работы: {dates.words(_start(facts))}. Договор заключен на неопределенный срок.",
            "1.3. Работа по настоящему договору является для Работника основной, ставка 1,0.",
            "2. Режим рабочего времени и оплата труда",
            "2.1. Работнику устанавливается сокращенная продолжительность рабочего времени 39 часов в неделю.",
            f"2.2. Условия оплаты труда: должностной оклад {facts.text('pay')} рублей в месяц.",
            "3. Срок испытания составляет три месяца. Во всем остальном стороны руководствуются Трудовым кодексом "
            "Российской Федерации.",
            "4. Реквизиты и подписи сторон",
        )
        intro = (
            f"{facts.text('issuer')}, именуемое в дальнейшем «Работодатель», в лице главного врача "
            f"{people.genitive(head)}, действующего на основании Устава, с одной стороны, и {citizen} "
            "Российской Федерации "
        )
        return (
            pen.title(f"ТРУДОВОЙ ДОГОВОР № {facts.text('number')}", 15),
            pen.ends(f"г. {facts.text('city')}", dates.quoted(facts.day("issue_date"))),
            pen.mixed(
                (intro, False),
                (who.full, True),
                (f"{named} в дальнейшем «Работник», заключили настоящий договор:", False),
                size=10.5,
            ),
            *(pen.line(text, 10.5, bold=len(text) < 42, align="left") for text in clauses),
            Gap(size=6),
            Beside(
                left=(
                    pen.line("Работодатель", 10, bold=True, align="left"),
                    pen.line(facts.text("issuer"), 9, align="left"),
                ),
                right=(
                    pen.line("Работник", 10, bold=True, align="left"),
                    pen.line(f"{who.full}\nСНИЛС {snils_printed(who.snils)}", 9, align="left"),
                ),
            ),
            Gap(size=8),
            pen.signers((("Главный врач", facts.text("head")),), facts.text("issuer")),
            pen.signers((("Работник. Второй экземпляр договора получил", who.initials),), "", seal=False),
        )

    return (page(style, stack, loosen=0.5),)


def reference_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a reference from the place of work on the employer's letter-head."""
    who = facts.person
    he, works = ("она", "работает") if who.female else ("он", "работает")

    def stack(pen: Pen) -> tuple[Block, ...]:
        issued = pen.date(facts.day("issue_date"))
        body = pen.mixed(
            ("Дана", False),
            (people.dative(who), True),
            (f"в том, что {he} действительно {works} в", False),
            (facts.text("in"), True),
            ("в должности", False),
            (facts.text("position_of"), True),
            ("с", False),
            (dates.words(_start(facts)), True),
            ("по настоящее время.", False),
            size=12.5,
        )
        return (
            Beside(
                left=(
                    pen.line(facts.text("issuer"), 9.5),
                    pen.line(f"г. {facts.text('city')}, тел. 555-{digits(style.rng, 2)}-{digits(style.rng, 2)}", 8.5),
                    Gap(size=5),
                    pen.fill_line(f"Исх. № {facts.text('number')} от {issued}", 10.5, align="left"),
                ),
                right=(Gap(size=4),),
                share=0.52,
            ),
            Gap(size=30),
            pen.title("СПРАВКА", 18),
            Gap(size=10),
            body,
            pen.line("Справка выдана для предъявления по месту требования.", 12.5, align="left"),
            Gap(size=24),
            pen.signers(
                (("Главный врач", facts.text("head")), ("Начальник отдела кадров", facts.text("clerk"))),
                facts.text("issuer"),
            ),
        )

    return (page(style, stack, loosen=0.2),)


_LAYOUTS = {
    "employment_order": order_layout,
    "employment_contract": contract_layout,
    "employment_reference": reference_layout,
}

MAKERS = tuple(
    Maker(
        kind=kind,
        variant="office",
        facts=lambda rng, kind=kind: work_facts(rng, kind),  # type: ignore[misc]
        layout=layout,
    )
    for kind, layout in _LAYOUTS.items()
)
