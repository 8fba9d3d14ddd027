"""How do a labour book's spreads look, filled in? (typed or by hand)"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from samples.blanks.ground import seal_at
from samples.books import hands
from samples.books.careers import Career, Entry
from samples.books.forms import HEADS, Form
from samples.books.hands import Hand
from samples.canvas import Operation, Sheet, Stamp, Text, rule, wrapped
from samples.fonts import Face
from samples.ornaments import guilloche, signature
from samples.style import PEN_INKS, Style

INSET = 0.8
SIGNED_ROWS = 3
"""Lines that a dismissal's signatures take."""


@dataclass(frozen=True, kw_only=True)
class Writing:
    """With what the book is filled in: a typewriter's face and size, or hands (a new one for each employer)."""

    face: Face
    size: float
    hands: tuple[Hand, ...] = ()

    def lines(self, text: str, width: float, owner: int) -> list[str]:
        if self.hands:
            return hands.wrapped(text, width, self._hand(owner))
        return wrapped(text, width, self.face, self.size)

    def put(self, rng: random.Random, text: str, x: float, y: float, owner: int) -> Operation:
        if self.hands:
            return hands.written_line(rng, text, x, y, self._hand(owner))
        return Text(x=x, y=y, text=text, face=self.face, size=self.size)

    def _hand(self, owner: int) -> Hand:
        return self.hands[owner % len(self.hands)]


@dataclass(kw_only=True)
class _Row:
    """One line of the table: texts by column, and what is set over it."""

    cells: dict[int, str] = field(default_factory=dict)
    owner: int = 0
    entry: int | None = None
    centred: bool = False
    sealed: str = ""
    signed: float = 0.0
    """Width of a signature, millimetres."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """Sheets in the book's order; for each entry the printed page on which it begins; lines written a page."""

    sheets: tuple[Sheet, ...]
    pages: tuple[int, ...]


