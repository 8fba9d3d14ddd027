"""Are printed wordings found among the words of a page, however they are set, spaced or misread?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fields.flow import flow_of, squash
from tests.papers import At, flow, line, page, words

PRINTED = (
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзиклмнопрстуфхцчшщъыьэюяABCEHKMOPTXYaceopxyuDINVZ0123456789 .,-«»№()/"
)
PHRASE = st.lists(st.text("АБВГДЕЖЗИК", min_size=1, max_size=9), min_size=1, max_size=4)
OTHER = st.lists(st.text("ЛМНОПРСТУФ", min_size=1, max_size=9), max_size=12)
ANY_WORD = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("Д И П Л О М", "ДИПЛОМ"),
        ("у д о с т о - в е р е н и е", "УДОСТОВЕРЕНИЕ"),
        ("ЧЕМ ЁЖ БОГАТ?", "ЧЕМЕЖБОГАТ"),
        ("CЕPТИФИКAТ", "СЕРТИФИКАТ"),  # Latin C, P and A
        ("№ 31-0517", "310517"),
        ("—", ""),
    ],
)
def test_spacing_punctuation_and_foreign_letters_do_not_matter(printed: str, plain: str) -> None:
    assert squash(printed) == plain


@given(st.text(PRINTED))
def test_squashing_twice_changes_nothing_more(text: str) -> None:
    assert squash(squash(text)) == squash(text)


@pytest.mark.parametrize(
    ("lines", "phrase", "found"),
    [
        (["Д И П Л О М   С П Е Ц И А Л И С Т А"], "диплом специалиста", "Д И П Л О М С П Е Ц И А Л И С Т А"),
        (["выдан", "Регистра ционный номер 12"], "регистрационный номер", "Регистра ционный номер"),
        (["Регистрациониый номер 12"], "регистрационный номер", "Регистрациониый номер"),
        (["настоящий диплом", "свидетельствует о том,", "что"], "диплом свидетельствует", "диплом свидетельствует"),
        (["Дата выдачи: 28.06.2019"], "Дата выдачи", "Дата выдачи:"),
        (["СЕРТИФИКАТ специалиста"], "сертификат", "СЕРТИФИКАТ"),
    ],
)
def test_a_wording_is_found_spaced_broken_misread_and_over_lines(lines: list[str], phrase: str, found: str) -> None:
    (hit,) = flow(*lines).find(phrase)
    assert words(flow(*lines).words(hit.first, hit.last)) == found


def test_what_is_read_to_the_letter_is_likelier_than_what_is_misread() -> None:
    clear, misread = flow("Регистрационный номер 1"), flow("Регистрациониый номер 2")
    assert clear.best("Регистрационный номер") == 1 > misread.best("Регистрационный номер") > 0.9


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("в соответствующее время года", "имя"),
        ("время проведения", "вре"),
        ("квалификации врача", "фамилия, имя, отчество"),
        ("", "диплом"),
        ("диплом", "—"),
    ],
)
def test_what_does_not_stand_there_is_not_found(text: str, phrase: str) -> None:
    assert flow(text).find(phrase) == ()


def test_a_wording_that_stands_twice_is_found_twice_in_reading_order() -> None:
    text = flow("Дата выдачи 1.2.2003", "и далее", "Дата выдачи 4.5.2006")
    assert [hit.first for hit in text.find("Дата выдачи")] == [0, 5]


def test_columns_are_read_one_after_the_other_and_pieces_of_a_row_from_left_to_right() -> None:
    spread = flow(
        At(text="правая", x=900, y=100, column=1),
        At(text="номер", x=400, y=104),
        At(text="левая", x=100, y=100),
        At(text="низ", x=100, y=160),
    )
    assert words(spread.tokens) == "левая номер низ правая"


@pytest.mark.parametrize(
    ("scribble", "kept"),
    [
        (At(text="ИЧД | /ЛЬ", y=60, confidence=0.1), False),
        (At(text="1077 0123", y=60, confidence=0.1), True),
        (At(text="Председатель комиссии", y=60, confidence=0.1), True),
        (At(text="ИЧД | /ЛЬ", y=60, confidence=0.6), True),
    ],
)
def test_strokes_read_as_letters_are_left_out_but_never_digits_or_words(scribble: At, kept: bool) -> None:
    assert bool(flow(scribble).tokens) is kept


@pytest.mark.parametrize(
    ("printed", "apart"),
    [
        ("№ 25от 16.09.2025", "№ 25 от 16.09.2025"),
        ("№ 250т 16.09.2025", "№ 25 0т 16.09.2025"),
        ("№ 900Т 16.09.2025", "№ 90 0Т 16.09.2025"),
        ("№ 250т", "№ 250т"),
        ("№ 4-от", "№ 4-от"),
    ],
)
def test_a_preposition_glued_to_a_number_before_a_date_is_set_apart(printed: str, apart: str) -> None:
    assert words(flow(printed).tokens) == apart


def test_a_word_whose_box_swallows_its_line_gives_way_to_the_next_word() -> None:
    one = line(At(text="Серия 107704", y=60))
    swollen = one.words[0].model_copy(update={"box": one.box})
    spread = page().model_copy(update={"lines": (one.model_copy(update={"words": (swollen, one.words[1])}),)})
    first, second = flow_of([spread]).tokens
    assert first.box[2] < second.box[0]


@settings(max_examples=60, deadline=None)
@given(before=OTHER, phrase=PHRASE, after=OTHER, per_line=st.integers(1, 6))
def test_a_phrase_is_found_wherever_it_is_planted(
    before: list[str], phrase: list[str], after: list[str], per_line: int
) -> None:
    every = [*before, *phrase, *after]
    text = flow(*(" ".join(every[start : start + per_line]) for start in range(0, len(every), per_line)))
    spans = [(hit.first, hit.last) for hit in text.find(" ".join(phrase))]
    assert (len(before), len(before) + len(phrase)) in spans


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_WORD, max_size=20), st.text(max_size=30), st.floats(0.5, 1.0))
def test_searching_never_fails_whatever_was_read(read: list[str], phrase: str, likeness: float) -> None:
    text = flow(" ".join(read))
    assert all(0 <= hit.first < hit.last <= len(text.tokens) for hit in text.find(phrase, likeness=likeness))
