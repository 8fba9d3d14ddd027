"""Workers for whose fake stages a document's text says which surname it changes, shows or explains."""

from __future__ import annotations

from dataclasses import replace

from commands.examine import Desk, examiner
from commands.manifest import Entry
from commands.pool import Examine
from pipeline.cabinet.database import open_database
from pipeline.cabinet.journal import MemoryJournal, SqlJournal
from pipeline.case import Case, Finding, Reading, Value, Weight
from pipeline.log import configure_log
from pipeline.stages.tools import Tools
from tests.fakes import Stages, runner, tools


def build_reader(desk: Desk) -> Examine:
    """For `run_pool`: «before Синицына» was read as the former surname, «shows Синицына» needs it explained."""
    configure_log("error")
    journal = SqlJournal(open_database(desk.work_url)) if desk.work_url else MemoryJournal()
    return examiner(runner(Stages({"extraction": read, "cross_check": compare})), tools_for, journal)


def tools_for(entry: Entry) -> Tools:
    """Tools whose original is the entry's file."""
    return replace(tools(), original=lambda _: entry.file.read_bytes())


def read(case: Case, tools: Tools) -> Case:
    match tools.original(case).decode().split():
        case ["before", name, *_]:
            value = Value(field="previous_last_name", value=name, raw=name, confidence=1.0, page=1)
            return case.with_(reading=Reading(kind_detected=case.claim.kind, fields={value.field: value}))
    return Stages.extraction(case, tools)


def compare(case: Case, tools: Tools) -> Case:
    order = tools.original(case).decode().split()
    if order[-1] == "doubtful":
        return case.with_(Finding(code="SEAL_MISSING", weight=Weight.REVIEW))
    if order[0] == "shows" and order[1] not in case.claim.former_last_names:
        return case.with_(Finding(code="SURNAME_CHANGED", weight=Weight.REVIEW))
    return case
