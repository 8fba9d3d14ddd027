"""A reviewer's first day, in a real browser: the given password, the second factor, a password of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from pipeline.cabinet import accounts
from tests.browser.axe import assert_accessible, findings
from tests.browser.chromium import TABLET, TELEPHONE, Reader
from tests.browser.pictures import keep_picture
from tests.browser.site import OWN, PASSWORD, Site

NewReader = Callable[..., Reader]


def test_one_signs_in_sets_up_the_second_factor_and_is_at_home(site: Site, reader: Reader) -> None:
    page = reader.page()
    site.sign_in_first(page, site.add("kedrov"))
    expect(page.locator("main")).to_contain_text("проверяющий")
    assert_accessible(page)
    page.get_by_role("button", name="Выйти").click()
    page.get_by_label("Имя для входа").fill("kedrov")
    page.get_by_label("Пароль").fill(OWN)
    page.keyboard.press("Enter")
    page.get_by_label("Код из приложения").fill(site.code("kedrov", later=1))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Главная")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_before_one_is_in_are_for_everybody(site: Site, new_reader: NewReader, scheme: str) -> None:
    page = new_reader(color_scheme=scheme).page()
    page.goto(f"{site.url}/console/sign-in")
    assert_accessible(page)
    page.get_by_label("Имя для входа").fill(site.add("kedrov"))
    page.get_by_label("Пароль").fill("not this one at all")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Имя для входа или пароль не подходят.")
    assert_accessible(page)
    page.get_by_label("Имя для входа").fill("kedrov")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="QR-код")).to_be_visible()
    assert_accessible(page)
    keep_picture(page, f"second-factor-{scheme}")


def test_the_auditor_reads_the_log_by_keyboard_alone(site: Site, reader: Reader) -> None:
    site.signed_in(reader.context, "sosnina", accounts.AUDITOR)
    page = reader.page()
    page.goto(f"{site.url}/console")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Журнал действий":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("table")).to_contain_text("second_factor_set_up")
    assert_accessible(page)


@pytest.mark.parametrize("viewport", [TABLET, TELEPHONE])
def test_no_page_is_wider_than_what_it_is_read_on(site: Site, new_reader: NewReader, viewport: dict[str, int]) -> None:
    reader = new_reader(viewport=viewport)
    site.signed_in(reader.context, "sosnina", accounts.AUDITOR)
    page = reader.page()
    for path in ("/console", "/console/password", "/console/audit"):
        page.goto(f"{site.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path


def test_htmx_works_within_the_policy_and_without_eval(site: Site, reader: Reader) -> None:
    """What pages may build on: it is loaded from here, fetches, swaps, and leaves no style and no page behind."""
    site.signed_in(reader.context, "kedrov")
    page = reader.page()
    page.goto(f"{site.url}/console")
    style = page.locator("link[rel=stylesheet]").get_attribute("href")
    assert style is not None
    script = re.sub(r"console\.css.*", "htmx.js", style)
    page.add_script_tag(url=f"{site.url}{script}")
    page.evaluate(
        """() => {
            document.querySelector('main').innerHTML =
                '<p id="new" hx-get="/console/password" hx-trigger="load" hx-select="h1"></p>';
            htmx.process(document.body);
        }"""
    )
    expect(page.locator("#new h1")).to_have_text("Смена пароля")
    assert page.evaluate("document.querySelectorAll('style').length") == 0
    assert page.evaluate("Object.keys({...sessionStorage, ...localStorage})") == ["htmx-current-path-for-history"]
    assert page.evaluate("[htmx.config.allowEval, htmx.config.allowScriptTags]") == [False, False]


def test_the_search_for_faults_finds_some(site: Site, reader: Reader) -> None:
    """A check that finds nothing must be one that would find something."""
    page = reader.page()
    page.goto(f"{site.url}/console/sign-in")
    page.evaluate("document.querySelectorAll('label').forEach(label => label.remove())")
    assert any(finding.startswith("label ") for finding in findings(page))
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    assert any("Content Security Policy" in fault for fault in reader.faults)
    reader.faults.clear()
