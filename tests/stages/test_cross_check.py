"""Does the fourth stage weigh holder, declaration, paper and register against each other?"""

from __future__ import annotations

import pytest

from pipeline.case import Case, CrossCheck, Holder, RegistryUnavailable, Verdict, Weight
from pipeline.stages.cross_check import cross_check
from tests.examination import CERTIFICATE, DIPLOMA, MARIA, Examination, entry, person, registry, swapped
from tests.fakes import FixedRegistry

NAMESAKE = MARIA.model_copy(update={"snils": "12345678964"})


def compared(case: Case) -> CrossCheck:
    assert case.cross_check is not None
    return case.cross_check


def verdict(case: Case, field: str, against: str) -> Verdict | None:
    found = [c.verdict for c in compared(case).comparisons if (c.field, c.against) == (field, against)]
    return found[0] if found else None


def codes(case: Case) -> list[tuple[str, Weight]]:
    return [(finding.code, finding.weight) for finding in case.findings]


def test_a_genuine_paper_agrees_in_every_field() -> None:
    case = Examination(declared={"number": "0123456"}).compared()
    assert {c.verdict for c in compared(case).comparisons} == {Verdict.MATCH}
    assert {c.against for c in compared(case).comparisons} == {"holder", "registry", "declared"}
    assert case.findings == ()


def test_the_register_that_does_not_answer_stops_the_stage() -> None:
    with pytest.raises(RegistryUnavailable):
        Examination(registry=FixedRegistry(error=RegistryUnavailable("no answer"))).compared()


def test_what_differs_is_told_with_what_was_found_and_expected() -> None:
    case = Examination(registry=registry(entry(registration_number="31-0599"))).compared()
    (finding,) = [f for f in case.findings if f.field == "registration_number"]
    assert (finding.code, finding.found, finding.expected) == ("REGISTRY_MISMATCH", "31-0517", "31-0599")
    assert finding.box is not None


@pytest.mark.parametrize(
    ("paper", "holder", "expected"),
    [
        (DIPLOMA, MARIA, []),
        (DIPLOMA, MARIA.model_copy(update={"last_name": "Синицына"}), [("SURNAME_CHANGED", Weight.REJECT)]),
        (DIPLOMA, Holder(last_name="Дятлов", first_name="Семён", middle_name="Ильич"),
         [("HOLDER_MISMATCH", Weight.REJECT)]),
        (swapped(DIPLOMA, Петровна="Игоревна"), MARIA, [("HOLDER_MISMATCH", Weight.REVIEW)]),
    ],
)  # fmt: skip
def test_whose_paper_it_is(paper: tuple[str, ...], holder: Holder, expected: list[tuple[str, Weight]]) -> None:
    case = Examination(paper=paper, holder=holder, registry=registry(entry(), holder=holder)).compared()
    assert codes(case) == expected


@pytest.mark.parametrize("known_by", ["register", "certificate"])
def test_a_former_surname_explains_another_one_on_the_paper(known_by: str) -> None:
    married = MARIA.model_copy(update={"last_name": "Синицына"})
    former = ("Воробьёва",)
    case = Examination(
        holder=married,
        former=former if known_by == "certificate" else (),
        registry=registry(entry(), holder=married, former=former if known_by == "register" else ()),
    ).compared()
    assert verdict(case, "last_name", "holder") is Verdict.MATCH
    assert case.findings == ()


def test_a_namesake_in_the_register_is_left_aside() -> None:
    case = Examination(
        registry=FixedRegistry((person(NAMESAKE, entry(status="revoked")), person(MARIA, entry())))
    ).compared()
    assert compared(case).entry == entry()
    only = Examination(registry=FixedRegistry((person(NAMESAKE, entry()),))).compared()
    assert (compared(only).person_found, compared(only).entry) == (False, None)


def test_a_strangers_paper_tells_nothing_about_the_register() -> None:
    stranger = Holder(last_name="Дятлов", first_name="Семён", middle_name="Ильич")
    case = Examination(holder=stranger, registry=registry(holder=stranger)).compared()
    assert codes(case) == [("HOLDER_MISMATCH", Weight.REJECT)]


def test_a_number_that_differs_is_looked_at_in_more_ways_before_anything_is_concluded() -> None:
    given = Examination(registry=registry(entry(number="0123459")))
    before, after = given.read().reading, given.compared().reading
    assert before is not None
    assert after is not None
    assert len(after.fields["number"].looks) > len(before.fields["number"].looks)
    assert after.fields["issue_date"].looks == before.fields["issue_date"].looks


def test_an_expected_number_that_only_the_closest_looks_see_makes_a_doubt_not_a_contradiction() -> None:
    case = Examination(
        paper=swapped(CERTIFICATE, _0152310123456="0152310123458"),
        kind="specialist_certificate",
        instead={"0152310123458": ["0152310123458", "0152310123458", "0152310123456"]},
        registry=registry(entry("specialist_certificate")),
    ).compared()
    assert verdict(case, "number", "registry") is Verdict.DOUBT


def test_a_name_takes_the_holders_spelling_and_keeps_what_was_printed() -> None:
    case = Examination(paper=swapped(DIPLOMA, Воробьёва="ВОРОБЬЕВА")).compared()
    assert case.reading is not None
    name = case.reading.fields["last_name"]
    assert (name.value, name.raw) == ("Воробьёва", "ВОРОБЬЕВА")


def test_a_kind_that_is_in_no_register_is_only_compared_with_the_person() -> None:
    passport = (
        "ПАСПОРТ ВЫДАН", "Код подразделения 630-001", "Фамилия ВОРОБЬЁВА", "Имя МАРИЯ", "Отчество ПЕТРОВНА",
        "Дата рождения 14.05.1995", "Место рождения Самара", "45 15 123456", "Дата выдачи 20.05.2015",
    )  # fmt: skip
    case = Examination(paper=passport, kind="passport", registry=registry()).compared()
    assert verdict(case, "birth_date", "holder") is Verdict.MATCH
    assert case.findings == ()
    stranger = Examination(
        paper=swapped(passport, **{"14.05.1995": "14.05.1985"}), kind="passport", registry=registry()
    ).compared()
    assert codes(stranger) == [("HOLDER_MISMATCH", Weight.REJECT)]


def test_a_paper_that_was_not_read_is_not_compared() -> None:
    given = Examination()
    case = cross_check(given.case(), given.tools())
    assert compared(case) == CrossCheck(person_found=False)


def test_only_what_stands_on_the_paper_is_compared_with_what_was_typed() -> None:
    case = Examination(
        paper=CERTIFICATE,
        kind="specialist_certificate",
        registry=registry(),
        declared={"series": "А", "number": "", "x": "1"},
    ).compared()
    assert not [c for c in compared(case).comparisons if c.against == "declared"]
