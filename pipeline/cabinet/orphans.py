"""Which stored bytes belong to no document? (an upload that was refused, or cut off, after its bytes were kept; an act
that was drawn in vain)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Engine, select

from pipeline.cabinet.acts import ACTS
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import reading
from pipeline.cabinet.files import FileStore

KEPT_FOR = dt.timedelta(days=7)
"""Long after whatever was handing them in has ended, and long enough to notice a database that was restored wrongly."""
PORTION = 500
PREFIXES = tuple(f"{number:02x}" for number in range(256))


def remove_orphans(engine: Engine, files: FileStore, now: dt.datetime, prefix: str) -> int:
    """Remove old files of that prefix that no document has; how many. Raises `DatabaseUnavailable`, `OSError`."""
    hashes = list(files.listed(prefix))
    removed = 0
    for start in range(0, len(hashes), PORTION):
        portion = hashes[start : start + PORTION]
        for sha256 in sorted(set(portion) - _known(engine, portion)):
            removed += files.remove_old(sha256, now - KEPT_FOR)
    return removed


def _known(engine: Engine, hashes: Sequence[str]) -> set[str]:
    with reading(engine) as connection:
        return {
            sha256
            for column in (DOCUMENTS.c.sha256, DOCUMENTS.c.signature_sha256, ACTS.c.sha256)
            for sha256 in connection.execute(select(column).where(column.in_(hashes))).scalars()
        }
