"""A real browser, an installation of its own for each test, and people in front of them.

    def test_a_page(site: Site, reader: Reader) -> None:
        site.signed_in(reader.context, "kedrov")            # or site.sign_in_first(page, …): through the pages
        page = reader.page()
        page.goto(f"{site.url}/console")
        assert_accessible(page)                             # tests.browser.axe
        keep_picture(page, "home")                          # tests.browser.pictures

`site` is on SQLite and has nobody who examines; `whole_site` is on PostgreSQL and Redis, with a worker that reads
papers. `new_reader` gives more browsers: of two people, of a telephone (`viewport=TELEPHONE`), dark, without scripts.
After a test nobody's page may have said an error (of a script, of the Content-Security-Policy), nor asked another host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from pipeline.cabinet.database import sqlite_url
from tests.browser.chromium import Reader, chromium_running
from tests.browser.site import Site, site_running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_running() as browser:
        yield browser


@pytest.fixture
def site(tmp_path: Path, light_hashes: None) -> Iterator[Site]:
    with site_running(sqlite_url(tmp_path / "cabinet.db"), tmp_path) as running:
        yield running


@pytest.fixture
def whole_site(postgres_url: str, redis_url: str, tmp_path: Path, light_hashes: None) -> Iterator[Site]:
    with site_running(postgres_url, tmp_path, redis_url=redis_url) as running:
        running.know_people()
        running.start_worker()
        yield running


@pytest.fixture
def new_reader(chromium: Browser) -> Iterator[Callable[..., Reader]]:
    """Makes one more browser of somebody's own; what goes wrong in it fails the test."""
    made: list[Reader] = []

    def make(**more: Any) -> Reader:
        made.append(Reader(chromium, **more))
        return made[-1]

    yield make
    for each in made:
        each.close()
    assert [fault for each in made for fault in each.faults] == []
    hosts = {host.rpartition(":")[0] for each in made for host in each.hosts}
    assert hosts <= {"127.0.0.1", "localhost"}, "nothing is loaded from other hosts"


@pytest.fixture
def reader(new_reader: Callable[..., Reader]) -> Reader:
    return new_reader()
