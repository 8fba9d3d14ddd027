"""What do the register and the rules say, now that a reviewer read a value? (asked in this process, at once)

The child that looks closer at pages is started by the first correction, and serves one at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Engine, select

from pipeline.cabinet.changes import Row
from pipeline.cabinet.database import reading
from pipeline.cabinet.follow_ups import former_last_names
from pipeline.cabinet.killers import SqlKillers
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.seen import SqlSeen
from pipeline.cabinet.work import RESULTS, claim_of, unpacked
from pipeline.case import Case
from pipeline.confined.warm import Files
from pipeline.reviews.again import examined_again, read_so_far
from pipeline.settings import Settings
from pipeline.stages.tools import Tools
from pipeline.wiring import build_clock, build_register, build_tools, build_trust
from pipeline.wiring_cabinet import Originals, now
from pipeline.wiring_child import Children, build_children, opened_with


class Again:
    """Examines with corrections. Safe to call from any thread."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings, self._engine = settings, engine
        self._lock = threading.Lock()
        self._built: tuple[Children, Tools] | None = None

    def with_readings(
        self, row: Row, results: Mapping[str, StageResult], said: Mapping[str, object]
    ) -> tuple[Case, Sequence[StageResult]]:
        """The case as it would be, and the results to keep. `said`: what of the claim is new. Raises `RetryLater`."""
        with reading(self._engine) as connection:
            former = former_last_names(connection, row["holder_key"])
            mine = (RESULTS.c.document_id == row["id"]) & (RESULTS.c.stage == "ocr")
            lines = unpacked(connection.execute(select(RESULTS.c.lines).where(mine)).scalar())
        claim = claim_of(row).model_copy(update={"former_last_names": former, **said})
        case = read_so_far(Case(id=str(row["id"]), claim=claim), results, lines)
        with self._lock:
            return examined_again(case, self._tools())

    def close(self) -> None:
        with self._lock:
            if self._built is not None:
                self._built[0].close()
                self._built = None

    def _tools(self) -> Tools:
        if self._built is None:
            settings = self._settings
            killers = SqlKillers(self._engine, opened_with(settings), now)
            children, originals = build_children(settings, build_trust(settings), killers), Originals(settings)
            files = Files(original=originals, signature=originals.signature)
            registry = build_register(settings, self._engine)
            tools = build_tools(settings, registry, build_clock(None), files, children)
            self._built = children, replace(tools, seen=SqlSeen(self._engine))
        return self._built[1]
