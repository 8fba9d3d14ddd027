"""Which commands are there?"""

from __future__ import annotations

import typer

from commands import (
    act,
    archive,
    audit,
    batch,
    check,
    cron,
    database,
    dictionary,
    doctor,
    explain,
    export,
    hold,
    key,
    keys,
    killers,
    kinds,
    notices,
    purge,
    registry,
    reprocess,
    serve,
    service,
    sweep,
    user,
    verify_store,
    worker,
)

app = typer.Typer(
    name="podlinnik",
    help="Decides whether a medical worker's paper is what it claims to be, and explains why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(name="batch")(batch.batch)
app.command(name="check")(check.check)
app.command(name="explain")(explain.explain)
app.command(name="service")(service.service)
app.command(name="kinds")(kinds.kinds)
app.command(name="doctor")(doctor.doctor)
app.command(name="worker")(worker.worker)
app.command(name="serve")(serve.serve)
app.command(name="cron")(cron.cron)
app.command(name="sweep")(sweep.sweep)
app.command(name="act")(act.act)
app.command(name="archive")(archive.archive)
app.command(name="restore")(archive.restore)
app.command(name="purge")(purge.purge)
app.command(name="verify-store")(verify_store.verify_store)
app.add_typer(registry.app, name="registry")
app.add_typer(dictionary.app, name="dictionary")
app.add_typer(database.app, name="database")
app.add_typer(audit.app, name="audit")
app.add_typer(reprocess.app, name="reprocess")
app.add_typer(notices.app, name="notices")
app.add_typer(key.app, name="key")
app.add_typer(hold.app, name="hold")
app.add_typer(export.app, name="export")
app.add_typer(keys.app, name="keys")
app.add_typer(killers.app, name="killers")
app.add_typer(user.app, name="user")


@app.callback(epilog="--debug, anywhere on the line, shows the traceback of an unexpected error.")
def options() -> None:
    """Decides whether a medical worker's paper is what it claims to be, and explains why."""
