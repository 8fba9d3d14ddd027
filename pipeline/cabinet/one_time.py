"""Which code does a telephone show now? (RFC 6238 with SHA-1, 30 seconds, six digits: what every application knows)"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import os
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
SECRET_SIZE = 20
"""Bytes: as long as the hash (RFC 4226, 4, R6)."""
STEPS_ASKEW = 1
"""How far a telephone's clock may be off, either way (RFC 6238, 5.2)."""
ISSUER = "Podlinnik"


def new_secret() -> str:
    """Base32, 32 symbols."""
    return base64.b32encode(os.urandom(SECRET_SIZE)).decode()


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of a time step (RFC 4226, 5.3). `secret`: Base32."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(now: dt.datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def step_shown(secret: str, code: str, now: dt.datetime) -> int | None:
    """The time step, of those near now, whose code this is."""
    around = range(step_of(now) - STEPS_ASKEW, step_of(now) + STEPS_ASKEW + 1)
    found = [step for step in around if hmac.compare_digest(code_at(secret, step).encode(), code.encode())]
    return found[-1] if found else None


def link(secret: str, login: str) -> str:
    """What a QR code tells the telephone."""
    asked = urlencode({"secret": secret, "issuer": ISSUER, "digits": DIGITS, "period": STEP_SECONDS})
    return f"otpauth://totp/{quote(f'{ISSUER}:{login}')}?{asked}"
