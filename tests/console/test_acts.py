"""Does the cabinet's backend get the act, and does whoever holds one learn what it is worth and no more?"""

from __future__ import annotations

import httpx
import pytest

from pipeline.cabinet.acts import all_acts
from pipeline.case import Outcome
from tests.cabinet.desk import Desk
from tests.cabinet.recorded import CLINIC, HOSPITAL, decided_again, employment, recorded
from tests.console.server import ALL, OWN, Api
from workers.acts import build_acts, draw_up_next

PERSONAL = ("Снегирёва", "Ольга", "11223344595", "112-233", "Сосновый", "больница", "1985")


@pytest.fixture
def desk(api: Api) -> Desk:
    return Desk(api.engine)


def drawn(api: Api, desk: Desk) -> None:
    assert draw_up_next(build_acts(api.desk.settings, api.engine, desk.clock)) == "made"


def test_the_act_is_fetched_by_its_document(api: Api, desk: Desk) -> None:
    document_id = recorded(desk, "a", HOSPITAL, CLINIC)
    with api.client("backend") as client:
        waits = client.get(f"/v1/documents/{document_id}/act")
        assert (waits.status_code, waits.json()["code"], waits.headers["Retry-After"]) == (409, "ACT_NOT_READY", "15")
        drawn(api, desk)
        got = client.get(f"/v1/documents/{document_id}/act")
        assert (got.status_code, got.headers["Content-Type"], got.content[:5]) == (200, "application/pdf", b"%PDF-")
        assert got.headers["Content-Disposition"] == 'attachment; filename="act-000001-1.pdf"'
        tag = got.headers["ETag"]
        assert client.get(f"/v1/documents/{document_id}/act", headers={"If-None-Match": tag}).status_code == 304
        shown = client.get(f"/v1/documents/{document_id}").json()["act"]
    act = all_acts(api.engine, document_id)[0]
    assert tag == f'"{act.sha256}"'
    assert shown == {"number": 1, "version": 1, "made_at": "2026-11-22T12:00:00+03:00", "sha256": act.sha256,
                     "in_force": True}  # fmt: skip


def test_an_earlier_version_can_be_fetched_as_well(api: Api, desk: Desk) -> None:
    document_id = recorded(desk)
    drawn(api, desk)
    decided_again(desk, document_id, employment(HOSPITAL, CLINIC))
    drawn(api, desk)
    with api.client("backend") as client:
        newest, first = (client.get(f"/v1/documents/{document_id}/act{more}") for more in ("", "?version=1"))
        assert client.get(f"/v1/documents/{document_id}/act?version=3").json()["code"] == "ACT_NOT_FOUND"
    assert newest.content != first.content
    assert "-2.pdf" in newest.headers["Content-Disposition"]


def test_only_who_may_read_the_document_gets_its_act(api: Api, desk: Desk) -> None:
    document_id = recorded(desk)
    drawn(api, desk)
    path = f"/v1/documents/{document_id}/act"
    with api.client("other", *OWN) as other, api.client("metrics", "metrics:read") as narrow:
        assert other.get(path).json()["code"] == "DOCUMENT_NOT_FOUND"
        assert narrow.get(path).json()["code"] == "SCOPE_MISSING"
    with httpx.Client(base_url=api.url) as nobody:
        assert nobody.get(path).json()["code"] == "KEY_MISSING"


def test_a_document_that_was_not_recorded_has_none(api: Api, desk: Desk) -> None:
    document_id = desk.upload()
    desk.decide(document_id, Outcome.APPROVED)
    with api.client("all", *ALL) as client:
        assert client.get(f"/v1/documents/{document_id}/act").json()["code"] == "ACT_NOT_FOUND"
        assert client.get(f"/v1/documents/{document_id}").json()["act"] is None


def test_an_act_that_the_store_has_lost_is_no_act_that_was_never_made(api: Api, desk: Desk) -> None:
    document_id = recorded(desk)
    drawn(api, desk)
    api.desk.intake.files.remove(all_acts(api.engine, document_id)[0].sha256)
    with api.client("backend") as client:
        assert client.get(f"/v1/documents/{document_id}/act").json()["code"] == "STORE_UNAVAILABLE"


def test_whoever_holds_an_act_learns_what_it_is_worth_without_a_key(api: Api, desk: Desk) -> None:
    document_id = recorded(desk, "a", HOSPITAL, CLINIC)
    drawn(api, desk)
    act = all_acts(api.engine, document_id)[0]
    with httpx.Client(base_url=api.url) as anyone:
        told = anyone.get(f"/v1/acts/{act.code}")
        page = anyone.get(f"/acts/{act.code.upper()}")
        assert told.json() == {
            "number": 1, "version": 1, "made_at": "2026-11-22T12:00:00+03:00", "state": "current", "replaced_by": None,
            "sha256": act.sha256,
        }  # fmt: skip
        assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        for said in ("000001", "22.11.2026", act.sha256, "эта редакция действует"):
            assert said in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert not [word for word in PERSONAL if word in told.text + page.text or document_id in told.text + page.text]
        decided_again(desk, document_id, employment())
        drawn(api, desk)
        assert anyone.get(f"/v1/acts/{act.code}").json()["state"] == "replaced"
        assert "заменена редакцией 2" in anyone.get(f"/acts/{act.code}").text


@pytest.mark.parametrize("code", ["aaaa-aaaa-aaaa-aaaa", "1", "%27%20OR%201=1", "..%2f..%2fetc%2fpasswd"])
def test_a_code_that_nobody_has_is_no_act(api: Api, code: str) -> None:
    with httpx.Client(base_url=api.url) as anyone:
        assert anyone.get(f"/v1/acts/{code}").status_code == 404
        assert anyone.get(f"/acts/{code}").status_code == 404
