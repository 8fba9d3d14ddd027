"""Are bytes that no document has removed, and only those?"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from sqlalchemy import Engine

from pipeline.cabinet.files import FolderStore
from pipeline.cabinet.orphans import KEPT_FOR, remove_orphans
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_intake
from tests.cabinet.desk import MARIA
from workers.sweeps import BY_NAME, Sweeper, run_sweep

NOW = dt.datetime.now(dt.UTC)
LATER = NOW + KEPT_FOR + dt.timedelta(days=1)


def kept(store: FolderStore, text: bytes) -> str:
    return store.keep([text], limit=100).sha256


def test_old_bytes_without_a_document_go_and_all_others_stay(engine: Engine, tmp_path: Path) -> None:
    settings = Settings(files=tmp_path)
    desk = build_intake(settings, engine)
    store = FolderStore(tmp_path)
    stored = desk.keep([b"a paper"])
    desk.submit(stored, name="a.pdf", kind="passport", holder=MARIA, declared={}, client="t")
    orphan, young = kept(store, b"an orphan"), kept(store, b"young")
    os.utime(tmp_path / young[:2] / young, (LATER.timestamp(), LATER.timestamp()))
    (tmp_path / ".incoming-cut").write_bytes(b"half")
    assert remove_orphans(engine, store, NOW, orphan[:2]) == 0, "it is too young"
    sweeper = Sweeper(engine=engine, doorbell=desk.doorbell, settings=settings, clock=lambda: LATER)
    assert run_sweep(BY_NAME["files"], sweeper).done["files"] == 2
    assert (store.has(stored.sha256), store.has(young), store.has(orphan)) == (True, True, False)
    assert not (tmp_path / ".incoming-cut").exists()


def test_bytes_that_were_kept_again_meanwhile_stay(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    orphan = kept(store, b"an orphan")
    kept(store, b"an orphan")
    assert not store.remove_old(orphan, NOW - KEPT_FOR)
    assert store.has(orphan)
