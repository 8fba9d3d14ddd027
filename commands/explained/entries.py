"""What does the page say of the rows of a book or an extract: each beside its picture?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from commands.explained import words
from commands.explained.rows import data_uri
from commands.explained.words import Label
from pipeline.case import Case
from pipeline.case.employment import EventKind, WorkEntry

EVENTS: Final = MappingProxyType(
    {
        EventKind.HIRE: "приём", EventKind.TRANSFER: "перевод", EventKind.DISMISSAL: "увольнение",
        EventKind.RENAMING: "переименование работодателя", EventKind.ASSIGNMENT: "присвоение категории, квалификации",
        EventKind.BAN: "запрещение занимать должность", EventKind.SUSPENSION: "приостановление",
        EventKind.RESUMPTION: "возобновление",
    }
)  # fmt: skip
BY_HAND: Final = Label(css="doubt", sign="✎", text="от руки: заполняет специалист")
EXACT: Final = MappingProxyType({"day": "%d.%m.%Y", "month": "%m.%Y", "year": "%Y"})


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """A row as it was read, and how it looks."""

    number: str
    title: str
    """What happened and when."""
    said: tuple[str, ...]
    state: Label
    percent: str
    page: int
    picture: str | None


def entry_rows(case: Case, pictures: Mapping[int, bytes]) -> tuple[EntryRow, ...]:
    """Rows that have a picture: of a text layer nobody needs one. `pictures` by place in the history."""
    history = case.reading.history if case.reading else None
    entries = history.entries if history else ()
    return tuple(
        _row(entry, pictures.get(at)) for at, entry in enumerate(entries) if entry.hand != "text_layer" and entry.box
    )


def _row(entry: WorkEntry, picture: bytes | None) -> EntryRow:
    event = EVENTS[entry.event] if entry.event else ("период" if entry.table == "periods" else "что это, не прочитано")
    dates = [f"{one.day:{EXACT[one.exact]}}" for one in (entry.date, entry.end) if one]
    said = (entry.organisation, entry.position, entry.reason, entry.basis, _attested(entry))
    return EntryRow(
        number=str(entry.number) if entry.number else "",
        title=f"{event}, {'–'.join(dates) if dates else 'день не прочитан'}",
        said=tuple(part for part in said if part),
        state=BY_HAND if entry.hand == "handwritten" else words.sureness(entry.confidence),
        percent=words.percent(entry.confidence), page=entry.page,
        picture=data_uri(picture) if picture else None,
    )  # fmt: skip


def _attested(entry: WorkEntry) -> str:
    if entry.event is not EventKind.DISMISSAL:
        return ""
    told = {True: "есть", False: "нет", None: "не видно, есть ли"}
    return f"подпись: {told[entry.signed]}, печать: {told[entry.sealed]}"
