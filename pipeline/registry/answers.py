"""What did the register answer a while ago, and is that still worth something?

Keys are keyed hashes of the question, so that neither a СНИЛС nor a name can be found by trying them all. Bodies do
hold personal data: a cache outside of this process's memory must guard them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from pipeline.case import RegistryPerson

_PEOPLE = TypeAdapter(tuple[RegistryPerson, ...])


@dataclass(frozen=True, kw_only=True, repr=False)
class Kept:
    """An answer and when the register was asked."""

    body: bytes
    at: dt.datetime


class KeptSomewhere(Protocol):
    """What a cache gives back, whatever its own records are."""

    @property
    def body(self) -> bytes: ...

    @property
    def at(self) -> dt.datetime: ...


class AnswerCache(Protocol):
    """Keeps answers; may forget any of them at any time. How old one may be is its user's affair."""

    def get(self, key: str) -> KeptSomewhere | None: ...

    def put(self, key: str, body: bytes, at: dt.datetime) -> None: ...


class MemoryAnswers:
    """The answers used last, in this process's memory; threads may share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def get(self, key: str) -> Kept | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def put(self, key: str, body: bytes, at: dt.datetime) -> None:
        with self._lock:
            self._kept[key] = Kept(body=body, at=at)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


@dataclass(frozen=True, kw_only=True)
class Ages:
    """How long an answer holds. A paper entered today must soon be found, so nobody found holds for less."""

    found: dt.timedelta
    absent: dt.timedelta

    def holds(self, *, found: bool, at: dt.datetime, now: dt.datetime) -> bool:
        """False also for an answer from the future: a clock was set back."""
        return dt.timedelta(0) <= now - at < (self.found if found else self.absent)


def key_of(question: Sequence[str | None], secret: bytes) -> str:
    """64 hexadecimal digits; `secret` has at most 64 bytes."""
    said = json.dumps(list(question), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, key=secret, digest_size=32).hexdigest()


def written(people: tuple[RegistryPerson, ...]) -> bytes:
    return _PEOPLE.dump_json(people)


def read(body: bytes) -> tuple[RegistryPerson, ...] | None:
    """None when another version wrote it and this one cannot read it."""
    try:
        return _PEOPLE.validate_json(body)
    except ValidationError:
        return None
