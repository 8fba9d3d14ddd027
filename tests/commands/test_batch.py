"""Is a batch what the contract says, also when its lines are bad and when it is interrupted?"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from commands.batch_run import Batch, remove_work, run_batch
from commands.examine import Desk, filing_of
from commands.faults import CallWrong
from commands.manifest import Entry
from commands.result import Result
from pipeline.cabinet.database import create_work_tables, open_database, sqlite_url
from pipeline.cabinet.holder import holder_key
from pipeline.cabinet.sealing.master import new_master_key, read_master_keys
from pipeline.cabinet.statuses import STAGES
from pipeline.case import Holder
from pipeline.settings import Settings
from tests.cabinet.whole import everything_in
from tests.fakes import VERSIONS, build_obedient

ROOT = Path(__file__).parent.parent.parent
SETTINGS = Settings(document_base_seconds=4, document_page_seconds=1, document_cap_seconds=5)

MakeBatch = Callable[..., Batch]


@pytest.fixture
def make(tmp_path: Path) -> MakeBatch:
    """A batch over documents that say how to behave; lines are dicts or raw bytes."""

    def make(orders: dict[str, str], lines: list[Any] | None = None, **more: Any) -> Batch:
        for name, order in orders.items():
            (tmp_path / f"{name}.pdf").write_text(order, encoding="utf-8")
        usual = [{"id": name, "file": f"{name}.pdf", "kind": "passport"} for name in orders]
        raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines or usual]
        (tmp_path / "manifest.jsonl").write_bytes(b"\n".join(raw) + b"\n")
        out = tmp_path / "results.jsonl"
        facts: dict[str, Any] = {"jobs": 2, "versions": VERSIONS}
        return Batch(
            manifest=tmp_path / "manifest.jsonl", out=out, desk=desk_of(tmp_path),
            kinds=frozenset({"passport"}), build=build_obedient, **(facts | more),
        )  # fmt: skip

    return make


def results(batch: Batch) -> list[Result]:
    return [json.loads(line) for line in batch.out.read_text(encoding="utf-8").splitlines()]


def runs_of_ocr(batch: Batch) -> Counter[str]:
    log = batch.work.with_name(batch.work.name + ".runs")
    return Counter(log.read_text().split()) if log.exists() else Counter()


def test_results_stand_in_the_manifests_order_and_say_what_the_contract_says(make: MakeBatch) -> None:
    batch = make({"a": "slow", "b": "", "c": ""})
    run_batch(batch)
    assert [result["id"] for result in results(batch)] == ["a", "b", "c"]
    first = results(batch)[0]
    assert first["decision"] == "approved"
    assert first["kind_detected"] == "passport"
    assert list(first["stages"]) == list(STAGES)
    assert first["pages"] == [{"width": 100, "height": 50, "rotation": 0}]
    assert first["versions"] == {"pipeline": "0", "rules": "u1", "ocr": "o1", "registry": "g1"}
    assert (first["fields"], first["notes"], first["employments"], first["correct_by"]) == ({}, [], [], None)
    assert not list(batch.out.parent.glob("*.work-*"))
    assert not batch.work.exists()


def test_bad_lines_say_where_and_what_and_the_rest_goes_on(make: MakeBatch) -> None:
    good = {"id": "a", "file": "a.pdf", "kind": "passport"}
    lines = [
        b"\xef\xbb\xbf" + json.dumps(good).encode() + b"\r",
        b"",
        b"{oops",
        b"[1]",
        b"\xff\xfe",
        {"file": "a.pdf", "kind": "passport"},
        {"id": "no-file", "kind": "passport"},
        {"id": "no-kind", "file": "a.pdf"},
        {"id": "odd", "file": "a.pdf", "kind": "love_letter"},
        good,
        {**good, "id": "born", "holder": {"birth_date": "14.05.1990"}},
        {**good, "id": "gone", "file": "gone.pdf"},
        {**good, "id": "folder", "file": "."},
        {**good, "id": "declared", "declared": {"number": ["1"]}},
        {**good, "id": "zero", "file": "a\0.pdf"},
        {**good, "id": "last", "holder": {"rank": 3, "last_name": "", "snils": None}, "declared": None, "extra": 1},
    ]
    batch = make({"a": ""}, lines)
    run_batch(batch)
    found = results(batch)
    assert [result.get("error", "").split(":")[0] for result in found] == [
        "", "line 3", "line 4", "line 5", "line 6", "line 7", "line 8", "line 9", "line 10", "line 11", "line 12",
        "line 13", "line 14", "line 15", "",
    ]  # fmt: skip
    by_id = {result["id"]: result for result in found if result["id"]}
    assert "file: missing" in by_id["no-file"]["error"]
    assert "love_letter" in by_id["odd"]["error"]
    assert "holder.birth_date" in by_id["born"]["error"]
    assert "1990" not in by_id["born"]["error"]
    assert by_id["gone"]["decision"] is None
    assert by_id["last"]["decision"] == "approved"


def test_one_that_hangs_or_crashes_goes_to_a_person_and_the_line_says_why(
    make: MakeBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commands.batch_run.BESIDE_SECONDS", 0)
    batch = make({"a": "crash", "b": "hang", "c": "raise", "d": ""})
    run_batch(batch)
    for result, why in zip(results(batch)[:3], ("SIGSEGV", "time limit", "LookupError"), strict=True):
        assert result["decision"] == "needs_review"
        assert [reason["code"] for reason in result["reasons"]] == ["PROCESSING_FAILED"]
        assert why in result["error"]
        assert "secret" not in json.dumps(result)
    assert results(batch)[3]["decision"] == "approved"


def test_what_was_done_before_an_interruption_is_not_examined_again(make: MakeBatch) -> None:
    batch = make(dict.fromkeys("abcdef", ""), jobs=1)

    def interrupt(_result: Result, seen: list[int] = []) -> None:  # noqa: B006  counts calls
        seen.append(1)
        if len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(batch, interrupt)
    assert not batch.out.exists()
    run_batch(batch)
    assert [result["id"] for result in results(batch)] == list("abcdef")
    counted = runs_of_ocr(batch)
    assert all(counted[name] == 1 for name in "abc")
    assert sum(counted.values()) <= 7  # one may have been under way


def test_changed_files_lines_and_rules_are_examined_again(make: MakeBatch, tmp_path: Path) -> None:
    batch = make({"a": "", "b": "", "c": ""}, keep_work=True)
    run_batch(batch)
    run_batch(batch)
    assert runs_of_ocr(batch) == {"a": 1, "b": 1, "c": 1}
    (tmp_path / "b.pdf").write_text("other", encoding="utf-8")
    run_batch(batch)
    assert runs_of_ocr(batch) == {"a": 1, "b": 2, "c": 1}
    told: list[Result] = []
    run_batch(make({"a": "", "b": "other"}, versions=VERSIONS | {"rules": "u2"}, keep_work=True), told.append)
    assert len(results(batch)) == 2
    assert runs_of_ocr(batch) == {"a": 1, "b": 2, "c": 1}, "new rules do not read pages again"


def test_a_second_batch_on_the_same_results_is_refused(make: MakeBatch) -> None:
    batch = make({"a": ""})

    def start_another(_result: Result) -> None:
        with pytest.raises(CallWrong, match="another batch"):
            run_batch(batch)

    run_batch(batch, start_another)


def test_a_foreign_file_in_the_work_stores_place_is_left_alone(make: MakeBatch) -> None:
    batch = make({"a": ""})
    batch.work.write_text("not a database, but somebody's notes " * 50, encoding="utf-8")
    with pytest.raises(CallWrong, match="move it away"):
        run_batch(batch)
    assert "notes" in batch.work.read_text(encoding="utf-8")


def test_the_work_store_shows_nobody_where_there_are_keys_and_wants_them_again(make: MakeBatch) -> None:
    """It lies beside the results for as long as a batch was interrupted, or is asked to stay."""
    plain = make({"a": ""}, keep_work=True)
    run_batch(plain)
    assert "approved" in everything_in_file(plain)
    remove_work(plain.work)

    key, other = new_master_key("one"), new_master_key("other")
    sealed = replace(plain, desk=replace(plain.desk, settings=with_keys(key)))
    for _ in range(2):
        run_batch(sealed)
    assert [result["decision"] for result in results(sealed)] == ["approved"]
    assert runs_of_ocr(sealed)["a"] == 2, "once open, once sealed, and not for the third"
    shown = everything_in_file(sealed)
    assert "sealed:1:" in shown
    assert "approved" not in shown
    for settings in (SETTINGS, with_keys(other)):
        with pytest.raises(CallWrong, match=r"PODLINNIK_MASTER_KEYS.*move it away"):
            run_batch(replace(plain, desk=replace(plain.desk, settings=settings)))


def test_whose_a_line_is_cannot_be_found_out_by_trying_where_there_are_keys(tmp_path: Path) -> None:
    entry = Entry(line=1, id="a", kind="passport", file=tmp_path, declared={}, holder=Holder(snils="11223344595"))
    keys = []
    for masters in (None, read_master_keys(new_master_key("one"))):
        engine = open_database(sqlite_url(tmp_path / f"{masters is None}.work"), masters=masters)
        create_work_tables(engine)
        keys.append(filing_of(engine, entry).holder_key)
        engine.dispose()
    assert keys[0] == holder_key(entry.holder)
    assert keys[1] not in (None, keys[0])


def with_keys(key: str) -> Settings:
    return SETTINGS.model_copy(update={"master_keys": SecretStr(key)})


def everything_in_file(batch: Batch) -> str:
    engine = open_database(sqlite_url(batch.work))
    shown = everything_in(engine)
    engine.dispose()
    return shown


def test_ctrl_c_leaves_no_process_and_loses_nothing(make: MakeBatch, tmp_path: Path) -> None:
    batch = make({f"d{number}": "slow" for number in range(12)}, jobs=1)
    code = (
        "import signal\n"
        "from commands.batch_run import run_batch\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from tests.commands.test_batch import revived\n"
        f"run_batch(revived({str(tmp_path)!r}), lambda r: print(r['id'], flush=True))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout
    done = [process.stdout.readline().strip() for _ in range(3)]
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=20)
    process.stdout.close()
    assert _is_gone(process.pid)
    run_batch(batch)
    assert len(results(batch)) == 12
    assert all(runs_of_ocr(batch)[name] == 1 for name in done)


def _is_gone(group: int) -> bool:
    """Within some seconds no process of the group is left."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def revived(folder: str) -> Batch:
    """The batch of a test's folder, in a process of its own."""
    home = Path(folder)
    return Batch(
        manifest=home / "manifest.jsonl", out=home / "results.jsonl", jobs=1, desk=desk_of(home), versions=VERSIONS,
        kinds=frozenset({"passport"}), build=build_obedient,
    )  # fmt: skip


def desk_of(home: Path) -> Desk:
    work = sqlite_url(home / "results.jsonl.work")
    return Desk(settings=SETTINGS, registry_url=None, as_of=None, work_url=work)
