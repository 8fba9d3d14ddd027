"""Documents are found in pages that neither shift nor repeat."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, text

from console.api.models import DocumentsShown
from pipeline.cabinet import listing
from pipeline.cabinet.changes import DOCUMENTS, REASONS
from pipeline.cabinet.database import writing
from pipeline.cabinet.holder import holder_key
from pipeline.cabinet.ids import new_id
from pipeline.cabinet.listing import Wanted
from pipeline.case import Holder
from tests.cabinet.desk import START
from tests.console.server import ALL, IVAN, MARIA, Api, hand_in

NUMBERS = itertools.count()


def put(api: Api, count: int, *, reasons: tuple[str, ...] = (), at: dt.datetime = START, **values: Any) -> list[str]:
    """Rows as they would stand there, oldest first."""
    rows = []
    for _ in range(count):
        moment = at + dt.timedelta(milliseconds=next(NUMBERS))
        row = {
            "id": new_id(moment), "client": "cabinet", "kind": "passport", "claim": {}, "contacts": {},
            "sha256": f"{next(NUMBERS):064x}", "status": "rejected", "revision": 1, "attempt": 1, "lane": "bulk",
            "created_at": moment, "updated_at": moment, "tries": {}, "sequence": 0, "lease_token": 0, **values,
        }  # fmt: skip
        rows.append(row)
    with writing(api.engine) as connection:
        connection.execute(insert(DOCUMENTS), rows)
        if reasons:
            connection.execute(
                insert(REASONS), [{"document_id": row["id"], "code": code} for row in rows for code in reasons]
            )
    return [str(row["id"]) for row in rows]


def pages(client: httpx.Client, **asked: Any) -> list[list[str]]:
    """Ids, page by page, until there is no next."""
    found: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = client.get("/v1/documents", params={**asked, **cursor})
        assert answer.status_code == 200, answer.text
        told = answer.json()
        DocumentsShown.model_validate(told)
        found.append([document["id"] for document in told["documents"]])
        if told["next"] is None:
            return found
        cursor = {"cursor": told["next"]}


def flat(found: list[list[str]]) -> list[str]:
    return [each for page in found for each in page]


def test_pages_hold_each_document_once_newest_first(api_both: Api) -> None:
    ids = put(api_both, 25)
    with api_both.client() as client:
        found = pages(client, limit=10)
    assert [len(page) for page in found] == [10, 10, 5]
    assert flat(found) == ids[::-1]


def test_what_comes_in_meanwhile_neither_shifts_nor_repeats_a_page(api_both: Api) -> None:
    ids = put(api_both, 20)
    with api_both.client() as client:
        first = client.get("/v1/documents", params={"limit": 8}).json()
        new = put(api_both, 5, at=START + dt.timedelta(days=1))
        second = client.get("/v1/documents", params={"limit": 8, "cursor": first["next"]}).json()
        anew = pages(client, limit=100)
    seen = [document["id"] for page in (first, second) for document in page["documents"]]
    assert seen == ids[::-1][:16]
    assert flat(anew) == (ids + new)[::-1]


@pytest.mark.parametrize("scanned", [3, 2000])
def test_conditions_hold_together_however_little_is_scanned_at_once(
    api_both: Api, scanned: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SCANNED", scanned)
    passports = put(api_both, 7, reasons=("SCAN_BLURRED", "SCAN_DARK"))
    put(api_both, 5, status="approved")
    cards = put(api_both, 6, kind="snils_card", reasons=("SCAN_DARK",))
    others = put(api_both, 4, client="other")
    with api_both.client() as client, api_both.client("all", *ALL) as everyone:
        assert flat(pages(client, status="rejected", kind="passport", limit=2)) == passports[::-1]
        assert flat(pages(client, reason="SCAN_DARK", limit=2)) == (passports + cards)[::-1]
        assert flat(pages(client, reason="SCAN_DARK", kind="snils_card", limit=2)) == cards[::-1]
        assert flat(pages(client, reason="SCAN_GLARE")) == []
        assert flat(pages(everyone, status="rejected", limit=5)) == (passports + cards + others)[::-1]
        assert flat(pages(client, updated_after=START.isoformat(), status="rejected", limit=3)) == passports + cards


def test_reasons_stand_beside_a_document(api: Api) -> None:
    put(api, 1, reasons=("SCAN_DARK", "SCAN_BLURRED"))
    with api.client() as client:
        assert client.get("/v1/documents").json()["documents"][0]["reasons"] == ["SCAN_BLURRED", "SCAN_DARK"]


def test_changes_come_in_their_order(api_both: Api) -> None:
    ids = put(api_both, 6)
    moved, later = ids[1], START + dt.timedelta(days=1)
    with writing(api_both.engine) as connection:
        connection.execute(DOCUMENTS.update().where(DOCUMENTS.c.id == moved).values(updated_at=later))
    with api_both.client() as client:
        everything = flat(pages(client, updated_after=(START - dt.timedelta(days=1)).isoformat(), limit=2))
        news = flat(pages(client, updated_after=(START + dt.timedelta(hours=1)).isoformat()))
    assert everything == [each for each in ids if each != moved] + [moved]
    assert news == [moved]


def test_a_holders_papers_are_found(api_both: Api) -> None:
    with api_both.client() as client:
        maria = hand_in(client).json()
        hand_in(client, key="k-2", holder=IVAN)
        for asked in (
            {"holder_snils": "112-233-445 95"}, {"holder_snils": MARIA["snils"]}, {"holder_key": maria["holder_key"]},
        ):  # fmt: skip
            assert flat(pages(client, **asked)) == [maria["id"]]
        assert flat(pages(client, holder_snils="00000000000")) == []


def test_a_holder_without_snils_is_found_by_name_and_birth_date(api: Api) -> None:
    named = {"last_name": "Кедров", "first_name": "Иван", "birth_date": "1985-01-02"}
    with api.client() as client:
        ivan = hand_in(client, holder=named).json()["id"]
        assert flat(pages(client, **{f"holder_{name}": value for name, value in named.items()})) == [ivan]
        answer = client.get("/v1/documents", params={"holder_last_name": "Кедров"})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "holder_snils")
    assert "Кедров" not in answer.text


@pytest.mark.parametrize(("query", "path"), [
    ("limit=0", "limit"), ("limit=201", "limit"), ("status=lost", "status"), ("colour=red", "colour"),
    ("updated_after=2026-11-22", "updated_after"), ("updated_after=2026-11-22T09:00:00", "updated_after"),
    ("cursor=abc", "cursor"), ("cursor=W10", "cursor"), ("cursor=%00", "cursor"), ("cursor=bnVsbA", "cursor"),
])  # fmt: skip
def test_a_question_that_cannot_be_is_refused(api: Api, query: str, path: str) -> None:
    with api.client() as client:
        answer = client.get(f"/v1/documents?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path)


def test_a_cursor_is_for_its_own_question(api: Api) -> None:
    put(api, 5)
    with api.client() as client:
        cursor = client.get("/v1/documents?limit=2").json()["next"]
        assert client.get(f"/v1/documents?limit=3&cursor={cursor}").status_code == 200
        answer = client.get(f"/v1/documents?status=approved&cursor={cursor}")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "cursor")


def test_a_list_names_nobody(api: Api) -> None:
    with api.client() as client:
        hand_in(client)
        assert "Воробьёва" not in client.get("/v1/documents").text


@pytest.mark.parametrize("wanted", [
    Wanted(client="cabinet"), Wanted(client="cabinet", status="rejected"), Wanted(client="cabinet", kind="passport"),
    Wanted(holder_key=holder_key(Holder(snils="1"))), Wanted(reason="SCAN_DARK"), Wanted(updated_after=START), Wanted(),
])  # fmt: skip
def test_every_question_is_answered_by_an_index(api_both: Api, wanted: Wanted) -> None:
    place = listing._Place(id="01", updated_at=START if wanted.updated_after else None)
    query = str(
        listing._scanned(wanted, place).element.compile(api_both.engine, compile_kwargs={"literal_binds": True})
    )
    plan = "EXPLAIN QUERY PLAN " if api_both.engine.dialect.name == "sqlite" else "EXPLAIN "
    with api_both.engine.begin() as connection:
        if api_both.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan TO off"))
            connection.execute(text("SET LOCAL enable_sort TO off"))
        rows = connection.exec_driver_sql(plan + query).all()
    told = "\n".join(str(row) for row in rows)
    assert "Seq Scan" not in told
    assert "SCAN documents'" not in told
    assert "Sort" not in told
    assert "TEMP B-TREE" not in told
