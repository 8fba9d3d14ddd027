"""Does this number's check digit hold? (СНИЛС, ИНН, ЕНП; the only user of python-stdnum)

A number is given as printed, with or without separators. Rules and worked examples: form-facts §10.
"""

from __future__ import annotations

import re
from enum import StrEnum

from stdnum import luhn
from stdnum.ru import inn as stdnum_inn

LAST_SNILS_WITHOUT_CHECK = 1_001_998


class Checked(StrEnum):
    """What a check digit says."""

    VALID = "valid"
    INVALID = "invalid"
    NOT_CHECKABLE = "not_checkable"


def digits(text: str) -> str:
    """Return the digits of `text`."""
    return re.sub(r"\D", "", text)


def snils_check_digits(number: str) -> str:
    """Return the two check digits of the nine digits of a СНИЛС."""
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(number))
    return f"{total % 101 % 100:02d}"


def check_snils(text: str) -> Checked:
    """Check a СНИЛС. Numbers up to 001-001-998 carry no check digits."""
    number = digits(text)
    if len(number) != 11:
        return Checked.INVALID
    if int(number[:9]) <= LAST_SNILS_WITHOUT_CHECK:
        return Checked.NOT_CHECKABLE
    return Checked.VALID if snils_check_digits(number[:9]) == number[9:] else Checked.INVALID


def check_inn(text: str) -> Checked:
    """Check an ИНН of an organisation (10 digits) or a person (12)."""
    return Checked.VALID if stdnum_inn.is_valid(digits(text)) else Checked.INVALID


def check_enp(text: str) -> Checked:
    """Check the 16 digits of a medical insurance policy (Mod10, the same as Luhn's)."""
    number = digits(text)
    return Checked.VALID if len(number) == 16 and luhn.is_valid(number) else Checked.INVALID
