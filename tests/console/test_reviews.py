"""The review's pages, asked for as a browser asks: who may, what is noted, and what an old or forged form does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from pipeline.cabinet import accounts
from pipeline.cabinet.audit import AUDIT
from pipeline.cabinet.database import reading, sqlite_url
from pipeline.case import Outcome
from tests.cabinet.desk import Desk
from tests.console.conftest import _migrated
from tests.console.server import Api, serving, settings_for
from tests.console.test_pages import CSRF, HERE, Browser, add, come_in

pytestmark = pytest.mark.usefixtures("light_hashes")


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Api]:
    url = _migrated(sqlite_url(tmp_path / "cabinet.db"))
    with serving(settings_for(url, tmp_path, console_url=HERE)) as api:
        yield api


@pytest.fixture
def paper(console: Api) -> str:
    desk = Desk(console.engine)
    document_id = desk.upload()
    desk.decide(document_id, Outcome.NEEDS_REVIEW, "FIELD_INVALID")
    return document_id


Someone = Callable[..., Browser]


@pytest.fixture
def someone(console: Api) -> Iterator[Someone]:
    """Makes a browser of somebody who is signed in; with no role, of a stranger."""
    made: list[Browser] = []

    def make(role: str | None = accounts.REVIEWER, login: str = "kedrov") -> Browser:
        made.append(Browser(console))
        if role is not None:
            come_in(made[-1], add(console, login, role))
        return made[-1]

    yield make
    for each in made:
        each.http.close()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_only_who_reviews_sees_a_paper_and_each_look_is_noted(console: Api, someone: Someone, paper: str) -> None:
    for role in (accounts.AUDITOR, accounts.ADMINISTRATOR):
        browser = someone(role, f"not-{role}"[:20])
        for path in (
            "/console/reviews",
            "/console/reviews/bulk",
            f"/console/papers/{paper}",
            f"/console/papers/{paper}/pages/1",
        ):
            assert browser.open(path).status_code == 403
    stranger = someone(None)
    assert stranger.open(f"/console/papers/{paper}/pages/1").headers["location"] == "/console/sign-in"
    with reading(console.engine) as connection:
        assert connection.execute(select(AUDIT.c.seq).where(AUDIT.c.action == "page_opened")).all() == []
    browser = someone()
    assert browser.open(f"/console/papers/{paper}").status_code == 200
    with reading(console.engine) as connection:
        looks = connection.execute(
            select(AUDIT.c.actor, AUDIT.c.document_id, AUDIT.c.why).where(AUDIT.c.action == "page_opened")
        )
        assert [tuple(row) for row in looks] == [("reviewer:kedrov", paper, "page:0")]


def test_a_paper_that_is_not_there_is_told_so(someone: Someone) -> None:
    browser = someone()
    assert browser.open("/console/papers/01J00000000000000000000000").status_code == 404
    assert browser.open("/console/papers/' OR 1=1").status_code in (404, 422)
    assert browser.open("/console/reviews?at=yesterday").status_code == 422
    assert browser.open("/console/reviews?left_hours=soon").status_code == 422


def test_a_form_of_another_site_decides_nothing(someone: Someone, paper: str) -> None:
    browser = someone()
    browser.send("/console/reviews/next", page="/console/reviews")
    page = browser.open(f"/console/papers/{paper}").text
    form = {name: hidden(page, name) for name in ("token", "revision")} | {"outcome": "approve"}
    csrf = CSRF.search(page)
    assert csrf is not None
    address = f"/console/papers/{paper}/decide"
    for forged in (
        browser.http.post(address, data={**form, "csrf": csrf[1]}, headers={"Origin": "https://elsewhere.example"}),
        browser.http.post(address, data={**form, "csrf": "0" * 64}, headers={"Origin": HERE}),
    ):
        assert forged.status_code == 403
    assert (
        browser.http.post(address, data={**form, "csrf": csrf[1], "token": "0"}, headers={"Origin": HERE}).status_code
        == 409
    )
    done = browser.http.post(address, data={**form, "csrf": csrf[1]}, headers={"Origin": HERE})
    assert done.headers["location"].startswith("/console/reviews?undo=")


def test_a_rejection_says_why(someone: Someone, paper: str) -> None:
    browser = someone()
    browser.send("/console/reviews/next", page="/console/reviews")
    page = browser.open(f"/console/papers/{paper}").text
    form = {name: hidden(page, name) for name in ("token", "revision")}
    address = f"/console/papers/{paper}/decide"
    refused = browser.send(address, page=f"/console/papers/{paper}", outcome="reject", **form)
    assert refused.status_code == 422
    assert "Выберите хотя бы одну причину" in refused.text
    ours = browser.send(address, page=f"/console/papers/{paper}", outcome="reject", code_0="PROCESSING_FAILED", **form)
    assert ours.status_code == 422
    told = browser.send(
        f"/console/papers/{paper}/preview", page=f"/console/papers/{paper}", code_0="REVIEWER_REJECTED",
        found_o0="нет второй страницы",
    )  # fmt: skip
    assert "нет второй страницы" in told.text


def test_a_paper_goes_to_a_colleague_who_exists(someone: Someone, paper: str) -> None:
    browser = someone()
    browser.send("/console/reviews/next", page="/console/reviews")
    page = browser.open(f"/console/papers/{paper}").text
    form = {name: hidden(page, name) for name in ("token", "revision")}
    address = f"/console/papers/{paper}/hand-over"
    assert browser.send(address, page=f"/console/papers/{paper}", login="nobody", **form).status_code == 422
    other = someone(login="sosnina")
    assert (
        browser.send(address, page=f"/console/papers/{paper}", login="sosnina", note="Взгляни", **form).status_code
        == 303
    )
    taken = other.send("/console/reviews/next", page="/console/reviews")
    assert taken.headers["location"] == f"/console/papers/{paper}"
    assert "Взгляни" in other.open(f"/console/papers/{paper}").text
