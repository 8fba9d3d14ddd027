"""Does every blank say what it is said to say, and draw within its page?"""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest

from samples import people, plots, raster, style, textpdf
from samples.blanks import all_blanks
from samples.canvas import Paper, Text
from samples.facts import Blank, Marks

AS_OF = dt.date(2026, 11, 22)
EXPECTED_KINDS = {
    "higher_education_diploma",
    "residency_diploma",
    "internship_certificate",
    "retraining_diploma",
    "advanced_training_certificate",
    "specialist_certificate",
    "accreditation_certificate",
    "passport",
    "snils_card",
    "name_change_certificate",
    "membership_certificate",
    "employment_order",
    "employment_contract",
    "employment_reference",
    "medical_licence",
    "employment_history_extract",
}


def drawn(blank: Blank, seed: int, marks: Marks | None = None) -> tuple[plots.Plot, Paper]:
    rng = random.Random(f"{blank.kind}/{blank.variant}/{seed}")
    plot = plots.honest(rng, blank, AS_OF)
    printed = style.draw(rng, "other" if seed % 2 else "main", typed=blank.typed)
    return plot, blank.draw(rng, plot.facts, printed, marks or Marks())


def text_of(paper: Paper) -> str:
    written = [one.text for one in paper.sheets[0].operations if isinstance(one, Text)]
    return "".join(written).replace(" ", "").upper()


def bare(number: str) -> str:
    """Some blanks part the digits of one number with a stroke."""
    return number.upper().replace("/", "")


def test_there_is_a_blank_for_every_kind_but_the_labour_book() -> None:
    assert {blank.kind for blank in all_blanks()} == EXPECTED_KINDS


@pytest.mark.parametrize("blank", all_blanks(), ids=lambda blank: f"{blank.kind}-{blank.variant}")
def test_the_paper_prints_its_number_and_stays_within_its_page(blank: Blank) -> None:
    for seed in range(4):
        plot, paper = drawn(blank, seed)
        sheet = paper.sheets[0]
        assert bare(plot.facts.text("number")) in bare(text_of(paper))
        for one in sheet.operations:
            if isinstance(one, Text):
                assert 0 < one.x < sheet.width
                assert 0 < one.y < sheet.height


@pytest.mark.parametrize("variant", ["1996", "soviet"])
def test_old_diplomas_print_the_name_in_the_dative_and_the_truth_is_nominative(variant: str) -> None:
    blank = next(one for one in all_blanks() if one.variant == variant)
    for seed in range(5):
        plot, paper = drawn(blank, seed)
        assert plot.facts.shown()["last_name"] == plot.holder.last_name
        assert people.dative(plot.holder)[0].replace(" ", "").upper() in text_of(paper)


@pytest.mark.parametrize("mark", ["signature", "seal"])
def test_a_paper_without_a_mark_has_less_ink_than_with_it(mark: str) -> None:
    blank = next(one for one in all_blanks() if one.variant == "2014_specialist")
    inked = raster.render(drawn(blank, 0)[1].sheets[0], 60)
    unmarked = raster.render(drawn(blank, 0, Marks(**{mark: False}))[1].sheets[0], 60)
    assert float(np.mean(unmarked)) > float(np.mean(inked))


def test_the_same_seed_writes_the_same_pdf() -> None:
    blank = next(one for one in all_blanks() if one.variant == "card")
    assert textpdf.text_pdf(drawn(blank, 0)[1]) == textpdf.text_pdf(drawn(blank, 0)[1])
