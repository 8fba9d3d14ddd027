"""The console's pages, asked for as a browser asks: nobody sees or does what is not theirs."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.cabinet import accounts, audit
from pipeline.cabinet.database import sqlite_url
from pipeline.cabinet.one_time import code_at, step_of
from tests.console.conftest import _migrated
from tests.console.server import PATIENCE, Api, serving, settings_for

pytestmark = pytest.mark.usefixtures("light_hashes")
HERE = "http://127.0.0.1:8080"
PASSWORD, OWN = "сосна и ель у реки", "rowan by the well 7"
CSRF = re.compile(r'name="csrf" value="([0-9a-f]*)"')
PAGES = ("/console", "/console/second-factor", "/console/second-factor/set-up", "/console/password", "/console/audit")


@pytest.fixture
def console_both(migrated: str, tmp_path: Path) -> Iterator[Api]:
    with serving(settings_for(migrated, tmp_path, console_url=HERE)) as api:
        yield api


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Api]:
    url = _migrated(sqlite_url(tmp_path / "cabinet.db"))
    with serving(settings_for(url, tmp_path, console_url=HERE)) as api:
        yield api


class Browser:
    """Keeps cookies, and sends what stands in the form."""

    def __init__(self, api: Api) -> None:
        self.http = httpx.Client(base_url=api.url, timeout=PATIENCE)

    def open(self, path: str) -> httpx.Response:
        return self.http.get(path)

    def send(self, path: str, *, page: str = "", headers: dict[str, str] | None = None, **form: str) -> httpx.Response:
        csrf = CSRF.search(self.open(page or path).text)
        form.setdefault("csrf", csrf[1] if csrf else "")
        return self.http.post(path, data=form, headers={"Origin": HERE, **(headers or {})})


@pytest.fixture
def browser(console: Api) -> Iterator[Browser]:
    made = Browser(console)
    with made.http:
        yield made


def add(api: Api, login: str = "kedrov", role: str = accounts.REVIEWER) -> str:
    accounts.add_account(api.engine, login, role, PASSWORD, dt.datetime.now(dt.UTC), actor="operator:test")
    return login


def code(secret: str, later: int = 0) -> str:
    return code_at(secret, step_of(dt.datetime.now(dt.UTC)) + later)


def come_in(browser: Browser, login: str) -> tuple[str, list[str]]:
    """From the first sign-in to the home page: the secret and the recovery codes."""
    sent = browser.send("/console/sign-in", login=login, password=PASSWORD)
    assert (sent.status_code, sent.headers["location"]) == (303, "/console/second-factor")
    moved = browser.open("/console/second-factor")
    assert moved.headers["location"] == "/console/second-factor/set-up"
    shown = browser.open("/console/second-factor/set-up").text
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", shown)
    assert secret is not None
    plain = secret[1].replace(" ", "")
    done = browser.send("/console/second-factor/set-up", code=code(plain))
    codes = re.findall(r"<code>([0-9a-z-]{19})</code>", done.text)
    assert browser.open("/console").headers["location"] == "/console/password"
    changed = browser.send("/console/password", now=PASSWORD, new=OWN, again=OWN)
    assert (changed.status_code, changed.headers["location"]) == (303, "/console")
    return plain, codes


def test_the_whole_way_in_and_out(console_both: Api) -> None:
    browser = Browser(console_both)
    with browser.http:
        assert browser.open("/console").headers["location"] == "/console/sign-in"
        secret, codes = come_in(browser, add(console_both))
        home = browser.open("/console").text
        assert "kedrov" in home
        assert "проверяющий" in home
        assert len(codes) == 10
        out = browser.send("/console/sign-out", page="/console")
        assert out.headers["location"] == "/console/sign-in"
        assert browser.open("/console").headers["location"] == "/console/sign-in"
        assert browser.send("/console/sign-in", login=" Kedrov ", password=OWN).status_code == 303
        assert browser.send("/console/second-factor", code=code(secret, later=1)).headers["location"] == "/console"
        assert browser.open("/console").status_code == 200


def test_without_an_address_in_the_settings_there_is_no_console(api: Api) -> None:
    with httpx.Client(base_url=api.url) as http:
        assert http.get("/console/sign-in").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_nothing_opens_before_everything_is_shown(console: Api, browser: Browser, path: str) -> None:
    assert browser.open(path).headers["location"] == "/console/sign-in"
    browser.send("/console/sign-in", login=add(console, role=accounts.AUDITOR), password=PASSWORD)
    if path != "/console/second-factor/set-up":
        assert browser.open(path).headers["location"] == "/console/second-factor/set-up"


@pytest.mark.parametrize("role", accounts.ROLES)
def test_the_audit_log_is_for_auditors_alone(console: Api, browser: Browser, role: str) -> None:
    come_in(browser, add(console, role=role))
    answer = browser.open("/console/audit")
    assert answer.status_code == (200 if role == accounts.AUDITOR else 403)
    assert ("account_added" in answer.text) is (role == accounts.AUDITOR)
    assert ("/console/audit" in browser.open("/console").text) is (role == accounts.AUDITOR)


def test_the_audit_log_is_read_page_by_page_and_shows_markup_as_text(console: Api, browser: Browser) -> None:
    come_in(browser, add(console, role=accounts.AUDITOR))
    with console.engine.begin() as connection:
        noted = [audit.Entry(actor="machine", action="x", why=f"<b>{number}</b>") for number in range(120)]
        audit.append(connection, noted, dt.datetime.now(dt.UTC))
    path, numbers = "/console/audit", []
    while path:
        text = browser.open(path).text
        assert "<b>" not in text
        numbers += [int(each) for each in re.findall(r"<tr>\s*<td>(\d+)</td>", text)]
        following = re.search(r'rel="next" href="([^"]+)"', text)
        path = html.unescape(following[1]) if following else ""
    assert numbers == list(range(numbers[0], 0, -1))
    assert numbers[0] > 120
    assert browser.open("/console/audit?before=x").status_code == 422
    assert "audit_read" in browser.open("/console/audit").text


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_that_another_site_sends_does_nothing(console: Api, browser: Browser, headers: dict[str, str]) -> None:
    login = add(console)
    assert browser.send("/console/sign-in", headers=headers, login=login, password=PASSWORD).status_code == 403
    come_in(browser, login)
    changed = browser.send("/console/password", headers=headers, now=OWN, new=PASSWORD, again=PASSWORD)
    assert changed.status_code == 403
    assert browser.send("/console/sign-out", page="/console", headers=headers).status_code == 403
    assert browser.open("/console").status_code == 200


def test_a_form_without_its_own_token_does_nothing(console: Api, browser: Browser) -> None:
    login = add(console)
    other = Browser(console)
    foreign = CSRF.search(other.open("/console/sign-in").text)
    assert foreign is not None
    for csrf in ("", "0" * 64, foreign[1]):
        sent = browser.send("/console/sign-in", csrf=csrf, login=login, password=PASSWORD)
        assert sent.status_code == 403
    come_in(browser, login)
    for csrf in ("", "0" * 64, foreign[1]):
        assert browser.send("/console/sign-out", csrf=csrf, page="/console").status_code == 403
        changed = browser.send("/console/password", csrf=csrf, now=OWN, new=PASSWORD, again=PASSWORD)
        assert changed.status_code == 403
    assert browser.open("/console").status_code == 200
    other.http.close()


def test_wrong_login_and_wrong_password_are_answered_alike(console: Api, browser: Browser) -> None:
    add(console)
    answers = [
        browser.send("/console/sign-in", login=login, password="not the password at all")
        for login in ("kedrov", "nobody")
    ]
    assert [each.status_code for each in answers] == [422, 422]
    assert answers[0].text == answers[1].text


def test_what_no_database_could_hold_is_a_wrong_login_like_any_other(console_both: Api) -> None:
    browser = Browser(console_both)
    with browser.http:
        for login in ("a\x00b", "' OR 1=1 --", "я" * 400):
            assert browser.send("/console/sign-in", login=login, password="\x00").status_code == 422
        come_in(browser, add(console_both, role=accounts.AUDITOR))
        assert browser.open("/console/audit?document=a%00b").status_code == 422
        assert browser.open("/console/audit?document=01J").status_code == 200


def test_pages_let_nothing_in_and_are_kept_nowhere(console: Api, browser: Browser) -> None:
    come_in(browser, add(console, role=accounts.AUDITOR))
    for path in ("/console", "/console/password", "/console/audit", "/console/no-such-page"):
        answer = browser.open(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert not re.search(
            r"<script(?! src=\"/console/static/)|<style| style=| on\w+=|(?:src|href|action)=\"(?:https?:)?//",
            answer.text,
        )
    style = re.search(r'rel="stylesheet" href="([^"]+)"', browser.open("/console").text)
    assert style is not None
    sheet = browser.open(style[1])
    assert sheet.headers["content-type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in sheet.text
    assert "url(" not in sheet.text


def test_cookies_are_for_this_host_alone(tmp_path: Path) -> None:
    url = _migrated(sqlite_url(tmp_path / "cabinet.db"))
    with serving(settings_for(url, tmp_path, console_url="https://console.example")) as api:
        login = add(api)
        with httpx.Client(base_url=api.url, timeout=PATIENCE) as http:
            first = http.get("/console/sign-in")
            form = first.headers["set-cookie"].partition(";")[0]
            csrf = CSRF.search(first.text)
            assert csrf is not None
            sent = http.post(
                "/console/sign-in", data={"csrf": csrf[1], "login": login, "password": PASSWORD},
                headers={"Cookie": form, "Origin": "https://console.example"},
            )  # fmt: skip
    for cookie in (first.headers["set-cookie"], sent.headers["set-cookie"]):
        assert cookie.startswith("__Host-podlinnik")
        assert {"httponly", "secure", "path=/", "samesite=strict"} <= set(cookie.lower().split("; "))
        assert "domain" not in cookie.lower()


def test_a_page_speaks_english_when_asked_and_remembers_it(browser: Browser) -> None:
    assert '<html lang="ru">' in browser.open("/console/sign-in").text
    assert '<html lang="en">' in browser.open("/console/sign-in?lang=en").text
    assert "Password" in browser.open("/console/sign-in").text


def test_a_form_that_is_too_large_or_none_is_refused(browser: Browser) -> None:
    assert browser.send("/console/sign-in", login="x" * 20_000).status_code == 413
    assert browser.http.post("/console/sign-in", json={}).status_code == 422


def test_pauses_go_by_the_address_that_the_proxy_names(console: Api, browser: Browser) -> None:
    keys = set()
    for named in ("203.0.113.1", "6.6.6.6, 203.0.113.1", "203.0.113.2"):
        browser.send("/console/sign-in", headers={"X-Forwarded-For": named}, login="nobody", password="guess")
        with console.engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT key FROM sign_in_tries").scalars().all()
        keys |= set(found)
    assert len(keys) == 1 + 2


def test_too_many_tries_are_told_how_long_to_wait(console: Api, browser: Browser) -> None:
    for _ in range(5):
        browser.send("/console/sign-in", login="nobody", password="guess")
    closed = browser.send("/console/sign-in", login="nobody", password="guess")
    assert closed.status_code == 429
    assert "Слишком много попыток" in closed.text
