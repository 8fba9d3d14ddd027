"""Is a paper about work decided as the contract has it? (its rows are given as read; everybody is invented)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from pipeline.case import (
    Certificate,
    Decision,
    Employment,
    EmploymentCheck,
    ESignature,
    ESignatureState,
    Holder,
    Outcome,
    Reading,
    RowReading,
    Span,
    WorkEntry,
)
from pipeline.stages.cross_check import cross_check
from pipeline.stages.decision import decision
from tests.examination import MARIA, Examination, marks, registry
from tests.fakes import FixedRegistry
from tests.histories import CLINIC, HOSPITAL, POLYCLINIC, event, history, row
from tests.papers import value

KIND = "employment_history_extract"
WORK: tuple[WorkEntry, ...] = (
    event("hire", "01.03.2012", position="врач-терапевт", number=1),
    event("dismissal", "31.08.2019", number=2),
    event("hire", "16.09.2019", POLYCLINIC, "врач-терапевт участковый", number=3),
)
JOBS: tuple[dict[str, str | None], ...] = (
    {"organisation": "ГКБ № 1", "position": "врач-терапевт", "start": "2012-03-01", "end": "2019-08-31"},
    {"organisation": POLYCLINIC, "position": "врач-терапевт участковый", "start": "2019-09-16", "end": None},
)
STRANGER = Holder(last_name="Снегирёв", first_name="Павел", middle_name="Ильич", birth_date=MARIA.birth_date)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What is on the paper, what the register holds, what was typed."""

    entries: Sequence[WorkEntry] = WORK
    jobs: Sequence[dict[str, str | None]] = JOBS
    declared: Sequence[Employment] = ()
    holder: Holder = MARIA
    signed: bool = False
    made: str = "2024-05-20"
    history: bool = True
    kind: str = KIND
    read: Mapping[int, RowReading] = field(default_factory=dict)
    """Rows that a person filled in."""

    def decided(self) -> tuple[Decision, EmploymentCheck | None]:
        person = registry(holder=MARIA).people[0].model_copy(update={"employments": tuple(self.jobs)})
        given = Examination(kind=self.kind, holder=self.holder, registry=FixedRegistry((person,)))
        names = {part: value(part, getattr(MARIA, part)) for part in ("last_name", "first_name", "middle_name")}
        reading = Reading(
            kind_detected=self.kind, fields={**names, "issue_date": value("issue_date", self.made)}, marks=marks(),
            history=history(*self.entries) if self.history else None,
        )  # fmt: skip
        case = given.case()
        claim = case.claim.model_copy(update={"employments": tuple(self.declared), "row_readings": dict(self.read)})
        case = case.model_copy(update={"claim": claim, "reading": reading})
        case = case.with_(esignatures=(signature(),) if self.signed else ())
        case = decision(cross_check(case, given.tools()), given.tools())
        assert case.decision is not None
        assert case.cross_check is not None
        return case.decision, case.cross_check.employment


def signature() -> ESignature:
    noon = dt.datetime(2024, 5, 20, 12, tzinfo=dt.UTC)
    certificate = Certificate(
        organisation="Фонд пенсионного и социального страхования", issuer="УЦ", serial="1", sha256="0",
        not_before=noon, not_after=noon,
    )  # fmt: skip
    return ESignature(
        source="pdf", state=ESignatureState.VALID, certificate=certificate, whole_file=True
    )


def outcome(**given: Any) -> tuple[Outcome, list[str]]:
    made, _ = Paper(**given).decided()
    return made.outcome, [reason.code for reason in made.reasons]


def swapped(at: int, **members: Any) -> tuple[WorkEntry, ...]:
    """`WORK` with one entry changed."""
    return tuple(each.model_copy(update=members) if i == at else each for i, each in enumerate(WORK))


OTHER_END: tuple[dict[str, str | None], ...] = ({**JOBS[0], "end": "2018-08-31"}, JOBS[1])
NEAR_END: tuple[dict[str, str | None], ...] = ({**JOBS[0], "end": "2019-08-30"}, JOBS[1])
BEFORE = event("hire", "01.02.2008", CLINIC, "бухгалтер"), event("dismissal", "01.02.2012", CLINIC)
BEFORE_MEDICAL = event("hire", "01.02.2008", CLINIC, "фельдшер"), event("dismissal", "01.02.2012", CLINIC)
OVERLAPPING = event("hire", "01.02.2018", CLINIC, "фельдшер"), event("dismissal", "01.02.2019", CLINIC)
A, R, N = Outcome.APPROVED, Outcome.REJECTED, Outcome.NEEDS_REVIEW


