"""Does a value that a person read change what the register and the rules say?"""

from __future__ import annotations

from pipeline.case import Outcome, Verdict
from pipeline.reviews.again import AGAIN, examined_again
from pipeline.weighing.read_by_person import is_by_person
from tests.examination import DIPLOMA, Examination, swapped

MISREAD = Examination(paper=swapped(DIPLOMA, _0123456="0128456"), sure=0.6)
"""The recogniser took a 3 for an 8, and is not sure."""


def test_what_a_person_read_settles_a_doubt() -> None:
    before = MISREAD.decided().decision
    assert before is not None
    assert before.outcome is not Outcome.APPROVED
    read = MISREAD.read()
    claim = read.claim.model_copy(update={"readings": {"number": "0123456"}})
    after, results = examined_again(read.model_copy(update={"claim": claim}), MISREAD.tools())
    assert after.decision is not None
    assert after.decision.outcome is Outcome.APPROVED
    assert tuple(result.stage for result in results) == AGAIN
    assert after.reading is not None
    value = after.reading.fields["number"]
    assert (value.value, is_by_person(value)) == ("0123456", True)


def test_what_a_person_read_otherwise_contradicts_the_register() -> None:
    genuine = Examination()
    read = genuine.read()
    claim = read.claim.model_copy(update={"readings": {"number": "0123450"}})
    after, _ = examined_again(read.model_copy(update={"claim": claim}), genuine.tools())
    assert after.cross_check is not None
    verdicts = {c.field: c.verdict for c in after.cross_check.comparisons if c.against == "registry"}
    assert verdicts["number"] is Verdict.DIFFERENT
    assert after.decision is not None
    assert after.decision.outcome is not Outcome.APPROVED


def test_a_field_that_no_machine_found_is_one_all_the_same() -> None:
    paper = tuple(line for line in DIPLOMA if "Регистрационный" not in line)
    lacking = Examination(paper=paper)
    read = lacking.read()
    assert read.reading is not None
    assert "registration_number" not in read.reading.fields
    claim = read.claim.model_copy(update={"readings": {"registration_number": "31-0517"}})
    after, _ = examined_again(read.model_copy(update={"claim": claim}), lacking.tools())
    assert after.decision is not None
    assert after.decision.outcome is Outcome.APPROVED
