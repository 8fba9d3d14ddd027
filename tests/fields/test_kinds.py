"""Is a paper's kind told by its wording, and left open where the wording is undecided?"""

from __future__ import annotations

import pytest

from pipeline.case import KindScore
from pipeline.fields.kinds import best_variant, detected, score_kinds, score_signs
from pipeline.rules.kind import Kind, Sign, Variant
from tests.examination import CERTIFICATE, DIPLOMA, DIPLOMA_KIND, kinds, swapped
from tests.papers import flow

RESIDENCY = swapped(
    DIPLOMA,
    **{"ДИПЛОМ СПЕЦИАЛИСТА": "ДИПЛОМ ОБ ОКОНЧАНИИ ОРДИНАТУРЫ", "программу специалитета": "программу ординатуры"},
)


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (DIPLOMA, DIPLOMA_KIND),
        (RESIDENCY, "residency_diploma"),
        (CERTIFICATE, "specialist_certificate"),
        (("УДОСТОВЕРЕНИЕ", "о повышении квалификации", "документ о квалификации", "прошла повышение квалификации"),
         "advanced_training_certificate"),
        (("СВИДЕТЕЛЬСТВО О ЗАКЛЮЧЕНИИ БРАКА", "заключили брак", "о чём составлена запись акта о заключении брака"),
         "name_change_certificate"),
        (("Квитанция на оплату коммунальных услуг",), None),
        ((), None),
    ],
)  # fmt: skip
def test_the_wording_names_the_kind(lines: tuple[str, ...], kind: str | None) -> None:
    named = detected(score_kinds(flow(*lines), kinds()), kinds())
    assert (named.kind if named else None) == kind


def test_the_shape_of_the_number_says_nothing_about_the_kind() -> None:
    other = swapped(DIPLOMA, **{"107704 0123456": "0152310123456"})
    one, two = (score_kinds(flow(*paper), kinds()) for paper in (DIPLOMA, other))
    assert one[0] == two[0]


@pytest.mark.parametrize(
    ("scores", "named"),
    [
        ((9.0, 2.0), True),
        ((9.0, 5.9), True),
        ((20.0, 16.0), True),
        ((6.0, 5.0), False),
        ((4.9, 0.0), False),
        ((), False),
    ],
)
def test_a_kind_is_named_only_when_it_leads_clearly(scores: tuple[float, ...], named: bool) -> None:
    two = {name: kind(name) for name in ("first", "second")}
    ranked = [KindScore(kind=name, score=score) for name, score in zip(two, scores, strict=False)]
    assert (detected(ranked, two) is not None) is named


def kind(name: str, *variants: Variant) -> Kind:
    return Kind(kind=name, title=name, signs=(), fields={}, required=(), variants=variants)


def test_a_misread_wording_speaks_less_for_a_kind_and_not_against_it() -> None:
    clear, misread = flow("сертификат специалиста"), flow("серfификаг спецналиста")
    speaks_for, against = (
        Sign(words="сертификат специалиста", weight=6),
        Sign(words="сертификат специалиста", weight=-6),
    )
    assert score_signs(clear, [speaks_for]) == pytest.approx(6)
    assert 6 > score_signs(misread, [speaks_for]) > 0
    assert score_signs(clear, [against]) == pytest.approx(-6)
    assert score_signs(misread, [against]) == 0


def test_the_variant_is_the_one_whose_wordings_stand_there() -> None:
    old = Variant(name="old", title="старый", signs=(Sign(words="министерство просвещения", weight=2),))
    new = Variant(name="new", title="новый", signs=(Sign(words="документ о квалификации", weight=1),))
    name, weight = best_variant(flow("Документ о квалификации"), kind("any", old, new))
    assert (name, round(weight, 6)) == ("new", 1)
    assert best_variant(flow("что угодно другое"), kind("any", old, new)) == (None, 0.0)
