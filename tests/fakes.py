"""Stages, registers and workers that do what a test asks of them, also to misbehave."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np

from commands.examine import Desk, examiner, files_of, journal_of
from commands.pool import Examine
from pipeline.antivirus.protocol import OFF
from pipeline.case import (
    Box,
    Case,
    Claim,
    Decision,
    FileFacts,
    Finding,
    Holder,
    Line,
    Look,
    Outcome,
    Page,
    Reading,
    Reason,
    RegistryPerson,
    Upload,
    Weight,
    Word,
)
from pipeline.log import configure_log
from pipeline.reading.protocol import Floats, Layout, Pixels
from pipeline.registry.snapshot import NoRegistry
from pipeline.runner import Patience, Runner
from pipeline.stages.tools import Elsewhere, Stage, Tools

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
VERSIONS = {
    "pipeline": "0", "code.ocr": "c1", "code.cross_check": "c1", "rules": "u1", "ocr": "o1",
    "registry": "g1", "as_of": "2026-11-22",
}  # fmt: skip


def case(case_id: str = "a-1", *, kind: str = "passport", holder: Holder | None = None) -> Case:
    upload = Upload(name="a.pdf", size=3, sha256="abc")
    return Case(id=case_id, claim=Claim(kind=kind, holder=holder or Holder(), upload=upload))


def nothing(_case: Case) -> bytes:
    return b""


def tools(original: Callable[[Case], bytes] = nothing) -> Tools:
    """Tools whose engine and images no fake stage touches."""
    nobody = cast(Any, Elsewhere())
    return Tools(
        kinds={}, registry=NoRegistry(), looks=nobody, images=nobody, engine=nobody, pens=nobody, original=original,
        clock=lambda: NOON,
    )  # fmt: skip


class NoPens:
    """A net that sees no pen anywhere."""

    def pen(self, seen: Pixels) -> Floats:
        return np.full((1 + (seen.shape[1] - 1) // 8, 1 + (seen.shape[2] - 1) // 8), -9, np.float32)


class Stages:
    """Stages that fill their slots and count their runs; `instead` replaces some."""

    def __init__(self, instead: Mapping[str, Stage] | None = None) -> None:
        self.runs: list[str] = []
        self._instead = dict(instead or {})

    @property
    def sequence(self) -> tuple[tuple[str, Stage], ...]:
        names = ("virus_scan", "format_check", "esignatures", "ocr", "extraction", "cross_check", "decision")
        return tuple((name, self._counting(name, self._instead.get(name, getattr(self, name)))) for name in names)

    def _counting(self, name: str, stage: Stage) -> Stage:
        def counted(case: Case, tools: Tools) -> Case:
            self.runs.append(name)
            return stage(case, tools)

        return counted

    @staticmethod
    def virus_scan(case: Case, tools: Tools) -> Case:
        return case.with_(virus_scan=OFF)

    @staticmethod
    def format_check(case: Case, tools: Tools) -> Case:
        return case.with_(file=FileFacts(media_type="application/pdf", format="pdf", page_count=1))

    @staticmethod
    def esignatures(case: Case, tools: Tools) -> Case:
        return case.with_(esignatures=())

    @staticmethod
    def ocr(case: Case, tools: Tools) -> Case:
        word = Word(text="ДИПЛОМ", confidence=0.9, box=(10, 10, 60, 20))
        return case.with_(pages=(Page(number=1, width=100, height=50, lines=(Line(words=(word,), box=word.box),)),))

    @staticmethod
    def extraction(case: Case, tools: Tools) -> Case:
        return case.with_(reading=Reading(kind_detected=case.claim.kind))

    @staticmethod
    def cross_check(case: Case, tools: Tools) -> Case:
        return case.with_(Finding(code="DECLARED_MISMATCH", weight=Weight.NOTE))

    @staticmethod
    def decision(case: Case, tools: Tools) -> Case:
        codes = [finding.code for finding in case.findings if finding.weight is not Weight.NOTE]
        outcome = Outcome.NEEDS_REVIEW if codes else Outcome.APPROVED
        if "REGISTRY_UNAVAILABLE" in codes:
            outcome = Outcome.WAITING
        reasons = tuple(Reason(code=code, message="…", advice="…", correctable=False) for code in codes)
        return case.with_(decision=Decision(outcome=outcome, reasons=reasons, decided_at=tools.clock()))


def runner(stages: Stages, *, tries: int = 3, naps: list[float] | None = None, **versions: str) -> Runner:
    """A runner over fake stages that notes its naps instead of sleeping."""
    return Runner(
        sequence=stages.sequence, versions=VERSIONS | versions, patience=Patience(tries=tries, waits=(1.0, 4.0)),
        sleep=(naps if naps is not None else []).append,
    )  # fmt: skip


# --- eyes that see what a test tells them ------------------------------------------------------------------------


@dataclass
class WhiteImages:
    """Empty pictures of pages; the spots cut out are remembered, for the engine to know what it looks at."""

    spots: list[tuple[Page, Box]] = field(default_factory=list)

    def preview(self, case: Case, page: Page) -> Pixels:
        return np.full((page.height, page.width, 3), 255, np.uint8)

    def crop(self, case: Case, page: Page, box: Box, *, scale: float = 1.0) -> Pixels:
        self.spots.append((page, box))
        return np.full((box[3] - box[1], box[2] - box[0], 3), 255, np.uint8)


@dataclass
class ScriptedEngine:
    """Reads at a spot the word that stands there; `instead` says, by word, what each look in turn reads in its place.

    The last of these texts is read by all further looks. With `error` every reading fails.
    """

    images: WhiteImages
    instead: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sure: float = 0.95
    error: Exception | None = None
    version: str = "scripted"
    seen: dict[str, list[str]] = field(default_factory=dict)
    """For each word, in which ways it was looked at."""

    def read_spots(
        self, images: Sequence[Pixels], *, language: Literal["rus", "eng"], allowed: str = "", how: str = ""
    ) -> tuple[Look, ...]:
        if self.error:
            raise self.error
        return tuple(
            Look(how=how, text=self._read(page, box, allowed, how), confidence=self.sure)
            for page, box in self.images.spots[-len(images) :]
        )

    def _read(self, page: Page, box: Box, allowed: str, how: str) -> str:
        x0, y0, x1, y1 = box
        words = [
            word.text
            for line in page.lines
            for word in line.words
            if x0 <= (word.box[0] + word.box[2]) / 2 <= x1 and y0 <= (word.box[1] + word.box[3]) / 2 <= y1
        ]
        return "".join(
            symbol for symbol in " ".join(self._told(word, how) for word in words) if self._may(symbol, allowed)
        )

    def _told(self, word: str, how: str) -> str:
        told = self.instead.get(word, (word,))
        text = told[min(len(self.seen.setdefault(word, [])), len(told) - 1)]
        self.seen[word].append(how)
        return text

    @staticmethod
    def _may(symbol: str, allowed: str) -> bool:
        return not allowed or symbol in allowed

    def read_page(self, image: Pixels, *, layout: Layout = "page", dpi: int = 200) -> tuple[Line, ...]:
        raise AssertionError("pages are given")

    def read_lines(self, images: Sequence[Pixels]) -> tuple[Line | None, ...]:
        raise AssertionError("pages are given")


@dataclass(frozen=True)
class FixedRegistry:
    """Knows these people, whoever is asked for; with `error` it does not answer."""

    people: tuple[RegistryPerson, ...] = ()
    error: Exception | None = None
    version: str = "fixed"

    def find_people(self, holder: Holder) -> tuple[RegistryPerson, ...]:
        if self.error:
            raise self.error
        return self.people

    def find_by_number(self, kind: str, series: str | None, number: str) -> tuple[RegistryPerson, ...]:
        return self.find_people(Holder())


# --- workers whose document tells them how to misbehave ---------------------------------------------------------


def obey(case: Case, tools: Tools) -> Case:
    """An `ocr` that does what the document's text says, and notes each run in a file beside the work store."""
    order = tools.original(case).decode("utf-8", "replace").split()
    match order:
        case ["hang"]:
            time.sleep(600)
        case ["hang_in_a_child"]:
            subprocess.run(["sleep", "600"], check=True)
        case ["crash"]:
            os.kill(os.getpid(), signal.SIGSEGV)
        case ["swell"]:
            return case.with_(pages=(Page(number=len(bytearray(64 * 1024**3)), width=1, height=1),))
        case ["raise"]:
            raise LookupError("a secret surname")
        case ["slow"]:
            time.sleep(0.4)
    return Stages.ocr(case, tools)


