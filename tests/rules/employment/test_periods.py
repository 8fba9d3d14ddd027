"""Do the periods follow from the entries, and from nothing else?"""

from __future__ import annotations

import pytest

from pipeline.case import Period, WorkEntry
from pipeline.rules.employment.periods import Derived, periods_of
from pipeline.rules.employment.positions import kept_positions
from tests.histories import CLINIC, HOSPITAL, POLYCLINIC, event, history, row, shown

THERAPIST, HEAD = "врач-терапевт", "заведующий отделением"


def derived(*entries: WorkEntry) -> Derived:
    return periods_of(history(*entries), kept_positions())


def periods(*entries: WorkEntry) -> list[str]:
    return [shown(period) for period in derived(*entries).periods]


def faults(*entries: WorkEntry) -> list[tuple[str, tuple[int, ...]]]:
    return [(fault.what, fault.entries) for fault in derived(*entries).faults]


HIRED = event("hire", "01.03.2012", position=THERAPIST)
LEFT = event("dismissal", "31.08.2019")


def test_from_hire_to_dismissal() -> None:
    assert periods(HIRED, LEFT) == ["врач-терапевт 01.03.2012–31.08.2019"]
    assert not faults(HIRED, LEFT)


def test_work_goes_on_without_a_dismissal() -> None:
    assert periods(HIRED) == ["врач-терапевт 01.03.2012–"]
    assert not faults(HIRED)


def test_a_transfer_ends_one_position_and_begins_the_next() -> None:
    moved = event("transfer", "10.05.2015", position=HEAD)
    assert periods(HIRED, moved, LEFT) == [
        "врач-терапевт 01.03.2012–09.05.2015", "заведующий отделением 10.05.2015–31.08.2019",
    ]  # fmt: skip


def test_a_transfer_on_the_day_of_hire_leaves_no_period_before_it() -> None:
    assert periods(HIRED, event("transfer", "01.03.2012", position=HEAD)) == ["заведующий отделением 01.03.2012–"]


def test_a_renaming_keeps_the_employment_under_both_names() -> None:
    named = event("renaming", "01.02.2015", CLINIC)
    found = derived(HIRED, named, event("dismissal", "31.08.2019", CLINIC))
    assert [shown(period) for period in found.periods] == ["врач-терапевт 01.03.2012–31.08.2019"]
    assert found.periods[0].organisation == CLINIC
    assert found.periods[0].former_organisations == (HOSPITAL,)
    assert found.employers.same(HOSPITAL, CLINIC)
    assert not found.faults


def test_a_renaming_that_a_sentence_tells_finds_its_employer_among_several() -> None:
    text = f"{HOSPITAL} переименовано в ГБУЗ «Больница Святого Луки» с 01.02.2015"
    found = derived(
        HIRED, event("hire", "01.04.2013", CLINIC, "врач-хирург (по совместительству)"),
        event("renaming", "01.02.2015", "", text=text),
        event("dismissal", "31.08.2019", "ГБУЗ «Больница Святого Луки»"),
    )  # fmt: skip
    assert shown(found.periods[0]) == "врач-терапевт 01.03.2012–31.08.2019"
    assert found.periods[0].organisation == "ГБУЗ «Больница Святого Луки»"
    assert not found.faults


def test_a_suspended_contract_goes_on() -> None:
    found = derived(HIRED, event("suspension", "01.10.2022"), event("resumption", "15.05.2023"))
    assert [shown(period) for period in found.periods] == ["врач-терапевт 01.03.2012–"]
    assert [(str(first), str(last)) for first, last in found.periods[0].suspended] == [("2022-10-01", "2023-05-14")]


def test_a_suspension_is_cut_where_somebody_is_moved_meanwhile() -> None:
    found = derived(
        HIRED, event("suspension", "01.10.2022"), event("transfer", "01.02.2023", position="врач-хирург"),
        event("resumption", "15.05.2023"),
    )  # fmt: skip
    told = [[(str(first), str(last)) for first, last in period.suspended] for period in found.periods]
    assert told == [[("2022-10-01", "2023-01-31")], [("2023-02-01", "2023-05-14")]]


def test_an_employer_is_known_by_its_number_whatever_its_name_was_read_as() -> None:
    hired = event("hire", "01.03.2012", position=THERAPIST, organisation_number="012-345-678901")
    left = event("dismissal", "31.08.2019", "ГБУЗ «Городская кпиничоская бопьн", organisation_number="012 345 678901")
    assert periods(hired, left) == ["врач-терапевт 01.03.2012–31.08.2019"]
    assert not faults(hired, left)


def test_a_book_names_the_employer_once() -> None:
    assert periods(HIRED, event("dismissal", "31.08.2019", "")) == ["врач-терапевт 01.03.2012–31.08.2019"]


def test_a_cancelled_entry_does_not_count() -> None:
    cancelled = event("dismissal", "31.08.2019", cancelled=True)
    assert periods(HIRED, cancelled) == ["врач-терапевт 01.03.2012–"]
    assert faults(HIRED, cancelled) == [("cancelled", (1,))]


def test_an_entry_that_a_later_one_makes_invalid_does_not_count() -> None:
    left = event("dismissal", "31.08.2019", number=2)
    annulled = event(None, None, number=3, text="Запись за № 2 недействительна, восстановлена на прежней работе")
    assert periods(HIRED, left, annulled) == ["врач-терапевт 01.03.2012–"]
    assert ("cancelled", (1, 2)) in faults(HIRED, left, annulled)


