"""Can an operator have documents decided again, see what would change, stop and go on?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import workers.wiring
from commands.app import app
from commands.faults import CallWrong
from pipeline.cabinet import audit, migrate
from pipeline.cabinet.database import open_database
from pipeline.case import Outcome
from tests.workers.reruns import Rules, examine, worker
from tests.workers.shop import Shop
from workers.carrier import Carrier


@pytest.fixture
def site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Its worker has fake stages, whose rules are of another version than the documents were decided by."""
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setenv("DATABASE_URL", database_url)
    engine = open_database(database_url, kept=2)
    migrate.upgrade(engine)
    shop = Shop(engine=engine, folder=tmp_path)

    def build(*_: object, **__: object) -> Carrier:
        by = worker(shop, Rules("2"))
        carrier = shop.carrier(dict(by.runner.sequence))
        return Carrier(**{**carrier.__dict__, "runner": by.runner})

    monkeypatch.setattr(workers.wiring, "build_carrier", build)
    yield shop
    engine.dispose()


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["reprocess", *arguments], catch_exceptions=False)


def run_in(result: Result) -> str:
    found = re.search(r"run (\w{26})", result.stderr)
    assert found is not None
    return found[1]


def test_what_would_change_is_shown_written_to_a_file_and_applied(site: Shop, tmp_path: Path) -> None:
    paper = examine(site, site.upload("a"), Outcome.REJECTED, "SEAL_MISSING")
    examine(site, site.upload("b"))
    changes = tmp_path / "changes.jsonl"
    shown = call("start", "--shadow", "--out", str(changes))
    assert shown.exit_code == 0
    assert "1 changed, 1 same" in shown.output
    [line] = [json.loads(line) for line in changes.read_text(encoding="utf-8").splitlines()]
    assert (line["document_id"], line["before"], line["after"]) == (paper, "rejected", "approved")
    assert site.row(paper)["status"] == "rejected"
    assert "1 changed" in call("apply", run_in(shown)).output
    assert site.row(paper)["status"] == "approved"
    assert "applied" in call("list").output
    assert audit.verify(site.engine) is None
    table = tmp_path / "changes.csv"
    assert paper in call("show", run_in(shown), "--out", str(table)).output
    assert f"{paper},higher_education_diploma,rejected,approved,SEAL_MISSING,," in table.read_text(encoding="utf-8")


def test_documents_are_selected_by_what_the_options_say(site: Shop, tmp_path: Path) -> None:
    paper = examine(site, site.upload("a"), Outcome.REJECTED, "SEAL_MISSING")
    examine(site, site.upload("b"))
    assert "1 of 1 documents" in call("start", "--shadow", "--reason", "SEAL_MISSING", "--status", "rejected").output
    assert "0 of 0 documents" in call("start", "--shadow", "--decided-to", "2026-11-21").output
    assert "2 of 2 documents" in call("start", "--shadow", "--decided-from", "2026-11-22", "--rules-not", "9").output
    ids = tmp_path / "ids"
    ids.write_text(f"{paper}\n", encoding="ascii")
    assert "1 of 1 documents" in call("start", "--ids", str(ids)).output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("start", "--reason", "SEAL_MISING"), "SEAL_MISING"),
        (("start", "--decided-from", "yesterday"), "YYYY-MM-DD"),
        (("start", "--ids", "nowhere"), "nowhere"),
        (("status", "nobody"), "no run nobody"),
        (("apply", "nobody"), "no run nobody"),
    ],
)
def test_what_cannot_be_followed_is_said(site: Shop, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(CallWrong, match=said):
        call(*arguments)


def test_a_run_is_cancelled(site: Shop) -> None:
    examine(site, site.upload("a"))
    run_id = run_in(call("start", "--shadow"))
    with pytest.raises(CallWrong, match="is done"):
        call("cancel", run_id)
    with pytest.raises(CallWrong, match="is done"):
        call("resume", run_id)
