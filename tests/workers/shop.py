"""A cabinet with files, documents and workers whose stages are quick and do as the document says."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Engine, select

from pipeline.cabinet import changes
from pipeline.cabinet.changes import DOCUMENTS, REASONS
from pipeline.cabinet.files import FolderStore
from pipeline.cabinet.statuses import STAGES
from pipeline.cabinet.uploads import Uploads
from pipeline.cabinet.work import Work
from pipeline.case import Case, Holder, RegistryUnavailable, RetryLater
from pipeline.intake import Intake, NobodyHome
from pipeline.rules.loader import load_kinds
from pipeline.runner import Patience, Runner
from pipeline.stages.tools import Stage, Tools
from tests.cabinet.desk import Clock
from tests.fakes import Stages
from tests.fakes import tools as fake_tools
from workers.carrier import Carrier, Limits
from workers.heartbeat import Heartbeat

KIND = "higher_education_diploma"


@dataclass
class Shop:
    """Everything shares one clock that stands still."""

    engine: Engine
    folder: Path
    clock: Clock = field(default_factory=Clock)
    rung: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.files = FolderStore(self.folder / "files")
        self.intake = Intake(
            uploads=Uploads(self.engine, self.clock), files=self.files, doorbell=NobodyHome(), kinds=frozenset({KIND})
        )

    def ring(self, document_id: str, *, lane: str, stage: str, token: int) -> None:
        self.rung.append((document_id, stage))

    def upload(self, text: str, *, lane: str = "interactive") -> str:
        stored = self.intake.keep(io.BytesIO(text.encode()))
        done = self.intake.submit(
            stored, name="a.pdf", kind=KIND, holder=Holder(snils="11223344595"), declared={}, client="t", lane=lane
        )
        return str(done.row["id"])

    def carrier(
        self, instead: Mapping[str, Stage] | None = None, *, serves: tuple[str, ...] = STAGES,
        stopping: Callable[[], bool] = lambda: False, hang_up: Callable[[int], None] = lambda _: None,
        limits: Limits | None = None,
    ) -> Carrier:  # fmt: skip
        tools = replace(
            fake_tools(lambda case: self.files.read(case.claim.upload.sha256)), kinds=load_kinds(), clock=self.clock
        )
        return Carrier(
            work=Work(self.engine, self.clock, stages=STAGES),
            runner=Runner(sequence=Stages(instead).sequence, versions={}, patience=Patience(tries=1), gives_up=False),
            tools=tools, doorbell=self, serves=frozenset(serves), owner="w1", stopping=stopping, hang_up=hang_up,
            limits=limits or Limits(lease=30, base=30, page=10, cap=60), heartbeat=Heartbeat(0.05),
        )  # fmt: skip

    def row(self, document_id: str) -> dict[str, object]:
        with self.engine.connect() as connection:
            return dict(changes.document(connection, document_id) or {})

    def reasons(self, document_id: str) -> list[str]:
        with self.engine.connect() as connection:
            query = select(REASONS.c.code).where(REASONS.c.document_id == document_id)
            return list(connection.execute(query).scalars())

    def statuses(self) -> dict[str, str]:
        with self.engine.connect() as connection:
            return {row.id: row.status for row in connection.execute(select(DOCUMENTS.c.id, DOCUMENTS.c.status))}


def failing(error: Exception) -> Stage:
    def stage(case: Case, tools: Tools) -> Case:
        raise error

    return stage


NO_REGISTER = failing(RegistryUnavailable("down"))
NO_ENGINE = failing(RetryLater("slow"))
