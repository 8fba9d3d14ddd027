"""A paper is handed in once, however often it is asked for."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from pipeline.bundle import MOST
from pipeline.cabinet import idempotency
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import reading
from pipeline.cabinet.forgetting import forget_keys
from pipeline.cabinet.idempotency import RequestKey
from pipeline.cabinet.keys import READ, READ_ALL, WRITE
from pipeline.case import Outcome
from pipeline.settings import Settings
from tests.cabinet.desk import Clock, ruling
from tests.console.server import IVAN, KIND, MARIA, Api, hand_in, multipart, serving


def decide(api: Api, document_id: str, outcome: Outcome = Outcome.REJECTED, *codes: str) -> None:
    lease = api.work.lease(document_id, "w", 30)
    assert lease is not None
    api.work.finish(lease, ruling(outcome, *(codes or ("SCAN_BLURRED",)), clock=Clock(dt.datetime.now(dt.UTC))))


def count(api: Api) -> int:
    with reading(api.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(DOCUMENTS)).scalar_one())


def test_a_new_paper_is_taken_in(api_both: Api) -> None:
    with api_both.client() as client:
        answer = hand_in(client, contacts={"email": "maria@example.org"})
        assert answer.status_code == 202, answer.text
        told = client.get(answer.headers["Location"]).json()
    assert (told["status"], told["title"], answer.json()["created"]) == ("uploaded", "Загружено", True)
    with reading(api_both.engine) as connection:
        row = connection.execute(select(DOCUMENTS)).mappings().one()
    assert row["claim"]["upload"]["name"] == "диплом.pdf"
    assert row["contacts"] == {"email": "maria@example.org"}
    assert row["client"] == "cabinet"
    assert api_both.desk.intake.files.read(row["sha256"]) == b"%PDF-1.7 a"


def test_periods_of_work_are_handed_in_beside_a_paper_about_work(api: Api) -> None:
    typed = {"number": "1234567", "employments": [{"organisation": "ГКБ № 1", "start": "2012-03-01"}]}
    with api.client() as client:
        answer = hand_in(client, kind="labour_book", declared=typed)
        assert answer.status_code == 202, answer.text
        wrong = {"employments": [{"organisation": "", "end": "31.08.2019"}, {"place": "Кинешма"}]}
        refused = hand_in(client, b"%PDF-1.7 c", key="other", kind="labour_book", declared=wrong)
    with reading(api.engine) as connection:
        claim = connection.execute(select(DOCUMENTS)).mappings().one()["claim"]
    assert claim["declared"] == {"number": "1234567"}
    assert [(each["organisation"], each["start"]) for each in claim["employments"]] == [("ГКБ № 1", "2012-03-01")]
    assert {fault["path"] for fault in refused.json()["errors"]} == {
        "declared.employments.0.organisation", "declared.employments.0.end", "declared.employments.1.organisation",
        "declared.employments.1.place",
    }  # fmt: skip


def test_the_same_bytes_of_the_same_holder_are_known(api_both: Api) -> None:
    with api_both.client() as client:
        first, second = hand_in(client, key="one"), hand_in(client, key="two")
    assert (second.status_code, second.json()["created"]) == (200, False)
    assert second.json()["id"] == first.json()["id"]
    assert second.headers["Location"] == first.headers["Location"]


def test_the_same_request_gets_the_same_answer(api_both: Api) -> None:
    with api_both.client() as client:
        first, again = hand_in(client), hand_in(client)
    assert (again.status_code, again.json(), again.headers["Location"]) == (
        first.status_code, first.json(), first.headers["Location"],
    )  # fmt: skip
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers


def test_a_key_is_not_for_another_request(api_both: Api) -> None:
    with api_both.client() as client:
        hand_in(client)
        for other in (hand_in(client, b"%PDF-1.7 b"), hand_in(client, declared={"number": "7"})):
            assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert count(api_both) == 1


def test_a_request_that_is_being_answered_is_not_answered_twice(api: Api) -> None:
    with api.client() as client:
        first = hand_in(client)
        key = RequestKey(client="cabinet", route="POST /v1/documents", key="k-1")
        with api.engine.begin() as connection:
            connection.execute(idempotency.TABLE.update().values(status=None, body=None))
        busy = hand_in(client)
        assert (busy.status_code, busy.json()["code"], busy.headers["Retry-After"]) == (409, "REQUEST_IN_PROGRESS", "1")
        idempotency.release(api.engine, key)
        assert hand_in(client).json()["id"] == first.json()["id"]


def test_a_claim_of_a_process_that_died_is_taken_over(api: Api) -> None:
    with api.client() as client:
        first = hand_in(client)
        old = dt.datetime.now(dt.UTC) - 2 * idempotency.DEAD_AFTER
        with api.engine.begin() as connection:
            connection.execute(idempotency.TABLE.update().values(status=None, body=None, created_at=old))
        again = hand_in(client)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])


def test_answers_are_forgotten_after_thirty_days(api: Api) -> None:
    with api.client() as client:
        hand_in(client)
    now = dt.datetime.now(dt.UTC)
    assert forget_keys(api.engine, now + dt.timedelta(days=29), limit=10) == 0
    assert forget_keys(api.engine, now + dt.timedelta(days=31), limit=10) == 1


def test_the_same_key_many_times_at_once_makes_one_document(api_both: Api) -> None:
    with api_both.client() as client, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: hand_in(client, holder={}), range(16)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 202}) == 1
    assert count(api_both) == 1


def test_the_same_upload_many_times_at_once_makes_one_document(api_both: Api) -> None:
    with api_both.client() as client, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: hand_in(client, key=f"k-{number}"), range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] * 15 + [202]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert count(api_both) == 1


@pytest.mark.parametrize(("said", "path"), [
    ({"holder": {"snilz": "1"}}, "holder.snilz"),
    ({"holder": {"snils": "123"}}, "holder.snils"),
    ({"holder": {"birth_date": "14.05.1990"}}, "holder.birth_date"),
    ({"holder": {"time_zone": "Mars/Phobos"}}, "holder.time_zone"),
    ({"holder": "{"}, "holder"),
    ({"holder": "[]"}, "holder"),
    ({"declared": {"numer": "1"}}, "declared.numer"),
    ({"declared": {"number": 1}}, "declared.number"),
    ({"declared": {"number": "1" * 1001}}, "declared.number"),
    ({"contacts": {"email": "maria"}}, "contacts.email"),
    ({"contacts": {"phone": "8 916"}}, "contacts.phone"),
    ({"kind": "library_card"}, "kind"),
    ({"lane": "fast"}, "lane"),
    ({"colour": "red"}, "colour"),
])  # fmt: skip
def test_what_is_wrong_is_told_with_its_path(api: Api, said: dict[str, object], path: str) -> None:
    with api.client() as client:
        answer = hand_in(client, **said)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "INVALID"), problem
    assert path in {fault["path"] for fault in problem["errors"]}
    assert answer.headers["content-type"] == "application/problem+json"
    assert count(api) == 0


def test_a_problem_repeats_nothing_that_was_sent(api: Api) -> None:
    with api.client() as client:
        answer = hand_in(client, holder={"last_name": 5, "snils": "Секретов"}, declared={"number": ["Тайна"]})
    assert answer.status_code == 422
    assert "Секретов" not in answer.text
    assert "Тайна" not in answer.text


def test_a_mended_request_may_use_its_key_again(api: Api) -> None:
    with api.client() as client:
        assert hand_in(client, declared={"numer": "1"}).status_code == 422
        assert hand_in(client).status_code == 202


@pytest.mark.parametrize("key", [None, "", "ключ", "k" * 256])
def test_a_request_without_a_key_of_its_own_is_refused(api: Api, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key.encode()}
    with api.client() as client:
        answer = client.post("/v1/documents", files={"file": b"a"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "IDEMPOTENCY_KEY_MISSING")


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_parts_does_not_matter(api: Api, turned: bool) -> None:
    parts: list[tuple[str, bytes, str | None]] = [
        ("kind", KIND.encode(), None), ("holder", json.dumps(MARIA).encode(), None), ("file", b"%PDF", "a.pdf"),
    ]  # fmt: skip
    answer = post(api, multipart(parts[::-1] if turned else parts))
    assert answer.status_code == 202, answer.text


def post(api: Api, body: bytes, content_type: str = "multipart/form-data; boundary=b0undary") -> httpx.Response:
    with api.client() as client:
        headers = {"Content-Type": content_type, "Idempotency-Key": "raw"}
        return client.post("/v1/documents", content=body, headers=headers)


FILE = ("file", b"%PDF", "a.pdf")
KIND_PART = ("kind", KIND.encode(), None)


@pytest.mark.parametrize(("body", "code"), [
    (multipart([FILE, KIND_PART])[:-6], "BODY_MALFORMED"),
    (multipart([KIND_PART, FILE, KIND_PART]), "INVALID"),
    (multipart([KIND_PART, *[FILE] * (MOST + 1)]), "INVALID"),
    (multipart([KIND_PART, FILE, FILE, ("signature", b"x", "a.sig")]), "INVALID"),
    (multipart([KIND_PART]), "INVALID"),
    (multipart([FILE]), "INVALID"),
    (multipart([("holder", b"\xff", None), FILE, KIND_PART]), "BODY_MALFORMED"),
    (multipart([("kind", b"k" * 70_000, None), FILE]), "PART_TOO_LARGE"),
    (b"what is this", "BODY_MALFORMED"),
    (b"", "BODY_MALFORMED"),
])  # fmt: skip
def test_a_body_that_is_no_upload_is_refused(api: Api, body: bytes, code: str) -> None:
    assert post(api, body).json()["code"] == code
    assert count(api) == 0


def test_another_media_type_is_refused(api: Api) -> None:
    for content_type in ("application/json", "multipart/form-data"):
        answer = post(api, b"{}", content_type)
        assert (answer.status_code, answer.json()["code"]) == (415, "NOT_MULTIPART")


def test_a_path_before_a_file_name_is_left_out(api: Api) -> None:
    assert post(api, multipart([KIND_PART, ("file", b"%PDF", r"C:\Users\maria\diplom.pdf")])).status_code == 202
    with reading(api.engine) as connection:
        assert connection.execute(select(DOCUMENTS.c.claim)).scalar_one()["upload"]["name"] == "diplom.pdf"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../../etc/passwd", "passwd"),
        ("диплом\u202egnp.exe", "дипломgnp.exe"),
        ("диплом.pdf\0.exe", "диплом.pdf.exe"),
        ("aux.pdf", "_aux.pdf"),
        ("я" * 300 + ".pdf", "я" * 118 + ".pdf"),
        ("..", "file"),
    ],
)
def test_only_a_safe_name_is_kept(api: Api, name: str, kept: str) -> None:
    assert post(api, multipart([KIND_PART, ("file", b"%PDF", name)])).status_code == 202
    with reading(api.engine) as connection:
        assert connection.execute(select(DOCUMENTS.c.claim)).scalar_one()["upload"]["name"] == kept


def test_a_rejected_paper_is_replaced(api_both: Api) -> None:
    with api_both.client() as client:
        old = hand_in(client).json()["id"]
        decide(api_both, old)
        answer = hand_in(client, b"%PDF-1.7 better", key="k-2", to=f"/v1/documents/{old}/replacement")
        new = answer.json()
        again = hand_in(client, b"%PDF-1.7 better", key="k-2", to=f"/v1/documents/{old}/replacement")
        told = client.get(f"/v1/documents/{old}").json()
    assert (answer.status_code, new["replaces"]) == (202, old)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (told["status"], told["replaced_by"], told["correct_by"]) == ("replaced", new["id"], None)
    assert [entry["event"] for entry in told["window"]["ledger"]] == ["opened", "closed"]


def test_a_paper_that_is_being_examined_is_not_replaced(api_both: Api) -> None:
    with api_both.client() as client:
        old = hand_in(client).json()["id"]
        to = f"/v1/documents/{old}/replacement"
        refused = hand_in(client, b"%PDF-1.7 better", key="k-2", to=to)
        assert (refused.status_code, refused.json()["code"]) == (409, "NOT_REPLACEABLE")
        decide(api_both, old)
        replayed = hand_in(client, b"%PDF-1.7 better", key="k-2", to=to)
        assert (replayed.status_code, replayed.headers["Idempotency-Replayed"]) == (409, "true")
        assert hand_in(client, b"%PDF-1.7 better", key="k-3", to=to).status_code == 202


def test_a_paper_is_not_replaced_by_another_holders(api: Api) -> None:
    with api.client() as client:
        old = hand_in(client).json()["id"]
        decide(api, old)
        answer = hand_in(client, b"%PDF x", key="k-2", to=f"/v1/documents/{old}/replacement", holder=IVAN)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "holder")


def test_another_clients_paper_is_not_replaced_even_by_who_sees_all(api: Api) -> None:
    with api.client() as mine, api.client("other", READ, WRITE, READ_ALL) as other:
        old = hand_in(mine).json()["id"]
        decide(api, old)
        answer = hand_in(other, b"%PDF x", to=f"/v1/documents/{old}/replacement")
    assert (answer.status_code, answer.json()["code"]) == (404, "DOCUMENT_NOT_FOUND")


def test_another_client_neither_sees_nor_moves_what_it_hands_in_too(api: Api) -> None:
    with api.client() as mine, api.client("other") as other:
        mine_id = hand_in(mine).json()["id"]
        decide(api, mine_id)
        answer = hand_in(other, declared={"number": "7"})
        assert (answer.status_code, answer.json()["code"]) == (409, "OF_ANOTHER_CLIENT")
        assert mine_id not in answer.text
        assert mine.get(f"/v1/documents/{mine_id}").json()["status"] == "rejected"


def test_what_was_typed_anew_beside_known_bytes_is_examined_again(api: Api) -> None:
    with api.client() as client:
        first = hand_in(client).json()["id"]
        decide(api, first)
        answer = hand_in(client, key="k-2", declared={"number": "0123459"})
    assert (answer.status_code, answer.json()["id"], answer.json()["status"]) == (200, first, "uploaded")


def test_a_store_that_cannot_be_written_is_told_and_may_be_tried_again(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    with serving(settings) as api, api.client() as client:
        refused = hand_in(client)
        assert (refused.status_code, refused.json()["code"]) == (503, "STORE_UNAVAILABLE")
        assert refused.headers["Retry-After"]
        (tmp_path / "files").unlink()
        assert hand_in(client).status_code == 202


def test_a_replacement_and_the_same_upload_at_once_make_one_document(api_both: Api) -> None:
    with api_both.client() as client, ThreadPoolExecutor(8) as pool:
        old = hand_in(client).json()["id"]
        decide(api_both, old)
        addresses = [f"/v1/documents/{old}/replacement", "/v1/documents"] * 6
        answers = list(
            pool.map(
                lambda each: hand_in(client, b"%PDF better", key=f"new-{each[0]}", to=each[1]), enumerate(addresses)
            )
        )
    assert {answer.status_code for answer in answers} <= {200, 202, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code < 300}) == 1
    assert count(api_both) == 2