def spreads(
    rng: random.Random, form: Form, style: Style, writing: Writing, career: Career, *, marked: bool = True
) -> Filled:
    """The spreads «Сведения о работе». Without `marked` no dismissal is signed or sealed."""
    rows = _rows(rng, form, writing, career, marked=marked)
    pages = [rows[start : start + form.rows] for start in range(0, len(rows), form.rows)]
    pages += [[]] * (len(pages) % 2)
    sheets = []
    for index in range(0, len(pages), 2):
        sheet = Sheet(width=2 * form.width, height=form.height, paper=rng.choice(((252, 250, 244), (248, 246, 238))))
        for side in (0, 1):
            number = form.first_page + index + side
            sheet = sheet.with_(*_blank(rng, form, style, side * form.width, number))
        for side in (0, 1):
            sheet = sheet.with_(*_filled(rng, form, writing, side * form.width, pages[index + side], career))
        sheets.append(sheet.with_(rule(form.width, 0, form.width, form.height, width=0.3, colour=(190, 186, 178))))
    began = {row.entry: form.first_page + place // form.rows for place, row in reversed(list(enumerate(rows)))}
    return Filled(sheets=tuple(sheets), pages=tuple(began[index] for index in range(len(career.entries))))


def _rows(rng: random.Random, form: Form, writing: Writing, career: Career, *, marked: bool) -> list[_Row]:
    rows: list[_Row] = []
    owner, employer = 0, ""
    for index, entry in enumerate(career.entries):
        if entry.event == "hire" and entry.organisation != employer:
            owner += 1
            rows += [
                _Row(cells={4: line}, owner=owner, centred=True)
                for line in _lines(writing, form, entry.organisation, 4, owner)
            ]
        employer = entry.organisation
        rows += _record(form, writing, entry, index, owner)
        if entry.event == "dismissal":
            rows += _attested(rng, form, writing, entry, owner, marked=marked)
        if rng.random() < 0.4:
            rows.append(_Row())
    return rows


def _lines(writing: Writing, form: Form, text: str, column: int, owner: int) -> list[str]:
    return writing.lines(text, form.columns[column] - 2 * INSET, owner)


def _record(form: Form, writing: Writing, entry: Entry, index: int, owner: int) -> list[_Row]:
    said = _lines(writing, form, entry.text, 4, owner)
    basis = _lines(writing, form, entry.basis, 5, owner)
    rows = [_Row(owner=owner, entry=index) for _ in range(max(len(said), len(basis)))]
    for row, line in zip(rows, said, strict=False):
        row.cells[4] = line
    for row, line in zip(rows, basis, strict=False):
        row.cells[5] = line
    if entry.number is not None:
        parts = (f"{entry.date:%d}", f"{entry.date:%m}", f"{entry.date:%Y}")
        rows[0].cells[0] = str(entry.number)
        rows[0].cells.update(enumerate(parts[::-1] if form.soviet else parts, 1))
    return rows


def _attested(
    rng: random.Random, form: Form, writing: Writing, entry: Entry, owner: int, *, marked: bool
) -> list[_Row]:
    """The post of who is responsible, the signature, the seal, and the worker's own signature."""
    post = rng.choice(("Специалист по кадрам", "Начальник отдела кадров", "Инспектор отдела кадров"))
    rows = [_Row(cells={4: line}, owner=owner) for line in _lines(writing, form, post, 4, owner)]
    rows[-1].signed = rng.uniform(18, 26) if marked else 0.0
    rows.append(_Row(owner=owner))
    rows += [_Row(cells={4: line}, owner=owner) for line in _lines(writing, form, "С записью ознакомлена", 4, owner)]
    rows[-1].signed = rng.uniform(15, 22) if marked else 0.0
    rows.append(_Row(owner=owner))
    rows[1].sealed = entry.organisation if marked else ""
    while len(rows) < SIGNED_ROWS + 2:
        rows.append(_Row(owner=owner))
    return rows


def _blank(rng: random.Random, form: Form, style: Style, left: float, number: int) -> list[Operation]:
    """One empty page: its net, its title, the table's head and rules, its number."""
    face = Face(family=style.print_face.family)
    bold = Face(family=face.family, bold=True)
    net = (left + 4, 4.0, left + form.width - 4, form.height - 4)
    operations: list[Operation] = [*guilloche(rng, net, form.ground)]
    operations.append(
        Text(
            x=left + form.width / 2,
            y=form.top - 3.5,
            text="СВЕДЕНИЯ О РАБОТЕ",
            face=bold,
            size=8.5,
            colour=form.ink,
            align="centre",
        )
    )
    operations += _head(form, face, left)
    body, bottom = form.top + form.head + 3.5, form.top + form.head + 3.5 + form.rows * form.pitch
    x0, x1 = left + form.left, left + form.left + sum(form.columns)

    def ruled(*ends: float) -> Operation:
        return rule(*ends, width=form.rule_width, colour=form.rule_ink)

    operations += [ruled(x0, y, x1, y) for y in (form.top, form.top + form.head, body)]
    if form.ruled:
        operations += [
            ruled(x0, body + row * form.pitch, x1, body + row * form.pitch) for row in range(1, form.rows + 1)
        ]
    at = x0
    for index, width in enumerate((0.0, *form.columns)):
        at += width
        if form.framed or 0 < index < len(form.columns):
            top = form.top + 6.5 if index in (2, 3) else form.top
            operations.append(ruled(at, top, at, bottom))
    where = left + form.width / 2 if form.numbers_at == "middle" else left + (9 if number % 2 == 0 else form.width - 9)
    operations.append(
        Text(x=where, y=form.height - 4.5, text=str(number), face=face, size=8, colour=form.ink, align="centre")
    )
    return operations


def _head(form: Form, face: Face, left: float) -> list[Operation]:
    number, date, said, basis = HEADS[form.soviet]
    edges = [left + form.left]
    for width in form.columns:
        edges.append(edges[-1] + width)
    y, low = form.top, form.top + form.head
    operations: list[Operation] = [
        rule(edges[1], y + 6.5, edges[4], y + 6.5, width=form.rule_width, colour=form.rule_ink)
    ]
    for text, first, last in ((number, 0, 1), (said, 4, 5), (basis, 5, 6)):
        operations += _captioned(text, edges[first], edges[last], (y, low), face, form)
    operations += _captioned(date, edges[1], edges[4], (y, y + 6.5), face, form)
    for part, text in enumerate(form.date_heads, 1):
        middle = (edges[part] + edges[part + 1]) / 2
        operations.append(Text(x=middle, y=low - 2.6, text=text, face=face, size=4.6, colour=form.ink, align="centre"))
    for text, first, last in (("1", 0, 1), ("2", 1, 4), ("3", 4, 5), ("4", 5, 6)):
        middle = (edges[first] + edges[last]) / 2
        operations.append(Text(x=middle, y=low + 2.7, text=text, face=face, size=5.5, colour=form.ink, align="centre"))
    return operations


def _captioned(text: str, x0: float, x1: float, span: tuple[float, float], face: Face, form: Form) -> list[Operation]:
    size = 5.2
    lines = wrapped(text, x1 - x0 - 0.8, face, size)
    while len(lines) * size * 0.42 > span[1] - span[0] - 1 and size > 3.2:
        size -= 0.2
        lines = wrapped(text, x1 - x0 - 0.8, face, size)
    step = size * 0.42
    y = (span[0] + span[1]) / 2 - step * (len(lines) - 1) / 2 + 0.6
    return [
        Text(x=(x0 + x1) / 2, y=y + index * step, text=line, face=face, size=size, colour=form.ink, align="centre")
        for index, line in enumerate(lines)
    ]


def _filled(
    rng: random.Random, form: Form, writing: Writing, left: float, rows: Sequence[_Row], career: Career
) -> list[Operation]:
    edges = [left + form.left]
    for width in form.columns:
        edges.append(edges[-1] + width)
    body = form.top + form.head + 3.5
    operations: list[Operation] = []
    marks: list[Operation] = []
    for index, row in enumerate(rows):
        y = body + (index + 1) * form.pitch - 1.1 + rng.uniform(-0.25, 0.25)
        for column, text in row.cells.items():
            x = edges[column] + INSET + (rng.uniform(0, 0.6) if column == 4 else 0.1)
            operations.append(writing.put(rng, text, x, y, row.owner))
        if row.signed:
            marks.append(signed(rng, edges[4] + form.columns[4] * rng.uniform(0.35, 0.6), y + 2, row.signed))
        if row.sealed:
            marks.append(_seal(rng, form, edges, y, row.sealed))
    return [*operations, *marks]


def signed(rng: random.Random, x: float, y: float, width: float) -> Stamp:
    height = rng.uniform(7, 10)
    return Stamp(
        x=x,
        y=y - height * 0.75,
        width=width,
        height=height,
        picture=signature(rng, width, height, rng.choice(PEN_INKS)),
    )


def _seal(rng: random.Random, form: Form, edges: Sequence[float], y: float, owner: str) -> Stamp:
    """Over the signatures, within the page."""
    radius = rng.uniform(14, 17)
    x = min(max((edges[4] + edges[5]) / 2 + rng.uniform(-6, 8), edges[0] + radius), edges[-1] - radius + 3)
    return seal_at(rng, x, min(y + 4, form.height - radius - 3), owner, "63", size=2 * radius)
