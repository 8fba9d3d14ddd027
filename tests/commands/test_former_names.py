"""Does a paper about a change of name explain a former surname on the same holder's other papers, and on no other's?"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import psutil
import pytest
from rich.console import Console

from commands.batch_run import Batch, run_batch
from commands.desk import Prepared
from commands.examine import Desk
from commands.former_names import EXPLAINS, FormerNames, same_holder
from commands.manifest import Entry
from commands.one import examine_one, tell_explaining
from commands.result import Result
from pipeline.cabinet.database import sqlite_url
from pipeline.case import Holder
from pipeline.settings import Settings
from tests.commands.former_names_cases import build_reader
from tests.fakes import VERSIONS

MARIA = {"last_name": "Воробьёва", "first_name": "Мария", "middle_name": "Петровна", "birth_date": "1990-05-14"}
WITH_SNILS = {**MARIA, "snils": "112-233-445 95"}
ANNA = {**MARIA, "first_name": "Анна"}
SETTINGS = Settings(document_base_seconds=20)


def entry(holder: dict[str, str], kind: str = EXPLAINS) -> Entry:
    return Entry(line=1, id="x", file=Path("x"), kind=kind, holder=Holder.model_validate(holder), declared={})


def approved(name: str, decision: str = "approved") -> Result:
    return {"decision": decision, "fields": {"previous_last_name": {"value": name}}}


@pytest.mark.parametrize(
    ("of_certificate", "of_paper", "explained"),
    [
        (MARIA, MARIA, True),
        (MARIA, {**MARIA, "last_name": "ВОРОБЬЕВА"}, True),
        (MARIA, WITH_SNILS, True),
        (WITH_SNILS, MARIA, True),
        (WITH_SNILS, {"snils": "11223344595", "last_name": "Синицына"}, True),
        (WITH_SNILS, {**WITH_SNILS, "snils": "08765430300"}, False),
        (MARIA, ANNA, False),
        (MARIA, {**MARIA, "birth_date": "1990-05-15"}, False),
        ({"last_name": "Воробьёва", "first_name": "Мария"}, {"last_name": "Воробьёва", "first_name": "Мария"}, False),
        ({}, {}, False),
    ],
)
def test_holders_are_the_same_by_snils_else_by_name_and_birth_date(
    of_certificate: dict[str, str], of_paper: dict[str, str], explained: bool
) -> None:
    names = FormerNames()
    names.learn(entry(of_certificate), approved("Синицына"))
    assert names.of(Holder.model_validate(of_paper)) == (("Синицына",) if explained else ())
    assert same_holder(Holder.model_validate(of_certificate), Holder.model_validate(of_paper)) is explained


def test_of_two_namesakes_born_on_one_day_nobody_is_taken_for_the_other() -> None:
    names = FormerNames()
    names.learn(entry(WITH_SNILS), approved("Синицына"))
    names.learn(entry({**WITH_SNILS, "snils": "08765430300"}), approved("Галкина"))
    assert names.of(Holder.model_validate(MARIA)) == ()
    assert names.of(Holder.model_validate(WITH_SNILS)) == ("Синицына",)


def test_only_an_approved_paper_about_a_change_of_name_explains() -> None:
    names = FormerNames()
    names.learn(entry(MARIA), approved("Синицына", "needs_review"))
    names.learn(entry(MARIA, kind="passport"), approved("Синицына"))
    names.learn(entry(MARIA), {"decision": "approved", "fields": {}})
    assert names.of(Holder.model_validate(MARIA)) == ()


# --- in a batch ------------------------------------------------------------------------------------------------


def make(home: Path, lines: list[tuple[str, str, dict[str, str], str]]) -> Batch:
    """A batch of (id, kind, holder, what the document says)."""
    rows: list[dict[str, Any]] = []
    for name, kind, holder, text in lines:
        path = home / f"{name}.pdf"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        rows.append({"id": name, "file": path.name, "kind": kind, "holder": holder})
    (home / "manifest.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    out = home / "results.jsonl"
    work = sqlite_url(out.with_name("results.jsonl.work"))
    return Batch(
        manifest=home / "manifest.jsonl", out=out, jobs=1, versions=VERSIONS, build=build_reader, keep_work=True,
        kinds=frozenset({"passport", EXPLAINS}),
        desk=Desk(settings=SETTINGS, registry_url=None, as_of=None, work_url=work),
    )  # fmt: skip


def decisions(batch: Batch) -> list[tuple[str, str]]:
    told = map(json.loads, batch.out.read_text(encoding="utf-8").splitlines())
    return [(result["id"], result["decision"]) for result in told]


def test_papers_that_explain_are_examined_first_and_results_stand_in_the_manifests_order(tmp_path: Path) -> None:
    batch = make(
        tmp_path,
        [
            ("diploma", "passport", WITH_SNILS, "shows Синицына"),
            ("annas", "passport", ANNA, "shows Синицына"),
            ("marriage", EXPLAINS, MARIA, "before Синицына"),
            ("doubtful", EXPLAINS, ANNA, "before Синицына doubtful"),
            ("other", "passport", MARIA, "shows Галкина"),
        ],
    )
    order: list[str] = []
    workers: set[int] = set()

    def seen(result: Result) -> None:
        order.append(result["id"])
        workers.update(child.pid for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline()))

    run_batch(batch, seen)
    assert order[:2] == ["marriage", "doubtful"]
    assert len(workers) == 1, "the engine is warmed up once"
    assert decisions(batch) == [
        ("diploma", "approved"), ("annas", "needs_review"), ("marriage", "approved"), ("doubtful", "needs_review"),
        ("other", "needs_review"),
    ]  # fmt: skip


def test_a_paper_that_comes_later_changes_what_it_explains_and_nothing_else(tmp_path: Path) -> None:
    lines = [("diploma", "passport", MARIA, "shows Синицына"), ("annas", "passport", ANNA, "shows Анна")]
    run_batch(make(tmp_path, lines))
    before = dict(decisions(make(tmp_path, lines)))
    assert before == {"diploma": "needs_review", "annas": "needs_review"}
    more = make(tmp_path, [*lines, ("marriage", EXPLAINS, MARIA, "before Синицына")])
    annas_last_look = last_look(tmp_path, "annas")
    run_batch(more)
    assert dict(decisions(more)) == {"diploma": "approved", "annas": "needs_review", "marriage": "approved"}
    assert last_look(tmp_path, "annas") == annas_last_look, "another holder's line is remembered"
    told: list[str] = []
    run_batch(more, lambda result: told.append(result["id"]))
    assert told == ["marriage", "diploma", "annas"]
    assert dict(decisions(more))["diploma"] == "approved", "also when all of it is remembered"


def last_look(home: Path, name: str) -> dict[str, float]:
    """Seconds by stage of a result: the same for one that was remembered."""
    told = map(json.loads, (home / "results.jsonl").read_text(encoding="utf-8").splitlines())
    return next(result["stages"] for result in told if result["id"] == name)


# --- beside one document ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("certificate", "decision", "said"),
    [("before Синицына", "approved", "approved"), ("before Синицына doubtful", "needs_review", "SEAL_MISSING")],
)
def test_one_document_is_examined_after_the_paper_that_explains_it(
    tmp_path: Path, certificate: str, decision: str, said: str
) -> None:
    desk = Desk(settings=SETTINGS, registry_url=None, as_of=None, work_url=None)
    ready = Prepared(desk=desk, kinds=frozenset(), versions=VERSIONS, faults=0)
    papers = []
    for name, kind, text in (("a.pdf", "passport", "shows Синицына"), ("b.pdf", EXPLAINS, certificate)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        papers.append(
            Entry(line=1, id=name, file=tmp_path / name, kind=kind, holder=Holder.model_validate(MARIA), declared={})
        )
    examined = examine_one(papers[0], papers[1:], build_reader, ready)
    assert examined.value["decision"] == decision
    console = Console(file=io.StringIO(), record=True, width=200)
    assert tell_explaining(examined, console), "both were examined"
    told = console.export_text()
    assert told.startswith("b.pdf: ")
    assert said in told
