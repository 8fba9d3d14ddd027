"""A shop, and a post office, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database
from tests.workers.post import Post
from tests.workers.shop import Shop


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    engine = open_database(database_url, kept=2)
    migrate.upgrade(engine)
    yield Shop(engine=engine, folder=tmp_path)
    engine.dispose()


@pytest.fixture
def post(database_url: str) -> Iterator[Post]:
    engine = open_database(database_url, kept=2)
    migrate.upgrade(engine)
    yield Post(engine)
    engine.dispose()
