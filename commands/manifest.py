"""What does a batch's manifest ask for, and which of its lines cannot be followed?"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.bundle import MOST
from pipeline.case import Employment, Holder

LONGEST_LINE = 1024 * 1024
SIGNATURES = (".sig", ".p7s")
FILES = ("file", "signature")
EMPLOYMENTS = "employments"
MOST_EMPLOYMENTS = 200


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the manifest that can be followed."""

    line: int
    id: str
    file: Path
    """Absolute; the first where there are several."""
    kind: str
    holder: Holder
    declared: dict[str, str]
    signature: Path | None = None
    """Of a file with an electronic signature of it; absolute."""
    employments: tuple[Employment, ...] = ()
    """Periods of work that were typed beside it."""
    further: tuple[Path, ...] = ()
    """The other files of a document that is in several, in the order of its pages; absolute."""

    @property
    def files(self) -> tuple[Path, ...]:
        return self.file, *self.further


@dataclass(frozen=True, kw_only=True)
class BadEntry:
    """A line that cannot; `why` shows nothing of the person."""

    line: int
    id: str | None
    kind: str | None
    why: str


class _Bad(ValueError):
    pass


def read_manifest(path: Path, kinds: Collection[str]) -> Iterator[Entry | BadEntry]:
    """One entry for each line that is not empty. A BOM and CRLF are fine. Raises `OSError`."""
    seen: set[str] = set()
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(LONGEST_LINE):
            number += 1
            while len(raw) >= LONGEST_LINE and not raw.endswith(b"\n") and (rest := file.readline(LONGEST_LINE)):
                raw = raw[-1:] * LONGEST_LINE + rest[-1:]  # too long to be read; its end is still looked for
            raw = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            if raw.strip():
                entry = _entry(number, raw, path.absolute().parent, kinds, seen)
                if entry.id is not None:
                    seen.add(entry.id)
                yield entry


def _entry(line: int, raw: bytes, home: Path, kinds: Collection[str], seen: Collection[str]) -> Entry | BadEntry:
    case_id = kind = None
    try:
        data = _object(raw)
        case_id, kind = _known_text(data, "id"), _known_text(data, "kind")
        for name in ("id", "kind"):
            _required_text(data, name)
        file, *further = (home / name for name in _files(data))
        if case_id in seen:
            raise _Bad("id: an earlier line has the same one")
        if kind not in kinds:
            raise _Bad(f"kind: {kind!r} is not known; `podlinnik kinds` lists those that are")
        return Entry(
            line=line, id=str(case_id), kind=str(kind), file=file, holder=read_holder(data.get("holder")),
            declared=read_declared(data.get("declared")),
            signature=None if further else _signature(data, file, home), further=tuple(further),
            employments=read_employments(data.get("declared")),
        )  # fmt: skip
    except ValueError as error:
        return BadEntry(line=line, id=case_id, kind=kind, why=f"line {line}: {error}")


def _files(data: dict[str, Any]) -> list[str]:
    """The one `file`, or all `files`, as the line names them."""
    if "files" not in data:
        _required_text(data, "file")
        return [data["file"]]
    if "file" in data:
        raise _Bad("files: stands in place of file, not beside it")
    names = data["files"]
    if not isinstance(names, list) or not 1 <= len(names) <= MOST:
        raise _Bad(f"files: must be a list of 1 to {MOST} paths")
    for name in names:
        if not isinstance(name, str) or not name.strip() or "\0" in name:
            raise _Bad("files: each must be text that is not empty, without zero bytes")
    if len(names) > 1 and data.get("signature") is not None:
        raise _Bad("signature: is of one file; several have none beside them")
    return names


def signature_beside(file: Path) -> Path | None:
    """The file's own name with `.sig` or `.p7s` behind it, where there is such a file."""
    for suffix in SIGNATURES:
        path = file.with_name(file.name + suffix)
        if path.is_file():
            return path
    return None


def _signature(data: dict[str, Any], file: Path, home: Path) -> Path | None:
    """The one that the line names, else the one that lies beside the file."""
    if data.get("signature") is None:
        return signature_beside(file) if file.name else None
    _required_text(data, "signature")
    return home / str(data["signature"])


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > LONGEST_LINE:
        raise _Bad(f"longer than {LONGEST_LINE} bytes")
    try:
        data = json.loads(raw.decode("utf-8"))
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeError:
        raise _Bad("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _Bad(f"not JSON (column {error.colno})") from None
    except RecursionError:
        raise _Bad("not JSON (nested too deeply)") from None
    if not isinstance(data, dict):
        raise _Bad("not a JSON object")
    return data


def _known_text(data: dict[str, Any], name: str) -> str | None:
    value = data.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value.strip() else None


def _required_text(data: dict[str, Any], name: str) -> None:
    if name not in data:
        raise _Bad(f"{name}: missing")
    if _known_text(data, name) is None or (name in FILES and not isinstance(data[name], str)):
        raise _Bad(f"{name}: must be text that is not empty")
    if "\0" in str(data[name]):
        raise _Bad(f"{name}: holds a zero byte")


def read_holder(data: object) -> Holder:
    """Who is logged in, from JSON; members not known are ignored. Raises `ValueError` that names the member."""
    if data is None:
        return Holder()
    if not isinstance(data, dict):
        raise _Bad("holder: not a JSON object")
    known = {key: value for key, value in data.items() if key in Holder.model_fields and value not in (None, "")}
    numbers = {key: str(value) for key, value in known.items() if key in {"snils", "inn"} and isinstance(value, int)}
    try:
        return Holder.model_validate(known | numbers)
    except ValidationError as error:
        names = ", ".join(sorted({f"holder.{fault['loc'][0]}" for fault in error.errors()}))
        raise _Bad(f"{names}: not what the contract says (dates are YYYY-MM-DD)") from None


def read_declared(data: object) -> dict[str, str]:
    """What was typed beside the upload, from JSON, without the periods of work. Raises `ValueError` that names the
    member.
    """
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise _Bad("declared: not a JSON object")
    declared = {}
    for key, value in data.items():
        if value is None or value == "" or key == EMPLOYMENTS:
            continue
        if isinstance(value, bool):
            declared[key] = "true" if value else "false"
        elif isinstance(value, str | int):
            declared[key] = str(value)
        else:
            raise _Bad(f"declared.{key}: neither text nor a number")
    return declared


def read_employments(declared: object) -> tuple[Employment, ...]:
    """The periods of work among what was typed, from JSON. Raises `ValueError` that names the member."""
    rows = declared.get(EMPLOYMENTS) if isinstance(declared, dict) else None
    if rows is None:
        return ()
    if not isinstance(rows, list) or len(rows) > MOST_EMPLOYMENTS:
        raise _Bad(f"declared.{EMPLOYMENTS}: not a list of at most {MOST_EMPLOYMENTS}")
    return tuple(_employment(f"declared.{EMPLOYMENTS}.{index}", row) for index, row in enumerate(rows))


def _employment(place: str, row: object) -> Employment:
    if not isinstance(row, dict):
        raise _Bad(f"{place}: not a JSON object")
    known = {key: value for key, value in row.items() if key in Employment.model_fields and value not in (None, "")}
    try:
        return Employment.model_validate(known)
    except ValidationError as error:
        names = ", ".join(sorted({f"{place}.{fault['loc'][0]}" for fault in error.errors()}))
        raise _Bad(f"{names}: not what the contract says (dates are YYYY-MM-DD)") from None
