"""podlinnik purge: what has served its time is removed, and nothing but that it was there stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy import Engine

from commands.cabinet import a_current_cabinet
from commands.choosing import Apply, Ids, print_tally
from commands.faults import CallWrong
from commands.operator import operator, reference_of
from commands.progress import run_progress, stderr_console
from commands.reprocess_select import read_ids
from pipeline.cabinet.purging import leftovers
from pipeline.cabinet.putting_away import Condition, tallied
from pipeline.settings import Settings, read_settings
from pipeline.wiring_cabinet import build_cabinet, now

if TYPE_CHECKING:
    from workers.purge import Purge

EXIT_LEFT = 1


def purge(
    ids: Ids = None,
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference", metavar="CODE", help="With --ids: why, as a code of your own; stays in the audit log."
        ),
    ] = None,
    apply: Apply = False,
) -> None:
    """Remove what has served its time. Prints what would go; --apply removes it, and it does not come back.

    With --ids those documents go before their time. What is worked on, has an open correction window or is on hold
    never does. Exit status 1 when something is left over: run it again later.
    """
    named = read_ids(ids)
    if (named is None) != (reference is None):
        raise CallWrong("--ids and --reference go together: a removal before its time has a cause")
    why = reference_of(reference) if reference is not None else ""
    settings = read_settings()
    engine = build_cabinet(settings, kept=1)
    try:
        with a_current_cabinet(engine):
            work = _build(settings, engine)
            conditions = work.conditions() if named is None else work.chosen(named)
            total = print_tally(tallied(engine, conditions), nothing="nothing has served its time")
            _say_what_stays(named, total)
            if apply:
                _apply(work, conditions, total, why)
            elif total:
                typer.echo("Nothing was removed. --apply removes it for good: back up what must be kept.", err=True)
    finally:
        engine.dispose()


def _build(settings: Settings, engine: Engine) -> Purge:
    from pipeline.rules.loader import RulesError
    from workers.purge import build_purge

    try:
        return build_purge(settings, engine, now)
    except RulesError as error:
        raise CallWrong(str(error)) from None
    except OSError as error:
        raise CallWrong(f"PODLINNIK_RETENTION_FILE cannot be read: {error.strerror}") from None


def _apply(work: Purge, conditions: Sequence[Condition], total: int, why: str) -> None:
    from workers.purge import SERVED

    purged = _count(total, work.portions(conditions, actor=operator(), why=why or SERVED))
    files = young = unreached = 0
    with run_progress(stderr_console(), leftovers(work.engine)) as tell:
        done = 0
        for left in work.leftovers():
            done, files = done + left.done, files + left.files
            young, unreached = young + left.young, unreached + left.unreached
            tell(done)
    work.end()
    typer.echo(f"{purged} documents purged, {files} files removed")
    if young:
        typer.echo(f"{young} files were handed in just now: run it again in ten minutes", err=True)
    if unreached:
        typer.echo(f"Redis cannot be reached: of {unreached} documents its queues may know; run it again", err=True)
    if young or unreached:
        raise typer.Exit(EXIT_LEFT)


def _say_what_stays(named: Sequence[str] | None, total: int) -> None:
    stays = len(set(named or ())) - total
    if stays > 0:
        typer.echo(
            f"{stays} of those named stay: unknown, purged already, worked on, with an open window, or on hold",
            err=True,
        )


def _count(total: int, portions: Iterator[int]) -> int:
    done = 0
    with run_progress(stderr_console(), total) as tell:
        for purged in portions:
            done += purged
            tell(done)
    return done
