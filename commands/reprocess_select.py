"""Which documents does an operator ask to be decided again?"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

from commands.faults import CallWrong
from pipeline.cabinet.reprocessing.selection import Selection
from pipeline.cabinet.statuses import Status
from pipeline.rules.loader import load_kinds, load_reasons, rules_version
from pipeline.zones import MOSCOW

CURRENT = "current"


def asked_for(
    *, statuses: Sequence[str] | None, codes: Sequence[str] | None, kinds: Sequence[str] | None,
    first_day: str | None, last_day: str | None, rules: str | None, rules_not: str | None,
) -> Selection:  # fmt: skip
    """Raises `CallWrong` for what there is not: a misspelt code would select nothing, silently."""
    _known("--status", statuses, [status.value for status in Status])
    _known("--reason", codes, load_reasons())
    _known("--kind", kinds, load_kinds())
    ends = _day("--decided-to", last_day)
    return Selection(
        statuses=tuple(statuses or ()), codes=tuple(codes or ()), kinds=tuple(kinds or ()),
        decided_from=_midnight(_day("--decided-from", first_day)),
        decided_before=_midnight(ends + dt.timedelta(days=1) if ends else None),
        rules=_version(rules), rules_not=_version(rules_not),
    )  # fmt: skip


def read_ids(path: Path | None) -> list[str] | None:
    """One id a line; empty lines are left out. Raises `CallWrong`."""
    if path is None:
        return None
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="ascii")
    except (OSError, UnicodeError) as error:
        raise CallWrong(f"{path}: the ids cannot be read: {type(error).__name__}") from None
    ids = text.split()
    if not ids:
        raise CallWrong(f"{path}: there is no id in it")
    return ids


def _known(option: str, given: Sequence[str] | None, known: object) -> None:
    names = list(known)  # type: ignore[call-overload]
    for name in given or ():
        if name not in names:
            raise CallWrong(f"{option}: {name!r} is not known; there are {', '.join(sorted(names))}")


def _day(option: str, text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise CallWrong(f"{option}: a date is written YYYY-MM-DD") from None


def _midnight(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(), MOSCOW) if day else None


def _version(text: str | None) -> str | None:
    return rules_version() if text == CURRENT else text
