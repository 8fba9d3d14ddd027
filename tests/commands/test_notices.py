"""Does an operator see what could not be told, and can it be sent again?"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from click.testing import Result
from typer.testing import CliRunner

from commands.app import app
from commands.faults import CallWrong
from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database
from pipeline.settings import read_settings
from samples.servers.http_receiver import HttpReceiver
from tests.workers.post import Ear, Post
from workers.sweeps import BY_NAME, build_sweeper, run_sweep


@pytest.fixture
def post(database_url: str, monkeypatch: pytest.MonkeyPatch, http_receiver: HttpReceiver) -> Iterator[Post]:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("PODLINNIK_WEBHOOK_URL", http_receiver.url)
    monkeypatch.setenv("PODLINNIK_WEBHOOK_SECRET", "a secret of thirty-two symbols!!")
    monkeypatch.setenv("PODLINNIK_WEBHOOK_PORTS", f"[{http_receiver.port}]")
    monkeypatch.setenv("PODLINNIK_WEBHOOK_ALLOW_PRIVATE", "true")
    engine = open_database(database_url, kept=2)
    migrate.upgrade(engine)
    yield Post(engine)
    engine.dispose()


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["notices", *arguments], catch_exceptions=False)


def test_dead_letters_are_listed_and_sent_again(post: Post, http_receiver: HttpReceiver) -> None:
    document_id = post.decided()
    http_receiver.answer(404)
    assert "2 delivered, 0 to be tried again, 0 no longer true, 1 dead letters" in call("send").output
    listed = call("list").output
    notice_id = json.loads(http_receiver.requests[0].body)["id"]
    for said in (notice_id, document_id, "webhook", "status_changed", "404"):
        assert said in listed
    assert "1 to be sent again" in call("replay", notice_id).output
    assert "1 delivered" in call("send").output
    assert "no dead deliveries" in call("list").output
    assert call("list", "--state", "delivered", "--document", document_id).output.count("evt_") == 3


def test_all_of_a_channel_are_sent_again(post: Post) -> None:
    post.decided()
    ear = Ear()
    ear.says(then="no")
    post.run(ear)
    assert "0 to be sent again" in call("replay", "--all", "--channel", "email").output
    assert "3 to be sent again" in call("replay", "--all").output


@pytest.mark.parametrize(
    "arguments", [["replay"], ["replay", "evt_1", "--all"], ["list", "--state", "lost"], ["list", "--channel", "fax"]]
)
def test_a_wrong_call_says_what_is_right(post: Post, arguments: list[str]) -> None:
    with pytest.raises(CallWrong):
        call(*arguments)


def test_without_a_channel_it_is_said_which_to_set(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PODLINNIK_WEBHOOK_URL")
    with pytest.raises(CallWrong, match="PODLINNIK_SMTP_HOST"):
        call("send")


def test_a_sweep_tells_what_is_due_and_leaves_a_receiver_that_is_down_alone(
    post: Post, http_receiver: HttpReceiver
) -> None:
    for number in range(20):
        post.upload(f"paper-{number}-")
    http_receiver.stop()
    sweeper = build_sweeper(read_settings())
    down = run_sweep(BY_NAME["notices"], sweeper)
    assert 3 <= down.done["put off"] < 3 + 4  # calls that were under way at once
    http_receiver.start()
    assert run_sweep(BY_NAME["notices"], sweeper).done == {"delivered": 20 - down.done["put off"]}
    sweeper.engine.dispose()
