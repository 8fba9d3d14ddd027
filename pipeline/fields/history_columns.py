"""What does each column of a table about work tell? (by its head's wording, or by the printed row 1, 2, 3 …)

Never by its place: blanks differ, and a page may go on without a head.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from pipeline.fields.flow import squash
from pipeline.fields.history_cells import GridCell, Part, Row
from pipeline.rules.dates import find_dates
from pipeline.rules.employment.events import event_of

Role = Literal[
    "number", "organisation", "date", "event", "position", "position_code", "reason", "basis", "basis_date",
    "basis_number", "cancelled", "start", "end",
]  # fmt: skip
WORDINGS: Mapping[Role, tuple[str, ...]] = {
    "number": ("№ п/п", "номер по порядку"),
    "organisation": (
        "Работодатель (наименование), регистрационный номер", "Наименование работодателя",
        "Страхователь (наименование), регистрационный номер",
    ),
    "date": ("Дата (число, месяц, год) приема, перевода, увольнения", "Дата приема, перевода, увольнения"),
    "event": ("Сведения о приеме, переводе, увольнении", "Вид мероприятия"),
    "position": ("Трудовая функция (должность, профессия, специальность", "Должность, структурное подразделение"),
    "position_code": ("Код выполняемой функции",),
    "reason": ("Причины увольнения, пункт, часть статьи", "Причина увольнения"),
    "basis": ("Наименование документа",),
    "basis_date": ("Дата", "Дата документа"),
    "basis_number": ("Номер документа",),
    "cancelled": ("Признак отмены записи сведений", "Признак отмены"),
    "start": ("с дд.мм.гггг", "Дата начала периода", "с (дата)", "Начало периода"),
    "end": ("по дд.мм.гггг", "Дата окончания периода", "по (дата)", "Окончание периода"),
}  # fmt: skip
EVENTS: tuple[Role, ...] = (
    "number", "organisation", "date", "event", "position", "position_code", "reason", "basis", "basis_date",
    "basis_number", "cancelled",
)  # fmt: skip
BY_NUMBER: Mapping[int, tuple[Role, ...]] = {
    11: EVENTS,
    10: tuple(role for role in EVENTS if role != "organisation"),
    4: ("number", "organisation", "start", "end"),
}
"""The forms' own numbering; an employer's extract has no column for the employer (713н, annexes)."""
MOST_BESIDE = 2
"""Letters beside a date: «г.»."""
ALIKE = 78.0
PERIODS_WIDTH = 5
SHORT = 9
"""A wording of so few letters must be the whole cell."""
MOST_NAMED, COUNTED, LEAST_COUNTED = 0.5, 0.6, 3
"""Shares of the columns: named by their heads; right in a row of numbers."""
MISREAD = str.maketrans("ЗЕОБ", "3906")
MISREAD_NUMBER = 3
"""Of the row of numbers some may be misread; none becomes longer than so many letters."""
DATED = 0.6
"""Of a column's cells so many are dates, or events."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """A part's columns with their roles, and at which of its rows the data begin."""

    roles: tuple[Role | None, ...]
    first_row: int
    headed: bool
    """It has a head of its own."""

    @property
    def kind(self) -> Literal["events", "periods"] | None:
        if "start" in self.roles and "end" in self.roles:
            return "periods"
        return "events" if "date" in self.roles and "event" in self.roles else None


def columns_of(part: Part, before: tuple[Part, Columns] | None) -> Columns | None:
    """The columns of a part; one without a head goes on with those of the part before it.

    None for a table that is not about work.
    """
    counted = _counted_row(part)
    head = part.rows[:counted] if counted is not None else part.rows[: _head_rows(part, whole=before is None)]
    roles = _named(part, head)
    first = counted + 1 if counted is not None else len(head)
    if sum(role is not None for role in roles) < MOST_NAMED * part.width:
        by_number = BY_NUMBER.get(part.width) if counted is not None else None
        if head and by_number and before is None:
            roles = by_number
        elif before is not None and before[1].kind:
            columns = Columns(
                roles=_inherited(part, *before), first_row=first if counted is not None else 0, headed=False
            )
            return columns if columns.kind else _by_content(part, roles, first)
        elif by_number:
            roles = by_number
    elif part.width in BY_NUMBER and (counted is not None or _in_order(roles, BY_NUMBER[part.width])):
        roles = _filled(roles, BY_NUMBER[part.width])
    columns = Columns(roles=tuple(roles), first_row=first, headed=True)
    return columns if columns.kind else _by_content(part, roles, first)


def _by_content(part: Part, roles: Sequence[Role | None], first: int) -> Columns | None:
    """Columns whose captions could not be read: two of dates and none of events are a table of periods."""
    first = next((at for at, row in enumerate(part.rows) if any(is_date(cell.text) for cell in row)), first)
    body = part.rows[first:]
    told = [
        [cell.text for row in body for cell in row if cell.columns[0] == at and cell.words] for at in range(part.width)
    ]
    dated = [at for at, texts in enumerate(told) if texts and sum(map(is_date, texts)) >= DATED * len(texts)]
    events = any(event_of(text) for texts in told for text in texts)
    if events or len(dated) != 2 or not 2 < part.width <= PERIODS_WIDTH:
        return None
    widest = max((at for at in range(part.width) if at not in dated), key=lambda at: sum(map(len, told[at])))
    by_content: dict[int, Role] = {dated[0]: "start", dated[1]: "end", widest: "organisation"}
    rest = [role if role not in by_content.values() else None for role in roles]
    named = tuple(by_content.get(at, role) for at, role in enumerate(rest))
    return Columns(roles=named, first_row=first, headed=True)


def _counted_row(part: Part) -> int | None:
    """The row that numbers the columns: 1, 2, 3 … from the left."""
    for index, row in enumerate(part.rows):
        if len(row) >= max(COUNTED * part.width, 3):
            told = [(squash(cell.text).translate(MISREAD), str(cell.columns[0] + 1)) for cell in row if cell.words]
            right = sum(text == number for text, number in told)
            longest = max((len(text) for text, _ in told), default=0)
            if right >= max(COUNTED * len(told), LEAST_COUNTED) and longest <= MISREAD_NUMBER:
                return index
    return None


def _head_rows(part: Part, *, whole: bool) -> int:
    """Rows above the first that holds a date, down to the last with a caption; without captions all or none of them."""
    dated = (index for index, row in enumerate(part.rows) if any(is_date(cell.text) for cell in row))
    above = part.rows[: next(dated, len(part.rows))]
    captions = [index for index, row in enumerate(above) if any(_is_caption(cell) for cell in row)]
    if captions:
        return captions[-1] + 1
    return len(above) if whole else 0


def _is_caption(cell: GridCell) -> bool:
    return bool(cell.words) and max(_scores(cell.text).values()) >= ALIKE


def is_date(text: str) -> bool:
    """A cell that holds a date and hardly anything else."""
    return bool(find_dates(text)) and sum(character.isalpha() for character in text) <= MOST_BESIDE


def _named(part: Part, head: Sequence[Row]) -> tuple[Role | None, ...]:
    """Roles by the lowest cell of the head over each column that has the column alone."""
    captions: dict[int, GridCell] = {}
    for row in head:
        for cell in row:
            if cell.columns[1] - cell.columns[0] == 1 and cell.words:
                captions[cell.columns[0]] = cell
    scored = sorted(
        ((likeness, at, role) for at, cell in captions.items() for role, likeness in _scores(cell.text).items()),
        key=lambda one: (-one[0], one[1]),
    )
    roles: list[Role | None] = [None] * part.width
    for likeness, at, role in scored:
        if likeness >= ALIKE and roles[at] is None and role not in roles:
            roles[at] = role
    return tuple(roles)


def _scores(caption: str) -> dict[Role, float]:
    text = squash(caption)
    return {role: max(_likeness(squash(wording), text) for wording in wordings) for role, wordings in WORDINGS.items()}


def _likeness(wording: str, text: str) -> float:
    """Of 100: a short wording as a whole; of a long one the beginning, for captions end in different ways."""
    whole = float(fuzz.ratio(wording, text))
    if len(wording) <= SHORT or len(text) < 0.6 * len(wording):
        return whole
    return max(whole, 0.97 * float(fuzz.ratio(wording, text[: len(wording) + 2])))


def _in_order(roles: Sequence[Role | None], by_number: Sequence[Role]) -> bool:
    """Of many columns those that are known by their captions are those that the form has there."""
    known = zip(roles, by_number, strict=True)
    return len(roles) > PERIODS_WIDTH and all(role in (None, numbered) for role, numbered in known)


def _filled(roles: Sequence[Role | None], by_number: Sequence[Role]) -> tuple[Role | None, ...]:
    """Columns whose captions could not be read take the forms' own numbering, if that role is free."""
    return tuple(
        role or (numbered if numbered not in roles else None) for role, numbered in zip(roles, by_number, strict=True)
    )


def _inherited(part: Part, before: Part, columns: Columns) -> tuple[Role | None, ...]:
    """Roles of the columns of the part before that lie at the same share of the table's width."""
    if part.width == before.width:
        return columns.roles
    roles: list[Role | None] = []
    for at in range(part.width):
        middle = part.share(at)
        nearest = min(range(before.width), key=lambda other: abs(before.share(other) - middle))
        role = columns.roles[nearest]
        roles.append(role if role not in roles else None)
    return tuple(roles)
