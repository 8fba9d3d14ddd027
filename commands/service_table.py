"""How does a person see periods of work and their sum?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from pipeline.acts.phrases import UNEXACT, span
from pipeline.cabinet.result_line import work_members
from pipeline.case import EmploymentCheck, Finding, Span, Weight
from pipeline.rules.reasons import render

SOURCES = {"paper": "документ", "registry": "реестр", "reviewer": "специалист"}


def show_service(check: EmploymentCheck, findings: Sequence[Finding], console: Console) -> None:
    """The table, the sum, and what a person has to look at."""
    told = work_members(check)
    show_work(told["employments"], told["service"], console)
    lines = dict.fromkeys(
        render(one.code, found=one.found, expected=one.expected, page=one.page, field=one.field).message
        for one in findings
        if one.weight is not Weight.NOTE
    )
    for line in lines:
        console.print(Text.assemble("  • ", line))


def show_work(employments: Sequence[dict[str, Any]], service: dict[str, Any], console: Console) -> None:
    """Members of a result line about work."""
    if not employments:
        console.print("\nПериодов работы не прочитано", style="bold")
        return
    table = Table(
        "№", Column("Организация", overflow="fold"), Column("Должность", overflow="fold"),
        Column("С", no_wrap=True), Column("По", min_width=10), "Срок", Column("Подтверждают", overflow="fold"),
    )  # fmt: skip
    for number, each in enumerate(employments, start=1):
        table.add_row(
            str(number), Text(_organisation(each)), _position(each),
            _day(each, "start"), _day(each, "end"), _span(each["service"]),
            ", ".join(SOURCES[one] for one in each["confirmed_by"]),
        )  # fmt: skip
    console.print(table)
    console.print(Text(f"Общий стаж: {_span(service['total'])}", style="bold"))
    console.print(Text(f"По медицинским должностям: {_span(service['in_specialty'])}", style="bold"))
    if service["current"]:
        console.print(f"Работа, которая продолжается, учтена по {_russian(service['counted_to'])}", highlight=False)
    for gap in service["gaps"]:
        console.print(f"Перерыв: {_russian(gap['start'])}–{_russian(gap['end'])}", highlight=False)
    for exact, words in UNEXACT.items():
        if any(exact in (each["start_exact"], each["end_exact"]) for each in employments):
            console.print(f"{MARKS[exact]} {words}", highlight=False)


MARKS = {"month": "≈", "year": "≈≈"}


def _position(each: dict[str, Any]) -> Text:
    """Dim where it is no medical one."""
    return Text(each["position"] or each["medical_position"] or "—", style="" if each["medical_position"] else "dim")


def _organisation(each: dict[str, Any]) -> str:
    former = f" (прежде {', '.join(each['former_organisations'])})" if each["former_organisations"] else ""
    return f"{each['organisation'] or '—'}{former}{', по совместительству' if each['second_job'] else ''}"


def _day(each: dict[str, Any], which: str) -> str:
    if each[which] is None:
        return "по настоящее время"
    return f"{MARKS.get(each[f'{which}_exact'], '')}{_russian(each[which])}"


def _russian(day: str | None) -> str:
    return f"{dt.date.fromisoformat(day):%d.%m.%Y}" if day else "—"


def _span(length: dict[str, int] | None) -> str:
    return span(Span(**length)) if length else "—"
