"""What does sealing at rest cost a document? (processor time of files and columns, with master keys and without)

`python -m benchmarks.sealing_cost`: a folder and an SQLite database of its own; random bytes of a paper's size, results
of the size that a diploma's have.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.conditions import conditions
from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.deltas import sha256
from pipeline.cabinet.files import FolderStore
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.sealing.master import MasterKeys, new_master_key, read_master_keys
from pipeline.cabinet.statuses import STAGES
from pipeline.cabinet.uploads import NewUpload, Uploads
from pipeline.cabinet.work import Work
from pipeline.case import Claim, Holder, Upload
from pipeline.wiring_cabinet import now

RESULTS = Path(__file__).parent / "results" / "sealing.md"
SIZES = {"600 KB": 600_000, "5 MiB, the most": 5 * 1024**2}
READS = 2
"""Of a document's file: for the examination, for a reviewer."""
ROUNDS, DOCUMENTS = 7, 60
LINES, DELTA = 300_000, 20_000
"""Characters of a page's lines with every symbol's alternatives, and of what else a stage adds."""
WANTED = 25.0
"""Milliseconds that queue, database and sealing may take together."""


def main() -> None:
    masters = read_master_keys(new_master_key("measured"))
    rows = [(f"file of {name}: kept once, read {READS} times", *both(lambda m, s=size: of_file(s, m), masters))  # type: ignore[misc]
            for name, size in SIZES.items()]  # fmt: skip
    rows.append(("rows: upload, five results, their loading", *both(of_rows, masters)))
    added = rows[0][2] - rows[0][1] + rows[-1][2] - rows[-1][1]
    lines = [
        "# What sealing at rest costs", "", conditions(), "",
        "Processor time a document, the middle of several rounds; AES-256-GCM of OpenSSL.", "",
        "| | open | sealed | added |", "| --- | ---: | ---: | ---: |",
        *(f"| {what} | {bare:.2f} ms | {sealed:.2f} ms | {sealed - bare:.2f} ms |" for what, bare, sealed in rows), "",
        f"Added to a document of the usual size: {added:.1f} ms, beside the queue's and the database's own; wanted: "
        f"less than {WANTED:.0f} ms together.", "",
    ]  # fmt: skip
    print("\n".join(lines))
    RESULTS.write_text("\n".join(lines), encoding="utf-8")


def both(measure: Callable[[MasterKeys | None], float], masters: MasterKeys) -> tuple[float, float]:
    """Milliseconds without and with keys, taken in turns: the middle of each."""
    pairs = [(measure(None), measure(masters)) for _ in range(ROUNDS)]
    bare, sealed = (sorted(pair[place] for pair in pairs)[ROUNDS // 2] for place in (0, 1))
    return bare, sealed


def of_file(size: int, masters: MasterKeys | None) -> float:
    content = os.urandom(size)
    with tempfile.TemporaryDirectory() as folder:
        store = FolderStore(Path(folder), masters)
        began = time.process_time()
        name = store.keep((content[at : at + 65_536] for at in range(0, size, 65_536)), limit=size).sha256
        for _ in range(READS):
            store.read(name)
        return 1000 * (time.process_time() - began)


def of_rows(masters: MasterKeys | None) -> float:
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder) / "cabinet.db")
        bare = open_database(url)
        migrate.upgrade(bare)
        bare.dispose()
        engine = open_database(url, masters=masters)
        carry(engine, 0)
        began = time.process_time()
        for number in range(1, DOCUMENTS + 1):
            carry(engine, number)
        spent = time.process_time() - began
        engine.dispose()
    return 1000 * spent / DOCUMENTS


def carry(engine: Engine, number: int) -> None:
    """One document from its upload through results of the usual size."""
    name = f"{number:064x}"
    claim = Claim(
        kind="higher_education_diploma", upload=Upload(name="a.pdf", size=1, sha256=name),
        holder=Holder(last_name="Воробьёва", first_name="Мария", middle_name="Петровна", snils="11223344595"),
        declared={"number": "0123456", "series": "107704", "issuer": "Университет"},
    )  # fmt: skip
    new = NewUpload(claim=claim, holder_key=name[-32:], client="benchmark", contacts={"email": "m@example.org"})
    document_id = Uploads(engine, now).submit(new).row["id"]
    work = Work(engine, now, stages=STAGES)
    lease = work.lease(document_id, "w", 30)
    assert lease is not None
    journal = work.journal(lease)
    for stage in STAGES:
        delta, lines = json.dumps({"findings": [], "text": words(DELTA)}), words(LINES) if stage == "ocr" else None
        journal.save(document_id, StageResult(stage=stage, inputs=sha256(stage), delta=delta, lines=lines,
                                              digest=sha256(delta), versions={"code": "1"}, seconds=0.1))  # fmt: skip
    journal.load(document_id)
    journal.lines(document_id, "ocr")


def words(size: int) -> str:
    """Text that packs about as well as readings do."""
    chosen = random.Random(size)
    return " ".join(f"{chosen.random():.4f}" for _ in range(size // 7))


if __name__ == "__main__":
    main()
