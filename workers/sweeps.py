"""Which sweeps are there, how often do they run, and what does each do?

Each is safe to run twice and bounded in what it does at a time: what is left is done by the next run.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Engine

from pipeline.cabinet import counts
from pipeline.cabinet.forgetting import forget_answers, forget_keys
from pipeline.cabinet.orphans import KEPT_FOR, PREFIXES, remove_orphans
from pipeline.cabinet.overview.days import fold_days
from pipeline.cabinet.reviews.settling import settle_due
from pipeline.cabinet.sweeping import EVERY, Turn, Turns
from pipeline.cabinet.terms_due import act_on_terms
from pipeline.cabinet.work_due import Place, work_due
from pipeline.case import RetryLater
from pipeline.intake import Doorbell
from pipeline.log import incident, log
from pipeline.settings import Settings, read_settings
from pipeline.wiring_cabinet import build_cabinet, build_doorbell, build_files, now
from workers.acts import Drawn, build_acts, draw_up_next
from workers.channels.chosen import build_channels
from workers.deliver import deliver
from workers.purge import Purge, build_purge
from workers.reprocess_bell import bell_at

PORTION = 200
"""Documents asked for at a time."""
CHANGED = 20
"""Documents changed in one transaction: one or two milliseconds each."""
RINGS = 2_000
"""Rung for in one run; the next one goes on after them."""
ENTRIES = 20_000
"""Of the audit log, folded at a time."""
OLD_ROWS = 1_000
CONNECTIONS = 5
"""Notices are told by several threads."""
EXTENDED_EVERY = 10.0
"""Seconds, far less than a turn."""
BUDGET = 5.0
"""Seconds: then the worker has documents to see to, and the next run goes on."""


class SweepFailed(Exception):
    """A fault of ours, told without its text, which may hold a person's data."""


@dataclass(kw_only=True)
class Sweeper:
    """What sweeps work with. Built by `build_sweeper`."""

    engine: Engine
    doorbell: Doorbell
    settings: Settings
    clock: Callable[[], dt.datetime] = now


@dataclass(kw_only=True)
class Pass:
    """One run of a sweep: where the last one ended, and where this one does."""

    cursor: str
    done: Counter[str] = field(default_factory=Counter)


Portions = Callable[[Sweeper, Pass], Iterator[None]]
"""Does one portion, counts it in the pass, and yields: between portions a run may end."""


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """`every`: seconds from the beginning of one run to the next."""

    name: str
    every: int
    what: str
    portions: Portions


@dataclass(frozen=True, kw_only=True)
class Swept:
    """`ran` is False when somebody else was at it; `whole` when nothing is left."""

    name: str
    ran: bool
    whole: bool
    done: Counter[str]
    seconds: float


