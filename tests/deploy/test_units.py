"""Does systemd take the units, and do they keep what they should of the machine?"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import typer

from commands.app import app
from pipeline.settings import Settings

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
PROGRAM = "/opt/podlinnik/.venv/bin/podlinnik"


def of(path: Path) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, is_setting, value = line.partition("=")
        if is_setting and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def seconds(text: str) -> float:
    number, unit = re.fullmatch(r"(\d+)(min|h|s)?", text).groups()  # type: ignore[union-attr]
    return int(number) * {"min": 60, "h": 3600, "s": 1, None: 1}[unit]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    for path in UNITS.iterdir():
        text = path.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / path.name.replace("@", "@0")).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())], capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_keeps_nothing_of_the_machine(path: Path) -> None:
    unit = of(path)
    wanted = {
        "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
        "PrivateDevices": "yes", "CapabilityBoundingSet": "", "UMask": "0077", "LimitCORE": "0", "User": "podlinnik",
        "EnvironmentFile": "/etc/podlinnik/podlinnik.env",
    }  # fmt: skip
    assert {name: unit[name] for name in wanted} == {name: [value] for name, value in wanted.items()}
    assert "MemoryMax" in unit


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_calls_a_command_that_there_is(path: Path) -> None:
    (call,) = of(path)["ExecStart"]
    words = call.split()
    assert words[0] == PROGRAM
    command = typer.main.get_command(app)
    for word in words[1:]:
        if word.startswith("--"):
            assert word in {option for parameter in command.params for option in parameter.opts}
        elif word in getattr(command, "commands", {}):
            command = command.commands[word]  # type: ignore[attr-defined]
    assert not hasattr(command, "commands")


@pytest.mark.parametrize("name", ["podlinnik-api", "podlinnik-worker@", "podlinnik-cron"])
def test_what_serves_is_started_again_for_ever_and_leaves_nothing_behind(name: str) -> None:
    unit = of(UNITS / f"{name}.service")
    assert (unit["Restart"], unit["StartLimitIntervalSec"]) == (["always"], ["0"])
    assert unit["KillMode"][0] in {"control-group", "mixed"}  # both end with SIGKILL to all that is left


def test_a_stop_waits_for_the_longest_stage_and_the_longest_request() -> None:
    settings = Settings()
    assert seconds(of(UNITS / "podlinnik-worker@.service")["TimeoutStopSec"][0]) > 1.5 * settings.document_cap_seconds
    assert seconds(of(UNITS / "podlinnik-api.service")["TimeoutStopSec"][0]) > 1.5 * settings.api_stop_seconds


def test_a_worker_may_use_the_memory_that_its_own_limit_gives_it() -> None:
    (most,) = of(UNITS / "podlinnik-worker@.service")["MemoryMax"]
    assert int(most.removesuffix("M")) * 1024**2 > Settings().memory_bytes
