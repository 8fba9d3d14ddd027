"""The review of a paper in a real browser: taken, seen, doubted, decided, and the next one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pipeline.cabinet import accounts
from samples.servers.waiting import wait_until
from tests.browser.axe import assert_accessible
from tests.browser.chromium import TABLET, Reader
from tests.browser.pictures import keep_picture
from tests.browser.site import Site

NewReader = Callable[..., Reader]
ALTERED, GENUINE = "s-0008", "s-0001"
"""A diploma whose number was altered on the paper; and one that is as it should be."""


@pytest.fixture
def doubtful(whole_site: Site) -> str:
    paper = whole_site.hand_in_sample(ALTERED)
    assert whole_site.decided(paper) == "needs_review"
    return paper


def taken(site: Site, reader: Reader, login: str = "kedrov", role: str = accounts.REVIEWER) -> Page:
    """The page of the next paper in the queue."""
    site.signed_in(reader.context, login, role)
    page = reader.page()
    page.goto(f"{site.url}/console/reviews")
    page.get_by_role("button", name="Взять следующий").click()
    page.wait_for_load_state()
    return page


def test_a_paper_is_taken_looked_at_and_rejected(whole_site: Site, doubtful: str, reader: Reader) -> None:
    whole_site.signed_in(reader.context, "kedrov")
    page = reader.page()
    page.goto(f"{whole_site.url}/console/reviews")
    expect(page.locator(".counts")).to_contain_text("Ждут: 1")
    assert_accessible(page)
    keep_picture(page, "review-queue")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyN', key: 'т', bubbles: true}))")
    expect(page).to_have_url(f"{whole_site.url}/console/papers/{doubtful}")
    image = page.locator(".leaf:not([hidden]) image")
    expect(image).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert_accessible(page)
    keep_picture(page, "review-paper", whole=False)
    page.keyboard.press("j")
    expect(page.locator("article.field.lit")).to_have_count(1)
    page.keyboard.press("0")
    page.locator('rect.spot[data-field="last_name"]').click()
    expect(page.locator('article.field[data-field="last_name"]')).to_have_class("field match sure lit")
    page.keyboard.press("r")
    page.keyboard.press("Space")
    expect(page.locator("#preview")).to_contain_text("реестр")
    keep_picture(page, "review-decide", whole=False)
    page.get_by_role("button", name="Отклонить").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{whole_site.url}/console/reviews")
    expect(page.locator("main")).to_contain_text("Больше никто не ждёт")
    assert status(whole_site, doubtful) == "needs_review"
    wait_until(lambda: status(whole_site, doubtful) == "rejected", limit=60, what="the decision in force")


def test_a_decision_is_undone_with_one_key(whole_site: Site, doubtful: str, reader: Reader) -> None:
    page = taken(whole_site, reader)
    page.keyboard.press("a")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Больше никто не ждёт")
    page.keyboard.press("u")
    expect(page).to_have_url(f"{whole_site.url}/console/papers/{doubtful}")
    expect(page.locator("main")).to_contain_text("отменено")
    page.keyboard.press("q")
    expect(page.locator(".counts")).to_contain_text("Ждут: 1")


def test_a_corrected_value_is_compared_and_decided_again(whole_site: Site, doubtful: str, reader: Reader) -> None:
    page = taken(whole_site, reader)
    field = page.locator('article.field[data-field="number"]')
    registered = field.locator("dt:has-text('В реестре') + dd").inner_text()
    field.get_by_text("Исправить", exact=True).click()
    field.get_by_label("Что стоит на бумаге").fill(registered)
    field.get_by_role("button", name="Записать").click()
    expect(page.get_by_role("status")).to_contain_text("пересчитаны")
    field = page.locator('article.field[data-field="number"]')
    expect(field).to_contain_text("прочитано специалистом")
    expect(field).to_contain_text("с реестром: совпадает")
    expect(page.locator("#decide")).to_contain_text("Машина теперь решила бы: подтвердить")
    field.get_by_text("Исправить", exact=True).click()
    page.locator('article.field[data-field="issue_date"]').get_by_text("Исправить", exact=True).click()
    date = page.locator('article.field[data-field="issue_date"]')
    date.get_by_label("Что стоит на бумаге").fill("вчера")
    date.get_by_role("button", name="Записать").click()
    expect(page.get_by_role("alert")).to_contain_text("Ожидалось: дата")


def test_two_reviewers_race_and_an_old_screen_writes_nothing(
    whole_site: Site, doubtful: str, new_reader: NewReader
) -> None:
    one, other = new_reader(), new_reader()
    first = taken(whole_site, one, "kedrov")
    second = taken(whole_site, other, "sosnina")
    expect(second.locator("main")).to_contain_text("Ждут: 0")
    second.goto(f"{whole_site.url}/console/papers/{doubtful}")
    expect(second.locator("#decide")).to_contain_text("смотрит kedrov")
    second.get_by_role("button", name="Взять в работу").click()
    expect(second.get_by_role("alert").first).to_contain_text("kedrov")
    old = one.page()
    old.goto(f"{whole_site.url}/console/papers/{doubtful}")
    first.get_by_role("button", name="Вернуть в очередь").click()
    second.get_by_role("button", name="Взять в работу").click()
    expect(second.locator("#approve")).to_be_visible()
    old.keyboard.press("a")
    old.keyboard.press("Enter")
    expect(old.get_by_role("alert").first).to_contain_text("Ничего не записано")
    assert status(whole_site, doubtful) == "needs_review"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_paper_is_seen_on_a_tablet_too(whole_site: Site, doubtful: str, new_reader: NewReader, scheme: str) -> None:
    page = taken(whole_site, new_reader(viewport=TABLET, color_scheme=scheme))
    page.wait_for_load_state("networkidle")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep_picture(page, f"review-tablet-{scheme}")
    page.keyboard.press("Shift+Slash")
    expect(page.get_by_role("dialog")).to_contain_text("в любой раскладке")


def test_a_row_of_a_labour_book_is_filled_in_from_its_picture(whole_site: Site, reader: Reader) -> None:
    book = whole_site.hand_in_sample("b-hand")
    assert whole_site.decided(book) == "needs_review"
    page = taken(whole_site, reader)
    page.wait_for_load_state("networkidle")
    row = page.locator('article.field[data-field="row-0"]')
    expect(row).to_contain_text("нужно прочитать")
    row.get_by_text("Исправить", exact=True).click()
    row.get_by_label("Событие").select_option(label="приём")
    row.get_by_label("Дата (или месяц, год)").fill("03.2012")
    row.get_by_label("Организация").fill("ГБУЗ «Городская больница № 5»")
    row.locator('input[name="position"]').fill("врач-терапевт")
    assert_accessible(page)
    row.get_by_role("button", name="Записать").click()
    expect(page.get_by_role("status")).to_contain_text("пересчитаны")
    row = page.locator('article.field[data-field="row-0"]')
    expect(row).to_contain_text("прочитано специалистом")
    expect(row).to_contain_text("приём ГБУЗ «Городская больница № 5», врач-терапевт")
    keep_picture(page, "review-book")


def test_like_papers_are_decided_together_and_each_is_undone_alone(
    whole_site: Site, doubtful: str, reader: Reader
) -> None:
    whole_site.signed_in(reader.context, "kedrov")
    page = reader.page()
    page.goto(f"{whole_site.url}/console/reviews/bulk")
    expect(page.locator("main")).to_contain_text("Документ не совпадает")
    assert_accessible(page)
    keep_picture(page, "review-bulk")
    page.get_by_role("checkbox").check()
    page.get_by_label("отклонить все отмеченные").check()
    page.get_by_role("button", name="Решить отмеченные").click()
    expect(page.get_by_role("status")).to_contain_text("Записано решений: 1")
    page.goto(f"{whole_site.url}/console/papers/{doubtful}")
    page.get_by_role("button", name="Отменить решение").click()
    expect(page.locator("#approve")).to_be_visible()


def status(site: Site, document_id: str) -> str:
    return str(site.client().get(f"/v1/documents/{document_id}").json()["status"])
