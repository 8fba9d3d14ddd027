"""What do papers about the person look like: passport, СНИЛС, certificates of marriage and of a changed name?"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from benchmarks.reporting_set import dates, people
from benchmarks.reporting_set.backdrop import draw_one
from benchmarks.reporting_set.blocks import Beside, Block, Gap
from benchmarks.reporting_set.facts import Facts, Value, digits, names
from benchmarks.reporting_set.marks import sign, stamp
from benchmarks.reporting_set.papers.certificates import snils_printed
from benchmarks.reporting_set.papers.layouts import page
from benchmarks.reporting_set.papers.machine_zone import machine_zone
from benchmarks.reporting_set.papers.maker import Maker
from benchmarks.reporting_set.pen import Pen
from benchmarks.reporting_set.sheet import Column, Sheet
from benchmarks.reporting_set.sheet_style import Style
from benchmarks.reporting_set.typefaces import family

_OFFICES = (
    ("63", "36", "ГУ МВД РОССИИ ПО САМАРСКОЙ ОБЛАСТИ", "ГОР. САМАРА"),
    ("66", "65", "ГУ МВД РОССИИ ПО СВЕРДЛОВСКОЙ ОБЛАСТИ", "ГОР. ЕКАТЕРИНБУРГ"),
    ("36", "20", "ГУ МВД РОССИИ ПО ВОРОНЕЖСКОЙ ОБЛАСТИ", "ГОР. ВОРОНЕЖ"),
    ("16", "92", "МВД ПО РЕСПУБЛИКЕ ТАТАРСТАН", "ГОР. КАЗАНЬ"),
)


def passport_facts(rng: Random) -> Facts:
    """Invent a passport."""
    region, okato, office, town = rng.choice(_OFFICES)
    issued = dates.within(rng, dt.date(2018, 2, 1), dt.date(2024, 11, 30))
    who = people.person(rng, issued.year - rng.randint(21, 44))
    fields: dict[str, Value] = {
        **names(who),
        "birth_date": who.born.isoformat(),
        "series": f"{okato}{issued.year % 100:02d}",
        "number": digits(rng, 6),
        "issue_date": issued.isoformat(),
        "issuer": office,
    }
    printed = {"code": f"{region}0-{rng.randint(1, 60):03d}", "town": town}
    return Facts(kind="passport", variant="spread", person=who, fields=fields, printed=printed)


def _portrait(canvas: Canvas, x: float, y: float, wide: float, high: float) -> None:
    """Draw a photograph of nobody: a head and shoulders against a light ground."""
    canvas.setFillColorRGB(0.86, 0.88, 0.9)
    canvas.rect(x, y, wide, high, stroke=0, fill=1)
    canvas.setFillColorRGB(0.32, 0.34, 0.4)
    canvas.ellipse(x + wide * 0.05, y - high * 0.12, x + wide * 0.95, y + high * 0.34, stroke=0, fill=1)
    canvas.rect(x, y - high * 0.13, wide, high * 0.13, stroke=0, fill=0)
    canvas.setFillColorRGB(0.82, 0.68, 0.6)
    canvas.ellipse(x + wide * 0.29, y + high * 0.26, x + wide * 0.71, y + high * 0.8, stroke=0, fill=1)
    canvas.setFillColorRGB(0.25, 0.18, 0.13)
    canvas.ellipse(x + wide * 0.26, y + high * 0.62, x + wide * 0.74, y + high * 0.9, stroke=0, fill=1)


def passport_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out pages 2 and 3 one above the other, the number upright along the right edge."""
    rng, who = style.rng, facts.person
    series = facts.text("series")
    number = f"{series[:2]} {series[2:]}   {facts.text('number')}"
    red, face = family("roboto").bold, family("mono").regular

    def extra(canvas: Canvas, width: float, height: float) -> None:
        _portrait(canvas, 9 * mm, height - 148 * mm, 34 * mm, 44 * mm)
        canvas.setFillColorRGB(0.72, 0.1, 0.12)
        for top in (14, 98):
            canvas.saveState()
            canvas.translate(width - 6 * mm, height - top * mm)
            canvas.rotate(-90)
            canvas.setFont(red, 13)
            canvas.drawString(0, 0, number)
            canvas.restoreState()
        canvas.setFillColorRGB(0.1, 0.1, 0.1)
        for line, text in enumerate(machine_zone(facts, facts.text("code"))):
            canvas.setFont(face, 7.6)
            canvas.drawString(8 * mm, 13 * mm - line * 5.2 * mm, text, charSpace=0.55)
        sign(canvas, rng, 74 * mm, height - 80 * mm, 30 * mm)
        if style.sealed:
            stamp(canvas, rng, 30 * mm, height - 68 * mm, "Министерство внутренних дел")

    def columns(scale: float) -> tuple[Column, ...]:
        pen = Pen(style=style, scale=scale)
        upper: tuple[Block, ...] = (
            pen.title("РОССИЙСКАЯ ФЕДЕРАЦИЯ", 12),
            *(pen.line("Паспорт выдан", 8, align="left"), pen.fill_line(facts.text("issuer"), 10.5)),
            Beside(
                left=(
                    pen.line("Дата выдачи", 8, align="left"),
                    pen.fill_line(dates.dotted(facts.day("issue_date")), 11),
                ),
                right=(pen.line("Код подразделения", 8, align="left"), pen.fill_line(facts.text("code"), 11)),
            ),
            Gap(size=8),
            pen.line("Личный код                     Личная подпись", 8, align="right"),
        )
        lower: list[Block] = []
        for label, value in (
            ("Фамилия", who.last.upper()),
            ("Имя", who.first.upper()),
            ("Отчество", who.middle.upper()),
            ("Пол", "ЖЕН." if who.female else "МУЖ."),
            ("Дата рождения", dates.dotted(who.born)),
            ("Место рождения", facts.text("town")),
        ):
            lower += [pen.line(label, 7.5, align="left", grow=0.1), pen.fill_line(value, 11.5)]
        return (
            Column(left=10, right=112, top=10, bottom=74, blocks=upper),
            Column(left=47, right=114, top=97, bottom=156, blocks=tuple(lower)),
        )

    return (Sheet(width=125, height=176, columns=columns, backdrop=draw_one(rng, plain=0.0), extras=(extra,)),)


