"""Passwords are kept at a price for whoever guesses, and those that are guessed first are refused."""

from __future__ import annotations

import pytest

from pipeline.cabinet.passwords import PasswordWeak, hashed, is_right, look_over


def test_a_hash_costs_what_it_should_and_knows_its_password_however_it_was_typed() -> None:
    known = hashed("ёжик в тумане")
    assert known.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert is_right(known, "е\N{COMBINING DIAERESIS}жик в тумане")
    assert not is_right(known, "ежик в тумане")
    assert not is_right("no hash", "ёжик в тумане")


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaa", "kedrov and more", "x\x00yzabcdefghij", "0123456789" * 20 + "0"]
)
def test_a_password_that_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(PasswordWeak):
        look_over(password, "kedrov")
    look_over("rowan by the well 7", "kedrov")
