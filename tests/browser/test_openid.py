"""Signing in at the organisation's provider in a real browser: the provider is another site, and cookies are strict."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from pipeline.cabinet.database import sqlite_url
from tests.browser.axe import assert_accessible
from tests.browser.chromium import Reader
from tests.browser.site import site_running
from tests.console.provider import CLIENT, SECRET, provider_running


def test_one_signs_in_and_out_at_the_providers(tmp_path: Path, light_hashes: None, reader: Reader) -> None:
    with provider_running() as provider:
        provider.url = provider.url.replace("127.0.0.1", "localhost")  # to a browser a site of its own
        provider.person |= {"groups": ["doctors"], "amr": ["mfa"]}
        settings = {
            "openid_issuer": provider.url, "openid_client_id": CLIENT, "openid_client_secret": SECRET,
            "openid_roles": {"doctors": "reviewer"}, "openid_second_factor": "provider",
        }  # fmt: skip
        with site_running(sqlite_url(tmp_path / "cabinet.db"), tmp_path, **settings) as site:
            page = reader.page()
            page.goto(f"{site.url}/console")
            assert_accessible(page)
            page.get_by_role("link", name="Войти через учётную запись организации").press("Enter")
            expect(page.get_by_role("heading", level=1)).to_have_text("Главная")
            expect(page.locator("main")).to_contain_text("kedrov")
            assert page.url == f"{site.url}/console"
            page.get_by_role("button", name="Выйти").click()
            page.wait_for_url(f"{provider.url}/out**")
            page.goto(f"{site.url}/console")
            expect(page.get_by_role("heading", level=1)).to_have_text("Вход")