def ring_for_work(sweeper: Sweeper, run: Pass) -> Iterator[None]:
    """A ring for what is in its queue already does nothing. After the last one it begins anew."""
    after = Place.read(run.cursor)
    for _ in range(RINGS // PORTION):
        found = work_due(sweeper.engine, sweeper.clock(), after=after, limit=PORTION)
        for due in found:
            sweeper.doorbell.ring(due.document_id, lane=due.lane, stage=due.stage, token=due.token)
            run.done["lost by a worker" if due.lost else "waited for a worker"] += 1
            after = due.place
            run.cursor = str(after)
            yield
        if len(found) < PORTION:
            run.cursor = ""
            return


def see_to_terms(sweeper: Sweeper, run: Pass) -> Iterator[None]:
    looked = CHANGED
    while looked == CHANGED:
        looked, done = act_on_terms(sweeper.engine, sweeper.clock(), limit=CHANGED)
        run.done.update(done)
        yield


def fold_counts(sweeper: Sweeper, run: Pass) -> Iterator[None]:
    folded = ENTRIES
    while folded == ENTRIES:
        folded = counts.fold(sweeper.engine, limit=ENTRIES)
        run.done["audit entries"] += folded
        yield


def fold_figures(sweeper: Sweeper, run: Pass) -> Iterator[None]:
    """A day at a time, the latest first: what was never folded is looked back over once."""
    for _day, anything in fold_days(sweeper.engine, sweeper.clock()):
        run.done["days"] += anything
        yield


def tell_notices(sweeper: Sweeper, run: Pass) -> Iterator[None]:
    """A receiver that is down is left alone until the next run."""
    channels = build_channels(sweeper.settings, sweeper.clock)
    while True:
        tally = deliver(sweeper.engine, channels, sweeper.clock, limit=PORTION, seconds=BUDGET)
        for name in ("delivered", "superseded", "put_off", "dead"):
            run.done[name.replace("_", " ")] += getattr(tally, name)
        channels = tuple(channel for channel in channels if channel.name not in tally.down)
        if not tally.done or not channels:
            return
        yield


def settle_reviews(sweeper: Sweeper, run: Pass) -> Iterator[None]:
    """The console does so at once; a sweep sees to it where no console runs."""
    settled = CHANGED
    while settled == CHANGED:
        settled = settle_due(sweeper.engine, sweeper.clock, limit=CHANGED)
        run.done["people's decisions"] += settled
        yield


def forget_what_is_old(sweeper: Sweeper, run: Pass) -> Iterator[None]:
    settings = sweeper.settings
    kept = dt.timedelta(seconds=max(settings.registry_cache_seconds, settings.registry_cache_absent_seconds))
    removals: dict[str, Callable[[], int]] = {
        "idempotency keys": lambda: forget_keys(sweeper.engine, sweeper.clock(), limit=OLD_ROWS),
        "register's answers": lambda: forget_answers(sweeper.engine, sweeper.clock(), kept=kept, limit=OLD_ROWS),
    }
    for what, remove in removals.items():
        removed = OLD_ROWS
        while removed >= OLD_ROWS:
            removed = remove()
            run.done[what] += removed
            yield


def remove_orphan_files(sweeper: Sweeper, run: Pass) -> Iterator[None]:
    """All prefixes in turn; a run goes on where the last one ended."""
    files, now = build_files(sweeper.settings), sweeper.clock()
    if not run.cursor:
        run.done["files"] += files.remove_unfinished(now - KEPT_FOR)
    for prefix in PREFIXES[PREFIXES.index(run.cursor) if run.cursor in PREFIXES else 0 :]:
        run.cursor = prefix
        run.done["files"] += remove_orphans(sweeper.engine, files, now, prefix)
        yield
    run.cursor = ""


def ring_for_runs(sweeper: Sweeper, run: Pass) -> Iterator[None]:
    """A ring for what is in its queue already does nothing."""
    address = sweeper.settings.redis_address()
    if address is not None:
        run.done["chunks rung for"] += bell_at(address).ring_due(sweeper.engine, sweeper.clock())
    yield


def draw_up_acts(sweeper: Sweeper, run: Pass) -> Iterator[None]:
    """One at a time, each outside of any transaction. What failed is tried again when its lease has ended."""
    acts = build_acts(sweeper.settings, sweeper.engine, sweeper.clock)
    while (drawn := draw_up_next(acts)) is not None:
        run.done[f"acts: {drawn.value}" if isinstance(drawn, Drawn) else "acts: failed"] += 1
        yield


def purge_what_is_over(sweeper: Sweeper, run: Pass) -> Iterator[None]:
    """Only where the settings say so: what is purged does not come back."""
    if not sweeper.settings.purge:
        return
    purge: Purge = build_purge(sweeper.settings, sweeper.engine, sweeper.clock)
    for removed in purge.by_term(actor="sweep:purge"):
        run.done["documents"] += removed
        yield
    for left in purge.leftovers():
        run.done["files"] += left.files
        yield
    if run.done["documents"]:
        purge.end()


def _sweep(name: str, what: str, portions: Portions) -> Sweep:
    return Sweep(name=name, every=EVERY[name], what=what, portions=portions)


SWEEPS: tuple[Sweep, ...] = (
    _sweep("work", "ring for work that nobody has", ring_for_work),
    _sweep("terms", "correction windows, validity of papers", see_to_terms),
    _sweep("notices", "tell the backend and the applicants", tell_notices),
    _sweep("acts", "draw up acts on papers that were recorded", draw_up_acts),
    _sweep("reprocessing", "ring for runs of reprocessing", ring_for_runs),
    _sweep("reviews", "put in force what people decided", settle_reviews),
    _sweep("counts", "count documents by status", fold_counts),
    _sweep("overview", "sum up what was decided day by day", fold_figures),
    _sweep("old", "remove what is kept for a while only", forget_what_is_old),
    _sweep("purge", "purge what has served its time, if so set", purge_what_is_over),
    _sweep("files", "remove bytes that no document has", remove_orphan_files),
)
BY_NAME = {sweep.name: sweep for sweep in SWEEPS}


def build_sweeper(settings: Settings) -> Sweeper:
    """Light: without the stages. Its connections stay open until the engine is disposed of."""
    return Sweeper(
        engine=build_cabinet(settings, kept=CONNECTIONS), doorbell=build_doorbell(settings), settings=settings
    )


def run_sweep(sweep: Sweep, sweeper: Sweeper, *, budget: float = BUDGET) -> Swept:
    """Run a sweep for about `budget` seconds, unless somebody else does. Raises `DatabaseUnavailable`."""
    began = time.monotonic()
    turns = Turns(sweeper.engine, sweeper.clock)
    turn = turns.take(sweep.name, secrets.token_hex(8))
    if turn is None:
        return Swept(name=sweep.name, ran=False, whole=False, done=Counter(), seconds=0.0)
    run = Pass(cursor=turn.cursor)
    pace = _Pace(turns, turn, began + budget)
    whole = all(pace.holds() for _ in sweep.portions(sweeper, run))
    done = +run.done
    turns.end(turn, done=done.total(), cursor=run.cursor if run.cursor != turn.cursor else None)
    seconds = time.monotonic() - began
    log().info("swept", action=sweep.name, count=done.total(), seconds=round(seconds, 3))
    return Swept(name=sweep.name, ran=True, whole=whole, done=done, seconds=seconds)


class _Pace:
    """May a run go on after a portion?"""

    def __init__(self, turns: Turns, turn: Turn, until: float) -> None:
        self._turns, self._turn, self._until = turns, turn, until
        self._extended_at = time.monotonic()

    def holds(self) -> bool:
        """False when the time is up, or the turn went to somebody else."""
        now = time.monotonic()
        if now >= self._until:
            return False
        if now - self._extended_at < EXTENDED_EVERY:
            return True
        self._extended_at = now
        return self._turns.extend(self._turn)


def sweep(name: str) -> None:
    """The job of the queue `podlinnik-sweeps`. A database that is away is the next run's affair.

    Raises `SweepFailed` for a fault of ours, once it is noted.
    """
    sweeper = build_sweeper(read_settings())
    try:
        run_sweep(BY_NAME[name], sweeper)
    except RetryLater as error:
        log().warning("sweep_put_off", action=name, error_type=type(error).__name__)
    except Exception as error:  # noqa: BLE001  its text must not get into Redis; the next run tries again
        noted = incident(error)
        log().error("incident", action=name, where=noted)
        raise SweepFailed(noted) from None
    finally:
        sweeper.engine.dispose()
