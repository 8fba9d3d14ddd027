"""A migrated cabinet, and the API before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.settings import Settings
from tests.console.server import Api, serving, settings_for


@pytest.fixture
def migrated(database_url: str) -> str:
    """Each database in turn, with its tables."""
    return _migrated(database_url)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a cabinet in SQLite."""
    return settings_for(_migrated(sqlite_url(tmp_path / "cabinet.db")), tmp_path)


@pytest.fixture
def api_both(migrated: str, tmp_path: Path) -> Iterator[Api]:
    """On each database in turn."""
    with serving(settings_for(migrated, tmp_path)) as api:
        yield api


@pytest.fixture
def api(settings: Settings) -> Iterator[Api]:
    with serving(settings) as api:
        yield api


def _migrated(url: str) -> str:
    engine: Engine = open_database(url)
    migrate.upgrade(engine)
    engine.dispose()
    return url
