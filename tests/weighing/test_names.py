"""Is the printed name the expected person's, weakly read letters looked at again?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from pipeline.case import Look, Value, Verdict
from pipeline.weighing.names import weigh_name
from tests.papers import saw, value

MATCH, DIFFERENT, DOUBT, NOT_READ = Verdict.MATCH, Verdict.DIFFERENT, Verdict.DOUBT, Verdict.NOT_READ
PARTS = ("last_name", "first_name", "middle_name")
MARIA = {"last_name": "Воробьёва", "first_name": "Мария", "middle_name": "Петровна"}


def printed(name: str, confidence: float = 0.95) -> dict[str, Value]:
    words = name.split(maxsplit=2)
    return {part: value(part, word, confidence=confidence) for part, word in zip(PARTS, words, strict=False)}


def blind(_value: Value) -> Sequence[Look]:
    return ()


def verdicts(name: str, expected: Mapping[str, str | None] = MARIA, confidence: float = 0.95) -> list[Verdict]:
    weighed = weigh_name(printed(name, confidence), expected, blind)
    return [weighed[part].verdict for part in PARTS if part in weighed]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Воробьёва Мария Петровна", [MATCH, MATCH, MATCH]),
        ("ВОРОБЬЕВА МАРИЯ ПЕТРОВНА", [MATCH, MATCH, MATCH]),
        ("Воробьёвой Марии Петровне", [MATCH, MATCH, MATCH]),
        ("Воробьёву Марию Петровну", [MATCH, MATCH, MATCH]),
        ("Воробьева Марня Петровна", [MATCH, DOUBT, MATCH]),
        ("Воробьёва Мария", [MATCH, MATCH, NOT_READ]),
        ("Синицына Мария Петровна", [DIFFERENT, MATCH, MATCH]),
        ("Воробьёва Елена Игоревна", [MATCH, DIFFERENT, DIFFERENT]),
    ],
)
def test_each_part_is_compared_in_every_case(name: str, expected: list[Verdict]) -> None:
    assert verdicts(name) == expected


def test_an_unsurely_read_other_word_is_only_a_doubt() -> None:
    assert verdicts("Синицына Мария Петровна", confidence=0.4)[0] is DOUBT


def test_a_part_that_nobody_expects_is_not_weighed() -> None:
    assert verdicts("Ли Вера", {"last_name": "Ли", "first_name": "Вера", "middle_name": None}) == [MATCH, MATCH]


def test_a_closer_look_that_reads_the_expected_word_settles_a_misread_letter() -> None:
    weighed = weigh_name(printed("Воробьсва Мария Петровна"), MARIA, lambda _: saw("Воробьсва", "ВОРОБЬЕВА"))
    assert weighed["last_name"].verdict is MATCH
    assert weighed["last_name"].detail


@pytest.mark.parametrize("seen", ["Петровна В", "Петровна в", "ПЕТРОВНА"])
def test_a_look_may_take_in_a_letter_of_the_next_word(seen: str) -> None:
    weighed = weigh_name(printed("Воробьёва Мария Петровнав"), MARIA, lambda _: saw("Петровнав", seen))
    assert weighed["middle_name"].verdict is MATCH


def test_hard_and_soft_sign_are_one_letter_to_a_comparison() -> None:
    assert verdicts("Воробъёва Мария Петровна") == [MATCH, MATCH, MATCH]


def test_another_persons_name_is_not_looked_at_again() -> None:
    looked: list[str] = []

    def look(seen: Value) -> Sequence[Look]:
        looked.append(seen.field)
        return saw("Воробьёва")

    assert weigh_name(printed("Синицына Мария Петровна"), MARIA, look)["last_name"].verdict is DIFFERENT
    assert looked == []


def test_a_name_read_at_once_needs_no_closer_look() -> None:
    def look(_seen: Value) -> Sequence[Look]:
        raise AssertionError("nothing to settle")

    assert weigh_name(printed("Воробьёва Мария Петровна"), MARIA, look)["last_name"].verdict is MATCH
