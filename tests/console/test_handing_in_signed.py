"""Does a signature beside a file come in over HTTP?"""

from __future__ import annotations

import hashlib

import httpx
from sqlalchemy import select

from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import reading
from pipeline.intake import SIGNATURE_LIMIT
from tests.console.server import KIND, Api


def signed(client: httpx.Client, beside: bytes, *, key: str = "k-1", file: bytes = b"%PDF-1.7 a") -> httpx.Response:
    return client.post(
        "/v1/documents", data={"kind": KIND}, files={"file": ("a.pdf", file), "signature": ("a.pdf.sig", beside)},
        headers={"Idempotency-Key": key},
    )  # fmt: skip


def test_a_signature_is_kept_beside_the_file(api_both: Api) -> None:
    with api_both.client() as client:
        answer = signed(client, b"\x30signature")
    assert answer.status_code == 202, answer.text
    with reading(api_both.engine) as connection:
        row = connection.execute(select(DOCUMENTS)).mappings().one()
    digest = hashlib.sha256(b"\x30signature").hexdigest()
    assert row["signature_sha256"] == row["claim"]["signature"]["sha256"] == digest
    assert row["claim"]["signature"]["name"] == "a.pdf.sig"
    assert api_both.desk.intake.files.read(digest) == b"\x30signature"


def test_an_empty_part_is_no_signature(api: Api) -> None:
    with api.client() as client:
        assert signed(client, b"").status_code == 202
    with reading(api.engine) as connection:
        assert connection.execute(select(DOCUMENTS.c.signature_sha256)).scalar_one() is None


def test_another_signature_is_another_request(api: Api) -> None:
    with api.client() as client:
        assert signed(client, b"one").status_code == 202
        assert signed(client, b"one").headers["Idempotency-Replayed"] == "true"
        assert signed(client, b"two").json()["code"] == "IDEMPOTENCY_KEY_REUSED"


def test_a_signature_may_not_be_of_any_length(api: Api) -> None:
    with api.client() as client:
        answer = signed(client, bytes(SIGNATURE_LIMIT + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "PART_TOO_LARGE")
