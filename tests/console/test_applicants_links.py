"""A link opens one applicant's page, for a while, and nothing else; guessing is useless."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, update

from pipeline.cabinet import audit, keys, links
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import sqlite_url
from pipeline.cabinet.links import LINKS
from pipeline.cabinet.purging import purge_portion
from pipeline.settings import Settings, SettingsError, read_settings
from tests.console.conftest import _migrated
from tests.console.server import OWN, PATIENCE, Api, hand_in, serving, settings_for
from tests.console.test_asking import examined, leased, mismatch

KEY = "k" * 40
CABINET = "https://cabinet.example"
GIVES = (*OWN, keys.LINKS)


def settings_with_links(url: str, folder: Path, **more: object) -> Settings:
    return settings_for(url, folder, **{"link_key": KEY, "public_url": "https://papers.example/", **more})


@pytest.fixture
def open_both(migrated: str, tmp_path: Path) -> Iterator[Api]:
    with serving(settings_with_links(migrated, tmp_path, link_frames=(CABINET,))) as api:
        yield api


@pytest.fixture
def opens(tmp_path: Path) -> Iterator[Api]:
    url = _migrated(sqlite_url(tmp_path / "cabinet.db"))
    with serving(settings_with_links(url, tmp_path, link_frames=(CABINET, "https://two.example"))) as api:
        yield api


def rejected(api: Api, content: bytes = b"%PDF-1.7 a", **said: object) -> str:
    """A document that was not accepted, with a fault that another picture mends."""
    with api.client("cabinet", *GIVES) as client:
        document = str(hand_in(client, content, **said).json()["id"])
    lease = leased(api, document)
    examined(api, lease)
    made = mismatch(api)
    reason = made.decision.reasons[0].model_copy(update={"code": "FIELD_INVALID"})
    api.work.finish(lease, replace(made, decision=made.decision.model_copy(update={"reasons": (reason,)})))
    return document


def link_to(api: Api, document: str) -> str:
    """Its path: what the public address leads to."""
    with api.client("cabinet", *GIVES) as client:
        answer = client.post(f"/v1/documents/{document}/links")
    assert answer.status_code == 201, answer.text
    url = str(answer.json()["url"])
    assert url.startswith("https://papers.example/applicant/")
    return url.removeprefix("https://papers.example")


def visit(api: Api, path: str) -> httpx.Response:
    with httpx.Client(base_url=api.url, timeout=PATIENCE, verify=False) as http:
        return http.get(path)


def actions(api: Api, document: str) -> list[tuple[str, str]]:
    with api.engine.connect() as connection:
        mine = select(audit.AUDIT.c.actor, audit.AUDIT.c.action).where(audit.AUDIT.c.document_id == document)
        return [(row.actor, row.action) for row in connection.execute(mine.order_by(audit.AUDIT.c.seq))]


def test_a_link_opens_the_page_without_a_key_or_a_cookie(open_both: Api) -> None:
    document = rejected(open_both)
    shown = visit(open_both, link_to(open_both, document))
    assert shown.status_code == 200
    assert "Документ не принят" in shown.text
    assert "set-cookie" not in shown.headers
    assert ("client:cabinet", "link_issued") in actions(open_both, document)
    assert audit.verify(open_both.engine) is None


def test_the_cabinet_alone_may_show_it_in_a_frame_and_nobody_keeps_it(opens: Api) -> None:
    path = link_to(opens, rejected(opens))
    for answer in (visit(opens, path), visit(opens, path + "x")):
        policy = answer.headers["content-security-policy"]
        assert policy.endswith(f"frame-ancestors {CABINET} https://two.example")
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "x-frame-options" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert not re.search(
            r"<script(?! src=\"/applicant/static/)|<style| style=| on\w+=|(?:src|href|action)=\"(?:https?:)?//",
            answer.text,
        )
    for name in re.findall(r'(?:src|href)="(/applicant/static/[^"]+)"', visit(opens, path).text):
        assert visit(opens, name).status_code == 200


def test_no_other_page_may_be_shown_in_a_frame(tmp_path: Path) -> None:
    url = _migrated(sqlite_url(tmp_path / "cabinet.db"))
    settings = settings_with_links(url, tmp_path, link_frames=(CABINET,), console_url="http://127.0.0.1:8080")
    with serving(settings) as api:
        policy = visit(api, "/console/sign-in").headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy


def test_where_no_cabinet_is_named_nobody_shows_it_in_a_frame(tmp_path: Path) -> None:
    url = _migrated(sqlite_url(tmp_path / "cabinet.db"))
    with serving(settings_with_links(url, tmp_path)) as api:
        assert "frame-ancestors 'none'" in visit(api, "/applicant/x").headers["content-security-policy"]


def test_guessing_is_useless(opens: Api) -> None:
    """Every sign of a link is signed, and another key signs otherwise."""
    document = rejected(opens)
    path = link_to(opens, document)
    token = path.rsplit("/", 1)[1]
    assert len(token) == 26 + 8 + 43
    last = {"A": "B"}.get(token[-2], "A")
    later = f"{int(token[26:34], 16) + 3600:08x}"
    others = [
        links.token_of(b"another key" * 4, links.Link(id=token[:26], document_id=document, expires_at=_expiry(token))),
        f"{token[:-2]}{last}{token[-1]}", token[:26] + later + token[34:], "0" * 26 + token[26:], token[:-1],
        token + "A", document, "",
    ]  # fmt: skip
    for other in others:
        answer = visit(opens, f"/applicant/{other}")
        assert answer.status_code == 404, other
        assert "Документ" not in answer.text or "Ссылка" in answer.text
    assert visit(opens, path).status_code == 200


def _expiry(token: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(token[26:34], 16), dt.UTC)


def test_nothing_of_the_person_or_of_the_key_stands_in_the_address_or_the_database(opens: Api) -> None:
    token = link_to(opens, rejected(opens)).rsplit("/", 1)[1]
    with opens.engine.connect() as connection:
        rows = str(connection.execute(select(LINKS)).all())
    assert token[34:] not in rows
    assert KEY not in rows
    assert token.isascii()


def test_a_link_ends_when_its_time_is_over_and_when_it_is_revoked(open_both: Api) -> None:
    document = rejected(open_both)
    first, second = link_to(open_both, document), link_to(open_both, document)
    now = dt.datetime.now(dt.UTC)
    secret, token = KEY.encode(), first.rsplit("/", 1)[1]
    assert links.opened(open_both.engine, secret, token, now + dt.timedelta(hours=23)).document_id == document
    with pytest.raises(links.WrongLink):
        links.opened(open_both.engine, secret, token, now + dt.timedelta(hours=24, seconds=1))
    with open_both.client("cabinet", *GIVES) as client:
        revoked = client.delete(f"/v1/documents/{document}/links")
        again = client.delete(f"/v1/documents/{document}/links")
    assert (revoked.json(), again.json()) == ({"revoked": 2}, {"revoked": 0})
    for path in (first, second):
        assert visit(open_both, path).status_code == 404
    assert actions(open_both, document).count(("client:cabinet", "links_revoked")) == 1
    assert visit(open_both, link_to(open_both, document)).status_code == 200


def test_a_link_dies_with_its_document(open_both: Api) -> None:
    document = rejected(open_both)
    path = link_to(open_both, document)
    now = dt.datetime.now(dt.UTC)
    with open_both.engine.begin() as connection:
        connection.execute(update(DOCUMENTS).values(correct_by=None))
    purge_portion(open_both.engine, DOCUMENTS.c.id == document, now, actor="operator:x", why="term")
    assert visit(open_both, path).status_code == 404
    with open_both.engine.connect() as connection:
        assert connection.execute(select(LINKS)).all() == []
    with open_both.client("cabinet", *GIVES) as client:
        assert client.post(f"/v1/documents/{document}/links").status_code == 410


def test_links_are_given_for_a_client_s_own_documents_to_keys_that_may(opens: Api) -> None:
    document = rejected(opens)
    for name, scopes, status in (("cabinet", OWN, 403), ("other", GIVES, 404)):
        with opens.client(name, *scopes) as client:
            assert client.post(f"/v1/documents/{document}/links").status_code == status
            assert client.delete(f"/v1/documents/{document}/links").status_code == status
    assert httpx.post(f"{opens.url}/v1/documents/{document}/links").status_code == 401


def test_of_many_links_the_oldest_is_closed(open_both: Api) -> None:
    document = rejected(open_both)
    with open_both.client("cabinet", *GIVES) as client:
        given = [client.post(f"/v1/documents/{document}/links").json() for _ in range(links.MOST_LINKS + 1)]
    paths = [each["url"].removeprefix("https://papers.example") for each in given]
    assert [visit(open_both, path).status_code for path in (paths[0], paths[1], paths[-1])] == [404, 200, 200]


def test_a_link_that_is_used_too_often_waits(opens: Api) -> None:
    path = link_to(opens, rejected(opens))
    with opens.engine.begin() as connection:
        connection.execute(update(LINKS).values(tokens=1.0, refilled_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC)))
    assert visit(opens, path).status_code == 200
    refused = visit(opens, path)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert "Слишком много запросов" in refused.text


def test_without_its_database_it_says_so_in_words(tmp_path: Path) -> None:
    expires_at = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    token = links.token_of(KEY.encode(), links.Link(id="0" * 26, document_id="", expires_at=expires_at))
    with serving(settings_with_links(sqlite_url(tmp_path / "nowhere" / "cabinet.db"), tmp_path)) as api:
        answer = visit(api, f"/applicant/{token}?lang=en")
    assert answer.status_code == 503
    assert "The service is not available now" in answer.text


def test_without_a_key_in_the_settings_there_are_no_links(api: Api) -> None:
    with api.client("cabinet", *GIVES) as client:
        document = hand_in(client).json()["id"]
        answer = client.post(f"/v1/documents/{document}/links")
    assert (answer.status_code, answer.json()["code"]) == (409, "LINKS_OFF")
    assert visit(api, "/applicant/x").status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINK_KEY", "short"), ("LINK_FRAMES", '["http://cabinet.example"]'), ("LINK_FRAMES", '["https://a.example/x"]'),
        ("LINK_FRAMES", '["https://*.example"]'), ("LINK_FRAMES", '["https://a.example; script-src *"]'),
        ("LINK_HOURS", "0"),
    ],
)  # fmt: skip
def test_a_setting_that_would_open_too_much_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"PODLINNIK_{name}", value)
    with pytest.raises(SettingsError, match=f"(?i){name}"):
        read_settings()


def test_the_key_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    monkeypatch.setenv("PODLINNIK_LINK_KEY_FILE", str(tmp_path / "key"))
    assert read_settings().link_secret() == KEY.encode()
    (tmp_path / "key").write_text("short")
    with pytest.raises(SettingsError, match="LINK_KEY_FILE"):
        read_settings().link_secret()
