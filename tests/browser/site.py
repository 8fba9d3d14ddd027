"""An installation that a browser can be pointed at: database, console and API in this process, workers beside it."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from pipeline.cabinet import accounts, keys, migrate
from pipeline.cabinet.database import open_database
from pipeline.cabinet.one_time import code_at, step_of
from pipeline.cabinet.second_factor import confirm, secret_for
from pipeline.cabinet.sessions import Terms, visitor_of
from pipeline.cabinet.signing_in import change_password, sign_in
from pipeline.registry.load import import_snapshot
from samples.servers.waiting import wait_until
from tests.console.server import Api, serving, settings_for

PASSWORD, OWN = "сосна и ель у реки", "rowan by the well 7"
"""The one that an operator gave, and the one that its user chose."""
TERMS = Terms(idle=dt.timedelta(hours=1), longest=dt.timedelta(hours=12))
KEPT = Path(__file__).resolve().parents[2] / "samples" / "kept"
SAMPLES = {
    line["id"]: line | {"file": folder / line["file"]}
    for folder in (KEPT, KEPT / "books")
    for line in map(json.loads, (folder / "manifest.jsonl").read_text("utf-8").splitlines())
}
PATIENCE = 120.0
LINK_KEY = "a key for links that no other site has"
UNDECIDED = ("uploaded", "checking", "waiting")


@dataclass
class Site:
    """One test's own."""

    api: Api
    settings: dict[str, Any]
    secrets: dict[str, str] = field(default_factory=dict)
    """Of second factors, by login."""
    clients: list[httpx.Client] = field(default_factory=list)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.api.url

    # --- people ---------------------------------------------------------------------------------------------------

    def add(self, login: str, role: str = accounts.REVIEWER) -> str:
        """An account whose password was only just given: `PASSWORD`."""
        accounts.add_account(self.api.engine, login, role, PASSWORD, _now(), actor="operator:test")
        return login

    def signed_in(self, context: BrowserContext, login: str, role: str = accounts.REVIEWER) -> str:
        """The context is in: with password (`OWN`) and second factor, without the pages of the first sign-in."""
        engine, address = self.api.engine, "127.0.0.1"
        token = sign_in(engine, self.add(login, role), PASSWORD, address, TERMS, _now())
        secret = secret_for(engine, _visitor(self, token))
        assert secret is not None
        self.secrets[login] = secret
        token, _codes = confirm(engine, _visitor(self, token), self.code(login), TERMS, _now())
        token = change_password(engine, _visitor(self, token), PASSWORD, OWN, address, TERMS, _now())
        cookie = {"name": "podlinnik", "value": token, "url": self.url, "httpOnly": True, "sameSite": "Strict"}
        context.add_cookies([cookie])  # type: ignore[list-item]
        return login

    def code(self, login: str, later: int = 0) -> str:
        """What the telephone shows; no code is taken twice, so the next sign-in takes one `later`."""
        return code_at(self.secrets[login], step_of(_now()) + later)

    def sign_in_first(self, page: Page, login: str) -> None:
        """Through the pages, from the given password to the home page."""
        page.goto(f"{self.url}/console")
        page.get_by_label("Имя для входа").fill(login)
        page.get_by_label("Пароль").fill(PASSWORD)
        page.get_by_role("button", name="Войти").click()
        self.secrets[login] = page.locator("main code").inner_text().replace(" ", "")
        page.get_by_label("Шесть цифр из приложения").fill(self.code(login))
        page.get_by_role("button", name="Продолжить").click()
        page.get_by_role("link", name="Коды записаны").click()
        page.get_by_label("Нынешний пароль").fill(PASSWORD)
        page.get_by_label("Новый пароль", exact=True).fill(OWN)
        page.get_by_label("Новый пароль ещё раз").fill(OWN)
        page.get_by_role("button", name="Сменить").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Главная")

    # --- papers ---------------------------------------------------------------------------------------------------

    def client(self, *scopes: str) -> httpx.Client:
        """The cabinet's backend, with these scopes or all."""
        self.clients.append(self.api.client("cabinet", *(scopes or keys.SCOPES)))
        return self.clients[-1]

    def hand_in_sample(self, name: str, *, content: bytes | None = None, **said: Any) -> str:
        """A kept sample (`s-0001`…), with its declared values or those `said`; the document's id."""
        line = SAMPLES[name]
        parts = {"kind": line["kind"], "holder": line["holder"], "declared": line["declared"], **said}
        file = line["file"]
        answer = self.client().post(
            "/v1/documents", data={key: _part(value) for key, value in parts.items()},
            files={"file": (file.name, file.read_bytes() if content is None else content)},
            headers={"Idempotency-Key": f"{name}-{len(self.clients)}"},
        )  # fmt: skip
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def link_to(self, document_id: str) -> str:
        """A page of the document for its applicant."""
        answer = self.client().post(f"/v1/documents/{document_id}/links")
        assert answer.status_code == 201, answer.text
        return str(answer.json()["url"])

    def know_people(self) -> None:
        """The register's snapshot holds the people of the kept samples."""
        import_snapshot(KEPT / "registry.jsonl", self.api.engine)

    def start_worker(self) -> None:
        """A real one, that reads papers; needs a site with Redis."""
        environment = {f"PODLINNIK_{name.upper()}": _variable(value) for name, value in self.settings.items()}
        command = [sys.executable, "-m", "commands.main", "worker", "--alone"]
        self.workers.append(
            subprocess.Popen(command, env={**os.environ, **environment, "PODLINNIK_LOG_LEVEL": "error"})
        )

    def decided(self, document_id: str) -> str:
        """The document's status once nobody examines it any more."""
        client = self.client()

        def status() -> str:
            return str(client.get(f"/v1/documents/{document_id}").json()["status"])

        wait_until(lambda: status() not in UNDECIDED, limit=PATIENCE, what="the decision")
        return status()

    def end(self) -> None:
        for process in self.workers:
            process.kill()
            process.wait()
        for client in self.clients:
            client.close()


@contextmanager
def site_running(database_url: str, folder: Path, **settings: Any) -> Iterator[Site]:
    """`settings` beside the database, the files and the address of the console."""
    engine = open_database(database_url)
    migrate.upgrade(engine)
    engine.dispose()
    settings = {"link_key": LINK_KEY, **settings}
    all_settings = {"database_url": database_url, "files": folder / "files", **settings}
    with serving(lambda url: settings_for(database_url, folder, console_url=url, public_url=url, **settings)) as api:
        site = Site(api=api, settings=all_settings)
        try:
            yield site
        finally:
            site.end()


def _part(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _variable(value: Any) -> str:
    return json.dumps(list(value)) if isinstance(value, tuple) else str(value)


def _visitor(site: Site, token: str) -> Any:
    visitor = visitor_of(site.api.engine, token, TERMS, _now())
    assert visitor is not None
    return visitor


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
