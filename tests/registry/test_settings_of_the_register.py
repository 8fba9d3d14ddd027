"""Are the settings of a register over HTTP checked, and is its token kept from sight?"""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from pipeline.addresses import is_guarded
from pipeline.settings import Settings, SettingsError, read_settings

HTTP = {"PODLINNIK_REGISTRY": "http", "PODLINNIK_REGISTRY_URL": "https://register.example/gateway"}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"PODLINNIK_REGISTRY_URL": ""}, "PODLINNIK_REGISTRY_URL"),
        ({"PODLINNIK_REGISTRY_URL": "http://register.example"}, "PODLINNIK_REGISTRY_URL"),
        ({"PODLINNIK_REGISTRY_TOKEN": "a", "PODLINNIK_REGISTRY_TOKEN_FILE": "/b"}, "PODLINNIK_REGISTRY_TOKEN_FILE"),
        ({"PODLINNIK_REGISTRY_TOKEN": "два слова"}, "PODLINNIK_REGISTRY_TOKEN"),
        ({"PODLINNIK_REGISTRY_PAGE_SIZE": "101"}, "registry_page_size"),
        ({"PODLINNIK_REGISTRY": "soap"}, "registry"),
    ],
)
def test_what_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], named: str) -> None:
    for name, value in (HTTP | changes).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=named):
        read_settings()


@pytest.mark.parametrize(
    ("url", "guarded"),
    [
        ("https://register.example", True), ("http://127.0.0.1:8080/a", True), ("http://[::1]:80", True),
        ("http://localhost:1", True), ("http://10.0.0.7", False), ("http://localhost.example", False),
        ("ftp://127.0.0.1", False), ("https://", False), ("https://user:word@register.example", False),
        ("https://register.example?token=a", False), ("https://register.example:port", False), ("nonsense", False),
    ],
)  # fmt: skip
def test_nothing_is_sent_in_the_clear_beyond_this_machine(url: str, guarded: bool) -> None:
    assert is_guarded(url) is guarded


def test_the_token_comes_from_the_environment_or_a_file_and_shows_in_neither(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("very-secret\n", encoding="ascii")
    for settings in (Settings(registry_token=SecretStr("very-secret")), Settings(registry_token_file=file)):
        secret = settings.registry_secret()
        assert secret is not None
        assert secret.get_secret_value() == "very-secret"
        assert "very-secret" not in f"{settings!r} {settings} {secret!r}"
    assert Settings().registry_secret() is None


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"two words"])
def test_a_token_file_that_says_nothing_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match="TOKEN_FILE"):
        Settings(registry_token_file=file).registry_secret()
