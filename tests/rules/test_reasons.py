"""Does every reason say what is wrong and what to do, in both languages, whatever is known?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.rules.loader import RulesError, load_reasons, load_reasons_from
from pipeline.rules.reason import ReasonRule
from pipeline.rules.reasons import field_name, render

CODES = set(
    """
    FILE_EMPTY FILE_TOO_LARGE FILE_TYPE_NOT_ALLOWED FILE_TYPE_MISMATCH FILE_CORRUPT FILE_ENCRYPTED
    FILE_ACTIVE_CONTENT FILE_INFECTED PAGE_COUNT_EXCEEDED PAGE_TOO_LARGE SCAN_BLANK SCAN_BLURRED
    SCAN_LOW_RESOLUTION SCAN_DARK SCAN_GLARE SCAN_CROPPED SCAN_UNREADABLE KIND_MISMATCH PAGE_MISSING
    FIELD_MISSING FIELD_INVALID SIGNATURE_MISSING SEAL_MISSING ESIGNATURE_INVALID ESIGNATURE_UNPROVEN
    ALTERATION_SUSPECTED HOLDER_MISMATCH
    SURNAME_CHANGED DECLARED_MISMATCH REGISTRY_NOT_FOUND REGISTRY_MISMATCH REGISTRY_REVOKED
    REGISTRY_UNAVAILABLE DUPLICATE_DOCUMENT EXPIRED DATE_IN_FUTURE DATES_INCONSISTENT PERIODS_MISMATCH
    PERIODS_OVERLAP PERIOD_NOT_CLOSED ENTRY_CANCELLED ENTRY_UNCLEAR REVIEWER_REJECTED PROCESSING_FAILED
    """.split()
)
EVERYTHING = {
    "field": "number", "found": "0123456", "expected": "0123459", "date": "2026-11-22", "page": 2, "kind": "Диплом",
    "limit": "5 МБ",
}  # fmt: skip
INTERNALS = re.compile(
    r"(?i)\b(ocr|redis|sql|tesseract|pdf-движ|exception|pipeline|confidence|stage|движок|распознавател)\w*"
)


def test_every_code_of_the_contract_is_there_once() -> None:
    assert set(load_reasons()) == CODES


@pytest.mark.parametrize("rule", load_reasons().values(), ids=lambda rule: rule.code)
def test_a_reason_reads_well_with_and_without_its_values(rule: ReasonRule) -> None:
    for locale in ("ru", "en"):
        for values in ({}, EVERYTHING, {"field": "number"}, {"found": "x"}, {"expected": "y"}, {"page": 3}):
            for text in render(rule.code, "ru" if locale == "ru" else "en", **values):
                assert re.fullmatch(r"[А-ЯA-Z«“].*[.!]", text), text
                assert not re.search(r"[{}\[\]]|  | [.,:]|::|None|«»|“”", text), text
                assert not INTERNALS.search(text), text
                assert bool(re.search(r"[А-Яа-я]{4}", text)) == (locale == "ru") or values is EVERYTHING


@pytest.mark.parametrize("rule", load_reasons().values(), ids=lambda rule: rule.code)
def test_whose_fault_and_what_mends_it_agree(rule: ReasonRule) -> None:
    if rule.fault in ("us", "registry"):
        assert rule.disposition == "system"
        assert rule.fix.action == "none"
    if rule.disposition == "retry":
        assert rule.correctable
        assert rule.fix.action != "none"


def test_reasons_come_the_most_serious_first() -> None:
    severities = [rule.severity for rule in load_reasons().values()]
    assert severities == sorted(severities, reverse=True)
    assert len(set(severities)) == len(severities)


def test_values_are_shown_as_people_write_them() -> None:
    message, _ = render("REGISTRY_MISMATCH", field="issue_date", found="2019-06-28", expected="2019-06-29")
    assert message == (
        "Документ не совпадает с записью в реестре в поле «Дата выдачи»: на документе 28.06.2019, в реестре 29.06.2019."
    )
    message, _ = render("KIND_MISMATCH", expected="snils_card", found="passport")
    assert "Паспорт гражданина" in message
    assert "АДИ-РЕГ" in message
    assert field_name("hours", "en") == "Hours"
    assert field_name("not_a_field") == "not_a_field"


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        render("NO_SUCH_CODE")


def test_a_value_outside_brackets_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "reasons.toml"
    path.write_text(
        '[SCAN_DARK]\ngroup = "picture"\ndisposition = "retry"\nfault = "applicant"\nfix = { action = "none" }\n'
        'severity = 5\nsince = "0.1.0"\noperator = "x"\n[SCAN_DARK.ru]\nmessage = "Темно: {found}."\nadvice = "x"\n'
        '[SCAN_DARK.en]\nmessage = "x"\nadvice = "x"\n',
        encoding="utf-8",
    )
    with pytest.raises(RulesError, match=r"reasons\.toml:10: SCAN_DARK\.ru\.message: a value may be missing"):
        load_reasons_from(path)
