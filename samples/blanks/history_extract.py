"""How do extracts about work look? (form-facts, section 6.2: СТД-СФР and СТД-ПФР of the fund, СТД-Р of an employer)"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from samples import careers, numbers
from samples.blanks.ground import seal_at
from samples.canvas import Operation, Paper, Stamp, Text, rule, wrapped
from samples.careers import WORDS, WorkRow
from samples.facts import Blank, Facts, Marks, signers
from samples.fonts import Face
from samples.institutions import Institution, universities
from samples.ornaments import signature
from samples.people import Person
from samples.ruled import HeadCell, Look, Pen, draw_table
from samples.stamps import e_signature
from samples.style import PEN_INKS, Style

KIND = "employment_history_extract"
R, SFR, PFR = "std_r", "std_sfr", "std_pfr"
FUND = {
    SFR: "Фонда пенсионного и социального страхования Российской Федерации",
    PFR: "Пенсионного фонда Российской Федерации",
}
OF_FUND = {SFR: "СФР", PFR: "ПФР", R: "СФР"}
ISSUED = {
    R: (dt.date(2021, 6, 1), dt.date(2099, 1, 1)), SFR: (dt.date(2023, 2, 1), dt.date(2099, 1, 1)),
    PFR: (dt.date(2021, 6, 1), dt.date(2022, 12, 28)),
}  # fmt: skip
WIDTHS = (0.55, 2.6, 1.25, 1.55, 2.7, 0.95, 2.3, 1.2, 1.2, 1.05, 1.15)
PERIOD_WIDTHS = (0.6, 6.0, 1.5, 1.5)
MANY = (4, 6, 9, 14)


def blanks() -> tuple[Blank, ...]:
    def blank(variant: str, weight: float) -> Blank:
        return Blank(
            kind=KIND, variant=variant, issued=ISSUED[variant], weight=weight, draw=draw,
            invent=lambda rng, person, day: invent(rng, person, day, variant), sealed=False, electronic=True,
        )  # fmt: skip

    return (blank(SFR, 1.0), blank(R, 0.6), blank(PFR, 0.4))


def invent(rng: random.Random, person: Person, day: dt.date, variant: str, *, rows: int = 0) -> Facts:
    """About so many rows; by chance few or many where none are asked for."""
    count = rows or rng.choice(MANY)
    first = dt.date(min(max(person.birth_date.year + 22, 1998), 2018), rng.randrange(1, 13), rng.randrange(1, 28))
    told = (
        careers.one_employer(rng, day, rows=count)
        if variant == R
        else careers.career(rng, day, rows=count, first=first)
    )
    place = rng.choice(universities())
    electronic = rng.random() < (0.35 if variant == R else 0.75)
    return Facts(
        kind=KIND, variant=variant, person=person, fields={"issue_date": day.isoformat()}, rows=told,
        institution=Institution(
            name=FUND.get(variant, told[-1].employer.name if told else ""), city=place.city, region=place.region,
            forerunner="", within="",
        ),
        printed_person=("last_name", "first_name", "middle_name", "birth_date", "snils"),
        details={**signers(rng), "electronic": "1" if electronic else ""},
    )  # fmt: skip


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    pen = Pen(rng=rng, width=297, height=210, margins=(rng.uniform(8, 14), rng.uniform(9, 14), rng.uniform(8, 14), 12))
    pen.y = pen.margins[1]
    face = Face(family=style.print_face.family)
    _above(pen, facts, face)
    look = table_look(rng, style, face)
    events = [row for row in facts.rows if row.table == "events"]
    periods = [row for row in facts.rows if row.table == "periods"]
    wide = pen.width - pen.margins[0] - pen.margins[2]
    own = facts.variant == R
    shares = WIDTHS[:1] + WIDTHS[2:] if own else WIDTHS
    head = head_cells(OF_FUND[facts.variant], own=own)
    cells = [event_cells(rng, number, row, own=own) for number, row in enumerate(events, 1)]
    draw_table(pen, look, _shared(shares, wide), head, cells)
    if periods and not own:
        pen.y += 3
        title = "Сведения о трудовой деятельности зарегистрированного лица за периоды до 31 декабря 2019 года"
        _text(pen, title, Face(family=face.family, bold=True), 9.5, align="centre", room=30)
        pen.y += 1.5
        rows = [period_cells(rng, number, row) for number, row in enumerate(periods, 1)]
        narrow = replace(look, centred=frozenset({0, 2, 3}))
        widths = _shared(PERIOD_WIDTHS, wide * rng.uniform(0.7, 1.0))
        draw_table(pen, narrow, widths, period_head(OF_FUND[facts.variant]), rows, numbered=rng.random() < 0.5)
    _below(pen, facts, style, face, marks)
    pen.turn()
    return Paper(sheets=tuple(pen.sheets))


def table_look(rng: random.Random, style: Style, face: Face) -> Look:
    size = rng.uniform(7.0, 8.4)
    return Look(
        face=face, size=size, head_size=min(size, rng.uniform(6.2, 7.4)), pad=rng.uniform(0.7, 1.3),
        leading=rng.uniform(1.1, 1.3), line=rng.choice((0.15, 0.2, 0.3, 0.4)),
        colour=rng.choice(((25, 25, 28), (25, 25, 28), (110, 110, 115))),
        shaded=rng.choice((None, None, (236, 238, 242))), middle=rng.random() < 0.3,
        centred=frozenset({0, 2, 3} if style.align == "centre" else {0}),
        repeat=rng.choice((("numbers",), ("numbers",), ("head",), ())), cut_rows=rng.random() < 0.4,
    )  # fmt: skip


def head_cells(fund: str, *, own: bool) -> list[HeadCell]:
    """The head of the table of events: eleven columns, or ten where the employer stands above the table."""
    less = 1 if own else 0

    def cell(text: str, first: int, last: int, top: int, bottom: int) -> HeadCell:
        return HeadCell(text=text, columns=(first - less, last - less), rows=(top, bottom))

    cells = [HeadCell(text="№ п/п", columns=(0, 1), rows=(0, 3))]
    if not own:
        cells.append(cell(f"Работодатель (наименование), регистрационный номер в {fund}", 1, 2, 0, 3))
    whose = "работника" if own else "зарегистрированного лица"
    return [
        *cells,
        cell(f"Сведения о трудовой деятельности {whose}", 2, 10, 0, 1),
        cell("Дата (число, месяц, год) приема, перевода, увольнения", 2, 3, 1, 3),
        cell("Сведения о приеме, переводе, увольнении", 3, 4, 1, 3),
        cell("Наименование", 4, 6, 1, 2),
        cell(
            "Трудовая функция (должность, профессия, специальность, квалификация, конкретный вид поручаемой работы), "
            "структурное подразделение", 4, 5, 2, 3,
        ),
        cell("Код выполняемой функции (при наличии)", 5, 6, 2, 3),
        cell(
            "Причины увольнения, пункт, часть статьи, статья Трудового кодекса Российской Федерации, федерального "
            "закона", 6, 7, 1, 3,
        ),
        cell("Основание", 7, 10, 1, 2),
        cell("Наименование документа", 7, 8, 2, 3),
        cell("Дата", 8, 9, 2, 3),
        cell("Номер документа", 9, 10, 2, 3),
        cell("Признак отмены записи сведений о приеме, переводе, увольнении", 10, 11, 0, 3),
    ]  # fmt: skip


def period_head(fund: str) -> list[HeadCell]:
    return [
        HeadCell(text="№ п/п", columns=(0, 1), rows=(0, 2)),
        HeadCell(
            text=f"Работодатель (наименование), регистрационный номер в {fund} (при наличии)", columns=(1, 2),
            rows=(0, 2),
        ),
        HeadCell(text="Периоды работы", columns=(2, 4), rows=(0, 1)),
        HeadCell(text="с дд.мм.гггг", columns=(2, 3), rows=(1, 2)),
        HeadCell(text="по дд.мм.гггг", columns=(3, 4), rows=(1, 2)),
    ]  # fmt: skip


def event_cells(rng: random.Random, number: int, row: WorkRow, *, own: bool) -> list[str]:
    position = f"{row.position}{rng.choice((', ', chr(10)))}{row.unit}" if row.position else ""
    if row.former_name and rng.random() < 0.5:
        position = f"{row.former_name} переименовано в {row.employer.name}"
    cells = [
        str(number), _employer(rng, row), numbers.dotted(row.date), WORDS[row.event], position, row.code, row.reason,
        row.basis, numbers.dotted(row.basis_date) if row.basis_date else "", row.basis_number,
        rng.choice(("Да", "Х", "X")) if row.cancelled else rng.choice(("", "", "-")),
    ]  # fmt: skip
    return cells[:1] + cells[2:] if own else cells


def period_cells(rng: random.Random, number: int, row: WorkRow) -> list[str]:
    return [str(number), _employer(rng, row), numbers.dotted(row.date), numbers.dotted(row.end or row.date)]


def _employer(rng: random.Random, row: WorkRow) -> str:
    return f"{row.employer.name}{rng.choice((', ', chr(10)))}{row.employer.number}"


def _shared(shares: tuple[float, ...], wide: float) -> list[float]:
    return [share / sum(shares) * wide for share in shares]


def _text(
    pen: Pen, text: str, face: Face, size: float, *, align: str = "left", room: float = 8.0, x: float = 0.0
) -> None:
    left, right = x or pen.margins[0], pen.width - pen.margins[2]
    if pen.room < room:
        pen.turn()
    for line in wrapped(text, right - left, face, size):
        pen.y += size * 0.3528 * 1.25
        at = (left + right) / 2 if align == "centre" else left
        pen.operations.append(Text(x=at, y=pen.y, text=line, face=face, size=size, align=align))


def _above(pen: Pen, facts: Facts, face: Face) -> None:
    rng, person, bold = pen.rng, facts.person, Face(family=face.family, bold=True)
    form = {R: "СТД-Р", SFR: "СТД-СФР", PFR: "СТД-ПФР"}[facts.variant]
    right = pen.width - pen.margins[2]
    pen.operations.append(Text(x=right, y=pen.y + 2, text=f"Форма {form}", face=face, size=8, align="right"))
    pen.y += 4
    title = (
        "СВЕДЕНИЯ о трудовой деятельности, предоставляемые работнику работодателем"
        if facts.variant == R
        else f"Сведения о трудовой деятельности, предоставляемые из информационных ресурсов {FUND[facts.variant]}"
    )
    _text(pen, title, bold, 11, align="centre")
    pen.y += 2
    if facts.variant == R and facts.rows:
        firm = facts.rows[-1].employer
        _text(pen, "Сведения о работодателе:", bold, 9)
        told = (
            ("Работодатель (наименование)", firm.name), ("Регистрационный номер в СФР", firm.number),
            ("ИНН", firm.inn), ("КПП", f"{firm.inn[:4]}01001"),
        )  # fmt: skip
        for label, value in told:
            _labelled(pen, label, value, face, bold)
        pen.y += 1
        _text(pen, "Сведения о работнике:", bold, 9)
    else:
        _text(pen, "Сведения о зарегистрированном лице:", bold, 9)
    capital = facts.variant != R or rng.random() < 0.4
    names = (("Фамилия", person.last_name), ("Имя", person.first_name), ("Отчество", person.middle_name))
    for label, value in names:
        if value:
            _labelled(pen, label, value.upper() if capital else value, face, bold)
    _labelled(pen, "Дата рождения", numbers.dotted(person.birth_date), face, bold)
    _labelled(pen, "СНИЛС", numbers.snils_printed(person.snils), face, bold)
    if facts.variant != R or rng.random() < 0.5:
        pen.y += 1
        for told_of in ("о продолжении ведения трудовой книжки", "о предоставлении сведений о трудовой деятельности"):
            asked = numbers.dotted(dt.date(2020, rng.randrange(2, 12), rng.randrange(1, 28)))
            filed = f" Дата подачи {asked}" if rng.random() < 0.6 else ""
            _text(pen, f"Подано заявление {told_of}{filed}", face, 8.5)
    pen.y += 3


def _labelled(pen: Pen, label: str, value: str, face: Face, bold: Face) -> None:
    left, right = pen.margins[0] + 62, pen.width - pen.margins[2]
    lines = wrapped(value, right - left, bold, 9)
    pen.operations.append(Text(x=pen.margins[0], y=pen.y + 4, text=label, face=face, size=9))
    for line in lines:
        pen.y += 4
        pen.operations.append(Text(x=left, y=pen.y, text=line, face=bold, size=9))
    pen.operations.append(rule(left, pen.y + 0.9, left + 110, pen.y + 0.9, width=0.12))
    pen.y += 0.6


def _below(pen: Pen, facts: Facts, style: Style, face: Face, marks: Marks) -> None:
    rng, left = pen.rng, pen.margins[0]
    if pen.room < 48:
        pen.turn()
    pen.y += 9
    post = "Специалист по кадрам" if facts.variant == R else "Главный специалист-эксперт"
    caption = (
        "(должность уполномоченного лица работодателя)"
        if facts.variant == R
        else f"(должность уполномоченного лица территориального органа {OF_FUND[facts.variant]})"
    )
    places = ((left, 88, post, caption), (left + 96, 38, "", "(подпись)"),
              (left + 142, 52, facts.details["head"], "(расшифровка подписи)"))  # fmt: skip
    for x, wide, text, under in places:
        middle = x + wide / 2
        pen.operations += [
            Text(x=middle, y=pen.y, text=text, face=face, size=9, align="centre"),
            rule(x, pen.y + 1, x + wide, pen.y + 1, width=0.15),
            Text(x=middle, y=pen.y + 4.2, text=under, face=face, size=6.5, align="centre"),
        ]
    issued = facts.day("issue_date")
    pen.y += 12
    day = numbers.dotted(issued) if rng.random() < 0.7 else numbers.quoted(issued)
    pen.operations += [
        Text(x=left + 22, y=pen.y, text=day, face=face, size=9, align="centre"),
        rule(left, pen.y + 1, left + 44, pen.y + 1, width=0.15),
        Text(x=left + 22, y=pen.y + 4.2, text="(дата)", face=face, size=6.5, align="centre"),
        Text(x=left + 60, y=pen.y, text="М.П. (при наличии)", face=face, size=8),
    ]
    pen.operations += _signed(pen, facts, style, marks)


def _signed(pen: Pen, facts: Facts, style: Style, marks: Marks) -> list[Operation]:
    rng, left = pen.rng, pen.margins[0]
    if not marks.signature:
        return []
    if facts.details["electronic"]:
        owner = facts.institution.name.upper() if facts.variant == R else f"ОРГАНИЗАЦИЯ: {FUND[facts.variant].upper()}"
        y = min(pen.y + 7, pen.height - 34)
        return e_signature(rng, left + 100, y, owner, facts.day("issue_date"), family=style.print_face.family)
    wide, high = rng.uniform(26, 40), rng.uniform(9, 14)
    pen_ink = Stamp(
        x=left + 97, y=pen.y - 12 - high * 0.7, width=wide, height=high,
        picture=signature(rng, wide, high, rng.choice(PEN_INKS)),
    )  # fmt: skip
    if rng.random() < 0.8:
        name = facts.institution.name
        return [pen_ink, seal_at(rng, left + 80, min(pen.y + 4, pen.height - 24), name, facts.institution.region)]
    return [pen_ink]
