"""Does any secret of the settings come out of a log, an error, a representation, or the doctor?"""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from commands.app import app
from pipeline.log import configure_log
from pipeline.settings import WITH_FILES, Settings, SettingsError, read_settings
from pipeline.wiring_cabinet import build_cabinet, build_doorbell, build_files

MARK = "s3cretW0rd"
BASE64_MARK = "czNjcmV0VzByZA=="
"""A master key that is none shows in an error what is wrong, and not itself."""
ENVIRONMENT = {
    **{f"PODLINNIK_{name.upper()}": f"{MARK}{number:02}" * 3 for number, name in enumerate(WITH_FILES)},
    "PODLINNIK_DATABASE_URL": "postgresql://podlinnik@127.0.0.1:9/none",
    "PODLINNIK_REDIS_URL": "redis://127.0.0.1:9/0",
    "PODLINNIK_FILES": "s3://papers/a",
    "PODLINNIK_S3_ENDPOINT": "http://127.0.0.1:9",
    "PODLINNIK_S3_TRIES": "1",
    "PODLINNIK_MASTER_KEYS": "m:" + "czNjcmV0VzByZFdvcmRXb3JkV29yZFdvcmRXb3JkMDE=",
    "PODLINNIK_LOG_LEVEL": "debug",
}
SECRET_WORDS = (MARK, BASE64_MARK[:12])
COMMANDS = (
    ["doctor"], ["doctor", "--json"], ["database", "status"], ["sweep"], ["audit", "verify"], ["keys", "status"],
    ["keys", "rotate"], ["verify-store"], ["notices", "list"], ["key", "list"],
)  # fmt: skip


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every secret is set; nothing that they are for answers."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def shown(text: str) -> list[str]:
    return [word for word in SECRET_WORDS if word in text]


@pytest.mark.usefixtures("secrets")
def test_a_representation_of_the_settings_shows_none() -> None:
    settings = read_settings()
    assert MARK in str(settings.database_address()), "the search would find it"
    assert shown(f"{settings!r} {settings}") == []
    urls = settings.model_copy(update={"database_url": f"postgresql://u:{MARK}@h/x", "redis_url": f"redis://:{MARK}@h/0"})
    assert shown(repr(urls)) == []
    assert shown(f"{build_cabinet(settings)!r} {build_files(settings)!r} {build_doorbell(settings)!r}") == []


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_no_command_shows_one_when_everything_fails(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    configure_log("debug")
    done = CliRunner().invoke(app, arguments)
    raised = "".join(traceback.format_exception(done.exception)) if done.exception else ""
    captured = capfd.readouterr()
    said = done.output + raised + captured.out + captured.err
    assert said
    assert shown(said) == []


@pytest.mark.parametrize("name", [*WITH_FILES, "database_url", "redis_url"])
def test_a_wrong_secret_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{MARK}\x07 twice\n{MARK}\x07", encoding="ascii")
    if name in WITH_FILES:
        monkeypatch.setenv(f"PODLINNIK_{name.upper()}_FILE", str(file))
        with pytest.raises(SettingsError, match=name.upper()) as caught:
            read_settings().secret(name)
    else:
        scheme = "postgresql" if name == "database_url" else "redis"
        monkeypatch.setenv(f"PODLINNIK_{name.upper()}", f"{scheme}://u:{MARK}@elsewhere.example/0?sslmode=disable")
        with pytest.raises(SettingsError, match=name.upper()) as caught:
            read_settings()
    assert shown("".join(traceback.format_exception(caught.value))) == []


def test_every_secret_of_the_settings_is_known_here() -> None:
    """A new one must be able to stand in a file, and be searched for."""
    secret = {name for name, field in Settings.model_fields.items() if SecretStr in _types(field.annotation)}
    assert secret == set(WITH_FILES)


def _types(annotation: object) -> set[object]:
    return {annotation, *getattr(annotation, "__args__", ())}


@pytest.mark.parametrize("url", [f"postgresql://u:{MARK}@127.0.0.1/x", f"postgresql://h/x?password={MARK}"])
def test_a_command_line_takes_none(tmp_path: Path, url: str) -> None:
    (tmp_path / "register.jsonl").touch()
    done = CliRunner().invoke(app, ["registry", "import", str(tmp_path / "register.jsonl"), "--database", url])
    assert "no password on a command line" in str(done.exception)
    assert shown(str(done.exception)) == []
