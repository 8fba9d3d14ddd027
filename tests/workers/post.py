"""A cabinet that makes notices, and a channel that takes them, refuses them, or is killed over them."""

from __future__ import annotations

import datetime as dt
import threading
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine, select

from pipeline.cabinet.outbox import DELIVERIES, Notice
from pipeline.case import Holder, Outcome
from tests.cabinet.desk import MARIA, Clock, Desk, new_upload
from workers.channels.protocol import Recipient, Refused, TryAgain
from workers.deliver import Tally, deliver

CONTACTS = {"email": "maria@example.org", "phone": "+7 916 123-45-67"}


class Killed(BaseException):
    """The process is no more."""


@dataclass
class Ear:
    """A channel of one's own. Script, a try each: `ok`, `again`, `down`, `no`, `killed` (unheard), `unsaid` (heard, and
    killed before that was recorded); then always `then`.
    """

    name: str = "webhook"
    to_applicant: bool = False
    seconds: float = 1.0
    lanes: int = 1
    script: deque[str] = field(default_factory=deque)
    then: str = "ok"
    heard: list[Notice] = field(default_factory=list)
    met: list[Recipient] = field(default_factory=list, repr=False)
    tried: list[Notice] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def deliver(self, notice: Notice, recipient: Recipient) -> None:
        with self.lock:
            self.tried.append(notice)
            does = self.script.popleft() if self.script else self.then
            if does in {"ok", "unsaid"}:
                self.heard.append(notice)
                self.met.append(recipient)
        match does:
            case "again" | "down":
                raise TryAgain("503", down=does == "down")
            case "no":
                raise Refused("400")
            case "killed" | "unsaid":
                raise Killed

    def says(self, *behaviours: str, then: str = "ok") -> None:
        self.script, self.then = deque(behaviours), then

    @property
    def sequences(self) -> list[int]:
        return [notice.sequence for notice in self.heard]

    def of(self, document_id: str) -> list[int]:
        return [notice.sequence for notice in self.heard if notice.document_id == document_id]


@dataclass
class Post:
    """A desk whose documents have contacts, and a way to have their notices delivered."""

    engine: Engine
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.desk = Desk(self.engine, self.clock)

    def upload(self, name: str = "a", *, contacts: Mapping[str, str] = CONTACTS, holder: Holder = MARIA) -> str:
        new = replace(new_upload(name, holder=holder), contacts=contacts)
        return str(self.desk.uploads.submit(new).row["id"])

    def decided(self, name: str = "a", outcome: Outcome = Outcome.APPROVED, *codes: str, **more: object) -> str:
        """Uploaded, examined and decided: three notices."""
        document_id = self.upload(name, **more)  # type: ignore[arg-type]
        self.desk.decide(document_id, outcome, *codes)
        return document_id

    def run(self, *ears: Ear) -> Tally:
        return deliver(self.engine, ears, self.clock)

    def run_until_settled(self, *ears: Ear, most: int = 60) -> None:
        """As a sweep does, hour after hour; whoever is killed is started again."""
        for _ in range(most):
            try:
                done = self.run(*ears)
            except Killed:
                done = None
            if done is not None and done.done == 0 and not self.states().get("pending"):
                return
            self.clock.forward(hours=3)
        raise AssertionError(f"never settled: {self.states()}")

    def states(self) -> dict[str, int]:
        with self.engine.connect() as connection:
            rows = connection.execute(select(DELIVERIES.c.state)).scalars().all()
        return {state: rows.count(state) for state in set(rows)}

    def row(self, notice_id: str, channel: str = "webhook") -> dict[str, object]:
        query = select(DELIVERIES).where(DELIVERIES.c.notice_id == notice_id, DELIVERIES.c.channel == channel)
        with self.engine.connect() as connection:
            return dict(connection.execute(query).mappings().one())


def first_of_each(heard: Iterable[Notice]) -> list[Notice]:
    """Without those that came before."""
    return list({notice.id: notice for notice in reversed(list(heard))}.values())[::-1]


def in_order(sequences: Sequence[int]) -> bool:
    """Every notice came for the first time after all that came before it."""
    first = list(dict.fromkeys(sequences))
    return first == sorted(first)


LATE = dt.timedelta(days=3)
