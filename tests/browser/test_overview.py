"""The overview and operations as a supervisor sees them, in a real browser: light, dark, on a tablet, by keyboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import insert

from pipeline.cabinet import accounts
from pipeline.cabinet.outbox import DELIVERIES, NOTICES
from pipeline.cabinet.overview.days import fold_days
from pipeline.case import Outcome
from tests.browser.axe import assert_accessible
from tests.browser.chromium import DESK, TABLET, Reader
from tests.browser.pictures import keep_picture
from tests.browser.site import Site
from tests.cabinet.desk import Desk
from tests.cabinet.reviews.people import ANNA, BORIS, Table

NewReader = Callable[..., Reader]


@pytest.fixture
def filled(site: Site) -> Site:
    """Three days' decisions, people's among them, and a notice that failed."""
    table = Table(Desk(site.api.engine))
    table.desk.clock.time = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
    for day in range(3):
        for number in range(4 + day):
            table.desk.decide(table.desk.upload(f"a{day}{number}"), Outcome.APPROVED)
        table.desk.decide(table.desk.upload(f"b{day}"), Outcome.REJECTED, "SCAN_BLURRED")
        for who, name, outcome in ((ANNA, "c", Outcome.APPROVED), (BORIS, "d", Outcome.REJECTED)):
            paper = table.doubtful(f"{name}{day}", "SEAL_MISSING")
            held = table.next(who)
            assert held is not None
            table.desk.clock.forward(seconds=25 + 40 * day)
            table.decide(who, held, outcome, *(("SCAN_GLARE",) if outcome is Outcome.REJECTED else ()))
            table.later()
        table.desk.clock.forward(days=1)
    table.doubtful("e", "FIELD_INVALID")
    list(fold_days(site.api.engine, dt.datetime.now(dt.UTC)))
    with site.api.engine.begin() as connection:
        notice = {"id": "evt_01M8J4RQD011FB6CF5CF5BC650", "document_id": paper, "sequence": 99, "routed": True}
        now = dt.datetime.now(dt.UTC)
        connection.execute(insert(NOTICES).values(event="status_changed", body={}, created_at=now, **notice))
        connection.execute(
            insert(DELIVERIES).values(
                notice_id=notice["id"], channel="webhook", document_id=paper, sequence=99, state="dead", tries=7,
                next_at=now, error="HTTP 410",
            )
        )  # fmt: skip
    return site


@pytest.mark.parametrize(("scheme", "viewport"), [("light", DESK), ("dark", DESK), ("light", TABLET)])
def test_supervisors_pages_are_for_everybody(
    filled: Site, new_reader: NewReader, scheme: str, viewport: dict[str, int]
) -> None:
    reader = new_reader(color_scheme=scheme, viewport=viewport)
    filled.signed_in(reader.context, "vera", accounts.SUPERVISOR)
    page = reader.page()
    for path, heading in (("/console/overview", "Обзор"), ("/console/operations", "Обслуживание")):
        page.goto(f"{filled.url}{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        if viewport is DESK:
            keep_picture(page, f"{path.rpartition('/')[2]}-{scheme}")


def test_a_chart_is_a_picture_with_a_name_and_its_numbers_open_by_keyboard(filled: Site, reader: Reader) -> None:
    filled.signed_in(reader.context, "vera", accounts.SUPERVISOR)
    page = reader.page()
    page.goto(f"{filled.url}/console/overview?days=30")
    expect(page.get_by_role("img", name="Что решила машина по дням")).to_be_visible()
    colours = page.evaluate(
        "['c1', 'c2', 'c3'].map(one => getComputedStyle(document.querySelector(`.chart rect.${one}`)).fill)"
    )
    assert len(set(colours)) == 3
    first = page.locator("figure").first
    expect(first.get_by_role("table")).to_be_hidden()
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first.get_by_role("table")).to_contain_text("передано человеку")
    expect(first.get_by_role("row")).to_have_count(31)


def test_a_notice_is_sent_again_by_one_press(filled: Site, reader: Reader) -> None:
    filled.signed_in(reader.context, "vera", accounts.SUPERVISOR)
    page = reader.page()
    page.goto(f"{filled.url}/console/operations")
    page.get_by_role("button", name="Отправить снова: evt_01M8J4RQD011FB6CF5CF5BC650").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Поставлено в отправку: 1.")
    expect(page.get_by_text("Таких нет.")).to_be_visible()
