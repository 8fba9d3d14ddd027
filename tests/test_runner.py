"""Does a case go through the stages as the laws say?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cabinet.deltas import apply_delta, apply_deltas, delta_of, with_lines
from pipeline.cabinet.journal import MemoryJournal
from pipeline.case import Case, Finding, Holder, Outcome, RegistryUnavailable, RetryLater, Weight
from pipeline.registry.snapshot import NothingToAsk
from pipeline.runner import Patience
from pipeline.stages.tools import Tools
from tests.fakes import Stages, case, runner, tools

ALL = ["virus_scan", "format_check", "esignatures", "ocr", "extraction", "cross_check", "decision"]


def failing(error: Exception, times: int = 99):  # type: ignore[no-untyped-def]
    left = [times]

    def stage(case: Case, tools: Tools) -> Case:
        if left[0]:
            left[0] -= 1
            raise error
        return case

    return stage


def stopping(case: Case, tools: Tools) -> Case:
    return case.with_(Finding(code="FILE_EMPTY", weight=Weight.REJECT, stops=True))


def test_every_stage_runs_once_in_order() -> None:
    stages = Stages()
    run = runner(stages).run(case(), tools(), MemoryJournal())
    assert stages.runs == ALL
    assert list(run.seconds) == ALL
    assert run.case.decision is not None
    assert run.case.decision.outcome is Outcome.APPROVED


def test_a_second_run_examines_nothing_again_and_comes_to_the_same() -> None:
    stages, journal = Stages(), MemoryJournal()
    first = runner(stages).run(case(), tools(), journal)
    second = runner(stages).run(case(), tools(), journal)
    assert stages.runs == ALL
    assert second.ran == ()
    assert second.case == first.case
    assert second.seconds == first.seconds


def test_a_run_that_was_cut_short_goes_on_where_it_stopped() -> None:
    journal = MemoryJournal()
    with pytest.raises(ZeroDivisionError):
        runner(Stages({"extraction": failing(ZeroDivisionError())})).run(case(), tools(), journal)
    stages = Stages()
    runner(stages).run(case(), tools(), journal)
    assert stages.runs == ["extraction", "cross_check", "decision"]


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("scanning", ["virus_scan"]),
        ("rules.format_check", ["format_check"]),
        ("trust", ["esignatures"]),
        ("rules.ocr", ["ocr"]),
        ("rules.extraction", ["extraction"]),
        ("rules.decision", ["decision"]),
        ("rules.decision.passport", ["decision"]),
        ("rules.decision.higher_education_diploma", []),
        ("ocr", ["ocr", "extraction", "cross_check"]),
        ("code.ocr", ["ocr"]),
        ("registry", ["cross_check"]),
        ("as_of", ["decision"]),
        ("code.cross_check", ["cross_check"]),
    ],
)
def test_only_what_a_change_made_stale_runs_again(changed: str, again: list[str]) -> None:
    stages, journal = Stages(), MemoryJournal()
    runner(stages).run(case(), tools(), journal)
    stages.runs.clear()
    runner(stages, **{changed: "another"}).run(case(), tools(), journal)
    assert stages.runs == again


def test_another_holder_does_not_make_the_pages_be_read_again() -> None:
    stages, journal = Stages(), MemoryJournal()
    runner(stages).run(case(), tools(), journal)
    stages.runs.clear()
    runner(stages).run(case(holder=Holder(last_name="Воробьёва")), tools(), journal)
    assert stages.runs == ["cross_check", "decision"]


def test_a_stopped_case_goes_straight_to_its_decision() -> None:
    stages = Stages({"format_check": stopping})
    run = runner(stages).run(case(), tools(), MemoryJournal())
    assert stages.runs == ["virus_scan", "format_check", "decision"]
    assert run.case.decision is not None


def test_a_faulty_world_is_tried_again_after_growing_waits() -> None:
    naps: list[float] = []
    stages = Stages({"ocr": failing(RetryLater("time limit"), times=2)})
    run = runner(stages, naps=naps).run(case(), tools(), MemoryJournal())
    assert stages.runs.count("ocr") == 3
    assert naps == [1.0, 4.0]
    assert run.case.decision is not None
    assert run.case.decision.outcome is Outcome.APPROVED


def test_after_the_last_try_a_person_looks_and_the_failure_is_not_saved() -> None:
    journal = MemoryJournal()
    stages = Stages({"ocr": failing(RetryLater("time limit"))})
    run = runner(stages).run(case(), tools(), journal)
    assert [finding.code for finding in run.case.findings] == ["PROCESSING_FAILED"]
    assert stages.runs == [*ALL[:4], "ocr", "ocr", "decision"]
    assert "ocr" not in journal.load("a-1")
    stages = Stages()
    runner(stages).run(case(), tools(), journal)
    assert stages.runs[0] == "ocr"


def test_a_silent_registry_makes_the_paper_wait() -> None:
    stages = Stages({"cross_check": failing(RegistryUnavailable("no answer"))})
    run = runner(stages).run(case(), tools(), MemoryJournal())
    assert run.case.decision is not None
    assert run.case.decision.outcome is Outcome.WAITING


def test_a_register_that_is_not_there_is_not_asked_again() -> None:
    naps: list[float] = []
    stages = Stages({"cross_check": failing(NothingToAsk("no register was given"))})
    run = runner(stages, naps=naps).run(case(), tools(), MemoryJournal())
    assert run.case.decision is not None
    assert (run.case.decision.outcome, naps) == (Outcome.WAITING, [])


def test_our_own_faults_are_not_hidden() -> None:
    with pytest.raises(KeyError):
        runner(Stages({"ocr": failing(KeyError("x"))})).run(case(), tools(), MemoryJournal())


def test_a_stage_may_not_take_findings_away() -> None:
    def forgetful(case: Case, tools: Tools) -> Case:
        return case.model_copy(update={"findings": ()})

    def noticing(case: Case, tools: Tools) -> Case:
        return case.with_(Finding(code="EXPIRED", weight=Weight.NOTE))

    stages = Stages({"extraction": noticing, "cross_check": forgetful})
    with pytest.raises(ValueError, match="only add"):
        runner(stages).run(case(), tools(), MemoryJournal())


@given(st.integers(1, 9), st.lists(st.floats(0.1, 5), max_size=4))
def test_the_last_wait_repeats_and_the_first_try_waits_for_nothing(attempt: int, waits: list[float]) -> None:
    patience = Patience(waits=tuple(waits))
    expected = 0.0 if attempt == 1 or not waits else waits[min(attempt - 2, len(waits) - 1)]
    assert patience.wait_before(attempt) == expected


def test_what_a_stage_added_survives_the_journal() -> None:
    before = Stages.format_check(case(), tools())
    after = Stages.cross_check(Stages.extraction(before, tools()), tools())
    assert apply_delta(before, delta_of(before, after).added) == after


def test_the_lines_of_the_pages_are_kept_apart_and_come_back() -> None:
    delta = delta_of(case(), Stages.ocr(case(), tools()))
    bare = apply_delta(case(), delta.added)
    assert bare.pages is not None
    assert not any(page.lines for page in bare.pages)
    assert delta.lines is not None
    assert with_lines(bare, delta.lines) == Stages.ocr(case(), tools())


class Counting(MemoryJournal):
    unpacked = 0

    def lines(self, case_id: str, stage: str) -> str | None:
        self.unpacked += 1
        return super().lines(case_id, stage)


def test_a_decision_is_made_again_without_unpacking_a_single_line() -> None:
    stages, journal = Stages(), Counting()
    whole = runner(stages).run(case(), tools(), journal).case
    again = runner(stages, **{"rules.decision": "another"}).run(case(), tools(), journal, whole=False)
    assert (again.ran, journal.unpacked) == (("decision",), 0)
    assert runner(stages).run(case(), tools(), journal).case == whole
    assert journal.unpacked == 1


def test_a_run_goes_as_far_as_it_serves_and_another_goes_on() -> None:
    stages, journal = Stages(), MemoryJournal()
    first = runner(stages).run(case(), tools(), journal, serves=lambda name: name in ALL[:4])
    assert (first.next, first.ran, first.case.decision) == ("extraction", tuple(ALL[:4]), None)
    second = runner(stages).run(case(), tools(), journal)
    assert (second.next, second.ran) == (None, tuple(ALL[4:]))


def test_where_somebody_else_counts_the_tries_the_world_s_failure_comes_out() -> None:
    stages = Stages({"ocr": failing(RetryLater("slow"))})
    with pytest.raises(RetryLater):
        replace(runner(stages, tries=1), gives_up=False).run(case(), tools(), MemoryJournal())


def test_what_stages_added_one_after_another_is_the_same_at_once() -> None:
    before, added = case(), []
    so_far = before
    for _, stage in Stages().sequence:
        after = stage(so_far, tools())
        added.append(delta_of(so_far, after).added)
        so_far = after
    one_by_one = before
    for delta in added:
        one_by_one = apply_delta(one_by_one, delta)
    assert apply_deltas(before, added) == one_by_one
