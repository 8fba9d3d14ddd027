"""Does the example of settings name every one, with its default and a word about it, and none that is gone?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic import SecretStr

from pipeline.settings import Settings, read_settings

EXAMPLE = Path(__file__).parents[2] / "deploy" / "podlinnik.env.example"
LINE = re.compile(r"(#?)(PODLINNIK_[A-Z0-9_]+)=(.*)")
DEFAULT = re.compile(r"# \(default: (.*)\)")


class Told(NamedTuple):
    name: str
    default: str
    chosen: str | None
    about: str


def told() -> Iterator[Told]:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        found = LINE.fullmatch(line)
        if found is None:
            assert not line or line.startswith("# "), line
            continue
        if found[1]:
            yield Told(found[2], found[3], None, lines[number - 1])
            continue
        default = DEFAULT.fullmatch(lines[number - 1])
        assert default is not None, f"{found[2]}: the line before it says its default"
        yield Told(found[2], default[1].replace("none", ""), found[3], lines[number - 2])


def written(default: object) -> str:
    if default is None:
        return ""
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, tuple):
        return json.dumps(list(default), default=str)
    return str(default).lower() if isinstance(default, bool) else str(default)


def test_every_setting_is_there_once_with_its_default() -> None:
    fields = {f"PODLINNIK_{name.upper()}": written(field.default) for name, field in Settings.model_fields.items()}
    shown = [(each.name, each.default) for each in told()]
    assert len(shown) == len(dict(shown))
    assert dict(shown) == fields


def test_each_has_one_line_that_says_what_it_is() -> None:
    silent = [each.name for each in told() if not re.match(r"# .{12,}[.;…]", each.about)]
    assert silent == []


def test_the_example_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in told():
        if each.chosen is not None:
            monkeypatch.setenv(each.name, each.chosen)
    settings = read_settings()
    assert settings.database_url.startswith("postgresql://")
    assert settings.metrics_port == 9410
