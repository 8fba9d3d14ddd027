"""Does a worker measure what operators need, and nothing of anybody?"""

from __future__ import annotations

import socket
from urllib.request import urlopen

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from pipeline.case import Holder, RegistryPerson, RegistryUnavailable
from pipeline.registry.breaker import State
from pipeline.settings import Settings
from tests.workers.shop import KIND, NO_ENGINE, Shop
from workers.metrics import ANSWERS, OTHER, Labels, Measured, closed_labels, serve_metrics
from workers.watching import Unwatched, WatchedRegistry
from workers.wiring import build_watcher

MARIA = Holder(last_name="Воробьёва", first_name="Мария", snils="11223344595")


class Register:
    """Answers as it is told."""

    version = "1"
    state = State.CLOSED

    def __init__(self, people: tuple[RegistryPerson, ...] | None) -> None:
        self.people = people

    def find_people(self, holder: Holder) -> tuple[RegistryPerson, ...]:
        if self.people is None:
            raise RegistryUnavailable("down")
        return self.people

    def find_by_number(self, kind: str, series: str | None, number: str) -> tuple[RegistryPerson, ...]:
        return self.find_people(Holder())


def value(measured: Measured, name: str, **labels: str) -> float | None:
    return measured.registry.get_sample_value(name, labels)


@pytest.fixture(scope="module")
def labels() -> Labels:
    return closed_labels()


@pytest.fixture
def measured(labels: Labels) -> Measured:
    return Measured(labels)


def test_what_a_carrier_does_is_counted(shop: Shop, measured: Measured) -> None:
    carrier = shop.carrier()
    object.__setattr__(carrier, "watcher", measured)
    carrier.carry(shop.upload("a"))
    assert value(measured, "podlinnik_decisions_total", kind=KIND, status="approved") == 1
    for stage in ("virus_scan", "format_check", "esignatures", "ocr", "extraction", "cross_check", "decision"):
        assert value(measured, "podlinnik_stage_seconds_count", stage=stage) == 1


def test_a_failed_try_is_counted_by_its_kind(shop: Shop, measured: Measured) -> None:
    assert value(measured, "podlinnik_failed_tries_total", failure="engine") == 0
    carrier = shop.carrier({"ocr": NO_ENGINE})
    object.__setattr__(carrier, "watcher", measured)
    carrier.carry(shop.upload("a"))
    assert value(measured, "podlinnik_failed_tries_total", failure="engine") == 1
    assert value(measured, "podlinnik_stage_seconds_count", stage="format_check") == 1


@pytest.mark.parametrize(
    ("people", "result"), [((RegistryPerson(last_name="Воробьёва"),), "found"), ((), "nobody"), (None, "unavailable")]
)
def test_what_the_register_says_is_counted_with_its_time(
    measured: Measured, people: tuple[RegistryPerson, ...] | None, result: str
) -> None:
    register = WatchedRegistry(Register(people), measured)
    for ask in (lambda: register.find_people(MARIA), lambda: register.find_by_number(KIND, None, "0123456")):
        try:
            assert ask() == people
        except RegistryUnavailable:
            assert people is None
    assert value(measured, "podlinnik_registry_call_seconds_count", result=result) == 2


def test_the_state_of_the_breaker_is_told(measured: Measured) -> None:
    register = Register(())
    watched = WatchedRegistry(register, measured)
    register.state = State.OPEN
    watched.find_people(MARIA)
    assert [value(measured, "podlinnik_registry_breaker", state=state) for state in State] == [0, 1, 0]


def test_labels_come_from_closed_sets_alone(labels: Labels, measured: Measured) -> None:
    """Whatever a faulty caller hands in."""
    person = "Воробьёва Мария 11223344595"
    measured.stage_done(person, 1.0)
    measured.decided(person, person, [person])
    measured.tried(person)
    measured.asked(person, 1.0, None)
    text = generate_latest(measured.registry).decode()
    assert "Воробь" not in text
    allowed = {
        "stage": labels.stages, "kind": labels.kinds, "status": labels.statuses, "code": labels.codes,
        "failure": labels.failures, "result": frozenset(ANSWERS), "state": frozenset(State),
    }  # fmt: skip
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            for name, given in sample.labels.items():
                assert name in {"le", "version"} or given in allowed[name] | {OTHER}, sample


def test_each_process_answers_at_a_port_of_its_own(measured: Measured) -> None:
    measured.tried("engine")
    port = serve_metrics(measured.registry, "127.0.0.1", 0)
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        assert 'podlinnik_failed_tries_total{failure="engine"} 1.0' in answer.read().decode()


def test_a_port_that_is_taken_keeps_no_worker_from_working(measured: Measured) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert serve_metrics(measured.registry, "127.0.0.1", taken.getsockname()[1]) == 0


def test_without_a_port_nobody_measures() -> None:
    assert isinstance(build_watcher(Settings(), 3), Unwatched)
