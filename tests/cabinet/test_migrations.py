"""Do the steps lead to the code's tables and back, on both databases?"""

from __future__ import annotations

from sqlalchemy import inspect

from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database
from pipeline.registry.snapshot import PEOPLE, REGISTRY_TABLES


def test_the_steps_make_the_tables_of_the_code_and_take_them_away(database_url: str) -> None:
    engine = open_database(database_url)
    for _ in range(2):
        migrate.upgrade(engine)
        assert migrate.is_current(engine)
        migrate.check(engine)
        migrate.downgrade(engine, "base")
        assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
        assert migrate.version(engine) is None


def test_a_register_imported_before_the_first_step_is_kept(database_url: str) -> None:
    engine = open_database(database_url)
    PEOPLE.metadata.create_all(engine, tables=list(REGISTRY_TABLES))
    migrate.upgrade(engine)
    migrate.check(engine)


def test_migrating_what_is_current_changes_nothing(database_url: str) -> None:
    engine = open_database(database_url)
    migrate.upgrade(engine)
    migrate.upgrade(engine)
    assert migrate.version(engine) == migrate.newest()
