"""A key opens what its scopes say, as often as its rate allows, until it is revoked."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from pipeline.cabinet import keys
from pipeline.cabinet.keys import METRICS, PREVIEWS, READ, READ_ALL, WRITE, Bucket, TooManyRequests, WrongKey
from tests.console.server import Api, hand_in

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def test_without_a_key_nothing_is_told(api: Api) -> None:
    for headers in ({}, {"Authorization": "Basic abc"}):
        answer = httpx.get(f"{api.url}/v1/documents", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "KEY_MISSING")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("change", [lambda key: key[:-1] + "?", lambda key: key[:-2] + "xx", lambda _: "pk_1_2",
                                    lambda key: key.replace(key[3:29], "0" * 26)])  # fmt: skip
def test_a_wrong_key_opens_nothing(api: Api, change: object) -> None:
    assert callable(change)
    with api.client() as client:
        client.headers["Authorization"] = f"Bearer {change(client.headers['Authorization'].split()[1])}"
        answer = client.get("/v1/documents")
    assert (answer.status_code, answer.json()["code"]) == (401, "KEY_WRONG")


@pytest.mark.parametrize(("scopes", "opened"), [
    ([READ], {"list", "tell", "events"}),
    ([WRITE], {"hand in"}),
    ([PREVIEWS], {"page"}),
    ([METRICS], set()),
    ([READ_ALL], set()),
])  # fmt: skip
def test_a_scope_opens_its_own_alone(api: Api, scopes: list[str], opened: set[str]) -> None:
    with api.client() as owner:
        document = hand_in(owner).headers["Location"]
    with api.client("cabinet", *scopes) as client:
        answers = {
            "list": client.get("/v1/documents"), "tell": client.get(document),
            "events": client.get(f"{document}/events"), "page": client.get(f"{document}/pages/1"),
            "hand in": hand_in(client, b"other"),
        }  # fmt: skip
    assert {name for name, answer in answers.items() if answer.status_code != 403} == opened
    assert all(answer.json()["code"] == "SCOPE_MISSING" for answer in answers.values() if answer.status_code == 403)


def test_another_clients_document_is_none(api: Api) -> None:
    with api.client() as mine, api.client("other") as other, api.client("all", READ, PREVIEWS, READ_ALL) as everyone:
        document = hand_in(mine).headers["Location"]
        for path in (document, f"{document}/events", f"{document}/pages/1"):
            answer = other.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "DOCUMENT_NOT_FOUND")
        assert other.get("/v1/documents").json()["documents"] == []
        assert everyone.get(document).status_code == 200
        assert len(everyone.get("/v1/documents").json()["documents"]) == 1


def test_a_clients_second_key_sees_what_its_first_handed_in(api: Api) -> None:
    with api.client("cabinet") as first, api.client("cabinet") as second:
        assert second.get(hand_in(first).headers["Location"]).status_code == 200


def test_a_revoked_key_opens_nothing_any_more(api: Api) -> None:
    with api.client() as client:
        key_id = client.headers["Authorization"].split("_")[1]
        assert client.get("/v1/documents").status_code == 200
        assert keys.revoke_key(api.engine, key_id, NOW)
        assert not keys.revoke_key(api.engine, key_id, NOW)
        assert client.get("/v1/documents").status_code == 401


def test_requests_beyond_the_rate_wait(api: Api) -> None:
    with api.client(per_minute=3) as client:
        left = [client.get("/v1/documents").headers["RateLimit-Remaining"] for _ in range(3)]
        refused = client.get("/v1/documents")
    assert left == ["2", "1", "0"]
    assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_REQUESTS")
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert refused.headers["RateLimit-Limit"] == "3"


def test_no_two_requests_take_the_same_token(api_both: Api) -> None:
    engine = api_both.engine
    key = keys.add_key(engine, "cabinet", [READ], NOW, per_minute=10)

    def admitted(_: int) -> bool:
        try:
            keys.admit(engine, key, NOW)
        except TooManyRequests:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(admitted, range(40))) == 10


def test_a_bucket_fills_evenly_up_to_a_minutes_worth() -> None:
    empty = Bucket(tokens=0.0, refilled_at=NOW)
    assert keys.refilled(empty, 60, NOW + dt.timedelta(seconds=5)).tokens == pytest.approx(5)
    assert keys.refilled(empty, 60, NOW + dt.timedelta(hours=5)).tokens == 60
    assert keys.refilled(empty, 60, NOW - dt.timedelta(hours=5)) == empty


def test_only_a_hash_of_a_key_is_kept(api: Api) -> None:
    key = keys.add_key(api.engine, "cabinet", [READ], NOW)
    with api.engine.connect() as connection:
        row = connection.execute(keys.KEYS.select()).mappings().one()
    assert key.split("_", 2)[2] not in str(dict(row))
    with pytest.raises(WrongKey):
        keys.admit(api.engine, f"pk_{row['id']}_{row['hash']}", NOW)


@pytest.mark.parametrize(("name", "scopes", "rate"), [
    ("", [READ], 1), ("python", [READ], 1), ("кабинет", [READ], 1), ("a", ["all"], 1), ("a", [], 1), ("a", [READ], 0),
])  # fmt: skip
def test_a_key_that_makes_no_sense_is_not_made(api: Api, name: str, scopes: list[str], rate: int) -> None:
    with pytest.raises(ValueError, match=r"name|scopes|minute"):
        keys.add_key(api.engine, name, scopes, NOW, per_minute=rate)
    assert keys.listed_keys(api.engine) == []
