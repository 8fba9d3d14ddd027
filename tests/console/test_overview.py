"""Do supervisors see what goes on, and nobody else; and is what failed sent again when they say so?"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete, insert, select

from console.folding import fold_where_nobody_did
from pipeline.cabinet import accounts
from pipeline.cabinet.audit import AUDIT
from pipeline.cabinet.changes import NOTICES
from pipeline.cabinet.database import sqlite_url
from pipeline.cabinet.ids import new_id
from pipeline.cabinet.outbox import DELIVERIES
from pipeline.cabinet.overview.days import DAYS, fold_days
from pipeline.cabinet.reprocessing.selection import CHUNKS, ITEMS, RUNS
from pipeline.cabinet.sweeping import EVERY, SWEEPS, Turns
from pipeline.case import Outcome
from tests.cabinet.desk import Desk
from tests.cabinet.reviews.people import ANNA, Table
from tests.console.conftest import _migrated
from tests.console.server import Api, serving, settings_for
from tests.console.test_pages import HERE, Browser, add, come_in

pytestmark = pytest.mark.usefixtures("light_hashes")
PAGES = ("/console/overview", "/console/overview?days=90", "/console/operations")


@pytest.fixture
def console_both(migrated: str, tmp_path: Path) -> Iterator[Api]:
    with serving(settings_for(migrated, tmp_path, console_url=HERE)) as api:
        yield api


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Api]:
    url = _migrated(sqlite_url(tmp_path / "cabinet.db"))
    with serving(settings_for(url, tmp_path, console_url=HERE)) as api:
        yield api


@pytest.fixture
def browser(console: Api) -> Iterator[Browser]:
    made = Browser(console)
    with made.http:
        yield made


def table_of(api: Api) -> Table:
    table = Table(Desk(api.engine))
    table.desk.clock.time = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=10)
    return table


def plain(answer: httpx.Response) -> str:
    """Its words: one space between them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


@pytest.mark.parametrize("role", accounts.ROLES)
def test_they_are_for_supervisors_and_administrators(console: Api, browser: Browser, role: str) -> None:
    may = role in ("supervisor", "administrator")
    come_in(browser, add(console, role=role))
    for path in PAGES:
        assert browser.open(path).status_code == (200 if may else 403)
        assert (path.partition("?")[0] in browser.open("/console").text) is may
    assert browser.send("/console/operations", page="/console", all="yes").status_code == (303 if may else 403)


def test_what_was_decided_is_told_on_each_database(console_both: Api) -> None:
    table = table_of(console_both)
    for number in range(3):
        table.desk.decide(table.desk.upload(f"a{number}"), Outcome.APPROVED)
    table.doubtful("b", "FIELD_INVALID")
    held = table.next(ANNA)
    assert held is not None
    table.desk.clock.forward(seconds=40)
    table.decide(ANNA, held, Outcome.REJECTED, "SCAN_BLURRED")
    table.later()
    table.doubtful("c", "SEAL_MISSING")
    list(fold_days(console_both.engine, table.desk.clock()))
    browser = Browser(console_both)
    with browser.http:
        come_in(browser, add(console_both, role=accounts.SUPERVISOR))
        told = plain(browser.open("/console/overview?lang=en"))
    assert "Examined by the machine 5" in told
    assert "Approved without a person 60.0% 3" in told
    assert "Decided by people 1 answers: 1" in told
    assert "In the queue now 1 the oldest has waited" in told
    assert re.search(r"By reviewer .* anna 1 0 1 0 45 s", told)
    assert "SCAN_BLURRED" in told
    assert re.search(r"By version of the rules .* r1 5 60.0%", told)


def test_before_anything_is_summed_up_it_says_so_and_the_console_sums_up_itself(console: Api, browser: Browser) -> None:
    come_in(browser, add(console, role=accounts.SUPERVISOR))
    table = table_of(console)
    table.desk.decide(table.desk.upload("a"), Outcome.APPROVED)
    with console.engine.begin() as connection:  # whatever the thread beside the pages did already
        connection.execute(delete(DAYS))
        connection.execute(delete(SWEEPS))
    assert "Nothing is summed up yet" in plain(browser.open("/console/overview?lang=en"))
    fold_where_nobody_did(console.desk, threading.Event())
    told = plain(browser.open("/console/overview?lang=en"))
    assert "As of" in told
    assert "Approved without a person 100.0% 1" in told
    with console.engine.begin() as connection:
        connection.execute(delete(DAYS))
    fold_where_nobody_did(console.desk, threading.Event())  # it was done within the last two minutes
    assert "Nothing is summed up yet" in plain(browser.open("/console/overview"))
    assert browser.open("/console/overview?days=12").status_code == 200
    assert browser.open("/console/overview?days=x").status_code == 422


