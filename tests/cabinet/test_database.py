"""Are connections closed when nobody wants them any more?"""

from __future__ import annotations

import pytest

from pipeline.cabinet.database import open_database


@pytest.mark.services
def test_a_connection_in_use_while_its_engine_is_disposed_of_is_closed_when_it_is_given_back(postgres_url: str) -> None:
    engine = open_database(postgres_url, kept=1)
    with engine.connect() as late:
        raw = late.connection.dbapi_connection
        engine.dispose()
        assert raw is not None
        assert not raw.closed  # type: ignore[attr-defined]
    assert raw.closed  # type: ignore[attr-defined]
    with engine.connect() as kept:
        raw = kept.connection.dbapi_connection
    assert not raw.closed, "others stay open for whoever comes next"  # type: ignore[union-attr]
    engine.dispose()
    assert raw.closed  # type: ignore[union-attr]
