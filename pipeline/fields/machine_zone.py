"""What does the machine-readable zone of a passport add? (read on its own, held together by its check digits)"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence

from pipeline.case import Line, Look, Page, Value
from pipeline.fields.flow import union
from pipeline.rules.passport import Mrz, find_mrz

ZONE_SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
LEAST_SYMBOLS = 26
LEAST_WIDTH = 0.45
"""Share of the page's width that a line of the zone takes at least."""
HELD = 0.98
"""Four check digits hold: a reading as sure as any."""


def zone_lines(page: Page) -> tuple[Line, Line] | None:
    """The last two long lines almost without spaces, one under the other."""
    long = [line for line in sorted(page.lines, key=lambda each: each.box[1]) if _may_be_zone(line, page)]
    pairs = [
        (upper, lower)
        for upper, lower in itertools.pairwise(long)
        if lower.box[1] - upper.box[3] < 3 * (upper.box[3] - upper.box[1])
    ]
    return pairs[-1] if pairs else None


def _may_be_zone(line: Line, page: Page) -> bool:
    symbols = sum(len(word.text) for word in line.words)
    wide = line.box[2] - line.box[0] >= LEAST_WIDTH * page.width
    return wide and symbols >= LEAST_SYMBOLS and len(line.words) <= 1 + symbols // 9


def zone_of(upper: Sequence[Look], lower: Sequence[Look], today: dt.date) -> Mrz | None:
    """The first pair of looks whose check digits hold, else the first that has the zone's form."""
    found = [
        mrz
        for one, other in itertools.product(upper, lower)
        if (mrz := find_mrz([one.text.replace(" ", ""), other.text.replace(" ", "")], today=today)) is not None
    ]
    return next((mrz for mrz in found if mrz.valid), None)


def with_zone(values: Mapping[str, Value], mrz: Mrz, page: Page, lines: tuple[Line, Line]) -> dict[str, Value]:
    """Numbers and dates from the zone, whose check digits hold; names only where the page gave none.

    The zone's spelling is a transliteration, and long names are cut in it.
    """
    box = union([line.box for line in lines])

    def value(field: str, text: str) -> Value:
        return Value(
            field=field, value=text, raw=text, confidence=HELD, trust=0.99, page=page.number, box=box, source="mrz"
        )

    read = {"series": mrz.series, "number": mrz.number}
    read |= {name: day.isoformat() for name, day in _dates(mrz) if day}
    names = {"last_name": mrz.last_name, "first_name": mrz.first_name, "middle_name": mrz.middle_name}
    missing = {} if mrz.cut else {name: text for name, text in names.items() if text and name not in values}
    return {**values, **{field: value(field, text) for field, text in {**read, **missing}.items()}}


def _dates(mrz: Mrz) -> tuple[tuple[str, dt.date | None], ...]:
    return ("birth_date", mrz.birth_date), ("issue_date", mrz.issue_date)
