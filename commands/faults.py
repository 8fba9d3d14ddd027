"""Which faults does a person meet who calls a command wrongly?"""

from __future__ import annotations

import datetime as dt


class CallWrong(Exception):
    """The call cannot be followed as it stands: exit status 2. The message says what, and what to do."""


def as_date(text: str | None) -> dt.date | None:
    """An option's date. Raises `CallWrong` for what is not YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise CallWrong("--as-of: a date is written YYYY-MM-DD") from None