@pytest.mark.parametrize(
    ("given", "decided", "codes"),
    [
        pytest.param({}, A, [], id="paper and register agree"),
        pytest.param({"jobs": OTHER_END}, R, ["PERIODS_MISMATCH"], id="a year apart, from a text layer"),
        pytest.param({"jobs": OTHER_END, "entries": [e.model_copy(update={"hand": "typed"}) for e in WORK]}, N,
                     ["PERIODS_MISMATCH"], id="a year apart, but read from pixels"),
        pytest.param({"jobs": OTHER_END, "entries": swapped(1, confidence=0.8)}, N, ["PERIODS_MISMATCH"],
                     id="a year apart, but read less surely"),
        pytest.param({"jobs": OTHER_END, "signed": True}, N, ["PERIODS_MISMATCH"], id="a year apart, but signed"),
        pytest.param({"jobs": ({**JOBS[0], "end": "2023-05-05"},), "entries": (row("01.03.2012", "31.12.2019"),)}, N,
                     ["PERIODS_MISMATCH"], id="a row that the table's end may have cut"),
        pytest.param({"jobs": NEAR_END}, N, ["PERIODS_MISMATCH"], id="a day apart"),
        pytest.param({"jobs": ()}, N, ["PERIODS_MISMATCH"], id="the register knows of no work"),
        pytest.param({"jobs": (), "signed": True}, A, [], id="the register knows of no work, but it is signed"),
        pytest.param({"entries": (*BEFORE, *WORK)}, A, [], id="other work is none of the register's"),
        pytest.param({"entries": (*BEFORE_MEDICAL, *WORK)}, N, ["PERIODS_MISMATCH"], id="medical work it has not"),
        pytest.param({"entries": WORK[2:]}, A, [], id="only the last employer's extract"),
        pytest.param({"entries": (*BEFORE, WORK[2])}, N, ["PERIODS_MISMATCH"], id="registered work in a gap"),
        pytest.param({"entries": WORK[:2]}, N, ["PERIODS_MISMATCH"], id="work before the extract's day is not on it"),
        pytest.param({"entries": WORK[:2], "made": "2019-09-20"}, A, [], id="work has only begun on the extract's day"),
        pytest.param({"entries": (*OVERLAPPING, *WORK)}, N, ["PERIODS_MISMATCH", "PERIODS_OVERLAP"], id="overlap"),
        pytest.param({"entries": (WORK[0], WORK[2])}, R, ["PERIOD_NOT_CLOSED"], id="a dismissal is missing"),
        pytest.param({"entries": (WORK[0], swapped(2, number=2)[2]), "jobs": ({**JOBS[0], "end": None}, JOBS[1])},
                     A, [],
                     id="two employments at a time, and the register knows both"),
        pytest.param({"entries": (*WORK, event("transfer", "01.02.2020", POLYCLINIC, "врач-хирург", cancelled=True))},
                     N, ["ENTRY_CANCELLED"], id="a cancelled entry"),
        pytest.param({"entries": swapped(0, hand="handwritten")}, N, ["ENTRY_UNCLEAR"], id="handwritten"),
        pytest.param({"entries": (*WORK, event(None, "01.02.2020", POLYCLINIC))}, N, ["ENTRY_UNCLEAR"],
                     id="a row that was not read"),
        pytest.param({"entries": swapped(0, confidence=0.5)}, A, [], id="read unsurely, but the register has it so"),
        pytest.param({"entries": swapped(0, confidence=0.5), "jobs": NEAR_END}, N,
                     ["PERIODS_MISMATCH", "ENTRY_UNCLEAR"], id="read unsurely and otherwise"),
        pytest.param({"entries": swapped(2, number=7)}, N, ["PAGE_MISSING"], id="numbers that jump"),
        pytest.param({"entries": (event("dismissal", "05.05.2009", CLINIC), *WORK)}, N, ["PAGE_MISSING"],
                     id="a dismissal without a hire"),
        pytest.param({"entries": swapped(1, signed=False, sealed=False)}, N, ["SIGNATURE_MISSING", "SEAL_MISSING"],
                     id="a dismissal that nobody signed"),
        pytest.param({"entries": WORK * 101}, N, ["ENTRY_UNCLEAR"], id="more entries than anybody has"),
        pytest.param({"entries": ()}, N, ["ENTRY_UNCLEAR"], id="no entry"),
        pytest.param({"history": False}, N, ["ENTRY_UNCLEAR"], id="rows were not looked for"),
        pytest.param({"holder": STRANGER}, R, ["HOLDER_MISMATCH"], id="another person's"),
    ],
)  # fmt: skip
def test_is_decided(given: dict[str, Any], decided: Outcome, codes: list[str]) -> None:
    made, found = outcome(**given)
    assert (made, set(found)) == (decided, set(codes))


