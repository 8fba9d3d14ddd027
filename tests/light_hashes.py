"""Passwords hashed by the same program with a thousandth of the work: tests that sign in often are quick."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from pipeline.cabinet import passwords


@pytest.fixture
def light_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    passwords._nobodys.cache_clear()
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=256, parallelism=1))
    yield
    passwords._nobodys.cache_clear()
