"""Whatever happens in whatever order: is anybody restricted who may not be, or reminded twice?"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from pipeline.cabinet import migrate
from pipeline.cabinet.changes import NOTICES
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.terms import UNDER_WAY
from pipeline.cabinet.terms_due import act_on_terms
from pipeline.case import Outcome
from pipeline.rules.validity import correct_by
from tests.cabinet.desk import START, Desk, new_upload
from tests.cabinet.terms import reject, status, told, who

NAMES = (f"n{number}x" for number in itertools.count())
ZONES = (None, "Asia/Kamchatka", "Europe/Kaliningrad")
STEPS = st.lists(
    st.sampled_from(["hours", "day", "edge", "end", "sweep", "sweep", "reject", "approve", "replace", "retype"]),
    max_size=24,
)


@dataclass
class Model:
    """Who may be restricted, told in the words of the contract."""

    zone: str | None
    ends: dt.datetime | None = None
    stands_still_since: dt.datetime | None = None
    state: str = "with us"
    """`with us`, `rejected`, `approved`, `restricted`."""

    def reject(self, now: dt.datetime) -> None:
        if self.ends is None:
            self.ends = correct_by(now, self.zone)
        elif self.stands_still_since is not None:
            whole_days = -(-(now - self.stands_still_since) // dt.timedelta(days=1))
            self.ends += whole_days * dt.timedelta(days=1)
        self.stands_still_since, self.state = None, "rejected"

    def sweep(self, now: dt.datetime) -> None:
        if self.state == "rejected" and self.ends is not None and now >= self.ends + UNDER_WAY:
            self.state, self.ends = "restricted", None

    def come_back(self, now: dt.datetime) -> None:
        self.stands_still_since = now if self.ends is not None else None
        self.state = "with us"


@pytest.fixture(scope="module")
def cabinet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = open_database(sqlite_url(Path(tmp_path_factory.mktemp("terms")) / "cabinet.db"))
    migrate.upgrade(opened)
    yield opened
    opened.dispose()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=STEPS, zone=st.sampled_from(ZONES))
def test_only_who_let_the_window_pass_is_restricted(cabinet: Engine, plan: list[str], zone: str | None) -> None:
    desk = Desk(cabinet)
    desk.clock.time = START
    model = Model(zone=zone)
    typed = itertools.count()
    paper, name = upload(desk, zone)
    for step in [*plan, "sweep"]:
        now = desk.clock()
        match step, model.state:
            case "hours", _:
                desk.clock.forward(hours=7)
            case "day", _:
                desk.clock.forward(days=1, minutes=1)
            case "edge" | "end", "rejected" if model.ends is not None and now < model.ends:
                desk.clock.time = model.ends + UNDER_WAY - dt.timedelta(seconds=step == "edge")
            case "sweep", _:
                act_on_terms(cabinet, now, limit=1_000)
                model.sweep(now)
            case "reject", "with us":
                reject(desk, paper, zone)
                model.reject(now)
            case "approve", "with us":
                desk.decide(paper, Outcome.APPROVED)
                model.state, model.ends = "approved", None
            case "replace", "rejected" | "restricted":
                name = next(NAMES)
                paper = str(desk.uploads.replace(paper, new_upload(name, holder=who(zone))).row["id"])
                model = Model(zone=zone)
            case "retype", "rejected" | "restricted":
                desk.uploads.submit(new_upload(name, number=f"{next(typed)}", holder=who(zone)))
                model.come_back(now)
        restricted = status(desk, paper) == "access_restricted"
        assert restricted == (model.state == "restricted"), step
    assert no_reminder_was_repeated(desk, paper)


def upload(desk: Desk, zone: str | None) -> tuple[str, str]:
    name = next(NAMES)
    return desk.upload(name, holder=who(zone)), name


def no_reminder_was_repeated(desk: Desk, paper: str) -> bool:
    """At most two a window, fewer days each time, none after the end."""
    with desk.engine.connect() as connection:
        query = select(NOTICES.c.body).where(NOTICES.c.document_id == paper).order_by(NOTICES.c.sequence)
        bodies = list(connection.execute(query).scalars())
    windows = itertools.groupby(
        (body for body in bodies if body["correct_by"] is not None or body["status"] == "access_restricted"),
        key=lambda body: body["status"] == "access_restricted",
    )
    for over, window in windows:
        reminders = [body for body in window if body["event"] == "correction_reminder"]
        assert not (over and reminders)
        assert len(reminders) <= 2
        assert all(body["at"] <= body["correct_by"] and 0 <= body["days_left"] <= 3 for body in reminders)
    return all(body["status"] == "rejected" for body in told(desk, paper, "correction_reminder"))
