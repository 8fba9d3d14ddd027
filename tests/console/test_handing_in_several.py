"""Several parts `file` are one document, from the form to the day it is purged."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from commands.exported.contents import Export
from commands.exported.sealed import sealing
from pipeline.bundle import unpacked
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import open_database, reading, writing
from pipeline.cabinet.deltas import delta_of
from pipeline.cabinet.orphans import KEPT_FOR, PREFIXES, remove_orphans
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.purging import Trace, purge_portion, remove_leftovers
from pipeline.cabinet.store_check import Tally, Verifier
from pipeline.cabinet.work import Lease, claim_of, write_result
from pipeline.case import Case, FileFacts, Page
from pipeline.intake import submit
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_intake
from tests.console.server import KIND, MARIA, Api, serving
from tests.console.test_asking import leased

NOW = dt.datetime.now(dt.UTC)
MEBIBYTE = 1024 * 1024


def picture(colour: str, size: tuple[int, int] = (400, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


FRONT, BACK = picture("red"), picture("blue", (300, 500))


def hand_in(
    client: httpx.Client, contents: Sequence[bytes] = (FRONT, BACK), *, key: str = "k-1", **texts: str
) -> httpx.Response:
    files = [("file", (f"сторона {number}.PNG", content)) for number, content in enumerate(contents, start=1)]
    data = {"kind": KIND, "holder": json.dumps(MARIA), **texts}
    return client.post("/v1/documents", data=data, files=files, headers={"Idempotency-Key": key})


def test_two_sides_are_one_document_and_the_same_two_are_known(api_both: Api) -> None:
    with api_both.client() as client:
        first, again, turned = hand_in(client), hand_in(client, key="k-2"), hand_in(client, (BACK, FRONT), key="k-3")
    assert (first.status_code, again.status_code, turned.status_code) == (202, 200, 202), first.text
    assert again.json()["id"] == first.json()["id"] != turned.json()["id"]
    with reading(api_both.engine) as connection:
        upload = connection.execute(select(DOCUMENTS).order_by(DOCUMENTS.c.id)).mappings().first()["claim"]["upload"]  # type: ignore[index]
    assert (upload["name"], upload["parts"]) == ("сторона 1.PNG", 2)
    content = api_both.desk.intake.files.read(upload["sha256"])
    assert [(each.name, each.content) for each in unpacked(content)] == [("01.png", FRONT), ("02.png", BACK)]


def test_the_bundle_that_somebody_sends_as_a_file_is_one_file(api: Api) -> None:
    with api.client() as client:
        mine = hand_in(client).json()["id"]
        with reading(api.engine) as connection:
            sha256 = connection.execute(select(DOCUMENTS.c.sha256).where(DOCUMENTS.c.id == mine)).scalar_one()
        holder = json.dumps({**MARIA, "snils": "08765430300"})
        sent = hand_in(client, [api.desk.intake.files.read(sha256)], key="k-2", holder=holder).json()["id"]
    with reading(api.engine) as connection:
        row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == sent)).mappings().one()
    assert (row["sha256"], row["claim"]["upload"]["parts"]) == (sha256, 1)


def test_all_files_together_are_as_long_as_one_may_be(settings: Settings) -> None:
    with serving(settings.model_copy(update={"api_upload_bytes": MEBIBYTE})) as api, api.client() as client:
        half = b"x" * (MEBIBYTE // 2)
        answer = hand_in(client, (half, half))
        assert (answer.status_code, answer.json()["code"]) == (413, "FILE_TOO_LARGE")
        assert hand_in(client, (half, half[:-1000]), key="k-2").status_code == 202


def test_each_page_of_each_file_is_drawn(api: Api) -> None:
    with api.client() as client:
        document = hand_in(client).json()["id"]
        examined(api, leased(api, document))
        shown = [client.get(f"/v1/documents/{document}/pages/{number}?format=png") for number in (1, 2, 3)]
        told = client.get(f"/v1/documents/{document}").json()
    assert [answer.status_code for answer in shown] == [200, 200, 404]
    assert [(page["width"], page["height"]) for page in told["pages"]] == [(400, 300), (300, 500)]
    red, blue = (np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")) for answer in shown[:2])
    assert (red.shape, red[150, 200].tolist()) == ((300, 400, 3), [255, 0, 0])
    assert (blue.shape, blue[150, 200].tolist()) == ((500, 300, 3), [0, 0, 255])


def examined(api: Api, lease: Lease) -> None:
    """What the stages would have left of two pages."""
    empty = Case(id=lease.document_id, claim=claim_of(lease.row))
    checked = empty.with_(file=FileFacts(media_type="application/zip", format="files", page_count=2))
    read = checked.with_(pages=(Page(number=1, width=400, height=300), Page(number=2, width=300, height=500)))
    with writing(api.engine) as connection:
        for stage, before, after in (("format_check", empty, checked), ("ocr", checked, read)):
            delta = delta_of(before, after)
            result = StageResult(
                stage=stage, inputs="", delta=delta.added, lines=delta.lines, digest="", seconds=0.25, versions={}
            )
            write_result(connection, lease.document_id, 1, result, NOW)


class NoQueue:
    def forget(self, traces: Sequence[Trace]) -> bool:
        return True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in (("front.png", FRONT), ("back.png", BACK), ("a.sig", b"x")):
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_from_python_they_are_the_same_document_are_exported_as_a_zip_and_purged(
    settings: Settings, folder: Path
) -> None:
    engine = open_database(str(settings.database_url))
    desk = build_intake(settings, engine)
    document = submit(files=[folder / "front.png", folder / "back.png"], kind=KIND, intake=desk)
    with sealing(folder / "export.zip") as sealed:
        export = Export(engine=engine, files=desk.files, whole=True)
        list(export.write(sealed, [document], {"made_at": NOW.isoformat()}))
    with zipfile.ZipFile(folder / "export.zip") as archive:
        original = archive.read(f"documents/{document}/original.zip")
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [FRONT, BACK]
    sha256 = hashlib.sha256(original).hexdigest()
    assert [name for prefix in PREFIXES for name in desk.files.listed(prefix)] == [sha256]
    verifier = Verifier(engine=engine, files=desk.files)
    assert not [found for prefix in PREFIXES for found in verifier.prefix(prefix, Tally())]
    with engine.begin() as connection:
        connection.execute(DOCUMENTS.update().values(status="archived"))
    for path in settings.files.glob("??/*"):  # type: ignore[union-attr]
        os.utime(path, (0, 0))
    purge_portion(engine, DOCUMENTS.c.id == document, NOW, actor="operator:x", why="term")
    list(remove_leftovers(engine, desk.files, NoQueue(), NOW + dt.timedelta(days=1)))
    assert not desk.files.has(sha256)
    engine.dispose()


def test_what_was_stored_of_each_file_by_itself_is_swept_away(api: Api, settings: Settings) -> None:
    with api.client() as client:
        assert hand_in(client).status_code == 202
    store = api.desk.intake.files
    assert len([name for prefix in PREFIXES for name in store.listed(prefix)]) == 3
    for prefix in PREFIXES:
        remove_orphans(api.engine, store, NOW + KEPT_FOR + dt.timedelta(days=1), prefix)
    with reading(api.engine) as connection:
        assert [name for prefix in PREFIXES for name in store.listed(prefix)] == [
            connection.execute(select(DOCUMENTS.c.sha256)).scalar_one()
        ]


def test_it_has_to_be_plain_which_files_are_meant(settings: Settings, folder: Path) -> None:
    desk = build_intake(settings, open_database(str(settings.database_url)))
    front, back, beside = folder / "front.png", folder / "back.png", folder / "a.sig"
    for wrong in (
        {}, {"file": front, "files": [back]}, {"files": [front, back], "signature": beside}, {"files": [front] * 41},
    ):  # fmt: skip
        with pytest.raises(ValueError, match="files"):
            submit(kind=KIND, intake=desk, **wrong)  # type: ignore[arg-type]
    alone = submit(files=[front], kind=KIND, intake=desk)
    assert alone != submit(files=[front, back], kind=KIND, intake=desk)
    assert desk.files.read(hashlib.sha256(FRONT).hexdigest()) == FRONT