@pytest.mark.parametrize(
    ("entry", "what", "expected"),
    [
        (event(None, "05.05.2015"), "unread", []),
        (event("hire", None, position=THERAPIST), "undated", []),
        (event("dismissal", "31.08.2019"), "unpaired", []),
        (event("transfer", "31.08.2019", position=HEAD), "unpaired", ["заведующий отделением 31.08.2019–"]),
        (event("suspension", "31.08.2019"), "unpaired", []),
        (event("hire", "31.08.2019", "", THERAPIST), "no_employer", ["врач-терапевт 31.08.2019–"]),
    ],
)
def test_nothing_is_guessed(entry: WorkEntry, what: str, expected: list[str]) -> None:
    assert periods(entry) == expected
    assert faults(entry) == [(what, (0,))]


def test_a_second_employer_leaves_the_first_one_unclosed() -> None:
    second = event("hire", "01.09.2019", CLINIC, THERAPIST)
    assert periods(HIRED, second) == ["врач-терапевт 01.03.2012–", "врач-терапевт 01.09.2019–"]
    assert faults(HIRED, second) == [("not_closed", (0,))]


def test_a_second_job_closes_nothing() -> None:
    second = event("hire", "01.09.2019", CLINIC, THERAPIST, text="Принята на работу по совместительству")
    assert not faults(HIRED, second)
    assert [period.second_job for period in derived(HIRED, second).periods] == [False, True]


def test_who_is_hired_twice_is_told() -> None:
    assert faults(HIRED, event("hire", "01.03.2015", position=HEAD)) == [("hired_twice", (1,))]
    assert not faults(HIRED, HIRED)
    assert periods(HIRED, HIRED, LEFT) == ["врач-терапевт 01.03.2012–31.08.2019"]


def test_a_dismissal_before_the_hire_makes_no_period() -> None:
    early = event("dismissal", "31.08.2009")
    assert ("dates", (0, 1)) in faults(HIRED, early)
    assert periods(HIRED, early) == ["врач-терапевт 01.03.2012–"]


def test_dates_of_one_employer_grow() -> None:
    moved = event("transfer", "10.05.2015", position=HEAD)
    assert ("dates", (1, 2)) in faults(HIRED, moved, event("transfer", "10.05.2014", position="врач-хирург"))


@pytest.mark.parametrize(
    ("numbers", "faulty"),
    [
        ((1, 2, 3), []), ((5, 6, 7), []), ((None, None, None), []), ((1, None, 3), []), ((11, 12, 1), []),
        ((1, 2, 5), [(1, 2)]), ((1, 3, 4), [(0, 1)]), ((4, 4, 5), [(0, 1)]), ((8, 2, 3), [(0, 1)]),
    ],
)  # fmt: skip
def test_numbers_grow_by_one(numbers: tuple[int | None, ...], faulty: list[tuple[int, int]]) -> None:
    entries = [event("assignment", "01.01.2013", number=number) for number in numbers]  # type: ignore[arg-type]
    assert [entries for what, entries in faults(*entries) if what == "numbers"] == faulty


def test_a_date_that_is_not_exact_stays_marked() -> None:
    found = derived(event("hire", "03.1998", position=THERAPIST), event("dismissal", "2001")).periods
    assert [(period.start.exact, period.end.exact if period.end else "") for period in found] == [("month", "year")]
    assert shown(found[0]) == "врач-терапевт 15.03.1998–01.07.2001"


def test_a_period_is_as_sure_as_its_least_sure_entry() -> None:
    found = derived(HIRED, event("dismissal", "31.08.2019", confidence=0.4)).periods
    assert [(period.confidence, period.entries) for period in found] == [(0.4, (0, 1))]


def test_a_medical_position_is_named_by_the_dictionary() -> None:
    found = derived(HIRED, event("hire", "01.03.2021", CLINIC, "бухгалтер")).periods
    assert [period.medical_position for period in found] == ["врач-терапевт", ""]


class TestTheTableOfEarlierPeriods:
    def test_its_rows_are_periods(self) -> None:
        assert periods(row("03.08.2009", "14.02.2012")) == ["03.08.2009–14.02.2012"]

    def test_an_employment_that_is_told_twice_is_one(self) -> None:
        hired = event("hire", "01.03.2012", position=THERAPIST)
        found = derived(hired, event("dismissal", "20.05.2024"), row("01.03.2012", "31.12.2019"))
        assert [(shown(period), period.entries) for period in found.periods] == [
            ("врач-терапевт 01.03.2012–20.05.2024", (0, 1, 2))
        ]

    def test_what_lies_before_the_events_stays(self) -> None:
        moved = event("hire", "01.02.2020", position=HEAD)
        assert periods(moved, row("01.03.2012", "15.02.2020")) == [
            "01.03.2012–31.01.2020", "заведующий отделением 01.02.2020–",
        ]  # fmt: skip

    def test_events_go_on_where_it_ends(self) -> None:
        moved = event("transfer", "10.05.2021", position=HEAD)
        assert periods(moved, event("dismissal", "20.05.2024"), row("01.03.2012", "31.12.2019")) == [
            "01.03.2012–31.12.2019", "01.01.2020–09.05.2021", "заведующий отделением 10.05.2021–20.05.2024",
        ]  # fmt: skip

    def test_who_left_before_its_end_is_not_dismissed_again(self) -> None:
        assert ("unpaired", (0,)) in faults(event("dismissal", "20.05.2024"), row("01.03.2012", "31.12.2015"))

    def test_a_row_that_ends_before_it_begins_is_no_period(self) -> None:
        entry = row("05.05.2015", "04.05.2015", POLYCLINIC)
        assert periods(entry) == []
        assert faults(entry) == [("reversed", (0,))]


def test_periods_stand_in_the_order_of_their_days() -> None:
    found: list[Period] = list(derived(HIRED, row("03.08.2009", "14.02.2012", POLYCLINIC)).periods)
    assert [period.organisation for period in found] == [POLYCLINIC, HOSPITAL]
