"""Is a series of letters and Roman numerals settled by looks, part by part, in the forms that the kind knows?"""

from __future__ import annotations

import pytest

from pipeline.fields.search import chosen_fields
from pipeline.fields.series_found import numeral, series_words, settled_series, with_number
from tests.examination import kinds
from tests.papers import flow

MARRIAGE = kinds()["name_change_certificate"].fields
SOVIET = kinds()["higher_education_diploma"].fields
RETRAINING = kinds()["retraining_diploma"].fields


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("П", "II"),
        ("Ш", "III"),
        ("ТИ", "III"),
        ("1", "I"),
        ("Il", "II"),
        ("IV", "IV"),
        ("ХХ", "XX"),
        ("ИШ", None),
        ("Б", None),
    ],
)
def test_what_a_numeral_is_read_as(read: str, meant: str | None) -> None:
    assert numeral(read) == meant


@pytest.mark.parametrize(
    ("readings", "series"),
    [
        ([("page", "ТИ-МЮ"), ("rus", "Ш-МЮ"), ("rus", "Ш-МЮ |"), ("eng", "III-MI0"), ("eng", "III-MIO")], "III-МЮ"),
        ([("page", "П-БА №"), ("rus", "П-БА"), ("eng", "II-BA No"), ("eng", "II-BA")], "II-БА"),
        ([("page", "1-50"), ("rus", "|-БО"), ("rus", "|-Б0"), ("eng", "I-BO"), ("eng", "l-BO")], "I-БО"),
        ([("page", "1-50"), ("rus", "|-БО"), ("rus", "п-Б0"), ("eng", "11-bO"), ("eng", "11-bO")], "II-БО"),
    ],
)
def test_the_numeral_is_the_english_models_and_the_letters_the_russian_ones(
    readings: list[tuple[str, str]], series: str
) -> None:
    spelled = with_number(MARRIAGE["number"].patterns, MARRIAGE["series"].patterns, "123456")
    found = settled_series(readings, spelled)
    assert found is not None
    assert found.text == series


def test_torn_looks_leave_the_pages_reading_unsure() -> None:
    spelled = with_number(MARRIAGE["number"].patterns, MARRIAGE["series"].patterns, "123456")
    torn = [("page", "П-ВЛ"), ("rus", "1-ВЛ"), ("rus", "Ш-ВЛ"), ("eng", "I-B"), ("eng", "II-B"), ("eng", "III-B")]
    found = settled_series(torn, spelled)
    assert found is not None
    assert (found.text, found.confidence) == ("II-ВЛ", 0.5)


def test_letters_before_a_numeral_stay_letters() -> None:
    spelled = with_number(SOVIET["number"].patterns, SOVIET["series"].patterns, "654321")
    found = settled_series([("page", "Г-Г"), ("rus", "Г-Т"), ("rus", "Г-1"), ("eng", "I-I"), ("eng", "r-I")], spelled)
    assert found is not None
    assert found.text == "Г-I"


def test_a_hyphen_that_the_page_took_for_a_stroke_is_seen_by_the_looks() -> None:
    spelled = with_number(SOVIET["number"].patterns, SOVIET["series"].patterns, "654321")
    looks = [("rus", "Д-1"), ("rus", "Д-"), ("rus", "Д-1"), ("eng", "H-I"), ("eng", "A-I"), ("eng", "H-I")]
    found = settled_series([("page", "ДГ"), *looks], spelled)
    assert found is not None
    assert found.text == "Д-I"


@pytest.mark.parametrize(
    ("readings", "series"),
    [
        ([("page", "К№"), ("rus", "КМ"), ("rus", "КМ"), ("eng", "KN"), ("eng", "KN")], "К"),
        ([("page", "КМ №"), ("rus", "КМ"), ("rus", "КМ"), ("eng", "KM"), ("eng", "KM No")], "КМ"),
        ([("page", "КМ"), ("rus", "КМ"), ("rus", "КМ"), ("eng", "KM"), ("eng", "KM")], "КМ"),
        ([("page", "М"), ("rus", "М"), ("rus", "М"), ("eng", "N"), ("eng", "N"), ("eng", "No")], None),
    ],
)
def test_a_number_sign_is_no_letter_of_the_series(readings: list[tuple[str, str]], series: str | None) -> None:
    spelled = with_number(SOVIET["number"].patterns, SOVIET["series"].patterns, "12345")
    found = settled_series(readings, spelled)
    assert (found.text if found else None) == series


def test_a_series_that_the_kind_does_not_know_becomes_the_one_that_it_resembles() -> None:
    spelled = with_number(RETRAINING["number"].patterns, RETRAINING["series"].patterns, "123456")
    found = settled_series([("page", "ИП"), ("rus", "ИП"), ("rus", "ИП")], spelled)
    assert found is not None
    assert found.text == "ПП"


def test_a_look_that_lost_a_letter_says_nothing_against_it() -> None:
    spelled = with_number(SOVIET["number"].patterns, SOVIET["series"].patterns, "12345")
    found = settled_series([("page", "КЕ"), ("rus", "К"), ("rus", "К"), ("rus", "К"), ("rus", "КЕ")], spelled)
    assert found is not None
    assert found.text == "КЕ"


def test_a_number_after_a_misread_series_is_found() -> None:
    chosen = chosen_fields(
        flow("СВИДЕТЕЛЬСТВО", "о расторжении брака", "ЖИ-ЮЩ№ 204060"), kinds()["name_change_certificate"], None
    )
    assert chosen["number"].values["number"] == "204060"


def test_a_captions_number_is_not_taken_for_one_after_a_series() -> None:
    chosen = chosen_fields(flow("Запись акта о браке", "Рег. № 204060"), kinds()["name_change_certificate"], None)
    assert "number" not in chosen


def test_the_number_sign_of_a_typewriter_is_told_from_the_series_before_it() -> None:
    read = flow("ДИПЛОМ", "ЭВ м 160569")
    chosen = chosen_fields(read, kinds()["higher_education_diploma"], "soviet")
    words = series_words(chosen["number"], read)
    assert [word.text for word in words] == ["ЭВ", "м"]
    spelled = with_number(SOVIET["number"].patterns, SOVIET["series"].patterns, "160569")
    found = settled_series([("page", "ЭВ м"), ("rus", "ЭВ М"), ("rus", "ЭВ №"), ("eng", "9B N")], spelled)
    assert found is not None
    assert found.text == "ЭВ"
