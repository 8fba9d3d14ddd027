"""Stages that do as the document says, at a price.

A document is a JSON text: `{"number": "0000017", "fate": "approved"}`. The recogniser takes the time that it is given;
the register is really asked; what it says and the fate make the decision.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.case import (
    Case,
    CrossCheck,
    Decision,
    FileFacts,
    Finding,
    Line,
    Outcome,
    Page,
    Reading,
    Reason,
    Value,
    Weight,
    Word,
)
from pipeline.rules.validity import correct_by
from pipeline.stages.tools import Stage, Tools

KIND = "higher_education_diploma"
WORDS_A_LINE, LINES_A_PAGE = 6, 8


@dataclass(frozen=True, kw_only=True)
class Standin:
    """`seconds` is the recogniser's price; with `asks` the register is asked."""

    seconds: float = 0.05
    asks: bool = True

    @property
    def sequence(self) -> tuple[tuple[str, Stage], ...]:
        return (
            ("format_check", format_check),
            ("ocr", self.ocr),
            ("extraction", extraction),
            ("cross_check", self.cross_check),
            ("decision", decision),
        )

    def ocr(self, case: Case, tools: Tools) -> Case:
        told = told_by(case, tools)
        time.sleep(self.seconds)
        lines = tuple(line(number, told["number"]) for number in range(LINES_A_PAGE))
        return case.with_(pages=(Page(number=1, width=1000, height=700, lines=lines),))

    def cross_check(self, case: Case, tools: Tools) -> Case:
        if not self.asks or case.reading is None:
            return case.with_(cross_check=CrossCheck(person_found=False))
        number = str(case.reading.fields["number"].value)
        found = tools.registry.find_by_number(KIND, None, number)
        missing = () if found else (Finding(code="REGISTRY_NOT_FOUND", weight=Weight.REJECT),)
        return case.with_(*missing, cross_check=CrossCheck(person_found=bool(found)))


def told_by(case: Case, tools: Tools) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(tools.original(case))
    return told


def format_check(case: Case, tools: Tools) -> Case:
    told_by(case, tools)
    return case.with_(file=FileFacts(media_type="application/json", format="pdf", page_count=1))


def line(number: int, text: str) -> Line:
    words = tuple(
        Word(text=f"{text}-{n}", confidence=0.9, box=(100 * n, 20 * number, 100 * n + 90, 20 * number + 15))
        for n in range(WORDS_A_LINE)
    )
    return Line(words=words, box=(0, 20 * number, 600, 20 * number + 15))


def extraction(case: Case, tools: Tools) -> Case:
    number = (case.pages or ())[0].lines[0].words[0].text.split("-")[0]
    value = Value(field="number", value=number, raw=number, confidence=0.99, page=1, box=(0, 0, 90, 15))
    return case.with_(reading=Reading(kind_detected=KIND, fields={"number": value}))


def decision(case: Case, tools: Tools) -> Case:
    now = tools.clock()
    fate = Outcome(told_by(case, tools)["fate"]) if not case.stopped else Outcome.NEEDS_REVIEW
    codes = [finding.code for finding in case.findings]
    if fate is Outcome.REJECTED:
        codes.append("EXPIRED")
    outcome = fate if not codes or fate is not Outcome.APPROVED else Outcome.REJECTED
    reasons = tuple(Reason(code=code, message="…", advice="…", correctable=True) for code in codes)
    until = correct_by(now, None) if outcome is Outcome.REJECTED else None
    return case.with_(decision=Decision(outcome=outcome, reasons=reasons, correct_by=until, decided_at=now))
