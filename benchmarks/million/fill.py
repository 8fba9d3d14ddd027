"""How does a cabinet come to a million documents within minutes? (`python -m benchmarks.million.fill --documents N`)

By SQL from a plan, without indexes and checks of keys, which come back afterwards; then VACUUM ANALYZE.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from rich.console import Console
from rich.progress import Progress

from benchmarks.million import plan, tables
from benchmarks.million.chain import write_chain
from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database
from pipeline.cabinet.deltas import delta_of
from pipeline.case import Case, Claim, CrossCheck, FileFacts, KindScore, Page, Reading, RegistryDocument, Upload, Value
from samples.servers.postgresql import PostgresServer

SETTINGS = {
    "shared_buffers": "1GB", "effective_cache_size": "4GB", "max_wal_size": "8GB", "maintenance_work_mem": "512MB",
    "max_parallel_maintenance_workers": "0",
}  # fmt: skip
"""Of a small server; everything else is PostgreSQL's own."""
FIELDS = ("last_name", "first_name", "middle_name", "series", "number", "registration_number", "issue_date", "issuer")
PLACE = re.compile(r"@(\w+)")


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What is there now. `parts`: seconds by what was done."""

    documents: int
    entries: int
    seconds: float
    parts: dict[str, float]
    gigabytes: float


def fill(url: str, many: int, *, console: Console | None = None, now: dt.datetime | None = None) -> Filled:
    """Migrate the empty database at `url` and fill it with `many` documents and all that belongs to them."""
    engine = open_database(url)
    migrate.upgrade(engine)
    engine.dispose()
    now = now or dt.datetime.now(dt.UTC)
    parts: dict[str, float] = {}
    began = time.perf_counter()
    with _connected(url) as connection, Progress(console=console or Console(quiet=True)) as progress:
        told = _Told(progress, parts)
        entries = _fill(connection, many, now.isoformat(), told)
        size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert size is not None
    seconds = time.perf_counter() - began
    return Filled(documents=many, entries=entries, seconds=seconds, parts=parts, gigabytes=size[0] / 1e9)


def _fill(connection: psycopg.Connection, many: int, now: str, told: _Told) -> int:
    places = {**plan.places(now, many), **tables.MORE_PLACES, "deltas": _deltas()}
    with told("plan"):
        for statement in (plan.FUNCTIONS, _said(plan.PLAN, places), plan.READY):
            connection.execute(statement)
    indexes = _indexes(connection)
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    connection.execute("SET session_replication_role = replica")
    for name, statement in tables.TABLES.items():
        with told(name):
            connection.execute(_said(statement, places))
    with told("audit", 2 * many) as step:
        entries = write_chain(connection, step)
    connection.execute("SET session_replication_role = origin")
    with told("indexes", len(indexes)) as step:
        for _, definition in indexes:
            connection.execute(definition)
            step(1)
    connection.execute(plan.GONE)
    with told("vacuum"):
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    return entries


def _said(statement: str, places: dict[str, str]) -> str:
    """With what stands for `@places`, also for those inside of them."""
    while PLACE.search(statement):
        statement = PLACE.sub(lambda found: _place(found, places), statement)
    return statement.replace("\0", "@")


def _place(found: re.Match[str], places: dict[str, str]) -> str:
    return places.get(found[1], f"\0{found[1]}")


def _indexes(connection: psycopg.Connection) -> list[tuple[str, str]]:
    """Names and definitions of those that no key needs."""
    filled = [*tables.TABLES, "audit"]
    return connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s) "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)", (filled,)
    ).fetchall()  # fmt: skip


def _deltas() -> str:
    """What each stage made of a paper of one page with eight fields, as literals of SQL."""
    bare = Case(id="", claim=Claim(kind="", upload=Upload(name="", size=0, sha256="")))
    values = {
        name: Value(
            field=name, value="Воробьёва" if name.endswith("name") else "0123456", raw="0123456", confidence=0.97,
            page=1, box=(612, 804, 790, 838),
        )
        for name in FIELDS
    }  # fmt: skip
    kind = "higher_education_diploma"
    filled = {
        "format_check": bare.with_(file=FileFacts(media_type="image/jpeg", format="jpeg", page_count=1)),
        "ocr": bare.with_(pages=(Page(number=1, width=2480, height=1754),)),
        "extraction": bare.with_(
            reading=Reading(kind_detected=kind, kind_scores=(KindScore(kind=kind, score=0.98),), fields=values)
        ),
        "cross_check": bare.with_(cross_check=CrossCheck(person_found=True, entry=RegistryDocument(kind=kind))),
        "decision": bare,
    }
    packed = {stage: zlib.compress(delta_of(bare, case).added.encode(), 1).hex() for stage, case in filled.items()}
    return ", ".join(f"('{stage}', decode('{digits}', 'hex'))" for stage, digits in packed.items())


class _Told:
    """Shows what is being done, and notes how long it took."""

    def __init__(self, progress: Progress, parts: dict[str, float]) -> None:
        self._progress, self._parts = progress, parts

    @contextmanager
    def __call__(self, what: str, total: int = 1) -> Iterator[Callable[[int], object]]:
        task = self._progress.add_task(what, total=total)
        began = time.perf_counter()
        yield lambda count: self._progress.advance(task, count)
        self._parts[what] = time.perf_counter() - began
        self._progress.update(task, completed=total)


def _connected(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


@contextmanager
def filled_server(many: int, console: Console) -> Iterator[tuple[str, Filled]]:
    """A private server with fsync on, holding such a cabinet; its address."""
    with PostgresServer(durable=True, settings=SETTINGS) as server:
        url = server.create_database("million")
        with server.connect() as connection:
            connection.execute("ALTER SYSTEM SET autovacuum = off")
            connection.execute("SELECT pg_reload_conf()")
            done = fill(url, many, console=console)
            connection.execute("ALTER SYSTEM RESET autovacuum")
            connection.execute("SELECT pg_reload_conf()")
        yield url, done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    console = Console()
    with filled_server(parser.parse_args().documents, console) as (url, done):
        console.print(done, url, markup=False, soft_wrap=True)
        console.input("Filled; Enter removes it. ")


if __name__ == "__main__":
    main()
