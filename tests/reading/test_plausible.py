"""Is Russian told from what only looks like it?"""

from __future__ import annotations

import pytest

from pipeline.reading.plausible import is_russian_text

RUSSIAN = (
    "Настоящее удостоверение свидетельствует о том, что Ясенева Мария Петровна прошла повышение квалификации "
    "по программе «Неотложные состояния», регистрационный номер 18-28440, город Тверь, 28 июня 2019 года"
)
LOOK_ALIKE = str.maketrans("аеорсухАВЕКМНОРСТХ", "aeopcyxABEKMHOPCTX")


def shifted(text: str) -> str:
    """Each Russian letter moved along the alphabet: what a wrong table of codes leaves."""
    return "".join(chr((ord(one) - ord("а") + 11) % 32 + ord("а")) if "а" <= one <= "я" else one for one in text)


@pytest.mark.parametrize("text", [RUSSIAN, RUSSIAN.upper(), RUSSIAN.replace("е", "ё")])
def test_russian_is_believed(text: str) -> None:
    assert is_russian_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12.05.2019 № 1234567",
        "This certificate is in English and has letters enough to be judged by",
        shifted(RUSSIAN.lower()),
        RUSSIAN.translate(LOOK_ALIKE),
        "ijbdZahf(cid:3)NKLWD(cid:3)Jhkkbb hl(cid:3)(cid:20)(cid:20)(cid:3)n_\\jZey",
        RUSSIAN + "(cid:12)" * 6,
        RUSSIAN + "\ue012" * 12,
    ],
    ids=["none", "digits", "english", "shifted", "look-alikes", "cid", "some cid", "private use"],
)
def test_garbage_is_not(text: str) -> None:
    assert not is_russian_text(text)


def test_of_a_few_letters_nothing_is_told_unless_few_are_expected() -> None:
    said = "Уполномоченное лицо А.Б. Ветрова"
    assert not is_russian_text(said)
    assert is_russian_text(said, least=12)
    assert not is_russian_text("(дата)", least=12)
    assert not is_russian_text("Ógåñýüüúêþ ûîþâ Æÿÿêüøùù", least=12)
