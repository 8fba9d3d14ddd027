"""Whose papers does an operator ask for? (never on the command line: there a shell's history and `ps` would show it)"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typer
from pydantic import ValidationError

from commands.faults import CallWrong
from pipeline.case import Holder

ASKED = {
    "snils": "СНИЛС (Enter, если нет)", "last_name": "Фамилия", "first_name": "Имя", "middle_name": "Отчество",
    "birth_date": "Дата рождения, ГГГГ-ММ-ДД",
}  # fmt: skip
SHAPE = '{"snils": "…"} or {"last_name": "…", "first_name": "…", "middle_name": "…", "birth_date": "YYYY-MM-DD"}'


def read_person(path: Path | None) -> Holder:
    """From a file, else from whoever sits at the terminal, else from stdin. Raises `CallWrong`, without the values."""
    if path is None and sys.stdin.isatty():
        said = {name: typer.prompt(question, default="", show_default=False) for name, question in ASKED.items()}
        return _person({name: value.strip() for name, value in said.items() if value.strip()})
    try:
        text = sys.stdin.read() if path is None or str(path) == "-" else path.read_text(encoding="utf-8")
        return _person(json.loads(text))
    except (OSError, ValueError) as error:
        raise CallWrong(f"the person cannot be read ({type(error).__name__}): JSON, {SHAPE}") from None


def _person(members: object) -> Holder:
    try:
        return Holder.model_validate(members)
    except ValidationError as error:
        names = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
        raise CallWrong(f"the person cannot be read: {names or 'nothing'} is wrong; JSON, {SHAPE}") from None
