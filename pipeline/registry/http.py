"""What does the register of medical workers say when it is asked over HTTP? (the contract: `docs/registry-http.md`)"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipeline.case import Holder, RegistryPerson, RegistryUnavailable
from pipeline.registry import answers
from pipeline.registry.answers import Ages, AnswerCache
from pipeline.registry.breaker import CircuitBreaker, State
from pipeline.registry.http_call import Gateway, NoAnswer
from pipeline.registry.lookups import LookUp, by_name, by_paper, by_snils, people_in, question
from pipeline.registry.wire import CONTRACT, BadWire, Health

MOST_CANDIDATES = 500
"""More people than that under one name or number: somebody must look."""


class NotAskedNow(RegistryUnavailable):
    """The register failed so often that it is left alone for a while."""

    at_once = False


class TooMany(RegistryUnavailable):
    """More were found than can be weighed; to take some of them would be to say that the others are not there."""

    at_once = False


@dataclass(frozen=True, kw_only=True)
class HttpRegistry:
    """The register behind a gateway. Raises `RegistryUnavailable` for whatever is no answer as the contract has it."""

    gateway: Gateway
    breaker: CircuitBreaker
    cache: AnswerCache
    ages: Ages
    now: Callable[[], dt.datetime]
    secret: bytes = field(repr=False)
    """Keys of the cache are hashed with it: whoever shares a cache shares this."""
    page_size: int = 100

    @property
    def version(self) -> str:
        """The adapter and the contract, whatever the register holds today."""
        return f"http {CONTRACT}"

    @property
    def state(self) -> State:
        """Of the breaker: anything but `closed` means that the register did not answer lately."""
        return self.breaker.state

    def find_people(self, holder: Holder) -> tuple[RegistryPerson, ...]:
        """By СНИЛС; when there is none or nobody has it, by name and birth date."""
        return self._found(by_snils(holder)) or self._found(by_name(holder))

    def find_by_number(self, kind: str, series: str | None, number: str) -> tuple[RegistryPerson, ...]:
        return self._found(by_paper(kind, series, number))

    def check(self) -> None:
        """Does the gateway answer, and by this contract? Raises `RegistryUnavailable`. Asks past breaker and cache."""
        try:
            Health.read(self.gateway.health())
        except BadWire as error:
            raise RegistryUnavailable(f"the register's gateway speaks otherwise: {error}") from None

    def close(self) -> None:
        self.gateway.close()

    def _found(self, asked: LookUp | None) -> tuple[RegistryPerson, ...]:
        if asked is None:
            return ()
        key = answers.key_of((CONTRACT, type(asked).__name__, *_said(asked)), self.secret)
        kept, now = self.cache.get(key), self.now()
        if kept is not None:
            known = answers.read(kept.body)
            if known is not None and self.ages.holds(found=bool(known), at=kept.at, now=now):
                return known
        people = self._guarded(asked)
        if self.ages.holds(found=bool(people), at=now, now=now):
            self.cache.put(key, answers.written(people), now)
        return people

    def _guarded(self, asked: LookUp) -> tuple[RegistryPerson, ...]:
        """Ask if the breaker lets, and tell it what came of it."""
        if not self.breaker.may_ask():
            raise NotAskedNow("the register failed lately and is not asked")
        wait, answered = 0.0, False
        try:
            people = self._all_pages(asked)
            answered = True
        except TooMany:
            answered = True
            raise
        except NoAnswer as error:
            wait = error.wait
            raise
        finally:
            if answered:
                self.breaker.answered()
            else:
                self.breaker.failed(wait=wait)
        return people

    def _all_pages(self, asked: LookUp) -> tuple[RegistryPerson, ...]:
        people, total = self._page(asked, 1)
        if total > MOST_CANDIDATES:
            raise TooMany(f"the register found more than {MOST_CANDIDATES} people")
        for number in range(2, -(-total // self.page_size) + 1):
            more, again = self._page(asked, number)
            if again != total:
                raise NoAnswer("the register's answer changed between its pages", at_once=True)
            people += more
        return people

    def _page(self, asked: LookUp, number: int) -> tuple[tuple[RegistryPerson, ...], int]:
        put = question(asked, request_id=secrets.token_hex(16), page=number, page_size=self.page_size)
        body = self.gateway.ask(put.written())
        try:
            return people_in(body, put)
        except BadWire as error:
            raise NoAnswer(f"the register's answer is not what the contract says: {error}") from None


def _said(asked: LookUp) -> Sequence[str | None]:
    members = asked.model_dump(mode="json").items()
    return [text for name, value in members for text in (name, None if value is None else str(value))]
