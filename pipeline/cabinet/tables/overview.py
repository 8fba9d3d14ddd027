"""Which table holds what was decided day by day?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt

from sqlmodel import Field, SQLModel

from pipeline.cabinet.tables.columns import Utc


class DailyFigureRow(SQLModel, table=True):
    """What the machine and people decided in a day; folded by a sweep (`pipeline.cabinet.overview.days`)."""

    __tablename__ = "daily_figures"

    day: dt.date = Field(primary_key=True)
    """Moscow's."""
    sort: str = Field(primary_key=True, max_length=10)
    """`all`, `kind`, `person`, `rules` or `reason`: what the figures are of."""
    name: str = Field(primary_key=True, max_length=120)
    """Which kind, login, version or code; empty for `all`."""
    machine_approved: int = 0
    machine_rejected: int = 0
    machine_doubted: int = 0
    """Sent to a person."""
    people_approved: int = 0
    people_rejected: int = 0
    overturned: int = 0
    """Approvals and rejections of the machine that a person decided otherwise."""
    under_15: int = 0
    """Answers that took a person less than 15 seconds from taking the document; those below, up to their own bound."""
    under_30: int = 0
    under_60: int = 0
    under_120: int = 0
    under_300: int = 0
    under_600: int = 0
    longer: int = 0
    waiting: int = 0
    """How many documents waited for a person when the day was last folded while it lasted."""
    unsettled: int = 0
    """Answers of that day of which it is not known yet whether they come into force: it is folded again."""
    folded_at: dt.datetime = Field(sa_type=Utc)
