"""Are all the fields of a paper found at once, none of them twice?"""

from __future__ import annotations

from pipeline.fields.search import candidates_of, chosen_fields
from tests.examination import CERTIFICATE, DIPLOMA, DIPLOMA_KIND, kinds
from tests.papers import At, flow

MARRIAGE = (
    "СВИДЕТЕЛЬСТВО О ЗАКЛЮЧЕНИИ БРАКА",
    "Воробьёв Андрей Иванович",
    "дата рождения 01.02.1990",
    "и",
    "Синицына Мария Петровна",
    "дата рождения 14.05.1995",
    "заключили брак 20 августа 2020 года",
    "о чём составлена запись акта о заключении брака № 1234",
    "После заключения брака присвоены фамилии:",
    "мужу Воробьёв",
    "жене Воробьёва",
    "Место государственной регистрации отдел ЗАГС города Самары",
    "Дата выдачи 20 августа 2020 года",
    "Серия II-ЕР № 123456",
)


def test_every_field_of_a_diploma_is_found() -> None:
    kind = kinds()[DIPLOMA_KIND]
    chosen = chosen_fields(flow(*DIPLOMA), kind, "2014")
    assert set(kind.required_of("2014")) <= set(chosen)
    assert {"issuer", "specialty", "specialty_code", "qualification"} <= set(chosen)


def test_a_spread_in_two_columns_reads_as_its_two_pages() -> None:
    left = [At(text=text, x=80, y=80 + 34 * row, column=0) for row, text in enumerate(DIPLOMA[:7])]
    right = [At(text=text, x=900, y=80 + 34 * row, column=1) for row, text in enumerate(DIPLOMA[7:])]
    interleaved = [at for pair in zip(left, right, strict=False) for at in pair] + left[len(right) :]
    spread = chosen_fields(flow(*interleaved), kinds()[DIPLOMA_KIND], "2014")
    plain = chosen_fields(flow(*DIPLOMA), kinds()[DIPLOMA_KIND], "2014")
    assert {field: one.values for field, one in spread.items()} == {field: one.values for field, one in plain.items()}


def test_no_word_serves_two_fields() -> None:
    chosen = chosen_fields(flow(*CERTIFICATE), kinds()["specialist_certificate"], None)
    used = [id(token) for one in {id(c): c for c in chosen.values()}.values() for token in one.tokens]
    assert len(used) == len(set(used))


def test_a_blank_without_a_field_has_no_candidates_for_it() -> None:
    found = candidates_of(flow(*DIPLOMA), kinds()["passport"], None)
    assert not any("registration_number" in one.values for one in found)


def test_a_marriage_certificate_names_two_spouses_and_when_it_was_given_out() -> None:
    chosen = chosen_fields(flow(*MARRIAGE), kinds()["name_change_certificate"], "marriage")
    assert chosen["series"].values["series"] == "II-ЕР"
    assert chosen["issue_date"].values["issue_date"] == "2020-08-20"
    assert chosen["last_name"].values["last_name"] in ("Воробьёв", "Воробьёва", "Синицына")
