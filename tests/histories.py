"""Entries about work as they are read from a paper, built from a few words. All people and employers are invented."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pipeline.case import Cell, EventKind, Period, WorkDate, WorkEntry, WorkHistory

HOSPITAL = "ГБУЗ «Городская клиническая больница № 1»"
CLINIC = "ООО «Медицинский центр Ромашка»"
POLYCLINIC = "ГБУЗ «Городская поликлиника № 5»"


def day(russian: str) -> dt.date:
    """«14.02.2012»."""
    return dt.datetime.strptime(russian, "%d.%m.%Y").replace(tzinfo=dt.UTC).date()


def dated(russian: str) -> WorkDate:
    """Of «02.2012» the 15th, of «2012» the 1st of July."""
    if russian.count(".") == 1:
        return WorkDate(day=day(f"15.{russian}"), exact="month")
    if "." not in russian:
        return WorkDate(day=day(f"01.07.{russian}"), exact="year")
    return WorkDate(day=day(russian))


def event(
    what: EventKind | Literal["hire", "transfer", "dismissal", "renaming", "suspension", "resumption"] | None,
    date: str | None, organisation: str = HOSPITAL, position: str = "", *, text: str = "", **members: Any,
) -> WorkEntry:  # fmt: skip
    cells = (Cell(column="text", text=text, confidence=0.95),) if text else ()
    known: dict[str, Any] = {"page": 1, "hand": "text_layer", "confidence": 0.95, "cells": cells}
    return WorkEntry(
        **known | members, event=EventKind(what) if what else None, date=dated(date) if date else None,
        organisation=organisation, position=position,
    )  # fmt: skip


def row(first: str, last: str, organisation: str = HOSPITAL, **members: Any) -> WorkEntry:
    """Of the table of whole periods."""
    known: dict[str, Any] = {"page": 1, "hand": "text_layer", "confidence": 0.95, "table": "periods"}
    return WorkEntry(**known | members, date=dated(first), end=dated(last), organisation=organisation)


def history(*entries: WorkEntry) -> WorkHistory:
    return WorkHistory(entries=entries)


def shown(period: Period) -> str:
    """«врач-терапевт 01.03.2012–31.08.2019», «…–» while it goes on."""
    end = f"{period.end.day:%d.%m.%Y}" if period.end else ""
    return f"{period.position} {period.start.day:%d.%m.%Y}–{end}".strip()
