"""Pages with ruled tables as they come from reading, built from texts of cells. All people and numbers are invented."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.case import Box, Line, Page, TextSource, Word

LEFT, TOP, LETTER, LEADING = 50, 200, 20, 30
LETTER_WIDE = 8
Spanning = tuple[str, int]
"""A cell's text and over how many columns it reaches."""

HEAD = (
    "№ п/п", "Работодатель (наименование), регистрационный номер в СФР",
    "Дата (число, месяц, год) приема, перевода, увольнения", "Сведения о приеме, переводе, увольнении",
    "Трудовая функция (должность, профессия, специальность, квалификация), структурное подразделение",
    "Код выполняемой функции (при наличии)", "Причины увольнения, пункт, часть статьи, статья Трудового кодекса",
    "Наименование документа", "Дата", "Номер документа", "Признак отмены записи сведений о приеме",
)  # fmt: skip
PERIODS_HEAD = ("№ п/п", "Работодатель (наименование), регистрационный номер", "с дд.мм.гггг", "по дд.мм.гггг")
NUMBERS = tuple(map(str, range(1, 12)))
HOSPITAL = "ГБУЗ «Городская больница № 7», 087-105-123456"


def hire(number: str, date: str, event: str = "ПРИЕМ", *, cancelled: str = "") -> tuple[str, ...]:
    return (number, HOSPITAL, date, event, "Врач-терапевт", "2211.1", "", "Приказ", date, "15-к", cancelled)


def table_page(
    *tables: Sequence[Sequence[str | Spanning]],
    number: int = 1,
    widths: Sequence[int] = (),
    confidence: float = 0.95,
    source: TextSource = TextSource.TEXT_LAYER,
) -> Page:
    """Tables one under another; rows of texts, «\n» breaks a line within its cell, a tuple spans several columns."""
    lines: list[Line] = []
    ruled: list[tuple[Box, ...]] = []
    y = TOP
    for table in tables:
        columns = max(sum(_span(cell) for cell in row) for row in table)
        edges = _edges(widths or [170] * columns)
        boxes: list[Box] = []
        for row in table:
            tall = max(1, *(_text(cell).count("\n") + 1 for cell in row)) * LEADING + 10
            at = 0
            for cell in row:
                box = (edges[at], y, edges[at + _span(cell)], y + tall)
                boxes.append(box)
                lines += _lines(_text(cell), box, confidence)
                at += _span(cell)
            y += tall
        ruled.append(tuple(boxes))
        y += 60
    return Page(number=number, width=2000, height=1400, source=source, lines=tuple(lines), tables=tuple(ruled))


def _span(cell: str | Spanning) -> int:
    return 1 if isinstance(cell, str) else cell[1]


def _text(cell: str | Spanning) -> str:
    return cell if isinstance(cell, str) else cell[0]


def _edges(widths: Sequence[int]) -> list[int]:
    return [LEFT + sum(widths[:place]) for place in range(len(widths) + 1)]


def _lines(text: str, box: Box, confidence: float) -> list[Line]:
    """Letters are as narrow as it takes for a caption to stay in its cell."""
    lines = []
    for row, line in enumerate(text.split("\n")):
        wide = min(LETTER_WIDE, (box[2] - box[0] - 10) / max(len(line), 1))
        x, words = float(box[0] + 5), []
        for word in line.split():
            top = box[1] + 8 + row * LEADING
            placed = (round(x), top, max(round(x + wide * len(word)), round(x) + 1), top + LETTER)
            words.append(Word(text=word, confidence=confidence, box=placed))
            x += wide * (len(word) + 1)
        if words:
            whole = (words[0].box[0], words[0].box[1], words[-1].box[2], words[0].box[3])
            lines.append(Line(words=tuple(words), box=whole))
    return lines
