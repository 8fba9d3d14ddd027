"""Does every kind and status have its time, and is a wrong file told with file and line?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.cabinet.statuses import IN_WORK, Status
from pipeline.rules.loader import RulesError, load_kinds, load_retention
from pipeline.rules.retention import Term
from workers.purge import MAY_BE_PURGED, retention_of, terms_of

NOW = dt.datetime(2028, 2, 29, 12, 0, tzinfo=dt.UTC)
HELD = {"needs_review", "approved", "recorded", "expiring"}
WHOLE = "".join(f'[statuses.{status}]\nkeep = "1y"\n' for status in sorted(MAY_BE_PURGED))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rules" / "own.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_every_status_that_may_be_purged_has_a_time_for_every_kind() -> None:
    retention = retention_of(None)
    assert set(Status) - IN_WORK - {Status.PURGED} == {Status(status) for status in MAY_BE_PURGED}
    for kind in load_kinds():
        for status in MAY_BE_PURGED:
            before = retention.term(kind, status).before(NOW)
            assert (before is None) is (status in HELD), (kind, status)
            assert before is None or before < NOW - dt.timedelta(days=60)


def test_terms_of_one_status_and_time_go_together_and_name_every_kind_once() -> None:
    terms = [term for term in terms_of(retention_of(None), NOW) if term.status == "rejected"]
    assert sorted(kind for term in terms for kind in term.kinds) == sorted(load_kinds())
    assert {("passport" in term.kinds, (NOW - term.before).days) for term in terms} == {(True, 90), (False, 366)}


@pytest.mark.parametrize(
    ("keep", "before"),
    [("forever", None), ("30d", "2028-01-30"), ("3m", "2027-11-29"), ("12m", "2027-02-28"), ("4y", "2024-02-29")],
)
def test_a_time_is_counted_by_the_calendar(keep: str, before: str | None) -> None:
    found = Term(keep=keep).before(NOW)
    assert (found.date().isoformat() if found else None) == before
    assert Term(keep=keep, hold=True).before(NOW) is None


@pytest.mark.parametrize(("place", "kept"), [("", "all"), ("[kinds.passport]\n", "passport")])
def test_a_hold_keeps_everything_that_it_stands_at(tmp_path: Path, place: str, kept: str) -> None:
    text = f"hold = true\n{WHOLE}" if kept == "all" else f"{WHOLE}{place}hold = true\n"
    terms = terms_of(retention_of(written(tmp_path, text)), NOW)
    kinds = {kind for term in terms for kind in term.kinds}
    assert kinds == (set() if kept == "all" else set(load_kinds()) - {"passport"})


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('[statuses.rejected]\nkeep = "a year"\n', 2, "forever"),
        ('[statuses.rejected]\nkeep = "1y"\ncounted_form = "changed"\n', 3, "not known"),
        ('[statuses.rejected]\nkeep = "1y"\ncounted_from = "birth"\n', 3, "uploaded"),
        ('[statuses.checking]\nkeep = "1y"\n', 1, "'checking'"),
        ('[statuses.rejected]\nkeep = "1y"\n', 1, "nothing is said of 'access_restricted'"),
        (f'{WHOLE}[kinds.pasport.statuses.rejected]\nkeep = "1d"\n', 19, "no kind 'pasport'"),
        (f'{WHOLE}[kinds.passport.statuses.rejekted]\nkeep = "1d"\n', 19, "'rejekted'"),
        ('[statuses.rejected\nkeep = "1y"\n', 1, "line"),
    ],
)
def test_an_error_names_the_file_and_the_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    with pytest.raises(RulesError) as error:
        load_retention(written(tmp_path, text), statuses=MAY_BE_PURGED)
    assert str(error.value).startswith(f"rules/own.toml:{line}:")
    assert what in str(error.value) or what == "line"