def test_nothing_of_the_register_is_told_to_a_stranger() -> None:
    made, check = Paper(holder=STRANGER).decided()
    assert not any("ГКБ" in f"{reason.expected}" for reason in made.reasons)
    assert check is not None
    assert not any(one.expected for one in check.comparisons)


TYPED = Employment(organisation=HOSPITAL, position="врач-терапевт", start=dt.date(2012, 3, 1), end=dt.date(2019, 8, 31))


def test_what_was_typed_otherwise_is_a_note_where_paper_and_register_agree() -> None:
    wrong = TYPED.model_copy(update={"end": dt.date(2018, 8, 31)})
    made, _ = Paper(declared=[wrong]).decided()
    assert (made.outcome, [note.code for note in made.notes]) == (A, ["DECLARED_MISMATCH"])
    assert made.notes[0].expected is not None
    assert "31.08.2018" in made.notes[0].expected
    assert Paper(declared=[TYPED]).decided()[0].notes == ()


def test_what_was_typed_and_stands_nowhere_goes_to_a_person() -> None:
    invented = TYPED.model_copy(update={"organisation": CLINIC})
    assert outcome(declared=[invented]) == (N, ["DECLARED_MISMATCH"])


def test_periods_and_their_sum_are_kept() -> None:
    _, check = Paper(entries=(row("01.02.2008", "01.02.2012", CLINIC), *WORK), signed=True).decided()
    assert check is not None
    assert check.counted_to == dt.date(2026, 11, 22)
    assert check.current == (2,)
    assert check.gaps == ((dt.date(2012, 2, 2), dt.date(2012, 2, 29)), (dt.date(2019, 9, 1), dt.date(2019, 9, 15)))
    assert check.total == Span(years=18, months=8, days=8)
    assert check.in_specialty == Span(years=14, months=8, days=7)
    assert [period.confirmed_by for period in check.periods] == [
        ("paper",), ("paper", "registry"), ("paper", "registry"),
    ]  # fmt: skip
    assert check.periods[1].registered_as == "ГКБ № 1"


def test_work_that_only_the_paper_knows_counts_up_to_the_papers_day() -> None:
    _, check = Paper(jobs=JOBS[:1]).decided()
    assert check is not None
    assert check.counted_to == dt.date(2024, 5, 20)


def test_the_day_on_which_a_book_was_begun_is_none_of_which_it_tells() -> None:
    _, check = Paper(kind="labour_book", made="2012-03-01", jobs=()).decided()
    assert check is not None
    assert check.counted_to == dt.date(2026, 11, 22)


def test_a_row_without_a_position_has_the_one_that_the_register_names() -> None:
    _, check = Paper(entries=(row("01.03.2012", "31.08.2019"), WORK[2])).decided()
    assert check is not None
    assert check.periods[0].medical_position == "врач-терапевт"
    assert check.in_specialty == check.total


def test_rows_by_hand_that_a_person_filled_in_are_recorded_in_their_name() -> None:
    by_hand = [entry.model_copy(update={"hand": "handwritten", "event": None, "date": None}) for entry in WORK]
    assert outcome(entries=by_hand)[0] is N
    read = {at: RowReading(event=entry.event, date=entry.date) for at, entry in enumerate(WORK)}
    made, check = Paper(entries=by_hand, read=read).decided()
    assert made.outcome is A
    assert check is not None
    assert [period.confirmed_by for period in check.periods] == [("paper", "registry", "reviewer")] * 2


def test_a_row_that_a_person_did_not_fill_in_still_asks_one() -> None:
    by_hand = [entry.model_copy(update={"hand": "handwritten"}) for entry in WORK]
    read = {0: RowReading(event=WORK[0].event, date=WORK[0].date)}
    made, _ = Paper(entries=by_hand, read=read).decided()
    assert made.outcome is N
