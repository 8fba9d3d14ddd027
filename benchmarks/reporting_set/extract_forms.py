"""How are the reporting set's extracts about work drawn? (by another layout engine than the samples')"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from benchmarks.reporting_set import typefaces
from benchmarks.reporting_set.extract_rows import WORDS, Told, rows

FACES = (*typefaces.SANS, "gentiumbook", "notoserif")
HEAD = (
    "№ п/п", "Работодатель (наименование), регистрационный номер в СФР",
    "Дата (число, месяц, год) приема, перевода, увольнения", "Сведения о приеме, переводе, увольнении",
    "Трудовая функция (должность, профессия, специальность, квалификация, конкретный вид поручаемой работы), "
    "структурное подразделение", "Код выполняемой функции (при наличии)",
    "Причины увольнения, пункт, часть статьи, статья Трудового кодекса Российской Федерации, федерального закона",
    "Наименование документа", "Дата", "Номер документа", "Признак отмены записи сведений",
)  # fmt: skip
PERIODS_HEAD = ("№ п/п", "Работодатель (наименование), регистрационный номер в СФР (при наличии)", "с дд.мм.гггг",
                "по дд.мм.гггг")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Extract:
    """A drawn extract: its PDF, its form, the employer of an own extract, and what its tables tell, in order."""

    pdf: bytes
    own: bool
    employer: str
    told: tuple[Told, ...]


def draw(rng: Random, count: int) -> Extract:
    """An extract of about so many events."""
    issued = dt.date(rng.randint(2024, 2026), rng.randint(1, 6), rng.randint(1, 28))
    own = rng.random() < 0.3
    events, periods = rows(rng, count, issued, own=own)
    style = _style(rng)
    head = HEAD[:1] + HEAD[2:] if own else HEAD
    employer = events[0].employer if events else ""
    if own:
        events = [Told(**{**vars(event), "employer": employer}) for event in events]
    story: list[Any] = [*_above(rng, style, own=own, employer=employer), Spacer(1, rng.uniform(2, 6) * mm)]
    story.append(_table(rng, style, head, [_event(rng, at, one, own=own) for at, one in enumerate(events, 1)]))
    if periods:
        title = "Сведения о трудовой деятельности зарегистрированного лица за периоды до 31 декабря 2019 года"
        story += [Spacer(1, 5 * mm), Paragraph(title, style), Spacer(1, 2 * mm)]
        told = [
            (str(at), f"{one.employer}, {one.number}", _day(one.day), _day(one.end or one.day))
            for at, one in enumerate(periods, 1)
        ]
        story.append(_table(rng, style, PERIODS_HEAD, told))
    story += [Spacer(1, 8 * mm), Paragraph("Уполномоченное лицо ____________ А.Б. Ветрова", style),
              Paragraph(_day(issued), style), Paragraph("(дата)", style)]  # fmt: skip
    stream = io.BytesIO()
    size = landscape(A4)
    margin = rng.uniform(7, 16) * mm
    SimpleDocTemplate(
        stream, pagesize=size, leftMargin=margin, rightMargin=margin, topMargin=12 * mm, bottomMargin=12 * mm,
        invariant=1,
    ).build(story)  # fmt: skip
    return Extract(pdf=stream.getvalue(), own=own, employer=employer, told=(*events, *periods))


def _style(rng: Random) -> ParagraphStyle:
    size = rng.uniform(6.8, 8.8)
    name = typefaces.family(rng.choice(FACES)).regular
    return ParagraphStyle("cell", fontName=name, fontSize=size, leading=size * rng.uniform(1.12, 1.4))


def _above(rng: Random, style: ParagraphStyle, *, own: bool, employer: str) -> list[Any]:
    large = ParagraphStyle("title", parent=style, fontSize=11, leading=14)
    title = (
        "СВЕДЕНИЯ о трудовой деятельности, предоставляемые работнику работодателем"
        if own
        else "Сведения о трудовой деятельности, предоставляемые из информационных ресурсов Фонда пенсионного и "
        "социального страхования Российской Федерации"
    )
    lines = [f"Работодатель (наименование) {employer}"] if own else []
    lines += ["Фамилия ВЕТРОВА", "Имя АННА", "Отчество БОРИСОВНА", "Дата рождения 03.04.1981", "СНИЛС 112-233-445 95"]
    if rng.random() < 0.6:
        lines.append("Подано заявление о продолжении ведения трудовой книжки Дата подачи 11.09.2020")
    return [Paragraph(title, large), *(Paragraph(line, style) for line in lines)]


def _table(rng: Random, style: ParagraphStyle, head: tuple[str, ...], body: Sequence[tuple[str, ...]]) -> Table:
    small = ParagraphStyle("head", parent=style, fontSize=style.fontSize * 0.9, leading=style.leading * 0.9)
    widths = _widths(rng, len(head))
    data = [[Paragraph(cell, small) for cell in head]]
    numbered = rng.random() < 0.75
    if numbered:
        data.append([Paragraph(str(at), small) for at in range(1, len(head) + 1)])
    data += [[Paragraph(cell, style) for cell in row] for row in body]
    repeated = rng.choice((0, 1 + numbered, 1 + numbered))
    pad, line = rng.uniform(1.2, 5), rng.choice((0.25, 0.5, 0.8, 1.2))
    colour = rng.choice((colors.black, colors.black, colors.grey, colors.HexColor("#4466aa")))
    commands: list[Any] = [
        ("GRID", (0, 0), (-1, -1), line, colour, "butt", *rng.choice(((None,), (None,), ((2, 1),)))),
        ("VALIGN", (0, 0), (-1, -1), rng.choice(("TOP", "MIDDLE"))),
        ("LEFTPADDING", (0, 0), (-1, -1), pad), ("RIGHTPADDING", (0, 0), (-1, -1), pad),
        ("TOPPADDING", (0, 0), (-1, -1), pad * 0.7), ("BOTTOMPADDING", (0, 0), (-1, -1), pad * 0.7 + 1),
    ]  # fmt: skip
    if rng.random() < 0.3:
        commands.append(("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e6e6e6")))
    split = int(rng.random() < 0.3)
    return Table(data, colWidths=widths, repeatRows=repeated, style=TableStyle(commands), splitInRow=split)


def _widths(rng: Random, columns: int) -> list[float]:
    shares = {11: (10, 42, 21, 31, 44, 16, 40, 24, 20, 20, 18), 10: (10, 22, 32, 55, 18, 48, 25, 21, 22, 20)}.get(
        columns, (12, 120, 40, 40)
    )
    varied = [share * rng.uniform(0.93, 1.1) for share in shares]
    return [share / sum(varied) * 262 * mm for share in varied]


def _event(rng: Random, number: int, one: Told, *, own: bool) -> tuple[str, ...]:
    mark = rng.choice(("Да", "X", "отменено")) if one.cancelled else ""
    cells = (
        str(number), f"{one.employer}<br/>{one.number}", _day(one.day), WORDS[one.event], one.position, one.code,
        one.reason, one.order, _day(one.day), one.order_number, mark,
    )  # fmt: skip
    return cells[:1] + cells[2:] if own else cells


def _day(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"
