"""What became of a paper is told, at once or when it changes."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import update

from console.api.models import DocumentShown, EventsShown
from pipeline.cabinet.changes import DOCUMENTS, Ruling
from pipeline.cabinet.database import writing
from pipeline.cabinet.deltas import delta_of
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.purging import purge_portion
from pipeline.cabinet.work import Lease, write_result
from pipeline.case import Case, Decision, FileFacts, Outcome, Page, Reading, Reason, RegistryUnavailable, Value
from tests.cabinet.desk import Clock, ruling
from tests.console.server import MARIA, Api, hand_in

BOX = (612, 804, 790, 838)
PAGE = Page(number=1, width=1200, height=900, rotation=90)
NUMBER = Value(field="number", value="0123456", raw="№ 0123456", confidence=0.97, page=1, box=BOX)
UTC = dt.UTC


def leased(api: Api, document_id: str) -> Lease:
    lease = api.work.lease(document_id, "w", 30)
    assert lease is not None
    return lease


def examined(api: Api, lease: Lease) -> Case:
    """What the stages would have left."""
    from pipeline.cabinet.work import claim_of

    empty = Case(id=lease.document_id, claim=claim_of(lease.row))
    checked = empty.with_(file=FileFacts(media_type="image/png", format="png", page_count=1))
    read = checked.with_(pages=(PAGE,))
    found = read.with_(reading=Reading(kind_detected="higher_education_diploma", fields={"number": NUMBER}))
    steps = {"format_check": (empty, checked), "ocr": (checked, read), "extraction": (read, found)}
    with writing(api.engine) as connection:
        for stage, (before, after) in steps.items():
            delta = delta_of(before, after)
            result = StageResult(
                stage=stage, inputs="", delta=delta.added, lines=delta.lines, digest="", seconds=0.25,
                versions={"pipeline": "0.1.0", "code.ocr": "c"},
            )  # fmt: skip
            write_result(connection, lease.document_id, 1, result, dt.datetime.now(UTC))
    return found


def mismatch(api: Api) -> Ruling:
    clock = Clock(dt.datetime.now(UTC))
    reason = Reason(
        code="REGISTRY_MISMATCH", field="number", found="0123456", expected="0123459", message="…", advice="…",
        correctable=True,
    )  # fmt: skip
    decision = Decision(
        outcome=Outcome.REJECTED, reasons=(reason,), decided_at=clock(),
        correct_by=dt.datetime(2099, 11, 29, 20, 59, 59, tzinfo=UTC),
    )  # fmt: skip
    made = ruling(Outcome.REJECTED, clock=clock)
    return replace(made, decision=decision, versions={"pipeline": "0.1.0", "rules": "r", "code.ocr": "c"})


def test_all_that_was_found_is_told(api_both: Api) -> None:
    with api_both.client() as client:
        location = hand_in(client, holder={**MARIA, "time_zone": "Asia/Kamchatka"}).headers["Location"]
        lease = leased(api_both, location.rsplit("/", 1)[1])
        examined(api_both, lease)
        api_both.work.finish(lease, mismatch(api_both))
        answer = client.get(location)
    told = answer.json()
    DocumentShown.model_validate(told)
    assert (told["status"], told["title"], told["decision"], told["decided_by"]) == (
        "rejected", "Отклонено", "rejected", "machine",
    )  # fmt: skip
    assert told["correct_by"] == told["window"]["correct_by"] == "2099-11-30T08:59:59+12:00"
    assert told["fields"]["number"] == {
        "value": "0123456", "raw": "№ 0123456", "confidence": 0.97, "page": 1, "box": list(BOX), "source": "ocr",
    }  # fmt: skip
    assert told["pages"] == [{"width": 1200, "height": 900, "rotation": 90}]
    assert told["stages"] == {"format_check": 0.25, "ocr": 0.25, "extraction": 0.25}
    assert told["versions"] == {"pipeline": "0.1.0", "rules": "r"}
    assert told["reasons"][0]["disposition"] == "retry"
    assert set(told["reasons"][0]["fix"]) == {"action", "target"}
    assert answer.headers["ETag"] == f'"rev-{told["revision"]}"'
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_an_old_decision_is_not_in_force_while_the_paper_is_examined_again(api: Api) -> None:
    with api.client() as client:
        location = hand_in(client).headers["Location"]
        api.work.finish(leased(api, location.rsplit("/", 1)[1]), mismatch(api))
        hand_in(client, key="k-2", declared={"number": "0123459"})
        told = client.get(location).json()
    assert (told["status"], told["decision"], told["reasons"]) == ("uploaded", None, [])
    assert told["window"]["paused"]


def test_a_paper_that_waits_for_the_register_says_so(api: Api) -> None:
    with api.client() as client:
        location = hand_in(client).headers["Location"]
        lease = leased(api, location.rsplit("/", 1)[1])
        later = dt.datetime.now(UTC) + dt.timedelta(hours=1)
        api.work.defer(lease, RegistryUnavailable.__name__, later, waiting=True)
        told = client.get(location).json()
    assert (told["status"], told["decision"], told["stage"]) == ("waiting", "waiting", "virus_scan")


def test_what_did_not_change_is_not_sent_again(api: Api) -> None:
    with api.client() as client:
        location = hand_in(client).headers["Location"]
        tag = client.get(location).headers["ETag"]
        for known in (tag, f"W/{tag}", f'"other", {tag}'):
            answer = client.get(location, headers={"If-None-Match": known})
            assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
        leased(api, location.rsplit("/", 1)[1])
        changed = client.get(location, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"rev-2-virus_scan"')


def test_who_waits_is_told_of_a_change(api_both: Api) -> None:
    with api_both.client() as client:
        location = hand_in(client).headers["Location"]
        tag = client.get(location).headers["ETag"]
        answers: list[httpx.Response] = []
        waiting = threading.Thread(
            target=lambda: answers.append(client.get(f"{location}?wait=60", headers={"If-None-Match": tag}))
        )
        waiting.start()
        leased(api_both, location.rsplit("/", 1)[1])
        waiting.join(60)
    assert (answers[0].status_code, answers[0].json()["status"]) == (200, "checking")


def test_who_waits_for_nothing_is_told_so_in_the_end(api: Api) -> None:
    with api.client() as client:
        location = hand_in(client).headers["Location"]
        tag = client.get(location).headers["ETag"]
        assert client.get(f"{location}?wait=0.3", headers={"If-None-Match": tag}).status_code == 304
        assert client.get(f"{location}?wait=0.3").status_code == 200
        assert client.get(f"{location}?wait=60", headers={"If-None-Match": '"rev-0"'}).status_code == 200


def test_waiting_holds_no_connection(api_both: Api) -> None:
    """More wait than the pool has connections."""
    with api_both.client() as client:
        location = hand_in(client).headers["Location"]
        many = 3 * api_both.desk.settings.database_connections
        waiting = [threading.Thread(target=client.get, args=(f"{location}?wait=1",)) for _ in range(many)]
        for thread in waiting:
            thread.start()
        assert client.get(location).status_code == 200
        for thread in waiting:
            thread.join(60)


@pytest.mark.parametrize("query", ["wait=-1", "wait=61", "wait=x"])
def test_a_wait_without_measure_is_refused(api: Api, query: str) -> None:
    with api.client() as client:
        answer = client.get(f"{hand_in(client).headers['Location']}?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "wait")


@pytest.mark.parametrize("path", ["01JD9M2V6P4X8Q7T3R5Y9W1ZKB", "01JD9M2V6P4X8Q7T3R5Y9W1ZKB/events"])
def test_a_document_that_is_not_there_is_not_found(api: Api, path: str) -> None:
    with api.client() as client:
        answer = client.get(f"/v1/documents/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "DOCUMENT_NOT_FOUND")
        assert client.get("/v1/documents/x").json()["code"] == "INVALID"
        assert client.get("/v1/nothing").json()["code"] == "NOT_FOUND"
        assert client.delete("/v1/documents").json()["code"] == "METHOD_NOT_ALLOWED"


def test_what_was_done_is_told_in_pages(api_both: Api) -> None:
    with api_both.client() as client:
        location = hand_in(client).headers["Location"]
        api_both.work.finish(leased(api_both, location.rsplit("/", 1)[1]), mismatch(api_both))
        page, seen = f"{location}/events?limit=2", []
        while True:
            told = client.get(page).json()
            EventsShown.model_validate(told)
            seen += told["events"]
            if told["next"] is None:
                break
            page = f"{location}/events?limit=2&cursor={told['next']}"
    assert [(event["actor"], event["action"], event["after"]) for event in seen] == [
        ("client", "uploaded", "uploaded"), ("machine", "began", "checking"), ("machine", "decided", "rejected"),
    ]  # fmt: skip
    assert seen[-1]["why"] == "upload REGISTRY_MISMATCH"


def test_a_purged_document_is_gone_and_says_so(api: Api) -> None:
    with api.client() as client, api.client("other") as other:
        document_id = hand_in(client).json()["id"]
        with writing(api.engine) as connection:
            connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(status="needs_review"))
        purge_portion(api.engine, DOCUMENTS.c.id == document_id, dt.datetime.now(UTC), actor="operator:x", why="term")
        for path in ("", "/events", "/pages/1"):
            gone = client.get(f"/v1/documents/{document_id}{path}")
            assert (gone.status_code, gone.json()["code"]) == (410, "DOCUMENT_PURGED"), path
            assert gone.headers["Content-Type"] == "application/problem+json"
        assert hand_in(client, key="k-2", to=f"/v1/documents/{document_id}/replacement").status_code == 410
        assert other.get(f"/v1/documents/{document_id}").status_code == 404
        one = client.get("/v1/documents?status=purged").json()["documents"][0]
        assert (one["id"], one["title"], one["former_status"], one["holder_key"]) == (
            document_id, "Удалено", "needs_review", None,
        )  # fmt: skip
        assert one["purged_at"]
        assert hand_in(client).status_code == 202, "the kept answer is gone: the same request hands in anew"
