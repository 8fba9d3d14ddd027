"""Is a DOCX read in the order in which a person reads it, and nothing of what is not to be seen?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading import word_pages
from pipeline.reading.word_archive import WordUnreadable
from pipeline.reading.word_text import Block, blocks_of
from samples.hostile import word as hostile
from samples.word import Said, Table, docx
from samples.word_papers import ORDER, REFERENCE, content_of


def told(*blocks: Block) -> list[list[str]]:
    return [[" / ".join(cell) for cell in block.cells] for block in blocks]


def test_paragraphs_and_tables_come_in_their_order_the_header_first() -> None:
    body = (Said(text="первый"), Table(rows=(("а", "б"), ("в\nг", ""))), Said(text="последний"))
    assert told(*blocks_of(docx(body, header=(Said(text="бланк"),)))) == [
        ["бланк"], ["первый"], ["а", "б"], ["в / г", ""], ["последний"],
    ]  # fmt: skip


def test_what_is_hidden_or_was_deleted_is_not_read() -> None:
    body = (Said(text="видно"), Said(text="скрыто", hidden=True), Said(text="удалено", deleted=True))
    assert told(*blocks_of(docx(body))) == [["видно"]]


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PART = '<w:document xmlns:w="' + WORD + '" {more}><w:body>{body}</w:body></w:document>'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<w:p><w:r><w:t>а</w:t><w:tab/><w:t>б</w:t></w:r><w:r><w:t>в</w:t><w:noBreakHyphen/><w:t>г</w:t></w:r></w:p>",
         [["а бв-г"]]),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>1</w:t></w:r></w:p>", [["1"]]),
        ("<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>видно</w:t></w:r></w:p>", [["видно"]]),
        ("<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>в рамке</w:t></w:r></w:p>"
         "</w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>в рамке</w:t></w:r></w:p></mc:Fallback>"
         "</mc:AlternateContent></w:r><w:r><w:t>вокруг</w:t></w:r></w:p>", [["в рамке"], ["вокруг"]]),
        ("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>а</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>б</w:t></w:r></w:p>"
         "</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>", [["а / б"]]),
    ],
)  # fmt: skip
def test_pieces_are_put_together(body: str, said: list[list[str]]) -> None:
    assert told(*blocks_of(hostile.packed(document=PART.format(more=MC, body=body)))) == said


def test_what_cannot_be_read_is_the_documents_fault() -> None:
    entities = '<!DOCTYPE w [<!ENTITY a "а">]>' + PART.format(more="", body="<w:p/>")
    deep = PART.format(more="", body="<w:p>" * 500 + "</w:p>" * 500)
    for document in ("<w:document", entities, deep):
        with pytest.raises(WordUnreadable):
            blocks_of(hostile.packed(document=document))
    with pytest.raises(WordUnreadable):
        blocks_of(docx((Said(text="а " * 120_000),)))


# --- on pages ----------------------------------------------------------------------------------------------------


def test_the_words_stand_where_they_are_drawn() -> None:
    content = content_of(REFERENCE)
    page, picture = word_pages.page_of(content, 1), word_pages.drawn(content, 1)
    assert picture.shape == (page.height, page.width, 3)
    words = [word for line in page.lines for word in line.words]
    assert " ".join(word.text for word in words).startswith("ГБУЗ «Городская клиническая больница № 7")
    for word in words:
        x0, y0, x1, y1 = word.box
        assert picture[y0:y1, x0:x1].min() < 100, word.text
    blank = picture.copy()
    for x0, y0, x1, y1 in (word.box for word in words):
        blank[y0 - 2 : y1 + 4, x0 - 2 : x1 + 3] = 255
    assert (blank < 200).mean() < 0.0005


def test_cells_stand_side_by_side_and_their_texts_one_under_another() -> None:
    lines = {line.text: line.box for line in word_pages.page_of(content_of(ORDER), 1).lines}
    number, date = lines["Номер документа"], lines["Дата составления"]
    assert number[1] == date[1]
    assert number[2] < date[0]
    under = lines["57-лс"]
    assert under[1] > number[1]
    assert under[0] == number[0]


def test_long_texts_go_on_over_pages_and_not_without_end() -> None:
    content = docx(tuple(Said(text=f"строка {number}") for number in range(2_000)))
    assert word_pages.page_count(content) == word_pages.MOST_PAGES
    assert word_pages.page_of(content, 2).lines[0].text.startswith("строка")


def test_a_file_without_a_word_has_no_page() -> None:
    assert word_pages.page_count(docx((Said(text=" "),))) == 0


@given(st.lists(st.text(st.characters(categories=("Lu", "Ll", "Nd", "Zs", "Po")), max_size=80), max_size=12))
def test_every_word_is_told_once_and_in_order(texts: list[str]) -> None:
    content = docx(tuple(Said(text=text) for text in texts))
    read = [word for block in blocks_of(content) for cell in block.cells for text in cell for word in text.split()]
    assert read == [word for text in texts for word in text.split()]
    boxes = [word.box for page in word_pages.laid_out(content) for word in page.words]
    assert np.all([box[2] > box[0] and box[3] <= word_pages.HEIGHT for box in boxes])
