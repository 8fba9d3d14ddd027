"""What does one line of a register's snapshot say?"""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from pipeline.case import RegistryDocument, RegistryPerson

_PERSON = frozenset(RegistryPerson.model_fields)


class BadLine(ValueError):
    """The line cannot be used; the message says why and shows nothing of the person."""


def parse_person(line: str) -> RegistryPerson:
    """Read one line (contract: "Registry line"). Members that are not known are ignored. Raises `BadLine`."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine("not JSON") from None
    if not isinstance(data, dict):
        raise BadLine("not a JSON object")
    members: dict[str, Any] = {key: value for key, value in data.items() if key in _PERSON and value not in (None, "")}
    members["documents"] = tuple(_document(entry) for entry in _list(data, "documents"))
    members["employments"] = tuple(_employment(entry) for entry in _list(data, "employments"))
    if "previous_last_names" in members:
        members["previous_last_names"] = tuple(_list(data, "previous_last_names"))
    for name in ("snils", "inn"):
        if isinstance(members.get(name), int):
            members[name] = str(members[name]).zfill(11 if name == "snils" else 12)
    try:
        person = RegistryPerson.model_validate(members)
    except ValidationError as error:
        raise BadLine(f"wrong value of {_places(error)}") from None
    if not person.last_name and not person.snils:
        raise BadLine("neither last_name nor snils")
    return person


def _document(entry: object) -> RegistryDocument:
    if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str):
        raise BadLine("an entry of documents is no object with a kind")
    named = {key: value for key, value in entry.items() if key not in {"kind", "status"} and value is not None}
    fields = {key: _text(key, value) for key, value in named.items()}
    try:
        return RegistryDocument.model_validate(
            {"kind": entry["kind"], "status": entry.get("status") or "valid", "fields": fields}
        )
    except ValidationError as error:
        raise BadLine(f"wrong value of documents.{_places(error)}") from None


def _employment(entry: object) -> dict[str, str | None]:
    if not isinstance(entry, dict):
        raise BadLine("an entry of employments is no object")
    return {str(key): None if value is None else _text(str(key), value) for key, value in entry.items()}


def _list(data: dict[str, Any], name: str) -> list[Any]:
    value = data.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadLine(f"{name} is not a list")
    return value


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise BadLine(f"{name} is neither text nor a number")


def _places(error: ValidationError) -> str:
    return ", ".join(sorted({".".join(map(str, fault["loc"])) for fault in error.errors()}))
