"""Would the compose file start the whole installation, closed to others? (read as data: no Docker is needed)"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from commands.app import app
from pipeline.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "podlinnik"}
KEYS = {
    "image", "build", "env_file", "environment", "restart", "read_only", "tmpfs", "cap_drop", "security_opt", "volumes",
    "networks", "logging", "command", "depends_on", "ports", "stop_grace_period", "stop_signal", "mem_limit",
    "pids_limit", "healthcheck", "profiles", "shm_size",
}  # fmt: skip
"""Of the compose specification, as far as it is used: a misspelt key would be ignored or refused."""


def test_only_keys_that_compose_knows() -> None:
    assert {key for key in COMPOSE if not key.startswith("x-")} == {"name", "services", "networks", "volumes"}
    assert {key for service in SERVICES.values() for key in service} <= KEYS


def test_networks_volumes_and_what_is_depended_on_are_there() -> None:
    for service in SERVICES.values():
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        named = {volume.split(":")[0] for volume in service.get("volumes", ()) if not volume.startswith(("/", "."))}
        assert named <= set(COMPOSE["volumes"])
        for name, how in service.get("depends_on", {}).items():
            assert how["condition"] != "service_healthy" or "healthcheck" in SERVICES[name]


def test_all_processes_and_servers_are_there() -> None:
    assert set(SERVICES) == {"postgres", "redis", "migrate", "api", "worker", "cron", "audit", "prometheus"}
    assert int(re.findall(r"postgres:(\d+)", SERVICES["postgres"]["image"])[0]) >= 15


@pytest.mark.parametrize("name", OURS)
def test_our_processes_may_do_little(name: str) -> None:
    service = OURS[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", OURS)
def test_our_settings_exist(name: str) -> None:
    known = {f"PODLINNIK_{field.upper()}" for field in Settings.model_fields}
    assert set(OURS[name]["environment"]) <= known
    assert (DEPLOY / f"{OURS[name]['env_file']}.example").exists()


@pytest.mark.parametrize("name", OURS)
def test_our_commands_exist(name: str) -> None:
    command = typer.main.get_command(app)
    for word in OURS[name]["command"]:
        if word.startswith("--"):
            assert word in {option for parameter in command.params for option in parameter.opts}
        else:
            command = getattr(command, "commands", {}).get(word, command)
    assert not hasattr(command, "commands")


def test_redis_throws_nothing_away_and_writes_down_what_it_has() -> None:
    command = SERVICES["redis"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert command[command.index("--appendonly") + 1] == "yes"


def test_only_this_machine_reaches_what_is_published_and_nobody_the_servers() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert all(port.startswith("127.0.0.1:") for port in published)
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["inner"]
    assert COMPOSE["networks"]["inner"]["internal"] is True


def test_servers_and_what_serves_are_asked_after_their_health() -> None:
    assert {name for name, service in SERVICES.items() if "healthcheck" in service} >= {
        "postgres", "redis", "api", "worker",
    }  # fmt: skip


def test_a_stop_waits_for_the_longest_stage() -> None:
    most = Settings()
    assert int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")) > 1.5 * most.document_cap_seconds
    assert int(SERVICES["api"]["stop_grace_period"].removesuffix("s")) > 1.5 * most.api_stop_seconds


def test_the_image_runs_as_nobody_in_particular_and_holds_no_more_than_it_needs() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER 10001:10001" in lines
    assert all("debian:" in line or line.split()[1] == "base" for line in lines if line.startswith("FROM "))
    copied = {line.split()[1] for line in lines if line.startswith("COPY ") and "--from" not in line}
    let_in = {
        line[1:]
        for line in (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    assert copied <= let_in
    assert all((DEPLOY.parent / each).exists() for each in let_in)
    assert "tests" not in let_in


def test_prometheus_reads_our_rules_and_asks_our_processes() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus.yaml").read_text(encoding="utf-8"))
    assert config["rule_files"] == ["alerts.yaml"]
    assert [job["job_name"] for job in config["scrape_configs"]] == ["podlinnik-api", "podlinnik-worker"]
    port = config["scrape_configs"][1]["dns_sd_configs"][0]["port"]
    assert str(port) == OURS["worker"]["environment"]["PODLINNIK_METRICS_PORT"]


def test_secrets_may_come_from_files_that_exist_nowhere_else() -> None:
    beside: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.secrets.yaml").read_text(encoding="utf-8"))
    known = {f"PODLINNIK_{field.upper()}" for field in Settings.model_fields}
    for name, service in beside["services"].items():
        assert set(service) == {"environment", "secrets"}
        assert name in OURS
        assert set(service["environment"]) <= known
        named = {Path(path).name for path in service["environment"].values()}
        assert named == set(service["secrets"]) <= set(beside["secrets"])
