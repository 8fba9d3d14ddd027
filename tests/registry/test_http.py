"""Is the register over HTTP believed when it answers, and never when it does not?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from pipeline.case import Holder, RegistryPerson, RegistryUnavailable
from pipeline.registry.answers import MemoryAnswers
from pipeline.registry.breaker import BreakerRules, State
from pipeline.registry.http import TooMany
from pipeline.registry.http_call import CallLimits, Gateway, NoAnswer, again, seconds_told
from pipeline.registry.lines import parse_person
from samples.registry_faults import FAULTS
from samples.registry_server import DOWN, RegistryServer
from tests.fakes import registry_line, surnames
from tests.registry.gateway import LIMITS, PATIENT, Clock, asking

MARIA = Holder(snils="11223344595")
STRANGER = Holder(snils="08765430300")
NUMBER = ("higher_education_diploma", "107704", "0123456")
SECRET_WORDS = ("Воробьёва", "11223344595", "1990-05-14", "107704", "0123456", "Другая", "very-secret")
TRIED_AGAIN = {DOWN, "slow", "cut", "reset", "half", "too_long_a_length", "no_http", "busy", "bad_gateway",
               "unavailable", "gateway_timeout"}  # fmt: skip

SILENT = {"slow", "too_long_a_length"}
ABOUT_WHO_WAS_FOUND = {"misspelt", "stateless"}
"""Faults of an answer that names people: of nobody they have nothing wrong to say."""


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    with RegistryServer([parse_person(registry_line())]) as running:
        yield running


def many(count: int) -> list[RegistryPerson]:
    return [parse_person(registry_line(snils=f"{number:011d}")) for number in range(count)]


# --- what it finds -----------------------------------------------------------------------------------------------


def test_a_person_is_found_by_snils_by_name_and_by_paper(server: RegistryServer) -> None:
    former = Holder(last_name="СИНИЦЫНА", first_name="Mария", birth_date=dt.date(1990, 5, 14))  # Latin M
    with asking(server.url) as registry:
        assert surnames(registry.find_people(MARIA)) == ["Воробьёва"]
        assert surnames(registry.find_people(former)) == ["Воробьёва"]
        assert surnames(registry.find_by_number(*NUMBER)) == ["Воробьёва"]
        assert surnames(registry.find_by_number(NUMBER[0], None, "1077040123456")) == ["Воробьёва"]


def test_nobody_is_an_answer_too(server: RegistryServer) -> None:
    with asking(server.url) as registry:
        assert registry.find_people(STRANGER) == ()
        assert registry.find_by_number("passport", *NUMBER[1:]) == ()
        assert registry.find_people(Holder(last_name="Иванов")) == ()
        assert registry.find_by_number(NUMBER[0], None, "№") == ()
    assert server.asked == 2  # of too little nobody is asked


@pytest.mark.parametrize("page_size", [1, 7, 20, 21, 100])
def test_pages_are_put_together(page_size: int) -> None:
    people = many(21)
    with RegistryServer(people) as server, asking(server.url, page_size=page_size) as registry:
        found = registry.find_by_number(*NUMBER)
    assert found == tuple(people)
    assert server.asked == -(-21 // page_size)


def test_too_many_to_weigh_is_not_an_answer_and_not_a_failure() -> None:
    rules = BreakerRules(failures=1)
    with RegistryServer(many(501)) as server, asking(server.url, rules=rules) as registry:
        with pytest.raises(TooMany) as raised:
            registry.find_by_number(*NUMBER)
        assert not raised.value.at_once
        assert registry.state is State.CLOSED


def test_only_the_token_opens(server: RegistryServer) -> None:
    server.token = "very-secret"
    with asking(server.url, token="very-secret") as registry:
        assert surnames(registry.find_people(MARIA)) == ["Воробьёва"]
        registry.check()
    for wrong in (None, "other-secret"):
        with asking(server.url, token=wrong) as registry, pytest.raises(RegistryUnavailable, match="token"):
            registry.find_people(MARIA)


def test_the_version_stays_whatever_the_register_holds(server: RegistryServer) -> None:
    with asking(server.url) as registry:
        before = registry.version
        server.misbehave(DOWN)
        assert registry.version == before == "http podlinnik-register/1"


# --- how it fails ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [DOWN, *FAULTS])
def test_no_fault_passes_for_an_answer(server: RegistryServer, fault: str) -> None:
    server.misbehave(fault)
    with asking(server.url, limits=LIMITS, token="very-secret", found_seconds=60, absent_seconds=60) as registry:
        asks: tuple[Callable[[], object], ...] = (
            lambda: registry.find_people(MARIA), lambda: registry.find_by_number(*NUMBER),
        )  # fmt: skip
        for ask in asks:
            with pytest.raises(RegistryUnavailable) as raised:
                ask()
            assert not raised.value.at_once
            assert not any(word in str(raised.value) for word in SECRET_WORDS)
            assert raised.value.__cause__ is None
    server.misbehave(None)
    with asking(server.url) as registry:
        assert surnames(registry.find_people(MARIA)) == ["Воробьёва"]


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - ABOUT_WHO_WAS_FOUND))
def test_no_fault_passes_for_nobody_found(server: RegistryServer, fault: str) -> None:
    server.misbehave(fault)
    with asking(server.url, limits=LIMITS) as registry, pytest.raises(RegistryUnavailable):
        registry.find_people(STRANGER)


def test_a_register_that_changes_between_two_pages_is_asked_again_at_once() -> None:
    class Shrinking(Gateway):
        def ask(self, body: bytes) -> bytes:
            answer = super().ask(body)
            running.people = running.people[:3]
            return answer

    with RegistryServer(many(4)) as running, asking(running.url, page_size=2) as registry:
        shrinking = replace(registry, gateway=Shrinking(running.url, limits=PATIENT))
        with pytest.raises(RegistryUnavailable) as raised:
            shrinking.find_by_number(*NUMBER)
        shrinking.close()
    assert raised.value.at_once


@pytest.mark.parametrize("fault", ["html", "rubbish", "error", DOWN, "json_404"])
def test_the_check_says_when_the_gateway_cannot_be_asked(server: RegistryServer, fault: str) -> None:
    server.misbehave(fault)
    with asking(server.url, limits=LIMITS) as registry, pytest.raises(RegistryUnavailable):
        registry.check()


# --- tries -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_only_what_may_mend_itself_is_tried_again(server: RegistryServer, fault: str) -> None:
    limits = CallLimits(
        read_seconds=0.15 if fault in SILENT else 30.0, call_seconds=0.6 if fault == "drip" else 60.0, tries=3,
        retry_seconds=0.0, answer_bytes=200_000,
    )  # fmt: skip
    server.misbehave(fault, retry_after="0")
    with asking(server.url, limits=limits) as registry, pytest.raises(RegistryUnavailable):
        registry.find_people(MARIA)
    assert server.asked == (3 if fault in TRIED_AGAIN else 1)


@pytest.mark.parametrize("fault", ["cut", "busy", "unavailable", "reset"])
def test_a_short_fault_is_got_over(server: RegistryServer, fault: str) -> None:
    server.misbehave(fault, times=2, retry_after="0")
    limits = CallLimits(tries=3, retry_seconds=0.0, read_seconds=30.0, call_seconds=60.0)
    with asking(server.url, limits=limits) as registry:
        assert surnames(registry.find_people(MARIA)) == ["Воробьёва"]
    assert server.asked == 3


@pytest.mark.parametrize(
    ("error", "left", "expected"),
    [
        (NoAnswer("busy", again=True), 5.0, True),
        (NoAnswer("busy", again=True, wait=2.0), 5.0, 2.0),
        (NoAnswer("busy", again=True, wait=9.0), 5.0, False),
        (NoAnswer("refused"), 5.0, False),
        (ValueError(), 5.0, False),
    ],
)
def test_when_and_after_which_wait_it_is_tried_again(error: Exception, left: float, expected: bool | float) -> None:
    assert again(error, left) == expected


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (None, 0.0), ("", 0.0), ("7", 7.0), (" 7 ", 7.0), ("0", 0.0), ("-7", 0.0), ("1.5", 0.0), ("soon", 0.0),
        ("99999999999999999999", 600.0), ("Sun, 22 Nov 2026 09:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 09:00:30 -0000", 30.0), ("Sun, 22 Nov 2026 08:00:00 GMT", 0.0),
        ("Sun, 99 Nov 2026 08:00:00 GMT", 0.0), ("٣", 0.0),
    ],
)  # fmt: skip
def test_what_retry_after_tells(told: str | None, seconds: float) -> None:
    assert seconds_told(told, dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)) == seconds


# --- the breaker and the cache -----------------------------------------------------------------------------------


def test_a_register_that_fails_is_left_alone_and_then_asked_once(server: RegistryServer) -> None:
    clock, rules = Clock(), BreakerRules(failures=2, wait_seconds=30.0)
    server.misbehave("error")
    with asking(server.url, clock=clock, rules=rules) as registry:
        for _ in range(5):
            with pytest.raises(RegistryUnavailable) as raised:
                registry.find_people(MARIA)
        assert server.asked == 2
        assert not raised.value.at_once
        clock.seconds = 30.0
        with pytest.raises(RegistryUnavailable):
            registry.find_people(MARIA)
        assert (server.asked, registry.state) == (3, State.OPEN)
        server.misbehave(None)
        clock.seconds = 60.0
        assert surnames(registry.find_people(MARIA)) == ["Воробьёва"]
        assert registry.state is State.CLOSED


def test_a_register_that_asks_for_rest_gets_it(server: RegistryServer) -> None:
    clock = Clock()
    server.misbehave("busy", times=1, retry_after="45")
    with asking(server.url, clock=clock, limits=replace(PATIENT, tries=2, call_seconds=40.0)) as registry:
        for second in (0.0, 44.0):
            clock.seconds = second
            with pytest.raises(RegistryUnavailable):
                registry.find_people(MARIA)
        assert server.asked == 1
        clock.seconds = 45.0
        assert surnames(registry.find_people(MARIA)) == ["Воробьёва"]


def test_rubbish_opens_the_breaker_as_silence_does(server: RegistryServer) -> None:
    server.misbehave("wrong_schema")
    with asking(server.url, rules=BreakerRules(failures=1)) as registry:
        with pytest.raises(RegistryUnavailable):
            registry.find_people(MARIA)
        assert registry.state is State.OPEN


def test_answers_are_kept_for_as_long_as_they_hold(server: RegistryServer) -> None:
    clock = Clock()
    with asking(server.url, clock=clock, found_seconds=600, absent_seconds=60) as registry:
        for seconds, asked in [(0.0, 2), (59.0, 2), (60.0, 3), (119.0, 3), (599.0, 4), (600.0, 5)]:
            clock.seconds = seconds
            assert surnames(registry.find_people(MARIA)) == ["Воробьёва"]
            assert registry.find_people(STRANGER) == ()
            assert server.asked == asked, seconds


def test_what_is_kept_is_told_while_the_register_is_down_but_not_beyond_its_age(server: RegistryServer) -> None:
    clock = Clock()
    with asking(server.url, clock=clock, found_seconds=600) as registry:
        registry.find_people(MARIA)
        server.misbehave(DOWN)
        clock.seconds = 599.0
        assert surnames(registry.find_people(MARIA)) == ["Воробьёва"]
        clock.seconds = 600.0
        with pytest.raises(RegistryUnavailable):
            registry.find_people(MARIA)


def test_failures_are_not_kept(server: RegistryServer) -> None:
    server.misbehave("error", times=1)
    with asking(server.url, found_seconds=600, absent_seconds=600) as registry:
        with pytest.raises(RegistryUnavailable):
            registry.find_people(MARIA)
        assert surnames(registry.find_people(MARIA)) == ["Воробьёва"]


def test_the_kept_answer_has_the_time_it_was_asked_and_no_name_in_its_key(server: RegistryServer) -> None:
    class Watched(MemoryAnswers):
        keys: list[str]

        def put(self, key: str, body: bytes, at: dt.datetime) -> None:
            self.keys = [*getattr(self, "keys", []), key]
            super().put(key, body, at)

    clock, cache = Clock(seconds=7.0), Watched(10)
    with asking(server.url, clock=clock, cache=cache, found_seconds=600, absent_seconds=600) as registry:
        registry.find_people(MARIA)
        registry.find_by_number(*NUMBER)
    assert len(set(cache.keys)) == 2
    for key in cache.keys:
        kept = cache.get(key)
        assert kept is not None
        assert kept.at == clock.now()
        assert not any(word in key for word in SECRET_WORDS)
