"""podlinnik act: the act of confirmation on a recorded paper, as a PDF."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from commands.cabinet import a_current_cabinet, a_file_store
from commands.faults import CallWrong
from commands.operator import operator
from pipeline.acts.sheet import CannotDraw, shown_number
from pipeline.cabinet import dossier
from pipeline.cabinet.acts import Act, all_acts
from pipeline.cabinet.answers import Gone, row_of
from pipeline.cabinet.file_store import FileLost
from pipeline.settings import Settings, read_settings
from pipeline.wiring_cabinet import build_cabinet, build_files, now


def act(
    document_id: Annotated[str, typer.Argument(help="The document's id.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The PDF to write.")] = None,
    version: Annotated[int | None, typer.Option(help="An earlier version. Default: the newest.")] = None,
) -> None:
    """List the versions of a document's act, and write one with --out. One that waits to be drawn is drawn now.

    Acts are drawn up by themselves where `podlinnik cron` and a worker run.
    """
    settings = read_settings()
    engine = build_cabinet(settings, kept=0)
    with a_current_cabinet(engine):
        versions = _drawn(settings, engine, document_id)
        for each in versions:
            after = f", replaced by version {each.replaced_by}" if each.replaced_by else ""
            typer.echo(f"{shown_number(each.number)} version {each.version} of {each.made_at:%Y-%m-%d}{after}")
        if out is not None:
            chosen = next((each for each in reversed(versions) if version in (None, each.version)), None)
            if chosen is None:
                raise CallWrong(f"there is no version {version}")
            _write(settings, chosen, out)
            what = f"act {chosen.number} version {chosen.version}"
            dossier.note_export(engine, [document_id], what, actor=operator(), now=now())
            typer.echo("It holds personal data, in the clear.", err=True)


def _drawn(settings: Settings, engine: Engine, document_id: str) -> Sequence[Act]:
    from workers.acts import Drawn, build_acts, draw_up_next

    try:
        if row_of(engine, document_id, sees=None) is None:
            raise CallWrong(f"there is no document {document_id}")
        with a_file_store("check PODLINNIK_FILES"):
            drawn = draw_up_next(build_acts(settings, engine, now), document_id)
    except Gone:
        raise CallWrong(f"document {document_id} was purged") from None
    except CannotDraw as error:
        raise CallWrong(f"{error}; `podlinnik doctor` says what to install") from None
    if drawn is not None and not isinstance(drawn, Drawn):
        raise CallWrong(f"the act could not be drawn, it will be tried again: {drawn}")
    versions = all_acts(engine, document_id)
    if not versions:
        raise CallWrong("there is no act: the document is not recorded, or no periods were read from it")
    return versions


def _write(settings: Settings, chosen: Act, out: Path) -> None:
    """Only its owner may read the file."""
    with a_file_store("check PODLINNIK_FILES"):
        try:
            content = build_files(settings).read(chosen.sha256)
        except FileLost as error:
            raise CallWrong(str(error)) from None
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise CallWrong(f"{out} cannot be written: {error.strerror}") from None
