"""What goes into an export, document by document?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, Table

from commands.exported.page import Shown, index_page
from commands.exported.sealed import Sealed
from pipeline.cabinet import dossier
from pipeline.cabinet.answers import case_of, told
from pipeline.cabinet.changes import Row
from pipeline.cabinet.file_store import FileLost, FileStore
from pipeline.case import Case

Act = tuple[str, bytes]
"""A file's name (nothing of a person in it) and its bytes."""
Acts = Callable[[Engine, str], Iterable[Act]]
"""What was drawn up on a document."""
FOR_AN_INSPECTOR = frozenset({"acts", "attempts", "decisions", "window_entries"})
"""Tables that say what was decided, when and why; not how it was read, nor who was written to."""
NOT_FOR_AN_INSPECTOR = frozenset({"contacts", "holder_key", "tries", "lease_owner"})
SUFFIXES = frozenset({"pdf", "jpeg", "png", "doc", "docx"})


@dataclass(frozen=True, kw_only=True)
class Export:
    """What an export works with. `whole`: all that is known (a person's right), else what an inspector needs."""

    engine: Engine
    files: FileStore
    whole: bool
    acts: Sequence[Acts] = field(default_factory=tuple)
    """Whoever draws up acts adds to these."""

    def write(self, sealed: Sealed, ids: Sequence[str], about: Mapping[str, Any]) -> Iterator[str]:
        """Write it into a ZIP; yields each document that is done. Raises `DatabaseUnavailable`, `OSError`.

        What was purged meanwhile is left out.
        """
        shown = []
        for document_id in ids:
            found = told(self.engine, document_id, sees=None)
            if found is not None:
                case = case_of(found)
                files = list(self._write_files(sealed, document_id, case))
                decisions = list(self._write_rows(sealed, document_id, found.row))
                shown.append(Shown.of(found.row, case, decisions, files))
            yield document_id
        sealed.add("index.html", [index_page(shown, whole=self.whole, about=about).encode()])
        sealed.add("export.json", [_json({**about, "documents": [one.id for one in shown]})])

    def _write_files(self, sealed: Sealed, document_id: str, case: Case) -> Iterator[str]:
        """The paper and the acts; their names in the ZIP. A paper that the store has lost is told of in the index."""
        suffix = case.file.format if case.file and case.file.format in SUFFIXES else "bin"
        suffix = "zip" if case.claim.upload.parts > 1 else suffix
        name = f"documents/{document_id}/original.{suffix}"
        try:
            sealed.add(name, [self.files.read(case.claim.upload.sha256)])
            yield name
        except FileLost:
            sealed.add(f"documents/{document_id}/original.lost.txt", ["Файла нет в хранилище.\n".encode()])
        if case.claim.signature is not None:
            yield from self._write_signature(sealed, document_id, case.claim.signature.sha256)
        for acts in self.acts:
            for act, content in acts(self.engine, document_id):
                sealed.add(f"documents/{document_id}/acts/{act}", [content])
                yield f"documents/{document_id}/acts/{act}"

    def _write_signature(self, sealed: Sealed, document_id: str, sha256: str) -> Iterator[str]:
        """The electronic signature that came beside the paper: it is verified against the original."""
        name = f"documents/{document_id}/original.signature.p7s"
        try:
            sealed.add(name, [self.files.read(sha256)])
            yield name
        except FileLost:
            sealed.add(f"{name}.lost.txt", ["Файла нет в хранилище.\n".encode()])

    def _write_rows(self, sealed: Sealed, document_id: str, row: Row) -> Iterator[dict[str, Any]]:
        """Every table's rows, the document's own and its part of the audit log; its decisions come back."""
        kept = row if self.whole else {name: row[name] for name in row if name not in NOT_FOR_AN_INSPECTOR}
        sealed.add(f"documents/{document_id}/document.json", [_json(dossier.as_json(kept))])
        for table in self._tables():
            rows = dossier.rows_of(self.engine, document_id, table)
            if table.name == "decisions":
                known = list(rows)
                yield from known
                rows = iter(known)
            sealed.add(f"documents/{document_id}/{table.name}.jsonl", map(_line, rows))
        sealed.add(f"documents/{document_id}/audit.jsonl", map(_line, dossier.entries_of(self.engine, document_id)))

    def _tables(self) -> list[Table]:
        return [table for table in dossier.tables_told() if self.whole or table.name in FOR_AN_INSPECTOR]


def _json(what: Mapping[str, Any]) -> bytes:
    return json.dumps(what, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _line(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n"
