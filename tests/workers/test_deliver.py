"""Is every notice delivered, in order a document, whatever the receiver does and whoever dies?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from pipeline.cabinet import migrate, outbox
from pipeline.cabinet.changes import NOTICES
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.order import TRIES, WAITS
from pipeline.case import Holder, Outcome
from samples.servers.http_receiver import Answer, HttpReceiver
from tests.workers.post import Ear, Killed, Post, in_order
from workers.deliver import deliver_due


def test_all_that_happened_is_told_once_and_in_order(post: Post) -> None:
    document_id, ear = post.decided(), Ear()
    assert post.run(ear).delivered == 3
    assert ear.of(document_id) == [1, 2, 3]
    assert deliver_due(post.engine, [ear], post.clock) == 0


def test_a_failure_holds_up_its_own_document_alone(post: Post) -> None:
    first, ear = post.decided("a"), Ear()
    second = post.decided("b", holder=Holder(snils="08675430915"))
    ear.says("again")
    post.run(ear)
    waiting, other = (first, second) if not ear.of(first) else (second, first)
    assert ear.of(waiting) == []
    assert ear.of(other) == [1, 2, 3]
    post.clock.forward(seconds=29)
    assert post.run(ear).done == 0
    post.clock.forward(seconds=1)
    post.run(ear)
    assert ear.of(waiting) == [1, 2, 3]


def test_waits_grow_and_the_last_failure_is_a_dead_letter_that_lets_the_rest_pass(post: Post) -> None:
    document_id, ear = post.decided(), Ear()
    ear.says(*["again"] * TRIES)
    post.run(ear)
    for wait in WAITS:
        post.clock.time += wait - (second := type(wait)(seconds=1))
        assert post.run(ear).done == 0
        post.clock.time += second
        assert post.run(ear).done
    assert [notice.attempt for notice in ear.tried[:TRIES]] == list(range(1, TRIES + 1))
    assert post.states() == {"dead": 1, "delivered": 2}
    assert ear.of(document_id) == [2, 3]


def test_a_refusal_is_a_dead_letter_at_once_and_can_be_sent_again_under_the_same_id(post: Post) -> None:
    post.decided()
    ear = Ear()
    ear.says("no")
    post.run(ear)
    [dead] = outbox.listed(post.engine)
    assert (dead["sequence"], dead["error"], dead["event"]) == (1, "400", "status_changed")
    assert outbox.replay(post.engine, post.clock(), actor="operator:test", notice_ids=["evt_unknown"]) == 0
    assert outbox.replay(post.engine, post.clock(), actor="operator:test", notice_ids=[dead["notice_id"]]) == 1
    post.run(ear)
    assert ear.tried[0].id == ear.heard[-1].id == dead["notice_id"]
    assert post.states() == {"delivered": 3}


def test_who_is_killed_before_it_is_recorded_is_followed_by_another_with_the_same_id(post: Post) -> None:
    post.decided()
    ear = Ear()
    ear.says("unsaid")
    with pytest.raises(Killed):
        post.run(ear)
    assert post.run(ear).done == 0  # the lease still holds
    post.clock.forward(minutes=10)
    post.run(ear)
    assert ear.sequences == [1, 1, 2, 3]
    assert ear.heard[0].id == ear.heard[1].id


def test_one_that_kills_whoever_takes_it_ends_as_a_dead_letter(post: Post) -> None:
    post.decided()
    ear = Ear()
    ear.says(*["killed"] * TRIES)
    post.run_until_settled(ear)
    [dead] = outbox.listed(post.engine)
    assert dead["error"] == outbox.ABANDONED
    assert ear.sequences == [2, 3]


def test_a_receiver_that_is_down_is_left_alone_and_no_try_is_counted_for_the_rest(post: Post) -> None:
    for number in range(8):
        post.upload(f"{number}")
    ear = Ear()
    ear.says(then="down")
    assert post.run(ear).put_off == 3
    assert len(ear.tried) == 3
    ear.says()
    post.run(ear)
    assert len(ear.heard) == 5
    assert {notice.attempt for notice in ear.heard} == {1}


def test_a_slow_channel_holds_up_no_other(post: Post) -> None:
    post.decided()
    told = threading.Event()

    class Slow(Ear):
        def deliver(self, notice, recipient):  # type: ignore[no-untyped-def]
            assert told.wait(20)
            super().deliver(notice, recipient)

    class Quick(Ear):
        def deliver(self, notice, recipient):  # type: ignore[no-untyped-def]
            super().deliver(notice, recipient)
            told.set()

    slow, quick = Slow(), Quick(name="email", to_applicant=True)
    post.run(slow, quick)
    assert (len(slow.heard), len(quick.heard)) == (3, 1)


def test_two_deliverers_at_once_tell_each_notice_once_and_in_order(post: Post) -> None:
    documents = [post.decided(f"{number}", holder=Holder(inn=f"{number}")) for number in range(12)]
    ear = Ear(lanes=2)
    runs = [threading.Thread(target=post.run, args=(ear,)) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    post.run_until_settled(ear)
    assert [ear.of(document_id) for document_id in documents] == [[1, 2, 3]] * 12


def test_a_later_notice_waits_for_an_earlier_one_that_has_no_deliveries_yet(post: Post) -> None:
    post.decided()
    outbox.route(post.engine, ["webhook"])
    with post.engine.begin() as connection:  # as if its clock had been behind: another router has it still
        first = connection.execute(select(NOTICES.c.id).where(NOTICES.c.sequence == 1)).scalar_one()
        connection.execute(text("DELETE FROM deliveries WHERE notice_id = :id"), {"id": first})
        connection.execute(text("UPDATE notices SET routed = :no WHERE id = :id"), {"no": False, "id": first})
    taken = outbox.take(post.engine, "webhook", post.clock(), lease=WAITS[0], most=9)
    assert (taken.notices, taken.seen) == ((), 2)
    ear = Ear()
    post.run_until_settled(ear)
    assert ear.sequences == [1, 2, 3]


def test_who_lost_the_lease_records_nothing(post: Post) -> None:
    post.decided()
    outbox.route(post.engine, ["webhook"])
    take = lambda: outbox.take(post.engine, "webhook", post.clock(), lease=WAITS[0], most=1).notices  # noqa: E731
    [first] = take()
    post.clock.forward(seconds=31)
    [second] = take()
    assert (first.id, second.attempt) == (second.id, 2)
    assert not outbox.record(post.engine, first, "dead", post.clock())
    assert outbox.record(post.engine, second, "delivered", post.clock())
    assert post.row(first.id)["state"] == "delivered"


def test_a_rejection_that_was_overtaken_is_not_written_to_the_applicant(post: Post) -> None:
    document_id = post.decided("a", Outcome.REJECTED, "SCAN_BLURRED")
    mail, hook = Ear(name="email", to_applicant=True), Ear()
    mail.says("down")
    post.run(mail, hook)
    post.desk.uploads.replace(document_id, _another(post))
    post.run_until_settled(mail, hook)
    assert mail.heard == []
    told = [notice.body["status"] for notice in hook.heard if notice.document_id == document_id]
    assert told == ["uploaded", "checking", "rejected", "replaced"]
    assert post.row(mail.tried[0].id, "email")["state"] == "superseded"


def test_without_channels_notices_are_noted_as_seen_to(post: Post) -> None:
    post.decided()
    assert (post.run().routed, post.run().routed) == (3, 0)
    assert post.states() == {}


CHILD = """
import sys
from pipeline.cabinet.database import open_database
from pipeline.settings import Settings
from pipeline.wiring_cabinet import now
from workers.channels.chosen import build_channels
from workers.deliver import deliver_due
chosen = Settings(webhook_url=sys.argv[2], webhook_secret="s" * 24, webhook_allow_private=True,
                  webhook_ports=(int(sys.argv[3]),))
