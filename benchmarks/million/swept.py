"""How long do the sweeps and the reprocessing hold a cabinet of very many documents?"""

from __future__ import annotations

import datetime as dt
import functools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from benchmarks.million.timing import Times, transactions_of
from pipeline.cabinet.changes import Ruling
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.reprocessing import chunks, runs
from pipeline.cabinet.reprocessing.chunks import Paper, Redone
from pipeline.cabinet.reprocessing.selection import Selection, create_run, select_documents
from pipeline.case import Decision, Outcome
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_doorbell
from samples.servers.http_receiver import HttpReceiver
from samples.servers.mail import SmtpServer
from samples.servers.redis_server import RedisServer
from workers.sweeps import SWEEPS, Sweep, Sweeper, run_sweep

MOST_RUNS = 30
AHEAD = {"terms": dt.timedelta(days=3)}
"""Some sweeps are run as on a later day, when thousands of windows and validities ask for something."""
NOT_AT_ALL = dt.timedelta(0)
SECRET = "a benchmark's own, 24 symbols"
SELECTION = Selection(statuses=("needs_review", "rejected"), codes=("REGISTRY_MISMATCH",))
CHUNKS = 20


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What runs of one sweep did; `whole` once nothing was left."""

    name: str
    runs: Times
    portions: Times
    transactions: Times
    done: dict[str, int]
    whole: bool


@contextmanager
def sweeper_of(url_engine: Engine) -> Iterator[Sweeper]:
    """Rings with a Redis, tells a receiver of webhooks and a mail server that answer at once."""
    with RedisServer() as redis, HttpReceiver() as receiver, SmtpServer() as mail:
        settings = Settings(
            redis_url=redis.url, webhook_url=receiver.url, webhook_secret=SECRET, webhook_allow_private=True,
            webhook_ports=(receiver.port,), smtp_host="127.0.0.1", smtp_port=mail.port, smtp_security="none",
            smtp_from="cabinet@example.org",
        )  # fmt: skip
        yield Sweeper(engine=url_engine, doorbell=build_doorbell(settings), settings=settings)


def sweep_all(sweeper: Sweeper) -> Iterator[Swept]:
    for sweep in SWEEPS:
        yield _until_whole(sweep, sweeper)


def _until_whole(sweep: Sweep, sweeper: Sweeper) -> Swept:
    there = replace(sweeper, clock=functools.partial(later, AHEAD.get(sweep.name, NOT_AT_ALL)))
    portions: list[float] = []
    took: list[float] = []
    done: dict[str, int] = {}
    whole = False
    with transactions_of(sweeper.engine) as transactions:
        while len(took) < MOST_RUNS and not (whole and len(took) >= 2):
            run = run_sweep(_noting(sweep, portions), there)
            took.append(run.seconds)
            whole = run.whole
            for name, count in run.done.items():
                done[name] = done.get(name, 0) + count
    return Swept(
        name=sweep.name, whole=whole, done=done, runs=Times(name=sweep.name, seconds=tuple(took)),
        portions=Times(name=sweep.name, seconds=tuple(portions)),
        transactions=Times(name=sweep.name, seconds=tuple(transactions)),
    )  # fmt: skip


def _noting(sweep: Sweep, portions: list[float]) -> Sweep:
    """The same sweep, noting how long each portion takes."""

    def portions_of(sweeper: Sweeper, run: object) -> Iterator[None]:
        each = sweep.portions(sweeper, run)  # type: ignore[arg-type]
        while True:
            began = time.perf_counter()
            if next(each, "end") == "end":
                return
            portions.append(time.perf_counter() - began)
            yield

    return Sweep(name=sweep.name, every=sweep.every, what=sweep.what, portions=portions_of)


def later(by: dt.timedelta) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + by


# --- reprocessing ----------------------------------------------------------------------------------------------------


def reprocess(engine: Engine) -> Iterator[Times]:
    """Runs over all and over thousands: their selection, and what becomes of chunks, without the stages' own work."""
    with transactions_of(engine) as took:
        run_id = create_run(engine, Selection(), actor="operator:benchmark", now=_now(), shadow=True)
        select_documents(engine, run_id)
    yield Times(name="a portion of 10 000 of a selection of all", seconds=tuple(took))
    with transactions_of(engine) as took:
        run_id = create_run(engine, SELECTION, actor="operator:benchmark", now=_now(), shadow=False)
        select_documents(engine, run_id)
    yield Times(name="a portion of a selection by status and reason", seconds=tuple(took))
    yield from carry(engine, run_id, CHUNKS).values()


def carry(engine: Engine, run_id: str, count: int) -> dict[str, Times]:
    """As a worker does, with a tenth of the decisions changed."""
    took: dict[str, list[float]] = {
        name: [] for name in ("chunks that are due", "claim a chunk", "load its documents", "write what came of them",
                              "leave it", "how far the run is")
    }  # fmt: skip
    due, claiming, loading, writing, leaving, telling = took.values()
    for _ in range(count):
        with transactions_of(engine) as transactions:
            runs.due_chunks(engine, _now(), run_id)
        due += transactions
        with transactions_of(engine) as transactions:
            claimed = runs.claim(engine, run_id, owner="benchmark", seconds=60, now=_now())
        claiming += transactions
        if not isinstance(claimed, runs.Claimed):
            break
        with transactions_of(engine) as transactions:
            papers = chunks.load(engine, claimed)
        loading += transactions
        with transactions_of(engine) as transactions:
            chunks.write(engine, claimed, [_redone(paper, place) for place, paper in enumerate(papers)], _now())
        writing += transactions
        with transactions_of(engine) as transactions:
            runs.leave(engine, claimed, _now())
        leaving += transactions
        with transactions_of(engine) as transactions:
            runs.progress(engine, run_id)
        telling += transactions
    return {name: Times(name=name, seconds=tuple(seconds)) for name, seconds in took.items() if seconds}


def _redone(paper: Paper, place: int) -> Redone:
    saved: tuple[StageResult, ...] = tuple(result for stage, result in paper.results.items() if stage == "decision")
    if place % 10:
        return Redone(paper=paper, result="same", saved=saved, ran=("decision",))
    ruling = Ruling(
        decision=Decision(outcome=Outcome.NEEDS_REVIEW, decided_at=_now()), by="machine", cause="reprocessing",
        versions={"rules": "2"}, may_open=False,
    )  # fmt: skip
    return Redone(paper=paper, result="changed", ruling=ruling, saved=saved, ran=("decision",))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
