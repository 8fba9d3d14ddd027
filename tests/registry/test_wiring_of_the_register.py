"""Which register is asked: the one that was given, or the one that the settings name?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.desk import prepared
from commands.doctor import gateway_check
from commands.progress import stderr_console
from pipeline.cabinet.database import open_database
from pipeline.cabinet.sealing.master import new_master_key
from pipeline.caller import Podlinnik
from pipeline.case import Holder
from pipeline.registry.http import HttpRegistry
from pipeline.registry.snapshot import NoRegistry, SnapshotRegistry
from pipeline.settings import Settings
from pipeline.wiring import build_registry, installed_registry
from samples.registry_server import DOWN, RegistryServer, read_people
from tests.cabinet.whole import everything_in
from tests.fakes import registry_line, surnames


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RegistryServer]:
    path = tmp_path / "registry.jsonl"
    path.write_text(registry_line() + "\n", encoding="utf-8")
    with RegistryServer(read_people(path), token="very-secret") as running:
        monkeypatch.setenv("PODLINNIK_REGISTRY", "http")
        monkeypatch.setenv("PODLINNIK_REGISTRY_URL", running.url)
        monkeypatch.setenv("PODLINNIK_REGISTRY_TOKEN", "very-secret")
        yield running


def test_the_settings_name_the_register(server: RegistryServer, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    over_http = Settings()
    for registry in (build_registry(None, over_http), installed_registry(over_http)):
        assert isinstance(registry, HttpRegistry)
        assert surnames(registry.find_people(Holder(snils="11223344595"))) == ["Воробьёва"]
        registry.close()
    assert isinstance(build_registry(url, over_http), SnapshotRegistry)
    snapshot = Settings(registry="snapshot", database_url=url)
    assert isinstance(installed_registry(snapshot), SnapshotRegistry)
    assert isinstance(build_registry(None, snapshot), NoRegistry)
    assert isinstance(build_registry(None), NoRegistry)


def test_a_register_file_that_is_given_wins(server: RegistryServer, tmp_path: Path) -> None:
    with prepared(tmp_path / "registry.jsonl", None, stderr_console()) as given:
        assert given.desk.registry_url is not None
    with prepared(None, None, stderr_console()) as over_http:
        assert over_http.desk.registry_url is None
        assert over_http.versions["registry"] == "http podlinnik-register/1"
    assert server.asked == 0


def test_a_register_file_that_is_given_lies_sealed_where_there_are_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a database of its own, in a temporary folder, for as long as the command runs."""
    (tmp_path / "registry.jsonl").write_text(registry_line() + "\n", encoding="utf-8")
    monkeypatch.setenv("PODLINNIK_MASTER_KEYS", new_master_key("m"))
    with prepared(tmp_path / "registry.jsonl", None, stderr_console()) as given:
        url = given.desk.registry_url
        assert url is not None
        engine = open_database(url)
        shown = everything_in(engine)
        engine.dispose()
        assert "registry_people.identity: v:" in shown
        assert not [word for word in ("Воробь", "ВОРОБЬ", "11223344595", "0123456") if word in shown]
        found = build_registry(url, given.desk.settings).find_people(Holder(snils="11223344595"))
        assert surnames(found) == ["Воробьёва"]


def test_a_python_program_asks_the_register_that_the_settings_name(server: RegistryServer) -> None:
    registry = Podlinnik()._registry
    assert isinstance(registry, HttpRegistry)
    registry.close()


def test_the_doctor_asks_the_gateway(server: RegistryServer) -> None:
    assert gateway_check(Settings()).state == "ok"
    server.misbehave(DOWN)
    check = gateway_check(Settings(registry_retry_seconds=0.0))
    assert check.state == "missing"
    assert "reached" in check.found
