"""Can acts of confirmation be drawn? (one is, so that libraries and typefaces are put to the test)"""

from __future__ import annotations

import datetime as dt

from commands.doctor_check import Check
from pipeline.acts.content import ActContent, ActHolder, ActPeriod
from pipeline.acts.sheet import CannotDraw, Issue, drawn_with, typefaces
from pipeline.case import Span, WorkDate

NAME = "acts of confirmation"
REMEDY = "make setup (or: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-paratype)"
TYPEFACE = "PT Serif"
DAY = dt.date(2020, 1, 1)
SAMPLE = ActContent(
    kind="labour_book", holder=ActHolder(last_name="Образец"), paper={}, total=Span(years=1), in_specialty=Span(),
    periods=(ActPeriod(organisation="Больница", start=WorkDate(day=DAY), end=WorkDate(day=dt.date(2020, 12, 31))),),
)  # fmt: skip
ISSUE = Issue(
    number=1, version=1, made_on=DAY, code="-", kind_title="Трудовая книжка", cabinet="Образец", rules="-", pipeline="-"
)


def acts_check() -> Check:
    try:
        found, families = drawn_with(), typefaces(SAMPLE, ISSUE)
    except CannotDraw as error:
        return Check(name=NAME, state="missing", found=str(error), remedy=REMEDY)
    if TYPEFACE not in families:
        remedy = "apt-get install fonts-paratype; acts are drawn without it as well"
        return Check(name=NAME, state="optional", found=f"{found}, without {TYPEFACE}", remedy=remedy)
    return Check(name=NAME, state="ok", found=f"{found}, {TYPEFACE}")