deliver_due(open_database(sys.argv[1]), build_channels(chosen), now)
"""


def test_a_process_that_is_killed_while_the_receiver_answers_loses_nothing(
    post: Post, http_receiver: HttpReceiver
) -> None:
    post.decided()
    http_receiver.answer(Answer(delay=30))
    url = post.engine.url.render_as_string(hide_password=False)
    child = subprocess.Popen([sys.executable, "-c", CHILD, url, http_receiver.url, str(http_receiver.port)])
    http_receiver.wait_for(1, limit=30)
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)
    ear = Ear()
    post.run_until_settled(ear)
    assert ear.sequences == [1, 2, 3]
    assert http_receiver.requests[0].header("webhook-id") == ear.heard[0].id


MANY_NOTICES = """
INSERT INTO notices (id, document_id, sequence, event, body, created_at, routed)
SELECT 'evt_' || n, :id, n + 9, 'status_changed', '{}', now(), true FROM generate_series(1, 20000) n
"""
MANY_DELIVERIES = """
INSERT INTO deliveries (notice_id, channel, document_id, sequence, state, tries, next_at, error)
SELECT id, 'webhook', document_id || sequence, sequence, 'delivered', 1, created_at, '' FROM notices WHERE routed
"""


def test_what_is_due_is_found_by_an_index_among_all_that_was_told(postgres_url: str) -> None:
    engine = open_database(postgres_url)
    migrate.upgrade(engine)
    post = Post(engine)
    document_id = post.decided()
    with engine.begin() as connection:
        connection.execute(text(MANY_NOTICES), {"id": document_id})
        connection.execute(text(MANY_DELIVERIES))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    plans: list[str] = []
    statements = _statements(engine)
    post.run(Ear())
    with engine.connect() as connection:
        for statement, values in statements:
            plans += connection.exec_driver_sql("EXPLAIN " + statement, values).scalars().all()
    assert len(statements) > 10
    assert not [line for line in plans if "Seq Scan on notices" in line or "Seq Scan on deliveries" in line]
    engine.dispose()


BEHAVIOURS = ["ok", "ok", "again", "down", "no", "killed", "unsaid"]


@pytest.fixture(scope="module")
def standing_post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    engine = open_database(sqlite_url(Path(tmp_path_factory.mktemp("post")) / "database.db"), kept=2)
    migrate.upgrade(engine)
    yield Post(engine)
    engine.dispose()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hook=st.lists(st.sampled_from(BEHAVIOURS), max_size=30), mail=st.lists(st.sampled_from(BEHAVIOURS), max_size=8),
    lanes=st.integers(1, 3), documents=st.integers(1, 3), seed=st.uuids(),
)  # fmt: skip
def test_whatever_receivers_do_each_notice_is_delivered_in_order_or_dead(
    standing_post: Post, hook: list[str], mail: list[str], lanes: int, documents: int, seed: object
) -> None:
    post, ear, letters = standing_post, Ear(lanes=lanes), Ear(name="email", to_applicant=True)
    ids = [post.decided(f"{seed}"[:8] + str(n), holder=Holder(inn=f"{seed}{n}")) for n in range(documents)]
    ear.says(*hook)
    letters.says(*mail)
    post.run_until_settled(ear, letters)
    dead = {(row["document_id"], row["channel"], row["sequence"]) for row in outbox.listed(post.engine, limit=10**6)}
    for document_id in ids:
        heard = ear.of(document_id)
        assert in_order(heard)
        assert set(heard) | {n for n in (1, 2, 3) if (document_id, "webhook", n) in dead} == {1, 2, 3}
        assert set(letters.of(document_id)) == {3} or (document_id, "email", 3) in dead


def _another(post: Post):  # type: ignore[no-untyped-def]
    from tests.cabinet.desk import new_upload

    return new_upload("another")


def _statements(engine):  # type: ignore[no-untyped-def]
    """What is said to the database from now on: reads and updates, with their values."""
    from sqlalchemy import event

    said: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, _context, executemany):  # type: ignore[no-untyped-def]
        if statement.lstrip().upper().startswith(("SELECT", "UPDATE")) and not executemany:
            said.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    return said
