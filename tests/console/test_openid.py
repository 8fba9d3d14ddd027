"""Does the organisation's provider let in whom it should, as what it says, and nobody with a token that is not good?"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select

from console.openid.flow import login_of, role_of, second_factor_shown
from pipeline.cabinet import accounts
from pipeline.cabinet.accounts import ACCOUNTS
from pipeline.cabinet.audit import AUDIT
from pipeline.cabinet.database import sqlite_url
from pipeline.settings import Settings
from tests.console.conftest import _migrated
from tests.console.provider import CLIENT, KEY, SECRET, Provider, provider_running, signed_by, unsigned
from tests.console.server import Api, serving, settings_for
from tests.console.test_pages import HERE, Browser, add, code

pytestmark = pytest.mark.usefixtures("light_hashes")
START = "/console/sign-in/openid"
OTHER = RSAKey.generate_key(2048, {"kid": "one"})
ROLES = {"supervisors": "supervisor", "doctors": "reviewer"}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with provider_running() as running:
        running.person["groups"] = ["doctors"]
        yield running


@contextmanager
def console_of(url: str, folder: Path, provider: Provider, **more: Any) -> Iterator[Api]:
    known = {"openid_issuer": provider.url, "openid_client_id": CLIENT, "openid_client_secret": SECRET}
    settings = settings_for(url, folder, console_url=HERE, openid_roles=ROLES, **{**known, **more})
    with serving(settings) as api:
        yield api


@pytest.fixture
def console(tmp_path: Path, provider: Provider) -> Iterator[Api]:
    """The provider vouches for the second factor, too."""
    url = _migrated(sqlite_url(tmp_path / "cabinet.db"))
    provider.person["amr"] = ["pwd", "mfa"]
    with console_of(url, tmp_path, provider, openid_second_factor="provider") as api:
        yield api


@pytest.fixture
def browser(console: Api) -> Iterator[Browser]:
    made = Browser(console)
    with made.http:
        yield made


def back_from(browser: Browser) -> str:
    """Through the provider: the address that it sends the browser back to, as a path."""
    there = browser.open(START)
    assert there.status_code == 303
    sent = httpx.get(there.headers["location"])
    assert sent.headers["location"].startswith(f"{HERE}/")
    return str(sent.headers["location"]).removeprefix(HERE)


def come_in(browser: Browser) -> httpx.Response:
    return browser.open(back_from(browser))


def noted(api: Api) -> list[tuple[str, ...]]:
    query = select(AUDIT.c.actor, AUDIT.c.action, AUDIT.c.before, AUDIT.c.after, AUDIT.c.why).order_by(AUDIT.c.seq)
    with api.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_whom_the_provider_knows_is_in_with_the_role_that_it_says_as_of_now(
    migrated: str, tmp_path: Path, provider: Provider
) -> None:
    provider.person["amr"] = ["mfa"]
    with console_of(migrated, tmp_path, provider, openid_second_factor="provider") as api:
        browser = Browser(api)
        answer = come_in(browser)
        assert answer.status_code == 200
        assert 'http-equiv="refresh" content="0; url=/console"' in answer.text
        home = browser.open("/console").text
        assert "kedrov" in home
        assert "проверяющий" in home
        assert "/console/password" not in home
        assert browser.open("/console/password").status_code == 403
        provider.person["groups"] = ["others", "supervisors"]
        again = Browser(api)
        come_in(again)
        assert "руководитель" in browser.open("/console").text, "it counts in every browser of theirs"
        assert noted(api) == [
            ("console", "account_added", None, "reviewer", "account:kedrov provider"),
            ("reviewer:kedrov", "signed_in", None, None, "provider"),
            ("console", "account_role_changed", "reviewer", "supervisor", "account:kedrov provider"),
            ("supervisor:kedrov", "signed_in", None, None, "provider"),
        ]
        browser.http.close()
        again.http.close()


def test_without_the_providers_word_our_own_second_factor_is_asked_for(tmp_path: Path, provider: Provider) -> None:
    url = _migrated(sqlite_url(tmp_path / "cabinet.db"))
    with console_of(url, tmp_path, provider) as api:
        browser = Browser(api)
        with browser.http:
            assert "/console/second-factor" in come_in(browser).text
            assert browser.open("/console").headers["location"] == "/console/second-factor/set-up"
            shown = re.search(r"<code>([A-Z2-7 ]+)</code>", browser.open("/console/second-factor/set-up").text)
            assert shown is not None
            secret = shown[1].replace(" ", "")
            assert browser.send("/console/second-factor/set-up", code=code(secret)).status_code == 200
            assert browser.open("/console").status_code == 200
            come_in(browser)
            assert browser.open("/console").headers["location"] == "/console/second-factor"
            browser.send("/console/second-factor", code=code(secret, later=1))
            assert browser.open("/console").status_code == 200


BAD: dict[str, dict[str, Any]] = {
    "another nonce": {"claims": {"nonce": "x"}},
    "no nonce": {"claims": {"nonce": None}},
    "another issuer": {"claims": {"iss": "https://elsewhere.example"}},
    "another audience": {"claims": {"aud": "somebody-else"}},
    "another authorized party": {"claims": {"aud": [CLIENT, "x"], "azp": "x"}},
    "expired": {"claims": {"exp": int(time.time()) - 3600}},
    "without an end": {"claims": {"exp": None}},
    "from the future": {"claims": {"iat": int(time.time()) + 3600}},
    "nobody's": {"claims": {"sub": None}},
    "a subject that is none": {"claims": {"sub": ["s-1"]}},
    "alg none": {"sign": unsigned},
    "another's key": {"sign": signed_by(OTHER)},
    "an unknown key": {"sign": signed_by(OTHER, "two")},
    "no token at all": {"sign": lambda _claims: "x.y.z"},
}


@pytest.mark.parametrize("what", BAD)
def test_a_token_that_is_not_good_lets_nobody_in(browser: Browser, console: Api, provider: Provider, what: str) -> None:
    for name, value in BAD[what].items():
        setattr(provider, name, value)
    answer = come_in(browser)
    assert answer.status_code == 403
    assert "не прошёл проверку" in answer.text
    assert browser.open("/console").headers["location"] == "/console/sign-in"
    with console.engine.connect() as connection:
        assert connection.execute(select(ACCOUNTS.c.id)).all() == []


def test_a_token_signed_with_our_own_secret_lets_nobody_in(browser: Browser, provider: Provider) -> None:
    provider.sign = lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 3))
    assert come_in(browser).status_code == 403


def test_a_way_back_that_did_not_begin_in_this_browser_leads_nowhere(console: Api, browser: Browser) -> None:
    back = back_from(browser)
    other = Browser(console)
    with other.http:
        assert other.open(back).status_code == 422  # a code that was planted on somebody
        other.open(START)
        assert other.open(back).status_code == 422
    assert browser.open(back.replace("state=", "state=x")).status_code == 422
    assert browser.open(f"{back}&iss=https://elsewhere.example").status_code == 422
    assert browser.open(back).status_code == 200
    assert browser.open(back).status_code == 422, "the secret serves once"
    assert browser.open(f"{START}/back?error=access_denied").status_code == 422


def test_a_code_that_was_taken_is_good_for_nobody(browser: Browser, provider: Provider) -> None:
    back = back_from(browser)
    provider.codes.clear()
    answer = browser.open(back)
    assert answer.status_code == 403
    assert "set-cookie" in answer.headers
    assert browser.open("/console").headers["location"] == "/console/sign-in"


def test_who_has_no_role_no_second_factor_or_anothers_login_stays_outside(
    console: Api, browser: Browser, provider: Provider
) -> None:
    refused = {
        "no_role": {"groups": ["guests"]}, "login_unfit": {"preferred_username": "Ким"},
        "no_second_factor": {"amr": ["pwd"]}, "login_taken": {"preferred_username": "sosnina"},
    }  # fmt: skip
    add(console, "sosnina")
    good = dict(provider.person)
    for why, person in refused.items():
        provider.person = {**good, **person}
        assert come_in(browser).status_code == 403
        assert noted(console)[-1][1:] == ("sign_in_refused", None, None, f"provider {why}")
    provider.person = good
    assert come_in(browser).status_code == 200
    accounts.disable(console.engine, "kedrov", dt.datetime.now(dt.UTC), actor="operator:test")
    assert "отключена" in come_in(browser).text
    assert noted(console)[-1][4] == "provider disabled"


def test_a_password_opens_no_account_of_the_provider(console: Api, browser: Browser) -> None:
    come_in(browser)
    with pytest.raises(ValueError, match="provider"):
        accounts.give_password(console.engine, "kedrov", "birch over the ford 3", dt.datetime.now(dt.UTC), actor="x")
    other = Browser(console)
    with other.http:
        assert other.send("/console/sign-in", login="kedrov", password="").status_code == 422


def test_a_new_key_of_the_provider_is_asked_for_once_in_a_while(
    browser: Browser, console: Api, provider: Provider
) -> None:
    assert come_in(browser).status_code == 200
    fresh = RSAKey.generate_key(2048, {"kid": "two"})
    provider.keys, provider.sign = [KEY, fresh], signed_by(fresh, "two")
    asked = provider.asked.count("/keys")
    assert come_in(browser).status_code == 403  # they were asked for within the last minute
    assert provider.asked.count("/keys") == asked
    assert console.desk.openid is not None
    console.desk.openid._keys = (dt.datetime.now(dt.UTC) - dt.timedelta(minutes=2), console.desk.openid._keys[1])  # type: ignore[index]
    assert come_in(browser).status_code == 200


def test_a_provider_that_is_away_is_told_in_words(tmp_path: Path, provider: Provider) -> None:
    url = _migrated(sqlite_url(tmp_path / "cabinet.db"))
    with console_of(url, tmp_path, provider) as api:
        browser = Browser(api)
        with browser.http:
            back = back_from(browser)
            provider.broken = True
            assert browser.open(back).status_code == 503
            assert api.desk.openid is not None
            api.desk.openid._told = None
            answer = browser.open(START)
            assert answer.status_code == 503
            assert "Служба входа организации не отвечает" in answer.text
            provider.broken, provider.issuer = False, "https://elsewhere.example"
            assert browser.open(START).status_code == 503
    with console_of(url, tmp_path, provider, openid_issuer="http://127.0.0.1:9") as api:
        browser = Browser(api)
        with browser.http:
            assert "не отвечает" in browser.open(START).text


def test_who_signs_out_is_signed_out_there_as_well(browser: Browser, provider: Provider) -> None:
    come_in(browser)
    out = browser.send("/console/sign-out", page="/console")
    assert out.status_code == 200
    place = re.search(r'content="0; url=([^"]+)"', out.text)
    assert place is not None
    assert place[1].startswith(f"{provider.url}/out?client_id={CLIENT}&amp;post_logout_redirect_uri=http%3A%2F%2F")
    assert browser.open("/console").headers["location"] == "/console/sign-in"


def test_passwords_may_be_switched_off(tmp_path: Path, provider: Provider) -> None:
    url = _migrated(sqlite_url(tmp_path / "cabinet.db"))
    with console_of(url, tmp_path, provider, password_sign_in=False) as api:
        login = add(api)
        browser = Browser(api)
        with browser.http:
            shown = browser.open("/console/sign-in").text
            assert START in shown
            assert 'type="password"' not in shown
            csrf = browser.http.cookies["podlinnik-form"]
            assert csrf
            sent = browser.http.post("/console/sign-in", data={"login": login, "password": "x"})
            assert sent.status_code == 403


def test_without_a_provider_there_is_no_such_entrance(tmp_path: Path) -> None:
    url = _migrated(sqlite_url(tmp_path / "cabinet.db"))
    with serving(settings_for(url, tmp_path, console_url=HERE)) as api, httpx.Client(base_url=api.url) as http:
        assert http.get(START).status_code == 404
        assert START not in http.get("/console/sign-in").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"openid_issuer": "http://elsewhere.example", "openid_client_id": "c", "openid_roles": ROLES},
        {"openid_issuer": "https://p.example", "openid_roles": ROLES},
        {"openid_issuer": "https://p.example", "openid_client_id": "c"},
        {"password_sign_in": False},
    ],
)
def test_settings_that_let_nobody_in_or_everybody_see_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="PODLINNIK_"):
        Settings(**wrong)


def test_what_follows_from_claims() -> None:
    roles = {"a": "supervisor", "b": "reviewer"}
    assert role_of({"groups": ["b", "a", 3]}, "groups", roles) == "supervisor"
    assert role_of({"realm_access": {"roles": ["b"]}}, "realm_access.roles", roles) == "reviewer"
    assert role_of({"https://x.example/roles": "b"}, "https://x.example/roles", roles) == "reviewer"
    for claims in ({}, {"groups": None}, {"groups": {"a": 1}}, {"groups": ["c"]}):
        assert role_of(claims, "groups", roles) is None
    assert login_of({"email": " Anna.Kedrova@x.example "}, "email") == "anna.kedrova"
    assert login_of({"email": 3}, "email") == ""
    assert second_factor_shown({"amr": ["otp"]}, ("otp", "mfa"), ())
    assert second_factor_shown({"acr": "gold"}, ("mfa",), ("gold",))
    assert not second_factor_shown({"amr": "mfa", "acr": None}, ("mfa",), ())