def failed(api: Api, document_id: str, *, channel: str = "webhook", error: str = "410") -> str:
    now = dt.datetime.now(dt.UTC)
    notice = f"evt_{new_id(now)}"
    with api.engine.begin() as connection:
        sequence = 100 + len(connection.execute(select(NOTICES.c.id)).all())
        connection.execute(
            insert(NOTICES).values(
                id=notice, document_id=document_id, sequence=sequence, event="status_changed", body={}, created_at=now,
                routed=True,
            )
        )  # fmt: skip
        connection.execute(
            insert(DELIVERIES).values(
                notice_id=notice, channel=channel, document_id=document_id, sequence=sequence, state="dead", tries=7,
                next_at=now, error=error,
            )
        )  # fmt: skip
    return notice


def test_a_notice_that_failed_is_sent_again_and_who_did_so_is_noted(console_both: Api) -> None:
    document_id = table_of(console_both).desk.upload("a")
    one, two = failed(console_both, document_id), failed(console_both, document_id, channel="email", error="<i>550</i>")
    browser = Browser(console_both)
    with browser.http:
        come_in(browser, add(console_both, login="vera", role=accounts.SUPERVISOR))
        shown = browser.open("/console/operations").text
        assert one in shown
        assert "<i>550" not in shown
        assert browser.send("/console/operations").status_code == 422
        sent = browser.send("/console/operations", notice=one, channel="webhook")
        assert (sent.status_code, sent.headers["location"]) == (303, "/console/operations?sent=1#notices")
        shown = browser.open("/console/operations?sent=1").text
        assert one not in shown
        assert two in shown
        assert browser.send("/console/operations", csrf="0" * 64, all="yes").status_code == 403
        assert browser.send("/console/operations", all="yes").headers["location"].endswith("sent=1#notices")
    with console_both.engine.connect() as connection:
        states = connection.execute(select(DELIVERIES.c.notice_id, DELIVERIES.c.state, DELIVERIES.c.tries)).all()
        noted = connection.execute(select(AUDIT.c.actor, AUDIT.c.why).where(AUDIT.c.action == "notices_sent_again"))
        assert [tuple(row) for row in noted] == [
            ("supervisor:vera", "webhook 1"),
            ("supervisor:vera", "all channels 1"),
        ]
    assert {tuple(row) for row in states} == {(one, "pending", 0), (two, "pending", 0)}


def test_sweeps_that_are_late_are_named_first(console: Api, browser: Browser) -> None:
    come_in(browser, add(console, role=accounts.ADMINISTRATOR))
    now = dt.datetime.now(dt.UTC)
    for name in EVERY:
        then = now - dt.timedelta(hours=3) if name == "terms" else now
        turns = Turns(console.engine, lambda then=then: then)  # type: ignore[misc]
        turn = turns.take(name, "w1")
        if turn is not None:  # else the console has the turn of `overview` just now
            turns.end(turn, done=3)
    told = plain(browser.open("/console/operations?lang=en"))
    assert "Late: terms" in told
    assert re.search(r"State terms .* 3 h ago 3 late", told)


def test_a_shadow_run_is_told_with_what_it_would_change(console_both: Api) -> None:
    now, run_id = dt.datetime.now(dt.UTC), new_id(dt.datetime.now(dt.UTC))
    table = table_of(console_both)
    papers = [table.desk.upload(f"a{number}") for number in range(3)]
    with console_both.engine.begin() as connection:
        connection.execute(
            insert(RUNS).values(
                id=run_id, selection={"codes": ["SEAL_MISSING"]}, shadow=True, state="done", actor="operator:x",
                created_at=now, finished_at=now, documents=3,
            )
        )  # fmt: skip
        counts = {"changed": 2, "same": 1}
        connection.execute(insert(CHUNKS).values(run_id=run_id, number=1, state="done", size=3, counts=counts))
        items = [
            {"run_id": run_id, "document_id": paper, "chunk": 1, "result": "same" if place == 2 else "changed",
             "tries": 0, "before": "rejected", "after": "approved", "reasons_before": ["SEAL_MISSING"],
             "reasons_after": []}
            for place, paper in enumerate(papers)
        ]  # fmt: skip
        connection.execute(insert(ITEMS), items)
    browser = Browser(console_both)
    with browser.http:
        come_in(browser, add(console_both, role=accounts.SUPERVISOR))
        assert f"/console/operations/runs/{run_id}" in browser.open("/console/operations").text
        told = plain(browser.open(f"/console/operations/runs/{run_id}?lang=en"))
        assert "3 of 3 done" in told
        assert re.search(r"What would change .* 2 rejected approved SEAL_MISSING", told)
        assert f"podlinnik reprocess apply {run_id}" in told
        assert browser.open(f"/console/operations/runs/{'0' * 26}").status_code == 404


def test_a_fault_of_ours_is_a_page_for_people_and_a_problem_for_programs(console: Api, browser: Browser) -> None:
    for path in ("/console/broken", "/v1/broken"):
        console.app.add_api_route(path, _broken)
    answer = browser.open("/console/broken?lang=en")
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["x-request-id"] in answer.text
    assert "Воробьёва" not in answer.text
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert browser.open("/v1/broken").json()["code"] == "OUR_FAULT"


def _broken() -> None:
    raise RuntimeError("Воробьёва")
