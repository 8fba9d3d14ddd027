"""Which acts go into an export?"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine

from commands.exported.contents import Act, Acts
from pipeline.acts.sheet import shown_number
from pipeline.cabinet.acts import all_acts
from pipeline.cabinet.file_store import FileLost, FileStore


def acts_in(files: FileStore) -> Acts:
    """Every version of a document's act. Instead of one that the store has lost there is a word about it."""

    def acts(engine: Engine, document_id: str) -> Iterator[Act]:
        for act in all_acts(engine, document_id):
            name = f"{shown_number(act.number)}-{act.version}"
            try:
                yield f"{name}.pdf", files.read(act.sha256)
            except FileLost:
                yield f"{name}.lost.txt", "Файла нет в хранилище.\n".encode()

    return acts
