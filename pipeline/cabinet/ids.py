"""What is a document, a decision or a notice called?"""

from __future__ import annotations

import datetime as dt
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TIME_SYMBOLS, RANDOM_SYMBOLS = 10, 16


def new_id(now: dt.datetime) -> str:
    """A ULID, 26 symbols: 48 bits of milliseconds, then 80 random bits. Sorted by id is sorted by time."""
    number = int(now.timestamp() * 1000) << 80 | secrets.randbits(80)
    return _encoded(number, TIME_SYMBOLS + RANDOM_SYMBOLS)


def first_id_of(moment: dt.datetime) -> str:
    """No id made at `moment` or later sorts before this."""
    return _encoded(int(moment.timestamp() * 1000) << 80, TIME_SYMBOLS + RANDOM_SYMBOLS)


def moment_of(ulid: str) -> dt.datetime:
    """When an id was made. Raises `ValueError` for what is none."""
    number = 0
    for symbol in ulid[:TIME_SYMBOLS]:
        number = number << 5 | ALPHABET.index(symbol)
    return dt.datetime.fromtimestamp(number / 1000, dt.UTC)


def _encoded(number: int, symbols: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(symbols)))
