"""Has every act its own number, in order and without gaps, and is the newest version the one in force?"""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from pipeline.cabinet import audit, migrate
from pipeline.cabinet.acts import ACTS, Due, Taken, all_acts, put_in_force, settle, take_due, take_number, verify
from pipeline.cabinet.changes import DOCUMENTS, NOTICES
from pipeline.cabinet.dossier import tables_told
from pipeline.cabinet.file_store import Stored
from pipeline.cabinet.files import FolderStore
from pipeline.cabinet.orphans import remove_orphans
from pipeline.cabinet.purging import UNDER_WAY, remove_leftovers
from pipeline.cabinet.statuses import Status
from pipeline.cabinet.store_check import Fault, Tally, Verifier
from tests.cabinet.desk import Desk
from tests.cabinet.recorded import HOSPITAL, decided_again, employment, numbers, recorded
from tests.cabinet.test_purging import Bell, ids, purged
from tests.cabinet.whole import everything_in

STORED = Stored(sha256="ab" * 32, size=7)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def due(desk: Desk) -> Due:
    found = take_due(desk.engine, desk.clock(), limit=1)
    assert found
    return found[0]


def made(desk: Desk, says: str = "s", stored: Stored = STORED) -> Taken:
    one = due(desk)
    taken = take_number(desk.engine, one, says, desk.clock())
    assert taken is not None
    assert put_in_force(desk.engine, one, taken, stored, desk.clock())
    return taken


def test_a_recorded_document_waits_for_its_act_and_then_no_more(desk: Desk) -> None:
    noted = audit.head(desk.engine)
    document_id = recorded(desk)
    made(desk)
    assert take_due(desk.engine, desk.clock() + dt.timedelta(days=1), limit=5) == []
    act = all_acts(desk.engine, document_id)[0]
    assert (act.number, act.version, act.sha256, act.made_at) == (1, 1, STORED.sha256, desk.clock())
    last = list(audit.entries(desk.engine, document_id=document_id))[-1]
    assert (last["action"], last["why"]) == ("act_made", f"number 1 version 1 sha256 {STORED.sha256}")
    assert audit.verify(desk.engine, noted=noted) is None
    with desk.engine.connect() as connection:
        told = connection.execute(select(NOTICES.c.body).order_by(NOTICES.c.sequence.desc())).scalars().first()
    assert told is not None
    assert (told["event"], told["act"]) == ("act_made", {"number": 1, "version": 1, "sha256": STORED.sha256})


def test_who_is_killed_while_drawing_leaves_a_number_that_the_next_one_goes_on_with(desk: Desk) -> None:
    document_id = recorded(desk)
    first = take_number(desk.engine, due(desk), "s", desk.clock())
    assert take_due(desk.engine, desk.clock(), limit=1) == []
    desk.clock.forward(minutes=6)
    again = take_number(desk.engine, due(desk), "s", desk.clock())
    assert first == again
    assert all_acts(desk.engine, document_id) == []
    assert again is not None
    assert verify(desk.engine, again.code) is None


def test_of_two_who_draw_one_act_the_later_lease_counts(desk: Desk) -> None:
    recorded(desk)
    slow = due(desk)
    taken = take_number(desk.engine, slow, "s", desk.clock())
    desk.clock.forward(minutes=6)
    quick = due(desk)
    assert taken is not None
    assert not put_in_force(desk.engine, slow, taken, STORED, desk.clock())
    assert put_in_force(desk.engine, quick, taken, STORED, desk.clock())


def test_what_says_the_same_is_not_drawn_again(desk: Desk) -> None:
    document_id = recorded(desk)
    made(desk)
    decided_again(desk, document_id, employment())
    assert take_number(desk.engine, due(desk), "s", desk.clock()) is None
    assert take_due(desk.engine, desk.clock(), limit=1) == []
    assert numbers(all_acts(desk.engine, document_id)) == [(1, 1)]


def test_what_says_something_else_is_the_next_version_of_the_same_number(desk: Desk) -> None:
    document_id = recorded(desk)
    first = made(desk)
    decided_again(desk, document_id, employment())
    desk.clock.forward(days=1)
    second = made(desk, "another", Stored(sha256="cd" * 32, size=8))
    assert (second.number, second.version, second.code != first.code) == (1, 2, True)
    assert second.replaces == all_acts(desk.engine, document_id)[0].made_at
    assert [act.replaced_by for act in all_acts(desk.engine, document_id)] == [2, None]
    found = [verify(desk.engine, each.code) for each in (first, second)]
    assert [one.is_current for one in found if one] == [False, True]


def test_what_was_decided_anew_while_it_was_drawn_waits_again(desk: Desk) -> None:
    document_id = recorded(desk)
    one = due(desk)
    taken = take_number(desk.engine, one, "s", desk.clock())
    assert taken is not None
    desk.clock.forward(seconds=1)
    decided_again(desk, document_id, employment())
    settle(desk.engine, one)
    assert not put_in_force(desk.engine, one, taken, STORED, desk.clock())
    assert [each.document_id for each in take_due(desk.engine, desk.clock(), limit=5)] == [document_id]


