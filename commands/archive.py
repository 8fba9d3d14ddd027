"""podlinnik archive, podlinnik restore: outdated papers are put away, and brought back as what they were."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from commands.cabinet import a_current_cabinet
from commands.choosing import Apply, From, Ids, Kinds, To, chosen, print_tally
from commands.faults import CallWrong
from commands.operator import Reference, operator, reference_of
from commands.progress import run_progress, stderr_console
from pipeline.cabinet import archiving
from pipeline.cabinet.putting_away import tallied
from pipeline.settings import read_settings
from pipeline.wiring_cabinet import build_cabinet, now

REFERENCE = "command"


def archive(
    statuses: Annotated[
        list[str] | None,
        typer.Option(
            "--status", help=f"Only these; default: {', '.join(archiving.OUTDATED)}. May be said several times."
        ),
    ] = None,
    kinds: Kinds = None,
    changed_from: From = None,
    changed_to: To = None,
    ids: Ids = None,
    reference: Reference = REFERENCE,
    apply: Apply = False,
) -> None:
    """Put outdated papers into the archive. Prints what would be done; --apply does it.

    A paper with an open correction window, or that somebody works on, is left where it is.
    """
    outdated = list(archiving.OUTDATED) if statuses is None and ids is None else statuses
    wanted = chosen(outdated, kinds, changed_from, changed_to, ids, among=archiving.MAY_BE_ARCHIVED)
    why = reference_of(reference)
    engine = build_cabinet(read_settings(), kept=0)
    with a_current_cabinet(engine):
        conditions = archiving.to_archive(wanted, now())
        total = print_tally(tallied(engine, conditions), nothing="there is nothing to put into the archive")
        if total and _goes_on(apply):
            done = _count(total, archiving.archive(engine, conditions, now, actor=operator(), why=why))
            typer.echo(f"{done} put into the archive")


def restore(
    statuses: Annotated[
        list[str] | None, typer.Option("--status", help="Only what had this status before; may be said several times.")
    ] = None,
    kinds: Kinds = None,
    changed_from: From = None,
    changed_to: To = None,
    ids: Ids = None,
    reference: Reference = REFERENCE,
    apply: Apply = False,
) -> None:
    """Bring papers back from the archive, as what they were. Prints what would be done; --apply does it.

    A paper that was handed in again meanwhile stays in the archive: two would stand for one.
    """
    if not (statuses or kinds or changed_from or changed_to or ids):
        raise CallWrong("say which: --ids, --status, --kind, --changed-from, --changed-to")
    wanted = chosen(None, kinds, changed_from, changed_to, ids, among=())
    why = reference_of(reference)
    engine = build_cabinet(read_settings(), kept=0)
    with a_current_cabinet(engine):
        conditions = archiving.to_restore(wanted, _former(statuses))
        total = print_tally(tallied(engine, conditions), nothing="there is nothing to bring back")
        if total and _goes_on(apply):
            done = _count(total, archiving.restore(engine, conditions, now, actor=operator(), why=why))
            typer.echo(f"{done} brought back")


def _former(statuses: list[str] | None) -> list[str]:
    for name in statuses or ():
        if name not in archiving.MAY_BE_ARCHIVED:
            raise CallWrong(f"--status: {name!r} is not among {', '.join(sorted(archiving.MAY_BE_ARCHIVED))}")
    return statuses or []


def _goes_on(apply: bool) -> bool:
    if not apply:
        typer.echo("Nothing was changed. --apply does it.", err=True)
    return apply


def _count(total: int, portions: Iterator[int]) -> int:
    done = 0
    with run_progress(stderr_console(), total) as tell:
        for changed in portions:
            done += changed
            tell(done)
    return done
