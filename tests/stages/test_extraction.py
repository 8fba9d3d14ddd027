"""Does the third stage tell which kind of paper this is, and hand on its fields with evidence?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.case import Case, Outcome, Presence, Reading, RetryLater, TextSource, Weight
from pipeline.fields.kinds import detected, score_kinds
from pipeline.stages.extraction import extraction, kind_findings
from tests import papers
from tests.examination import CERTIFICATE, DIPLOMA, DIPLOMA_KIND, Examination, kinds, swapped
from tests.papers import At

RECEIPT = (
    "Квитанция на оплату услуг управляющей компании за сентябрь",
    "лицевой счёт плательщик адрес площадь тариф начислено",
    "холодная вода горячая вода отопление вывоз мусора итого",
)
FAINT = tuple(At(text=text, y=60 + 34 * row, confidence=0.5) for row, text in enumerate(RECEIPT))


def reading(case: Case) -> Reading:
    assert case.reading is not None
    return case.reading


@pytest.mark.parametrize(
    ("paper", "claimed", "detected", "weight"),
    [
        (DIPLOMA, DIPLOMA_KIND, DIPLOMA_KIND, None),
        (CERTIFICATE, DIPLOMA_KIND, "specialist_certificate", Weight.REJECT),
        (DIPLOMA, "passport", DIPLOMA_KIND, Weight.REJECT),
        (RECEIPT, DIPLOMA_KIND, None, Weight.REJECT),
        (FAINT, DIPLOMA_KIND, None, Weight.REVIEW),
        (("диплом", "Воробьёва Мария Петровна"), DIPLOMA_KIND, None, Weight.REVIEW),
    ],
)
def test_another_kind_of_paper_is_a_reason_only_where_the_page_was_well_read(
    paper: Sequence[str | At], claimed: str, detected: str | None, weight: Weight | None
) -> None:
    case = Examination(paper=paper, kind=claimed).read()
    assert reading(case).kind_detected == detected
    assert [(f.code, f.weight, f.found) for f in case.findings] == (
        [("KIND_MISMATCH", weight, detected)] if weight else []
    )


@pytest.mark.parametrize(("hidden", "weight"), [(True, Weight.REVIEW), (False, Weight.REJECT)])
def test_no_kind_is_denied_on_a_picture_that_hides_text(hidden: bool, weight: Weight) -> None:
    flow = papers.flow(*CERTIFICATE)
    scores = score_kinds(flow, kinds())
    named = detected(scores, kinds())
    (finding,) = kind_findings(kinds()[DIPLOMA_KIND], scores, named, flow, hidden=hidden)
    assert finding.weight is weight


@pytest.mark.parametrize(
    ("changes", "variant"),
    [
        ({}, "2014"),
        ({"Настоящий диплом свидетельствует о том, что": "Настоящий диплом выдан",
          "освоила программу специалитета": "в том, что она окончила полный курс"}, "soviet"),
    ],
)  # fmt: skip
def test_the_generation_of_the_blank_is_told_by_its_wording(changes: dict[str, str], variant: str) -> None:
    assert reading(Examination(paper=swapped(DIPLOMA, **changes)).read()).variant == variant


def test_nothing_is_read_as_expected_for_nobody_tells_the_stage_what_to_expect() -> None:
    honest = Examination().read()
    other = Examination(
        declared={"number": "9999999"}, holder=Examination().holder.model_copy(update={"last_name": "А"})
    )
    assert reading(other.read()).fields == reading(honest).fields


def test_each_digit_is_looked_at_closer() -> None:
    number = reading(Examination().read()).fields["number"]
    assert len({look.how for look in number.looks}) >= 2
    assert number.confidence > 0.9


def test_marks_are_sought_only_where_the_kind_wants_them() -> None:
    diploma = Examination()
    bare = extraction(diploma.case(), diploma.tools())
    assert {(mark.name, mark.presence) for mark in reading(bare).marks} <= {
        (name, presence) for name in ("signature", "seal") for presence in (Presence.ABSENT, Presence.UNSURE)
    }
    assert len(reading(bare).marks) == 2
    passport = Examination(kind="passport")
    assert reading(extraction(passport.case(), passport.tools())).marks == ()


def test_an_empty_document_has_no_fields_and_no_kind() -> None:
    made = reading(Examination(paper=()).read())
    assert (made.fields, made.kind_detected) == ({}, None)


def test_a_recogniser_that_fails_is_not_the_documents_fault() -> None:
    with pytest.raises(RetryLater):
        Examination(error=RetryLater("time limit")).read()


def layered(**instead: Sequence[str]) -> Case:
    """The diploma with its words in a text layer, and what the looks at the page see in their place."""
    page = papers.page(*DIPLOMA, source=TextSource.TEXT_LAYER)
    seen = {word.strip("_"): texts for word, texts in instead.items()}
    return Examination(pages=(page,), instead=seen).decided()


def test_what_the_page_shows_as_the_layer_has_it_is_settled() -> None:
    case = layered()
    assert not case.traces
    assert case.decision is not None
    assert case.decision.outcome is Outcome.APPROVED


@pytest.mark.parametrize(
    ("word", "shown", "field"),
    [("_0123456", "0123459", "number"), ("Воробьёва", "Воронцова", "last_name"), ("_2019", "2016", "issue_date")],
)
def test_where_layer_and_pixels_differ_at_a_field_a_person_looks(word: str, shown: str, field: str) -> None:
    case = layered(**{word: (shown,)})
    (trace,) = case.traces
    assert (trace.what, trace.field) == ("layer_differs", field)
    assert trace.box is not None
    assert case.decision is not None
    assert case.decision.outcome is Outcome.NEEDS_REVIEW
    told = next(reason for reason in case.decision.reasons if reason.code == "ALTERATION_SUSPECTED")
    assert told.field == field
    assert shown in (told.found or "")
    assert word.strip("_") in (told.expected or "")
