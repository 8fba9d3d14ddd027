"""A migrated cabinet on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url, kept=2)
    migrate.upgrade(opened)
    yield opened
    opened.dispose()
