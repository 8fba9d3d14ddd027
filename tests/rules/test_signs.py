"""Do wordings tell our papers from each other and from papers that are not ours?"""

from __future__ import annotations

import pytest

from pipeline.rules.loader import load_kinds
from tests.rules.wordings import FOREIGN, OURS, detect


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in OURS.items() for text in texts])
def test_a_paper_of_ours_is_recognised(kind: str, text: str) -> None:
    found = detect(text)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in OURS.items() for text in texts])
def test_letters_misread_here_and_there_do_not_hide_it(kind: str, text: str) -> None:
    misread = "".join("и" if place % 17 == 5 and letter.isalpha() else letter for place, letter in enumerate(text))
    found = detect(misread)
    assert found is None or found.kind == kind


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_another_paper_is_none_of_ours(name: str) -> None:
    assert detect(FOREIGN[name]) is None


@pytest.mark.parametrize(
    ("index", "kind", "variant"),
    [
        (0, "higher_education_diploma", "2014"),
        (1, "higher_education_diploma", "1996"),
        (2, "higher_education_diploma", "soviet"),
        (0, "residency_diploma", "2014"),
        (1, "residency_diploma", "certificate"),
        (2, "residency_diploma", "postgraduate_2012"),
        (0, "internship_certificate", "certificate"),
        (1, "internship_certificate", "postgraduate_2012"),
        (0, "accreditation_certificate", "certificate"),
        (1, "accreditation_certificate", "extract"),
        (2, "accreditation_certificate", "protocol_extract"),
        (0, "name_change_certificate", "marriage"),
        (1, "name_change_certificate", "change"),
        (0, "employment_history_extract", "std_sfr"),
        (1, "employment_history_extract", "std_r"),
        (2, "employment_history_extract", "std_pfr"),
    ],
)
def test_the_generation_is_told_by_its_wording(index: int, kind: str, variant: str) -> None:
    found = detect(OURS[kind][index])
    assert found is not None
    assert found.variant == variant


def test_every_kind_has_a_text() -> None:
    assert set(OURS) == set(load_kinds())