def test_an_act_counts_while_its_document_is_recorded(desk: Desk) -> None:
    document_id = recorded(desk)
    code = made(desk).code
    decided_again(desk, document_id, employment(), Status.NEEDS_REVIEW)
    found = verify(desk.engine, code)
    assert found is not None
    assert (found.is_current, found.purged) == (False, False)
    assert take_due(desk.engine, desk.clock() + dt.timedelta(days=1), limit=1) == []
    decided_again(desk, document_id, employment())
    assert take_number(desk.engine, due(desk), "s", desk.clock()) is None
    again = verify(desk.engine, code)
    assert again is not None
    assert again.is_current


def test_numbers_have_no_gaps_whoever_takes_them_at_once(desk: Desk) -> None:
    count = 12
    for place in range(count):
        recorded(desk, f"{place:02}x")

    def draw_some(_: int) -> None:
        for one in take_due(desk.engine, desk.clock(), limit=2):
            taken = take_number(desk.engine, one, one.document_id, desk.clock())
            assert taken is not None
            assert put_in_force(desk.engine, one, taken, STORED, desk.clock())

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(draw_some, range(count)))
    while take := take_due(desk.engine, desk.clock(), limit=1):  # a turn may have found all locked
        taken = take_number(desk.engine, take[0], "s", desk.clock())
        assert taken is not None
        assert put_in_force(desk.engine, take[0], taken, STORED, desk.clock())
    with desk.engine.connect() as connection:
        assert sorted(connection.execute(select(ACTS.c.number)).scalars()) == list(range(1, count + 1))


def test_codes_are_nobodys_guess(desk: Desk) -> None:
    recorded(desk)
    code = made(desk).code
    assert len(code) == 19
    assert verify(desk.engine, "a" * 19) is None


def test_documents_that_were_recorded_before_there_were_acts_get_one(desk: Desk) -> None:
    document_id = recorded(desk)
    migrate.downgrade(desk.engine, "0006")
    migrate.upgrade(desk.engine)
    assert due(desk).document_id == document_id


# --- the file store ----------------------------------------------------------------------------------------------


def drawn(desk: Desk, files: FolderStore, content: bytes = b"%PDF act") -> tuple[str, str]:
    """A document with an act whose bytes are there; its id and their name."""
    document_id = recorded(desk)
    stored = files.keep([content], limit=100)
    made(desk, stored=stored)
    return document_id, stored.sha256


def test_a_purge_leaves_the_number_and_takes_the_act(desk: Desk, tmp_path: Path) -> None:
    files = FolderStore(tmp_path)
    document_id, name = drawn(desk, files)
    assert purged(desk, ids(desk, document_id)) == [document_id]
    assert "Снегирёва" not in everything_in(desk.engine)
    later = dt.datetime.now(dt.UTC) + 2 * UNDER_WAY
    assert sum(one.files for one in remove_leftovers(desk.engine, files, Bell(), later)) == 1
    assert not files.has(name)
    with desk.engine.connect() as connection:
        row = connection.execute(select(ACTS)).one()
    assert (row.number, row.says, row.sha256, row.made_at) == (1, "", "", desk.clock())
    found = verify(desk.engine, row.code)
    assert found is not None
    assert (found.purged, found.is_current) == (True, False)


def test_an_act_that_somebody_handed_in_as_a_paper_stays_for_the_other(desk: Desk, tmp_path: Path) -> None:
    files = FolderStore(tmp_path)
    document_id, name = drawn(desk, files)
    other = desk.upload("b", kind="passport")
    with desk.engine.begin() as connection:
        connection.execute(DOCUMENTS.update().where(DOCUMENTS.c.id == other).values(sha256=name))
    purged(desk, ids(desk, document_id))
    list(remove_leftovers(desk.engine, files, Bell(), dt.datetime.now(dt.UTC) + 2 * UNDER_WAY))
    assert files.has(name)


def test_an_act_is_no_orphan_and_one_that_was_drawn_in_vain_is(desk: Desk, tmp_path: Path) -> None:
    files = FolderStore(tmp_path)
    _, name = drawn(desk, files)
    vain = files.keep([b"in vain"], limit=100).sha256
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)
    for one in (name, vain):
        remove_orphans(desk.engine, files, later, one[:2])
    assert (files.has(name), files.has(vain)) == (True, False)


def test_the_store_is_checked_for_acts_as_well(desk: Desk, tmp_path: Path) -> None:
    files = FolderStore(tmp_path)
    document_id, name = drawn(desk, files)
    verifier, tally = Verifier(engine=desk.engine, files=files), Tally()
    assert list(verifier.prefix(name[:2], tally)) == []
    assert tally.files == 1
    path = tmp_path / name[:2] / name
    path.write_bytes(b"%PDF lie")
    found = list(verifier.prefix(name[:2], Tally()))
    assert [(one.fault, one.documents) for one in found] == [(Fault.CHANGED, (document_id,))]
    path.unlink()
    assert [one.fault for one in verifier.prefix(name[:2], Tally())] == [Fault.LOST]


def test_an_export_tells_of_acts() -> None:
    assert ACTS in tables_told()


def test_the_holder_is_nowhere_in_the_ledger(desk: Desk) -> None:
    recorded(desk, "a", HOSPITAL)
    made(desk)
    with desk.engine.connect() as connection:
        row = connection.execute(select(ACTS)).mappings().one()
    assert not [value for value in row.values() if "Снегирёва" in str(value)]
