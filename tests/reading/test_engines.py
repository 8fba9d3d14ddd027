"""Do both engines read, keep their limits and say what is missing?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.case import RetryLater
from pipeline.reading.document import read_document
from pipeline.reading.engine_pytesseract import PytesseractEngine
from pipeline.reading.engine_tesserocr import TesserocrEngine
from pipeline.reading.protocol import Engine
from pipeline.reading.tesseract_tables import EngineMissing, cells_of, lines_of
from tests.reading.drawn import TEXT, encoded, on_a_desk, page

ENGINES = [TesserocrEngine, PytesseractEngine]
TABLE = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    "4\t1\t1\t1\t1\t0\t5\t5\t90\t20\t-1\t\n"
    "5\t1\t1\t1\t1\t1\t5\t5\t40\t20\t96.5\tДата\n"
    "5\t1\t1\t1\t1\t2\t50\t6\t45\t21\t80\tвыдачи\n"
    "5\t1\t1\t1\t2\t1\t5\t30\t10\t20\t10\t \n"
)


def test_a_table_becomes_lines_of_words() -> None:
    (line,) = lines_of(cells_of(TABLE))
    assert line.text == "Дата выдачи"
    assert line.box == (5, 5, 95, 27)
    assert [word.confidence for word in line.words] == [0.965, 0.8]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_missing_model_says_what_to_install(engine: type, tmp_path: Path) -> None:
    (tmp_path / "eng.traineddata").write_bytes(b"")
    with pytest.raises(EngineMissing, match="tesseract-ocr-rus"):
        engine(tessdata=tmp_path)


@pytest.mark.engine
@pytest.mark.parametrize("engine", ENGINES)
def test_spots_of_digits_are_read_in_order(engine: type) -> None:
    numbers = ("107704", "0123456")
    crops = [np.asarray(page((number,), size=(360, 180), height=44)[:, :, 0]) for number in numbers]
    looks = engine().read_spots(crops, language="eng", allowed="0123456789", how="eng digits")
    assert tuple(look.text for look in looks) == numbers
    assert {look.how for look in looks} == {"eng digits"}


@pytest.mark.engine
@pytest.mark.parametrize("engine", ENGINES)
def test_a_time_limit_is_no_empty_page(engine: type) -> None:
    with pytest.raises(RetryLater):
        engine(timeout=0.001).read_lines([page()[:, :, 0]] * 3)


@pytest.mark.engine
@pytest.mark.parametrize("engine", ENGINES)
def test_a_spot_too_small_to_hold_a_letter_is_empty(engine: type) -> None:
    (look,) = engine().read_spots([np.full((1, 1), 255, np.uint8)], language="eng", allowed="0123456789")
    assert look.text == ""


@pytest.fixture(scope="module")
def reader() -> Engine:
    return TesserocrEngine()


@pytest.mark.engine
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_read_however_it_stands(reader: Engine, quarters: int) -> None:
    data = encoded(np.ascontiguousarray(np.rot90(page(), quarters)))
    (read,) = read_document(data, "jpeg", 1, reader).pages
    assert read.rotation == 90 * quarters  # turned counter-clockwise, it is set right clockwise
    assert [line.text.strip(" .`‘,_") for line in read.lines] == list(TEXT)


@pytest.mark.engine
def test_a_photo_of_a_sheet_is_read(reader: Engine) -> None:
    (read,) = read_document(encoded(on_a_desk(page())[0]), "jpeg", 1, reader).pages
    text = " ".join(line.text for line in read.lines)
    assert read.is_photo
    assert "Ясенева Мария Петровна" in text
    assert "18-28440" in text
