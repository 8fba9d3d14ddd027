"""Does the act open in a common viewer, with text that can be copied and a code that leads to where it is verified?"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import logging
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pdfplumber
import pypdfium2
import pytest
from pypdf import PdfReader

from pipeline.acts import sheet
from pipeline.acts.content import ActContent, ActHolder, ActPeriod
from pipeline.acts.sheet import Issue, draw, html_of, typefaces
from pipeline.case import Span, WorkDate

LINK = "https://cabinet.example/acts/k7m2-9xq4-tz3p-8nvw"
HOSPITAL = "Государственное бюджетное учреждение здравоохранения «Городская больница № 7» города Заречного"
CONTENT = ActContent(
    kind="labour_book",
    holder=ActHolder(
        last_name="Снегирёва", first_name="Ольга", middle_name="Павловна", birth_date=dt.date(1985, 5, 14),
        snils="11223344595",
    ),
    paper={"series": "ТК-IV", "number": "1234567"},
    periods=(
        ActPeriod(organisation=HOSPITAL, position="врач-терапевт участковый", start=WorkDate(day=dt.date(2009, 8, 3)),
                  end=WorkDate(day=dt.date(2012, 2, 14)), confirmed_by=("paper", "registry"),
                  former_organisations=("МУЗ «Больница № 7»",), second_job=True, is_medical=True,
                  service=Span(years=2, months=6, days=12)),
        ActPeriod(organisation="ООО «Сосновый бор»", position="врач-кардиолог",
                  start=WorkDate(day=dt.date(2012, 3, 15), exact="month"), confirmed_by=("paper", "reviewer")),
    ),
    total=Span(years=17, months=2, days=21), in_specialty=Span(years=14, months=8, days=17),
    counted_to=dt.date(2026, 11, 28), current=(1,),
)  # fmt: skip
ISSUE = Issue(
    number=12, version=2, made_on=dt.date(2026, 11, 28), code="k7m2-9xq4-tz3p-8nvw", link=LINK,
    kind_title="Трудовая книжка", cabinet="Личный кабинет медицинского работника", rules="3f2a91c07d5e",
    pipeline="0.1.0", replaces=dt.date(2026, 10, 2),
)  # fmt: skip


@cache
def drawn(issue: Issue = ISSUE) -> bytes:
    return draw(CONTENT, issue)


def text_of(pdf: bytes) -> str:
    """As a viewer copies it, spaces of all sorts made one."""
    document = pypdfium2.PdfDocument(pdf)
    return re.sub(r"\s+", " ", " ".join(page.get_textpage().get_text_range() for page in document))


def test_its_text_can_be_copied() -> None:
    text = text_of(drawn())
    for said in (
        "№ 000012", "редакция 2", "от 28 ноября 2026 года", "Снегирёва Ольга Павловна", "112-233-445 95",
        "Трудовая книжка, серия ТК-IV, № 1234567", HOSPITAL, "03.08.2009 14.02.2012", "15.03.2012",
        "2 года 6 месяцев 12 дней по специальности", "прежде: МУЗ «Больница № 7»",
        "врач-терапевт участковый, по совместительству",
        "по настоящее время",
        "Общий стаж 17 лет 2 месяца 21 день", "Стаж по специальности 14 лет 8 месяцев 17 дней",
        "принято 15-е число", "Редакция 2 заменяет редакцию 1 от 2 октября 2026 года", LINK,
    ):  # fmt: skip
        assert said in text, said


def test_another_reader_finds_the_same_words() -> None:
    with pdfplumber.open(io.BytesIO(drawn())) as document:
        assert "Снегирёва Ольга Павловна" in document.pages[0].extract_text()


def test_its_code_leads_to_where_it_is_verified() -> None:
    picture = pypdfium2.PdfDocument(drawn())[0].render(scale=3).to_numpy()
    found, _, _ = cv2.QRCodeDetector().detectAndDecode(np.ascontiguousarray(picture[:, :, :3]))
    assert found == LINK


def test_it_is_dark_on_white_within_its_margins() -> None:
    grey = pypdfium2.PdfDocument(drawn())[0].render(scale=1, grayscale=True).to_numpy().squeeze()
    edge = np.concatenate([grey[:25].ravel(), grey[-15:].ravel(), grey[:, :40].ravel(), grey[:, -30:].ravel()])
    assert edge.min() == 255
    assert 0.02 < (grey < 128).mean() < 0.2


def test_every_typeface_is_inside_and_known_to_the_letter() -> None:
    reader = PdfReader(io.BytesIO(drawn()))
    fonts = reader.pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert "/ToUnicode" in font
    assert "PT Serif" in typefaces(CONTENT, ISSUE)
    assert b"pdfaid" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_the_same_content_gives_the_same_bytes_also_in_another_process() -> None:
    assert draw(CONTENT, ISSUE) == drawn()
    program = (
        "import hashlib, sys; from pipeline.acts.content import ActContent;"
        "from pipeline.acts.sheet import Issue, draw;"
        "a, b = sys.stdin.read().splitlines();"
        "print(hashlib.sha256(draw(ActContent.model_validate_json(a), Issue.model_validate_json(b))).hexdigest())"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], input=f"{CONTENT.model_dump_json()}\n{ISSUE.model_dump_json()}",
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert said.stdout.strip() == hashlib.sha256(drawn()).hexdigest()


def test_without_an_address_it_bears_the_code_alone() -> None:
    text = text_of(drawn(ISSUE.model_copy(update={"link": None})))
    assert "k7m2-9xq4-tz3p-8nvw" in text
    assert "http" not in text


def test_many_periods_go_on_over_pages_with_the_head_of_the_table() -> None:
    many = CONTENT.model_copy(update={"periods": CONTENT.periods * 30, "current": ()})
    document = pypdfium2.PdfDocument(draw(many, ISSUE))
    assert len(document) > 3
    text = document[1].get_textpage().get_text_range()
    assert "Организация, должность" in text
    assert "страница 2 из" in text


EVIL = '<img src="file:///etc/passwd"><link rel=attachment href="file:///etc/passwd"><style>@import "http://x/"</style>'


def test_what_was_read_is_text_and_fetches_nothing(caplog: pytest.LogCaptureFixture) -> None:
    period = CONTENT.periods[0].model_copy(update={"organisation": EVIL, "position": "\u202e</td></table>{{ 7*7 }}"})
    evil = CONTENT.model_copy(update={"periods": (period,), "current": ()})
    assert "&lt;img" in html_of(evil, ISSUE)
    with caplog.at_level(logging.DEBUG):
        text = text_of(draw(evil, ISSUE))
    assert '<img src="file:///etc/passwd">' in text.replace("> ", ">")
    assert "</td></table>{{ 7*7 }}" in text
    assert "root:" not in text


def test_a_page_that_asks_for_something_gets_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Should something of what was read ever stand on the page as more than text."""
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((9, 9), np.uint8))
    asks = f'<img src="{(tmp_path / "a.png").as_uri()}" alt="не показано">'
    monkeypatch.setattr(sheet, "html_of", lambda *_: f"<!DOCTYPE html><title>t</title>{asks}")
    assert "не показано" in text_of(draw(CONTENT, ISSUE))
