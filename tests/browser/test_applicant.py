"""An applicant, on a telephone, in the cabinet's frame: why it was not accepted, and a better picture of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from pipeline.cabinet.database import sqlite_url
from tests.browser.axe import assert_accessible
from tests.browser.cabinet_page import CabinetPage, cabinet_page_served
from tests.browser.chromium import TELEPHONE, Reader
from tests.browser.pictures import keep_picture, wanted
from tests.browser.site import KEPT, PATIENCE, SAMPLES, Site, site_running
from tests.console.test_applicants_links import rejected
from tests.console.test_applicants_upload import picture

NewReader = Callable[..., Reader]
SEND = "Проверить и отправить"


@pytest.fixture(scope="module")
def cabinet() -> Iterator[CabinetPage]:
    with cabinet_page_served() as served:
        yield served


@pytest.fixture
def site(cabinet: CabinetPage, tmp_path: Path, light_hashes: None) -> Iterator[Site]:
    with site_running(sqlite_url(tmp_path / "cabinet.db"), tmp_path, link_frames=(cabinet.origin,)) as running:
        yield running


@pytest.fixture
def whole_site(
    cabinet: CabinetPage, postgres_url: str, redis_url: str, tmp_path: Path, light_hashes: None
) -> Iterator[Site]:
    with site_running(postgres_url, tmp_path, redis_url=redis_url, link_frames=(cabinet.origin,)) as running:
        running.know_people()
        running.start_worker()
        yield running


def shown_in(page: Page) -> Frame:
    """What the cabinet's frame shows."""
    expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
    return page.frames[1]


def choose(page: Page | Frame, content: bytes) -> None:
    page.locator("#file").set_input_files({"name": "diploma.jpg", "mimeType": "image/jpeg", "buffer": content})
    page.get_by_role("button", name=SEND).click()


def test_from_the_fault_to_a_confirmed_document_in_the_cabinet_s_frame(
    whole_site: Site, cabinet: CabinetPage, new_reader: NewReader
) -> None:
    another_s = (KEPT / SAMPLES["s-0002"]["file"]).read_bytes()
    document = whole_site.hand_in_sample("s-0001", content=another_s)
    assert whole_site.decided(document) == "rejected"
    reader = new_reader(viewport=TELEPHONE)
    page, link = reader.page(), whole_site.link_to(document)
    page.goto(cabinet.around(link))
    shown = shown_in(page)
    expect(shown.locator("h1")).to_have_text("Документ не принят")
    expect(shown.locator(".message")).to_contain_text("Документ выдан другому человеку")
    expect(shown.locator(".until")).to_contain_text("осталось 7 дней")
    assert shown.evaluate("document.querySelector('.whys img').naturalWidth") > 100
    assert_accessible(shown)
    for scheme in ("light", "dark") if wanted() else ():
        alone = new_reader(viewport=TELEPHONE, color_scheme=scheme).page()
        alone.goto(link, wait_until="networkidle")
        keep_picture(alone, f"applicant-{scheme}")
    choose(shown, picture("blurred"))
    expect(shown.get_by_role("alert")).to_contain_text("размыто")
    expect(shown.get_by_role("button", name="Отправить как есть")).to_have_count(0)
    choose(shown, (KEPT / SAMPLES["s-0001"]["file"]).read_bytes())
    expect(shown.locator("h1")).to_have_text("Документ подтверждён", timeout=PATIENCE * 1000)  # without a reload
    assert_accessible(shown)
    assert reader.context.cookies() == []
    assert whole_site.client().get(f"/v1/documents/{document}").json()["status"] == "replaced"


@pytest.mark.parametrize(("scheme", "language"), [("light", "ru"), ("dark", "en")])
def test_everybody_can_use_it_on_a_telephone(site: Site, new_reader: NewReader, scheme: str, language: str) -> None:
    content = (KEPT / SAMPLES["s-0001"]["file"]).read_bytes()
    page = new_reader(viewport=TELEPHONE, color_scheme=scheme).page()
    page.goto(f"{site.link_to(rejected(site.api, content))}?lang={language}")
    title = {"ru": "Документ не принят", "en": "The document was not accepted"}[language]
    expect(page.locator("h1")).to_have_text(title)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    assert_accessible(page)
    page.locator("#file").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.get_by_role("link", name={"ru": "English", "en": "По-русски"}[language]).click()
    expect(page.locator("html")).to_have_attribute("lang", {"ru": "en", "en": "ru"}[language])


def test_without_scripts_it_does_all_the_same(site: Site, new_reader: NewReader) -> None:
    page = new_reader(viewport=TELEPHONE, java_script_enabled=False).page()
    page.goto(site.link_to(rejected(site.api)))
    choose(page, picture("dark"))
    expect(page.get_by_role("alert")).to_contain_text("слишком тёмное")
    page.get_by_role("button", name="Отправить как есть").click()
    expect(page.locator("h1")).to_have_text("Документ получен")
    assert 'http-equiv="refresh"' in page.content()
    expect(page.get_by_role("link", name="Обновить страницу")).to_be_visible()


def test_no_other_site_shows_it(site: Site, cabinet: CabinetPage, reader: Reader) -> None:
    link = site.link_to(rejected(site.api))
    page = reader.page()
    page.goto(cabinet.around(link, cabinet.foreign))
    assert page.frames[1].url.startswith("chrome-error:")
    assert any("frame-ancestors" in fault for fault in reader.faults)
    reader.faults.clear()
    page.goto(cabinet.around(link))
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("Документ не принят")
