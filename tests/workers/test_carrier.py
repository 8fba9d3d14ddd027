"""Does every document come to its end, whatever fails on the way?"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from sqlalchemy import select

from pipeline.antivirus.protocol import ScannerUnavailable
from pipeline.cabinet.statuses import STAGES
from pipeline.cabinet.work import ATTEMPTS
from pipeline.case import Case, UploadKills
from pipeline.stages.tools import Tools
from tests.fakes import Stages
from tests.workers.shop import NO_ENGINE, NO_REGISTER, Shop, failing
from workers.carrier import HUNG, Incident, Limits
from workers.retries import RETRIES, next_try


def test_an_upload_is_carried_to_its_decision(shop: Shop) -> None:
    document_id = shop.upload("a")
    shop.carrier().carry(document_id)
    row = shop.row(document_id)
    assert (row["status"], row["stage"], row["lease_until"], row["decided_by"]) == ("approved", None, None, "machine")


def test_what_is_done_is_not_done_again(shop: Shop) -> None:
    document_id = shop.upload("a")
    stages = Stages()
    for _ in range(2):
        shop.carrier(dict(stages.sequence)).carry(document_id)
    assert stages.runs == list(STAGES)


def test_a_worker_of_some_stages_hands_over_to_those_of_the_next(shop: Shop) -> None:
    document_id = shop.upload("a")
    shop.carrier(serves=("virus_scan", "format_check", "esignatures", "ocr")).carry(document_id)
    assert shop.row(document_id)["stage"] == "extraction"
    assert shop.rung == [(document_id, "extraction")]
    stages = Stages()
    shop.carrier(dict(stages.sequence), serves=("extraction", "cross_check", "decision")).carry(document_id)
    assert stages.runs == ["extraction", "cross_check", "decision"]
    assert shop.row(document_id)["status"] == "approved"


def test_a_worker_that_is_asked_to_stop_gives_the_document_back_after_the_stage_at_hand(shop: Shop) -> None:
    document_id = shop.upload("a")
    asked = threading.Event()

    def slow(case: Case, tools: Tools) -> Case:
        asked.set()
        return Stages.ocr(case, tools)

    shop.carrier({"ocr": slow}, stopping=asked.is_set).carry(document_id)
    row = shop.row(document_id)
    assert (row["status"], row["stage"], row["lease_until"], row["tries"]) == ("checking", "extraction", None, {})
    shop.carrier().carry(document_id)
    assert shop.row(document_id)["status"] == "approved"


def test_a_register_that_is_down_makes_it_wait_and_only_that_stage_is_run_again(shop: Shop) -> None:
    document_id = shop.upload("a")
    shop.carrier({"cross_check": NO_REGISTER}).carry(document_id)
    assert (shop.row(document_id)["status"], shop.row(document_id)["stage"]) == ("waiting", "cross_check")
    stages = Stages()
    shop.carrier(dict(stages.sequence)).carry(document_id)
    assert stages.runs == [], "it is not due yet"
    shop.clock.forward(minutes=1)
    shop.carrier(dict(stages.sequence)).carry(document_id)
    assert stages.runs == ["cross_check", "decision"]
    assert shop.row(document_id)["status"] == "approved"


@pytest.mark.parametrize(
    ("instead", "failure", "code"),
    [
        ({"cross_check": NO_REGISTER}, "registry", "REGISTRY_UNAVAILABLE"),
        ({"ocr": NO_ENGINE}, "engine", "PROCESSING_FAILED"),
        ({"virus_scan": failing(ScannerUnavailable("off"))}, "scanner", "PROCESSING_FAILED"),
        ({"ocr": failing(UploadKills("known already"))}, "child", "PROCESSING_FAILED"),
        ({"ocr": failing(PermissionError("disk"))}, "storage", "PROCESSING_FAILED"),
        ({"extraction": failing(KeyError("Воробьёва"))}, "fault", "PROCESSING_FAILED"),
    ],
)
def test_the_last_try_of_every_failure_ends_with_a_person(
    shop: Shop, instead: dict[str, object], failure: str, code: str
) -> None:
    document_id = shop.upload("a")
    tries = 0
    while shop.row(document_id)["status"] in {"uploaded", "checking", "waiting"}:
        tries += 1
        assert tries <= RETRIES[failure].tries
        expected = pytest.raises(Incident, match=r"^KeyError at tests") if failure == "fault" else nullcontext()
        with expected:
            shop.carrier(instead).carry(document_id)  # type: ignore[arg-type]
        shop.clock.forward(hours=2)
    assert tries == RETRIES[failure].tries
    row = shop.row(document_id)
    assert (row["status"], row["correct_by"]) == ("needs_review", None)
    assert shop.reasons(document_id) == [code]


def test_bytes_that_are_lost_are_our_fault_and_end_with_a_person(shop: Shop) -> None:
    document_id = shop.upload("a")
    shop.files.remove(str(shop.row(document_id)["sha256"]))

    def reads(case: Case, tools: Tools) -> Case:
        tools.original(case)
        return case

    while shop.row(document_id)["status"] != "needs_review":
        with pytest.raises(Incident):
            shop.carrier({"format_check": reads}).carry(document_id)
        shop.clock.forward(hours=2)
    assert shop.reasons(document_id) == ["PROCESSING_FAILED"]


def test_a_document_that_kills_its_workers_ends_with_a_person_and_kills_no_more(shop: Shop) -> None:
    document_id = shop.upload("a")
    carrier = shop.carrier()
    for _ in range(1 + RETRIES["lost"].tries):
        if shop.row(document_id)["tries"].get("lost", 0) < RETRIES["lost"].tries - 1:  # type: ignore[attr-defined]
            assert carrier.work.lease(document_id, "dies", 30) is not None
            shop.clock.forward(seconds=31)
    stages = Stages()
    shop.carrier(dict(stages.sequence)).carry(document_id)
    assert stages.runs == ["decision"]
    assert shop.row(document_id)["status"] == "needs_review"


def test_a_document_that_never_ends_is_given_up_and_the_process_with_it(shop: Shop) -> None:
    document_id = shop.upload("a")
    ended: list[int] = []
    hung = threading.Event()

    def hang_up(status: int) -> None:
        ended.append(status)
        hung.set()

    def endless(case: Case, tools: Tools) -> Case:
        assert hung.wait(10)
        return case

    limits = Limits(lease=30, base=0.1, page=0.0, cap=60)
    shop.carrier({"ocr": endless}, hang_up=hang_up, limits=limits).carry(document_id)
    assert ended == [HUNG]
    assert shop.row(document_id)["tries"] == {"time": 1}
    assert shop.row(document_id)["lease_until"] is None


def test_the_lease_is_extended_while_a_stage_is_long(shop: Shop) -> None:
    document_id = shop.upload("a")
    until: list[object] = []

    def long(case: Case, tools: Tools) -> Case:
        before = shop.row(document_id)["lease_until"]
        shop.clock.forward(seconds=20)
        for _ in range(200):
            if shop.row(document_id)["lease_until"] != before:
                break
            time.sleep(0.02)
        until.extend([before, shop.row(document_id)["lease_until"]])
        return case

    shop.carrier({"ocr": long}).carry(document_id)
    assert until[1] > until[0]  # type: ignore[operator]


def test_a_lease_that_was_lost_stops_the_work_before_the_next_stage(shop: Shop) -> None:
    document_id = shop.upload("a")
    other = shop.carrier()

    def slow(case: Case, tools: Tools) -> Case:
        shop.clock.forward(seconds=31)
        other.carry(document_id)
        return case

    shop.carrier({"ocr": slow}).carry(document_id)
    assert shop.row(document_id)["status"] == "approved"
    with shop.engine.connect() as connection:
        assert len(connection.execute(select(ATTEMPTS.c.number)).all()) == 1


def waits(failure: str) -> Iterator[float]:
    from tests.cabinet.desk import START

    failed = 1
    while (again := next_try(failure, failed, START)) is not None:
        yield (again - START).total_seconds()
        failed += 1


@pytest.mark.parametrize(
    ("failure", "first", "tries", "days"),
    [
        ("registry", (60, 300, 900, 3600, 3600), 80, 3),
        ("engine", (30, 300), 3, 0),
        ("scanner", (60, 300, 900, 3600, 3600), 12, 0),
        ("storage", (60, 600, 3600, 3600), 12, 0),
        ("database", (10, 60, 600, 600), 12, 0),
        ("time", (60,), 2, 0),
        ("lost", (0, 0), 3, 0),
        ("fault", (300, 3600), 3, 0),
    ],
)
def test_tries_and_waits_are_what_the_table_says(failure: str, first: tuple[float, ...], tries: int, days: int) -> None:
    found = tuple(waits(failure))
    assert found[: len(first)] == first
    assert len(found) == tries - 1
    assert sum(found) // 86400 == days


def test_every_kind_of_failure_is_in_the_table_and_says_why() -> None:
    assert set(RETRIES) == {"registry", "engine", "child", "scanner", "storage", "database", "time", "lost", "fault"}
    assert all(rule.why and rule.waits for rule in RETRIES.values())
