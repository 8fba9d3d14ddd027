"""Are settings read once, checked, and told by name when wrong?"""

from __future__ import annotations

import os

import pydantic
import pytest

from pipeline.settings import LIBRARY_ENVIRONMENT, Settings, SettingsError, calm_libraries, read_settings


def test_without_an_environment_the_embedded_defaults_hold() -> None:
    settings = read_settings()
    assert settings.engine == "tesserocr"
    assert settings.database_url.startswith("sqlite:///")


@pytest.mark.parametrize("name", ["DATABASE_URL", "PODLINNIK_DATABASE_URL"])
def test_the_database_has_its_usual_variable(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "sqlite:///elsewhere.db")
    assert read_settings().database_url == "sqlite:///elsewhere.db"


@pytest.mark.parametrize(
    ("name", "value"), [("PODLINNIK_ENGINE", "guess"), ("PODLINNIK_TRIES", "0"), ("PODLINNIK_MEMORY_BYTES", "much")]
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name.removeprefix("PODLINNIK_").lower()):
        read_settings()


@pytest.mark.parametrize("address", ["tcp://clamd.example.org:3310", "tcp://127.0.0.1", "/run/clamd.ctl", "unix://x/y"])
def test_an_antivirus_that_papers_would_reach_in_the_clear_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("PODLINNIK_CLAMD", address)
    with pytest.raises(SettingsError, match="PODLINNIK_CLAMD"):
        read_settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(pydantic.ValidationError):
        Settings().tries = 9  # type: ignore[misc]


def test_native_libraries_find_one_thread_and_a_limit_of_pixels() -> None:
    calm_libraries()
    assert {name: os.environ[name] for name in LIBRARY_ENVIRONMENT} == LIBRARY_ENVIRONMENT
