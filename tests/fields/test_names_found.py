"""Is the holder's name found on any blank, and nobody else's taken for it?"""

from __future__ import annotations

import pytest

from pipeline.fields.names_found import is_patronymic
from pipeline.fields.search import chosen_fields
from tests.examination import DIPLOMA, DIPLOMA_KIND, kinds
from tests.papers import At, flow


def name(kind: str, *lines: str | At, variant: str | None = None) -> tuple[str, ...]:
    chosen = chosen_fields(flow(*lines), kinds()[kind], variant)
    return tuple(
        str(chosen[part].values[part]) for part in ("last_name", "first_name", "middle_name") if part in chosen
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["свидетельствует о том, что", "Воробьёва Мария Петровна", "освоила программу"],
         ("Воробьёва", "Мария", "Петровна")),
        (["свидетельствует о том, что", "Воробьёва", "Мария", "Петровна", "освоила программу"],
         ("Воробьёва", "Мария", "Петровна")),
        (["диплом выдан", "ВОРОБЬЁВОЙ МАРИИ ПЕТРОВНЕ", "в том, что"], ("ВОРОБЬЁВОЙ", "МАРИИ", "ПЕТРОВНЕ")),
        (["диплом выдан", "Марии Петровне Воробьёвой", "в том, что"], ("Воробьёвой", "Марии", "Петровне")),
        (["свидетельствует о том, что", "Гусейнов Расим Айдын оглы", "освоил программу"],
         ("Гусейнов", "Расим", "Айдын оглы")),
        (["свидетельствует о том, что", "Гусейнов Расим Алиевич оглы", "освоил программу"],
         ("Гусейнов", "Расим", "Алиевич оглы")),
        (["свидетельствует о том, что", "Алиева Лейла Рашид кызы", "освоила программу"],
         ("Алиева", "Лейла", "Рашид кызы")),
        (["свидетельствует о том, что", "Ли Вера", "освоила программу"], ("Ли", "Вера")),
        (["свидетельствует о том, что", "МИЦКЕВИЧ АННА", "освоила программу"], ("МИЦКЕВИЧ", "АННА")),
        (["свидетельствует о том, что", "Мицкевич Анна Ильинична", "освоила программу"],
         ("Мицкевич", "Анна", "Ильинична")),
        (["Фамилия, имя, отчество", "Соловьёв-Седой Павел Ильич"], ("Соловьёв-Седой", "Павел", "Ильич")),
        (["Фамилия Воробьёва", "Имя Мария", "Отчество Петровна"], ("Воробьёва", "Мария", "Петровна")),
    ],
)  # fmt: skip
def test_a_name_is_found_in_every_way_that_blanks_print_it(lines: list[str], expected: tuple[str, ...]) -> None:
    assert name(DIPLOMA_KIND, *lines) == expected


def test_a_name_over_its_caption_is_found() -> None:
    paper = (
        At(text="ДИПЛОМ", y=60),
        At(text="Воробьёвой Марии Петровне", y=150, height=30),
        At(text="(фамилия, имя, отчество)", x=180, y=186, height=12),
        At(text="в том, что он поступил", y=260),
    )
    assert name(DIPLOMA_KIND, *paper) == ("Воробьёвой", "Марии", "Петровне")


def test_a_passport_has_each_part_at_its_own_label() -> None:
    paper = ("Фамилия ВОРОБЬЁВА", "Имя МАРИЯ", "Отчество ПЕТРОВНА", "Пол ЖЕН. Дата рождения 14.05.1995")
    assert name("passport", *paper) == ("ВОРОБЬЁВА", "МАРИЯ", "ПЕТРОВНА")


def test_the_signers_name_is_not_the_holders() -> None:
    paper = (*DIPLOMA, "Председатель комиссии Снегирёв И.И.", "Ректор Дятлов Семён Ильич")
    assert name(DIPLOMA_KIND, *paper) == ("Воробьёва", "Мария", "Петровна")


def test_wordings_in_capitals_are_no_name() -> None:
    assert name(DIPLOMA_KIND, "РОССИЙСКАЯ ФЕДЕРАЦИЯ", "ДИПЛОМ СПЕЦИАЛИСТА", "НАСТОЯЩИЙ ДИПЛОМ") == ()


@pytest.mark.parametrize("word", ["Петровна", "ПЕТРОВНЕ", "Ильич", "Кузьмичу", "Никитичной", "Савельевичу"])
def test_patronymics_are_known_in_every_case(word: str) -> None:
    assert is_patronymic(word)


@pytest.mark.parametrize("word", ["Мария", "ВИЧ", "диплом", "Воробьёва"])
def test_other_words_are_no_patronymics(word: str) -> None:
    assert not is_patronymic(word)
