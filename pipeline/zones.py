"""Which time zone does an applicant live in?"""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MOSCOW = ZoneInfo("Europe/Moscow")


def zone_of(name: str | None) -> ZoneInfo:
    """The applicant's time zone; Moscow's where it is unknown or no zone at all (contract, «The correction window»)."""
    try:
        return ZoneInfo(name) if name else MOSCOW
    except (ZoneInfoNotFoundError, ValueError, OSError):  # `Europe` is a folder
        return MOSCOW