def build_obedient(desk: Desk) -> Examine:
    """For `run_pool`: fake stages, the real journal, and a log of the runs of `ocr` beside the work store."""
    configure_log("error")
    import_module("pipeline.reading.images")  # slow to load: not on a document's time
    log = Path(desk.work_url.removeprefix("sqlite:///") + ".runs") if desk.work_url else None

    def noted(case: Case, tools: Tools) -> Case:
        if log:
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{case.id}\n")
        return obey(case, tools)

    return examiner(runner(Stages({"ocr": noted})), lambda entry: tools(files_of(entry).original), journal_of(desk))


def build_nothing(_desk: Desk) -> Examine:
    """A worker whose engine is not installed."""
    raise LookupError("no model for rus")


# --- registers ---------------------------------------------------------------------------------------------------


def registry_line(**members: object) -> str:
    """A line about an invented person; members may be replaced."""
    person: dict[str, object] = {
        "last_name": "Воробьёва", "first_name": "Мария", "middle_name": "Петровна", "birth_date": "1990-05-14",
        "snils": "11223344595", "inn": "500100732259", "previous_last_names": ["Синицына"],
        "documents": [
            {
                "kind": "higher_education_diploma", "status": "valid", "series": "107704", "number": "0123456",
                "issue_date": "2019-06-28", "hours": 144,
            }
        ],
        "employments": [{"organisation": "Больница", "position": "врач", "start": "2016-02-01", "end": None}],
    }  # fmt: skip
    return json.dumps(person | members, ensure_ascii=False)


def surnames(people: tuple[RegistryPerson, ...]) -> list[str]:
    return [person.last_name for person in people]