def snils_facts(rng: Random, variant: str) -> Facts:
    """Invent a СНИЛС card or notice."""
    who = people.person(rng, rng.randint(1958, 1998))
    fields: dict[str, Value] = {**names(who), "birth_date": who.born.isoformat(), "snils": who.snils}
    registered = dates.within(rng, dt.date(1999, 3, 1), dt.date(2018, 10, 1))
    printed = {
        "registered": dates.words(registered),
        "formed": dates.dotted(dates.AS_OF - dt.timedelta(days=rng.randint(5, 300))),
    }
    printed["town"] = rng.choice(_OFFICES)[3]
    return Facts(kind="snils_card", variant=variant, person=who, fields=fields, printed=printed)


def card_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out the green card."""
    who = facts.person

    def columns(scale: float) -> tuple[Column, ...]:
        pen = Pen(style=style, scale=scale)
        born = f"{who.born.day} {dates.MONTHS[who.born.month - 1]} {who.born.year}".upper()
        blocks = (
            pen.line("Российская Федерация", 9),
            pen.title("СТРАХОВОЕ СВИДЕТЕЛЬСТВО", 12.5),
            pen.title("ОБЯЗАТЕЛЬНОГО ПЕНСИОННОГО СТРАХОВАНИЯ", 8.5),
            pen.fill_line(snils_printed(who.snils), 15, bold=True),
            pen.mixed(("Ф.И.О.", False), (who.last.upper(), True), size=10),
            pen.fill_line(f"{who.first} {who.middle}".upper(), 10.5, align="left"),
            pen.mixed(("Дата и место рождения", False), (born, True), size=9),
            pen.fill_line(facts.text("town"), 10, align="left"),
            pen.mixed(("Пол", False), ("женский" if who.female else "мужской", True), size=9),
            pen.mixed(("Дата регистрации", False), (facts.text("registered"), True), size=9),
        )
        return (Column(left=8, right=104, top=8, bottom=72, blocks=blocks),)

    backdrop = draw_one(style.rng, plain=0.0)
    return (Sheet(width=112, height=80, columns=columns, backdrop=backdrop),)


def notice_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out the notice АДИ-РЕГ."""
    who = facts.person

    def stack(pen: Pen) -> tuple[Block, ...]:
        rows = (
            ("Страховой номер индивидуального лицевого счета (СНИЛС)", snils_printed(who.snils)),
            ("Фамилия", who.last.upper()),
            ("Имя", who.first.upper()),
            ("Отчество", who.middle.upper()),
            ("Дата рождения", dates.words(who.born)),
            ("Место рождения", facts.text("town")),
            ("Пол", "Женский" if who.female else "Мужской"),
            ("Дата регистрации", facts.text("registered")),
            ("Дата формирования", facts.text("formed")),
        )
        return (
            pen.line("Форма АДИ-РЕГ", 9, align="right"),
            Gap(size=14),
            pen.title("УВЕДОМЛЕНИЕ", 17),
            pen.line("о регистрации в системе индивидуального (персонифицированного) учета", 12),
            Gap(size=14),
            *(pen.mixed((f"{label}:", False), (value, True), size=12) for label, value in rows),
        )

    return (page(style, stack, loosen=0.35),)


