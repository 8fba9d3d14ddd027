"""A cabinet with people around it, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.cabinet.desk import Desk
from tests.cabinet.reviews.people import Table


@pytest.fixture
def table(engine: Engine) -> Table:
    return Table(Desk(engine))
