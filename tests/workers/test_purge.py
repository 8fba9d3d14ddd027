"""Does a sweep purge what has served its time where the settings say so, and nothing elsewhere?"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from pipeline.cabinet.changes import DOCUMENTS
from pipeline.intake import NobodyHome
from pipeline.settings import Settings
from tests.workers.shop import Shop
from workers.purge import build_purge
from workers.sweeps import BY_NAME, Sweeper, run_sweep


def over(shop: Shop, count: int) -> list[str]:
    """Papers that were replaced long ago."""
    many = [shop.upload(f"paper {number}") for number in range(count)]
    with shop.engine.begin() as connection:
        connection.execute(update(DOCUMENTS).values(status="replaced"))
    shop.clock.forward(days=400)
    return many


@pytest.mark.parametrize("purge", [False, True])
def test_a_sweep_purges_only_where_it_is_set(shop: Shop, tmp_path: Path, purge: bool) -> None:
    many = over(shop, 23)
    settings = Settings(files=tmp_path / "files", purge=purge)
    sweeper = Sweeper(engine=shop.engine, doorbell=NobodyHome(), settings=settings, clock=shop.clock)
    done = run_sweep(BY_NAME["purge"], sweeper).done
    if not purge:
        assert done.total() == 0
        assert set(shop.statuses().values()) == {"replaced"}
        return
    assert dict(done) == {"documents": 23, "files": 23}
    assert shop.statuses() == dict.fromkeys(many, "purged")
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    assert run_sweep(BY_NAME["purge"], sweeper).done.total() == 0


def test_two_at_once_share_the_work(shop: Shop, tmp_path: Path) -> None:
    """Each goes on where the other has been: what one buried, the other does not meet."""
    over(shop, 30)
    settings = Settings(files=tmp_path / "files")
    one, other = (build_purge(settings, shop.engine, shop.clock) for _ in range(2))
    done = [0, 0]
    runs = [one.by_term(actor="operator:a"), other.by_term(actor="operator:b")]
    while runs:
        for place, run in enumerate(list(runs)):
            count = next(run, None)
            if count is None:
                runs.remove(run)
            else:
                done[place % 2] += count
    assert sum(done) == 30
    assert set(shop.statuses().values()) == {"purged"}