def name_change_facts(rng: Random, variant: str) -> Facts:
    """Invent a certificate of marriage or of a changed name: the holder's surname before and after."""
    region = rng.choice(("САМАРСКОЙ", "ТВЕРСКОЙ", "ВОРОНЕЖСКОЙ", "ОМСКОЙ"))
    issued = dates.within(rng, dt.date(2008, 3, 1), dt.date(2024, 11, 1))
    bride = people.person(rng, issued.year - rng.randint(22, 40))
    while not bride.female:
        bride = people.person(rng, issued.year - rng.randint(22, 40))
    groom = people.surname(rng, False)
    former = next(last for last in iter(lambda: people.surname(rng, True), "") if last != people.feminine(groom))
    who = replace(bride, last=people.feminine(groom), former_last=(former,))
    fields: dict[str, Value] = {
        **names(who),
        "previous_last_name": former,
        "birth_date": who.born.isoformat(),
        "series": f"{rng.choice(('I', 'II', 'III'))}-{rng.choice(('ЕР', 'АЛ', 'ТН', 'БО'))}",
        "number": digits(rng, 6),
        "issue_date": issued.isoformat(),
        "issuer": f"Отдел записи актов гражданского состояния {region.capitalize()} области",
    }
    printed = {
        "husband": f"{groom} {rng.choice(('Олег', 'Павел', 'Игорь', 'Роман'))} {rng.choice(('Сергеевич', 'Иванович'))}",
        "record": digits(rng, 4).lstrip("0") or "17",
        "head": people.initials(rng),
    }
    return Facts(kind="name_change_certificate", variant=variant, person=who, fields=fields, printed=printed)


def name_change_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a certificate of the civil registry."""
    who, former = facts.person, facts.text("previous_last_name")
    marriage = facts.variant == "marriage"

    def marriage_body(pen: Pen) -> tuple[Block, ...]:
        return (
            pen.title("О ЗАКЛЮЧЕНИИ БРАКА", 15),
            Gap(size=10),
            pen.fill_line(facts.text("husband"), 13),
            pen.line("и", 10),
            pen.fill_line(f"{former} {who.first} {who.middle}", 13),
            pen.mixed(("Дата рождения", False), (dates.words(who.born), True), align="centre"),
            pen.mixed(
                ("заключили брак", False),
                (dates.words(facts.day("issue_date")), True),
                (f"о чем составлена запись акта о заключении брака № {facts.text('record')}", False),
                align="centre",
            ),
            pen.line("После заключения брака присвоены фамилии:", 11),
            pen.mixed(("ему", False), (facts.text("husband").split()[0], True), align="centre"),
            pen.mixed(("ей", False), (who.last, True), align="centre"),
        )

    def change_body(pen: Pen) -> tuple[Block, ...]:
        return (
            pen.title("О ПЕРЕМЕНЕ ИМЕНИ", 15),
            Gap(size=10),
            *pen.labelled("Гражданка", f"{former} {who.first} {who.middle}", 13),
            *pen.labelled("Дата рождения", dates.words(who.born)),
            pen.line("переменила фамилию, имя, отчество на", 11),
            pen.fill_line(who.last, 15, bold=True),
            pen.fill_line(f"{who.first} {who.middle}", 15, bold=True),
            pen.line(f"о чем составлена запись акта о перемене имени № {facts.text('record')}", 11),
        )

    def stack(pen: Pen) -> tuple[Block, ...]:
        return (
            pen.title("РОССИЙСКАЯ ФЕДЕРАЦИЯ", 12),
            pen.title("СВИДЕТЕЛЬСТВО", 22),
            *(marriage_body(pen) if marriage else change_body(pen)),
            Gap(size=8),
            *pen.labelled("Место государственной регистрации", facts.text("issuer"), 11),
            *pen.labelled("Дата выдачи", dates.words(facts.day("issue_date"))),
            Gap(size=8),
            pen.signers(
                (("Руководитель органа записи актов гражданского состояния", facts.text("head")),), facts.text("issuer")
            ),
            pen.number(f"{facts.text('series')} № {facts.text('number')}", 15, align="right"),
        )

    return (page(style, stack, draw_one(style.rng, plain=0.0), loosen=0.7),)


MAKERS = (
    Maker(kind="passport", variant="spread", facts=passport_facts, layout=passport_layout, digital=False),
    Maker(
        kind="snils_card",
        variant="card",
        facts=lambda rng: snils_facts(rng, "card"),
        layout=card_layout,
        signed=False,
        sealed=False,
        digital=False,
    ),
    Maker(
        kind="snils_card",
        variant="notice",
        facts=lambda rng: snils_facts(rng, "notice"),
        layout=notice_layout,
        signed=False,
        sealed=False,
    ),
    *(
        Maker(
            kind="name_change_certificate",
            variant=variant,
            facts=lambda rng, variant=variant: name_change_facts(rng, variant),  # type: ignore[misc]
            layout=name_change_layout,
            digital=False,
        )
        for variant in ("marriage", "changed_name")
    ),
)
