"""Are values normalised as the contract says, each with its evidence?"""

from __future__ import annotations

import pytest

from pipeline.case import TextSource
from pipeline.fields.flow import flow_of
from pipeline.fields.search import chosen_fields
from pipeline.fields.values import values_of_fields
from tests import papers
from tests.examination import CERTIFICATE, DIPLOMA, DIPLOMA_KIND, Examination, kinds, swapped


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("last_name", "Воробьёва"),
        ("first_name", "Мария"),
        ("middle_name", "Петровна"),
        ("series", "107704"),
        ("number", "0123456"),
        ("registration_number", "31-0517"),
        ("issue_date", "2019-06-28"),
        ("specialty_code", "31.05.01"),
        ("specialty", "Лечебное дело"),
        ("qualification", "врач-лечебник"),
        ("honours", False),
    ],
)
@pytest.mark.parametrize("case", ["nominative", "dative"])
def test_a_diplomas_fields_are_normalised(field: str, value: object, case: str) -> None:
    changes = {"свидетельствует о том, что": "выдан", "Воробьёва Мария Петровна": "Воробьёвой Марии Петровне"}
    paper = DIPLOMA if case == "nominative" else swapped(DIPLOMA, **changes)
    reading = Examination(paper=paper).read().reading
    assert reading is not None
    assert reading.fields[field].value == value


def test_a_name_keeps_the_words_that_were_printed() -> None:
    paper = swapped(DIPLOMA, **{"Воробьёва Мария Петровна": "ВОРОБЬЁВА МАРИЯ ПЕТРОВНА"})
    reading = Examination(paper=paper).read().reading
    assert reading is not None
    last_name = reading.fields["last_name"]
    assert (last_name.value, last_name.raw) == ("Воробьёва", "ВОРОБЬЁВА")
    assert last_name.box != reading.fields["first_name"].box


def test_each_value_tells_where_it_stands_and_where_it_is_from() -> None:
    pages = (papers.page("обложка"), papers.page(*DIPLOMA, number=2, source=TextSource.TEXT_LAYER))
    reading = Examination(pages=pages).read().reading
    assert reading is not None
    number = reading.fields["registration_number"]
    assert (number.page, number.source, number.raw) == (2, "text_layer", "31-0517")
    assert number.box == pages[1].lines[5].words[2].box


def test_a_digit_that_the_page_misread_is_mended_by_closer_looks() -> None:
    paper = swapped(CERTIFICATE, _0152310123456="0152310123458")
    given = Examination(paper=paper, kind="specialist_certificate", instead={"0152310123458": ["0152310123456"]}).read()
    assert given.reading is not None
    number = given.reading.fields["number"]
    assert number.value == "0152310123456"
    assert [other.value for other in number.alternatives] == ["0152310123458"]


def test_a_number_that_fits_no_form_as_read_is_sought_among_the_digits_on_the_page() -> None:
    misread = "01523100123456"
    paper = swapped(CERTIFICATE, _0152310123456=misread)
    given = Examination(paper=paper, kind="specialist_certificate", instead={misread: ["0152310123456"]}).read()
    assert given.reading is not None
    assert given.reading.fields["number"].value == "0152310123456"


def test_without_looks_a_value_rests_on_the_pages_reading_and_is_less_sure() -> None:
    kind = kinds()[DIPLOMA_KIND]
    pages = (papers.page(*DIPLOMA),)
    flow = flow_of(pages)
    chosen = chosen_fields(flow, kind, None)
    blind = values_of_fields(chosen, flow, kind.fields_of(None), pages, lambda *asked: ((),) * len(asked[1]))
    seen = Examination().read().reading
    assert seen is not None
    assert blind["registration_number"].value == "31-0517"
    assert blind["registration_number"].confidence < seen.fields["registration_number"].confidence
