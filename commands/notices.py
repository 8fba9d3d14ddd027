"""podlinnik notices: what was told to whom, what could not be, and send it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer
from rich.console import Console
from rich.table import Table

from commands.cabinet import a_current_cabinet
from commands.faults import CallWrong
from commands.operator import operator
from pipeline.settings import read_settings

if TYPE_CHECKING:
    from pipeline.cabinet.outbox import State
    from workers.deliver import Tally

SECONDS = 600.0
STATES = ("dead", "pending", "delivered", "superseded")
CHANNELS = ("webhook", "email", "sms")

app = typer.Typer(help="Notices: webhook, e-mail, SMS.", no_args_is_help=True, rich_markup_mode=None)

Channel = Annotated[str | None, typer.Option(help=f"Only this one: {', '.join(CHANNELS)}.")]


@app.callback()
def options() -> None:
    """What was told to whom, what could not be, and send it again."""


@app.command(name="list")
def list_them(
    state: Annotated[str, typer.Option(help=f"One of {', '.join(STATES)}.")] = "dead",
    channel: Channel = None,
    document: Annotated[str | None, typer.Option(help="Only this document's.")] = None,
    after: Annotated[str, typer.Option(help="Go on after this notice.")] = "",
    limit: Annotated[int, typer.Option(min=1)] = 100,
) -> None:
    """List deliveries: dead letters, unless another state is asked for."""
    from pipeline.cabinet import outbox
    from pipeline.wiring_cabinet import build_cabinet

    if state not in STATES:
        raise CallWrong(f"--state is one of {', '.join(STATES)}")
    engine = build_cabinet(read_settings(), kept=0)
    with a_current_cabinet(engine):
        rows = outbox.listed(
            engine, state=cast("State", state), channel=_known(channel), document_id=document, after=after, limit=limit
        )  # fmt: skip
    table = Table("notice", "channel", "document", "no.", "event", "of", "tries", "came to")
    for row in rows:
        table.add_row(
            row["notice_id"], row["channel"], row["document_id"], str(row["sequence"]), row["event"],
            f"{row['created_at']:%Y-%m-%d %H:%M}", str(row["tries"]), row["error"],
        )  # fmt: skip
    Console().print(table if rows else f"no {state} deliveries")
    if len(rows) == limit:
        typer.echo(f"there may be more: --after {rows[-1]['notice_id']}")


@app.command()
def replay(
    notices: Annotated[list[str] | None, typer.Argument(help="Ids of notices.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All dead letters.")] = False,
    channel: Channel = None,
) -> None:
    """Let dead letters be sent again, under the same ids; the next sweep, or `notices send`, does it."""
    from pipeline.cabinet import outbox
    from pipeline.wiring_cabinet import build_cabinet, now

    if bool(notices) == everything:
        raise CallWrong("name the notices (podlinnik notices list), or say --all")
    engine = build_cabinet(read_settings(), kept=0)
    with a_current_cabinet(engine):
        ids = None if everything else notices
        count = outbox.replay(engine, now(), actor=operator(), notice_ids=ids, channel=_known(channel))
    typer.echo(f"{count} to be sent again")


@app.command()
def send(seconds: Annotated[float, typer.Option(help="Longest run; what is left is left.")] = SECONDS) -> None:
    """Tell what is due, now. Sweeps do it by themselves; both at once do no harm."""
    from pipeline.wiring_cabinet import build_cabinet, now
    from workers.channels.chosen import build_channels
    from workers.deliver import deliver

    settings = read_settings()
    channels = build_channels(settings)
    if not channels:
        raise CallWrong("no channel is chosen: set PODLINNIK_WEBHOOK_URL, PODLINNIK_SMTP_HOST or PODLINNIK_SMS_URL")
    engine = build_cabinet(settings)
    try:
        with a_current_cabinet(engine):
            typer.echo(told(deliver(engine, channels, now, limit=10**9, seconds=seconds)))
    finally:
        engine.dispose()


def told(tally: Tally) -> str:
    return (
        f"{tally.delivered} delivered, {tally.put_off} to be tried again, {tally.superseded} no longer true, "
        f"{tally.dead} dead letters"
    )


def _known(channel: str | None) -> str | None:
    if channel is not None and channel not in CHANNELS:
        raise CallWrong(f"--channel is one of {', '.join(CHANNELS)}")
    return channel
