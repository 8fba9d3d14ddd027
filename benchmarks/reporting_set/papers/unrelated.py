"""Which papers are handed in that nobody asked for?"""

from __future__ import annotations

import datetime as dt
from random import Random

from benchmarks.reporting_set import dates, people
from benchmarks.reporting_set.backdrop import draw_one
from benchmarks.reporting_set.blocks import Block, Gap, Grid
from benchmarks.reporting_set.facts import Facts, digits, names
from benchmarks.reporting_set.papers.layouts import page, spread
from benchmarks.reporting_set.papers.maker import Maker
from benchmarks.reporting_set.pen import Pen
from benchmarks.reporting_set.sheet import Sheet
from benchmarks.reporting_set.sheet_style import Style


def _facts(rng: Random, variant: str) -> Facts:
    issued = dates.within(rng, dt.date(2019, 1, 10), dt.date(2025, 8, 1))
    fields = {"number": digits(rng, 6), "issue_date": issued.isoformat()}
    who = people.person(rng, issued.year - 30)
    printed = {
        "head": people.initials(rng),
        "sum": f"{rng.randint(2, 9)} {rng.randint(100, 999)},{rng.randint(10, 99)}",
    }
    return Facts(kind="unrelated", variant=variant, person=who, fields={**names(who), **fields}, printed=printed)


def bill_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a bill for heating and water."""
    services = (
        "Отопление",
        "Холодное водоснабжение",
        "Горячее водоснабжение",
        "Содержание жилья",
        "Капитальный ремонт",
    )

    def stack(pen: Pen) -> tuple[Block, ...]:
        rows = [tuple(pen.printed(text, 9.5, bold=True) for text in ("Услуга", "Объем", "Тариф", "Начислено, руб."))]
        for place, service in enumerate(services):
            row = (service, f"{3 + place},{place}4", f"{40 + place * 13},15", f"{280 + place * 97},{place}7")
            rows.append(tuple(pen.filled(text, 9.5) for text in row))
        return (
            pen.title("ПЛАТЕЖНЫЙ ДОКУМЕНТ", 15),
            pen.line("для внесения платы за содержание жилого помещения и коммунальные услуги", 10.5),
            pen.mixed(("Плательщик:", False), (facts.person.full, True)),
            pen.mixed(("Лицевой счет №", False), (facts.text("number"), True)),
            Grid(rows=tuple(rows), shares=(0.46, 0.14, 0.16, 0.24)),
            pen.mixed(("Итого к оплате:", False), (f"{facts.text('sum')} руб.", True), size=13),
        )

    return (page(style, stack, loosen=0.2),)


def safety_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a certificate of training in safety at work, which is no advanced training of a medical worker."""

    def left(pen: Pen) -> tuple[Block, ...]:
        return (
            pen.title("УДОСТОВЕРЕНИЕ", 22),
            pen.number(f"№ {facts.text('number')}", 14),
            pen.line("ООО «Безопасный труд»", 11),
        )

    def right(pen: Pen) -> tuple[Block, ...]:
        return (
            pen.line("Выдано", 10.5),
            pen.fill_line(people.dative(facts.person), 14, bold=True),
            pen.line(
                "в том, что проведена проверка знаний требований охраны труда по программе для работников "
                "в объеме 16 часов",
                10.5,
            ),
            pen.fill_line(f"Протокол заседания комиссии от {dates.dotted(facts.day('issue_date'))}", 11),
            Gap(size=10),
            pen.signers((("Председатель комиссии", facts.text("head")),), "Безопасный труд"),
        )

    return spread(style, left, right, portrait=0.0)


def lease_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a lease of a flat."""
    text = (
        "1. Наймодатель передает, а Наниматель принимает во временное пользование две комнаты.",
        "2. Плата за наем составляет двадцать две тысячи рублей в месяц и вносится не позднее пятого числа.",
        "3. Наниматель обязуется поддерживать помещение в исправном состоянии и не производить перепланировок.",
        "4. Договор вступает в силу со дня подписания и действует одиннадцать месяцев.",
    )

    def stack(pen: Pen) -> tuple[Block, ...]:
        return (
            pen.title("ДОГОВОР НАЙМА ЖИЛОГО ПОМЕЩЕНИЯ", 15),
            pen.ends("г. Пенза", dates.quoted(facts.day("issue_date"))),
            pen.mixed(
                (facts.person.full, True), ("именуемый(ая) в дальнейшем «Наниматель», заключил(а) договор:", False)
            ),
            *(pen.line(clause, 11, align="left") for clause in text),
            Gap(size=20),
            pen.signers((("Наймодатель", facts.text("head")), ("Наниматель", facts.person.initials)), "", seal=False),
        )

    return (page(style, stack, loosen=0.3),)


def honour_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a letter of thanks on a rich blank."""

    def stack(pen: Pen) -> tuple[Block, ...]:
        return (
            Gap(size=60),
            pen.title("БЛАГОДАРСТВЕННОЕ ПИСЬМО", 21),
            Gap(size=16),
            pen.line("награждается", 12),
            pen.fill_line(facts.person.full, 18, bold=True),
            pen.line("за активное участие в городском фестивале хоровой музыки", 13),
            Gap(size=30),
            pen.signers((("Директор Дома культуры", facts.text("head")),), "Дом культуры Заря"),
            pen.fill_line(str(facts.day("issue_date").year) + " год", 11),
        )

    return (page(style, stack, draw_one(style.rng, plain=0.0), loosen=0.6),)


def _maker(variant: str) -> Maker:
    layouts = {"bill": bill_layout, "safety": safety_layout, "lease": lease_layout, "thanks": honour_layout}
    return Maker(kind="unrelated", variant=variant, facts=lambda rng: _facts(rng, variant), layout=layouts[variant])


MAKERS = tuple(_maker(variant) for variant in ("bill", "safety", "lease", "thanks"))
