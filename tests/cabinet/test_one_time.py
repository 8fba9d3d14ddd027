"""Codes are those that every telephone shows (RFC 6238), for as long as they should."""

from __future__ import annotations

import base64
import datetime as dt

import pytest

from pipeline.cabinet.one_time import code_at, link, new_secret, step_of, step_shown

SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [
    (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
    (2000000000, "69279037"), (20000000000, "65353130"),
]  # fmt: skip
"""Appendix B, SHA-1."""


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    step = step_of(dt.datetime.fromtimestamp(seconds, dt.UTC))
    assert code_at(SECRET, step, digits=8) == code
    assert code_at(SECRET, step) == code[2:]


def test_a_clock_may_be_off_by_a_step_and_no_more() -> None:
    now = dt.datetime(2026, 11, 28, 12, 0, 5, tzinfo=dt.UTC)
    shown = [step_shown(SECRET, code_at(SECRET, step_of(now) + off), now) for off in (-2, -1, 0, 1, 2)]
    assert shown == [None, step_of(now) - 1, step_of(now), step_of(now) + 1, None]


def test_a_secret_is_as_long_as_the_standard_asks_and_its_link_is_read_whole() -> None:
    secret = new_secret()
    assert len(base64.b32decode(secret)) == 20
    assert secret != new_secret()
    assert link(secret, "a.b").startswith(f"otpauth://totp/Podlinnik%3Aa.b?secret={secret}&issuer=Podlinnik")
