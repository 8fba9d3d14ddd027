"""What holds for every test: settings from nowhere but the test, native libraries calm, a quiet log."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from pipeline.log import configure_log
from pipeline.settings import calm_libraries

calm_libraries()  # before any test module loads them
settings.register_profile("podlinnik", deadline=None)  # a busy machine is no fault
settings.load_profile("podlinnik")

pytest_plugins = ["tests.services", "tests.light_hashes"]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the desk that the tests run on reaches them."""
    for name in list(os.environ):
        if name.startswith("PODLINNIK_") or name in {"DATABASE_URL", "REDIS_URL"}:
            monkeypatch.delenv(name)
    configure_log("error")
