"""What may a new decision do to what stood before? (the table, and windows over random histories)"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cabinet.reprocessing.verdicts import AFTER, passed_over, verdict
from pipeline.cabinet.statuses import IN_WORK, Status, may_follow
from pipeline.cabinet.window import Window, after_status
from pipeline.case import Decision, Outcome, Reason

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
TODAY = NOW.date()
WORSE = {Outcome.REJECTED: "needs_review", Outcome.NEEDS_REVIEW: "needs_review"}
TABLE = {
    "rejected": {"approved": "approved", "rejected": "rejected", "needs_review": "needs_review"},
    "needs_review": {"approved": "approved", "rejected": "needs_review", "needs_review": "needs_review"},
    "approved": {"approved": "approved", "rejected": "needs_review", "needs_review": "needs_review"},
    "recorded": {"approved": "recorded", "rejected": "needs_review", "needs_review": "needs_review"},
    "expiring": {"approved": "expiring", "rejected": "needs_review", "needs_review": "needs_review"},
    "expired": {"approved": "expired", "rejected": "needs_review", "needs_review": "needs_review"},
    "access_restricted": {"approved": "approved", "rejected": None, "needs_review": None},
}


def row(status: str, *, by: str = "machine", until: dt.date | None = None, **more: object) -> dict[str, object]:
    known = {"kind": "passport", "status": status, "decided_by": by, "valid_until": until, "lease_until": None}
    return {**known, **more}


def decision(outcome: Outcome, *codes: str, message: str = "…") -> Decision:
    reasons = tuple(Reason(code=code, message=message, advice="…", correctable=True) for code in codes)
    return Decision(outcome=outcome, reasons=reasons, decided_at=NOW)


def stood(outcome: str, *codes: str) -> dict[str, object]:
    made = decision(Outcome(outcome), *codes).model_dump(mode="json")
    return {name: made[name] for name in ("outcome", "reasons", "notes")}


@pytest.mark.parametrize(
    ("before", "outcome", "after"), [(b, o, after) for b, line in TABLE.items() for o, after in line.items()]
)
def test_the_table(before: str, outcome: str, after: str | None) -> None:
    told = verdict(row(before), stood("approved", "other"), decision(Outcome(outcome), "EXPIRED"), None, TODAY)
    assert (told.result, told.status) == (("changed", after) if after else ("kept", None))


def test_an_approved_paper_about_work_is_recorded() -> None:
    before = row("needs_review", kind="labour_book")
    assert verdict(before, None, decision(Outcome.APPROVED), None, TODAY).status is Status.RECORDED
    assert verdict(row("needs_review"), None, decision(Outcome.APPROVED), None, TODAY).status is Status.APPROVED


def test_a_paper_that_counted_is_never_rejected_and_every_step_is_allowed() -> None:
    for before, line in AFTER.items():
        assert all(may_follow(before, after) for after in line.values())
        assert Status.REJECTED not in line.values() or before is Status.REJECTED


@pytest.mark.parametrize("status", [*sorted(IN_WORK), "replaced", "archived"])
def test_what_is_in_work_or_out_of_use_is_skipped(status: str) -> None:
    assert passed_over(row(status), NOW) == "skipped"


def test_a_reviewer_s_decision_is_kept_and_a_leased_document_skipped() -> None:
    assert passed_over(row("approved", by="reviewer:anna"), NOW) == "kept"
    assert passed_over(row("approved"), NOW) is None
    assert passed_over({**row("approved"), "lease_until": NOW + dt.timedelta(seconds=1)}, NOW) == "skipped"


def test_without_the_register_nothing_is_decided() -> None:
    assert verdict(row("rejected"), None, decision(Outcome.WAITING), None, TODAY).result == "waiting"


def test_another_wording_of_the_same_is_the_same() -> None:
    new = decision(Outcome.REJECTED, "EXPIRED", message="иначе сказано")
    assert verdict(row("rejected"), stood("rejected", "EXPIRED"), new, None, TODAY).result == "same"
    assert verdict(row("rejected"), stood("rejected"), new, None, TODAY).result == "changed"


@pytest.mark.parametrize(
    ("status", "known", "new", "told"),
    [
        ("approved", None, None, ("same", "approved")),
        ("approved", TODAY, TODAY.replace(year=2027), ("changed", "approved")),
        ("expired", TODAY.replace(year=2025), TODAY.replace(year=2027), ("changed", "approved")),
        ("expiring", TODAY, None, ("changed", "approved")),
        ("expired", TODAY.replace(year=2025), TODAY.replace(year=2024), ("changed", "expired")),
    ],
)
def test_a_paper_whose_term_is_longer_counts_again(
    status: str, known: dt.date | None, new: dt.date | None, told: tuple[str, str]
) -> None:
    made = verdict(row(status, until=known), stood("approved"), decision(Outcome.APPROVED), new, TODAY)
    assert (made.result, made.status) == told


moments = st.integers(-400, 400).map(lambda hours: NOW + dt.timedelta(hours=hours))
outcomes = st.sampled_from([Outcome.APPROVED, Outcome.REJECTED, Outcome.NEEDS_REVIEW])


@given(
    start=st.sampled_from(sorted(AFTER)),
    correct_by=st.none() | moments,
    paused_at=st.none() | moments,
    steps=st.lists(st.tuples(outcomes, moments), max_size=6),
)
def test_no_window_is_ever_opened_shortened_or_started_again(
    start: Status, correct_by: dt.datetime | None, paused_at: dt.datetime | None,
    steps: list[tuple[Outcome, dt.datetime]],
) -> None:  # fmt: skip
    window = Window(correct_by=correct_by, paused_at=paused_at if correct_by else None)
    status, end = start, correct_by
    for outcome, now in steps:
        after = AFTER[status].get(outcome)
        if after is None:
            continue
        due = now + dt.timedelta(days=7) if outcome is Outcome.REJECTED else None
        window, ledger = after_status(window, after, cause="reprocessing", now=now, correct_by=due, may_open=False)
        assert {entry.event for entry in ledger} <= {"paused", "closed"}
        assert window.correct_by in (end, None)
        assert window.correct_by == end or after in (Status.APPROVED, Status.RECORDED, Status.EXPIRING, Status.EXPIRED)
        status, end = after, window.correct_by
