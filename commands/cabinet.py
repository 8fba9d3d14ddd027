"""Is the cabinet's database there, with the tables of this version?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from commands.faults import CallWrong
from pipeline.cabinet import migrate
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.cabinet.sealing.key_ring import ColumnLocked


@contextlib.contextmanager
def a_current_cabinet(engine: Engine) -> Iterator[None]:
    """Raises `CallWrong` where the database cannot be reached, or is not what this version works with."""
    with a_database():
        if not migrate.is_current(engine):
            raise CallWrong("the database has not the tables of this version: podlinnik database upgrade")
        yield


@contextlib.contextmanager
def a_file_store(remedy: str) -> Iterator[None]:
    """Raises `CallWrong` in place of a file store's errors. Within `a_current_cabinet`, which sees to the database."""
    try:
        yield
    except OSError as error:
        raise CallWrong(f"the file store cannot be used ({error.strerror or error}): {remedy}") from None


@contextlib.contextmanager
def a_database() -> Iterator[None]:
    """Raises `CallWrong` in place of the database's errors."""
    try:
        yield
    except ColumnLocked as error:
        raise CallWrong(str(error)) from None
    except (SQLAlchemyError, DatabaseUnavailable, OSError) as error:
        cause = getattr(error, "orig", None) or error
        raise CallWrong(
            f"the database cannot be used ({type(cause).__name__}): check DATABASE_URL and that the server runs"
        ) from None
