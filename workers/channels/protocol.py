"""What must a channel be able to do, and what may it answer?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from zoneinfo import ZoneInfo

from pipeline.cabinet.outbox import Notice
from pipeline.case import Reason

Clock = Callable[[], dt.datetime]
MOSCOW = ZoneInfo("Europe/Moscow")


class Untold(Exception):
    """A try that came to nothing. The text is a status or a kind of failure: never an address, never what was sent."""


class TryAgain(Untold):
    """The receiver cannot take it now."""

    def __init__(self, what: str, *, wait: float = 0.0, down: bool = False) -> None:
        """`wait`: seconds that the receiver asked for. `down`: it would take nothing else now either."""
        super().__init__(what)
        self.wait = wait
        self.down = down


class Refused(Untold):
    """The receiver will never take it as it is: a dead letter at once."""


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """An applicant with what concerns their document: personal data, which `repr` does not show."""

    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    middle_name: str = field(default="", repr=False)
    zone: ZoneInfo = MOSCOW
    title: str = ""
    """What a person calls the kind of document."""
    uploaded_at: dt.datetime | None = None
    correct_by: dt.datetime | None = None
    valid_until: dt.date | None = None
    reasons: tuple[Reason, ...] = ()
    """Of the decision that the notice is about."""
    notes: tuple[Reason, ...] = ()


NOBODY = Recipient()
"""For a channel that does not go to the applicant."""


class Channel(Protocol):
    """Built once, used by several threads."""

    name: str
    to_applicant: bool
    """It needs a `Recipient`, and says only what still holds."""
    seconds: float
    """No call of `deliver` takes longer."""
    lanes: int
    """How many calls may be under way at once."""

    def deliver(self, notice: Notice, recipient: Recipient) -> None:
        """Told, when it returns; perhaps told, when it raises. Raises `TryAgain`, `Refused`."""
