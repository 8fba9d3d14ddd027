"""Which kinds of document and which reasons are there, and is what they say sound?

A kind is found by being there: every `documents/*.toml`. Errors name the file, the line and the key.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.rules.checks import CHECKS
from pipeline.rules.kind import FieldRules, Kind
from pipeline.rules.reason import FieldName, ReasonRule
from pipeline.rules.retention import Retention
from pipeline.rules.toml_places import Place, line_of

_HOME = Path(__file__).parent
_TOML_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")
_PLACEHOLDERS = frozenset({"field", "found", "expected", "date", "page", "kind", "limit"})

_NOT_OF_DECISIONS = frozenset({"retention.toml", "retention.py"})
"""How long a paper is kept says nothing of what it is: no decision is stale when that changes."""

Model = TypeVar("Model", bound=BaseModel)


class RulesError(ValueError):
    """A rule file is wrong; the message says which, on which line, at which key, and what to mend."""


def load_kinds(folder: Path | None = None) -> Mapping[str, Kind]:
    """Load every kind of `folder` (default: the project's own, read once a process), by name.

    Raises `RulesError` for the first file that is not sound.
    """
    return _own_kinds() if folder is None else _kinds_in(folder)


@lru_cache(maxsize=1)
def _own_kinds() -> Mapping[str, Kind]:
    return _kinds_in(_HOME / "documents")


def _kinds_in(folder: Path) -> Mapping[str, Kind]:
    kinds: dict[str, Kind] = {}
    for path in sorted(folder.glob("*.toml")):
        kind = load_kind(path)
        kinds[kind.kind] = kind
    return MappingProxyType(kinds)


def load_kind(path: Path) -> Kind:
    """Load one kind file. Its name is the kind's. Raises `RulesError`."""
    text = _read(path)
    kind = _validate(Kind, _parse(text, path), text, path)
    for place, message in _faults_of_kind(kind, path.stem):
        raise _error(path, text, place, message)
    return kind


@lru_cache(maxsize=1)
def load_reasons() -> Mapping[str, ReasonRule]:
    """Load the project's `reasons.toml`, by code, the most serious first. Raises `RulesError`."""
    return load_reasons_from(_HOME / "reasons.toml")


def load_reasons_from(path: Path) -> Mapping[str, ReasonRule]:
    """Load a file of reasons, by code, the most serious first. Raises `RulesError`."""
    text = _read(path)
    reasons = {}
    for code, data in _parse(text, path).items():
        if not isinstance(data, dict):
            raise _error(path, text, (code,), "a reason is a table: [CODE]")
        rule = _validate(ReasonRule, {"code": code, **data}, text, path, (code,))
        for place, message in _faults_of_reason(rule):
            raise _error(path, text, (code, *place), message)
        reasons[code] = rule
    return MappingProxyType(dict(sorted(reasons.items(), key=lambda item: -item[1].severity)))


@lru_cache(maxsize=1)
def load_fields() -> Mapping[str, FieldName]:
    """Load what people call the contract's fields, by field. Raises `RulesError`."""
    path = _HOME / "fields.toml"
    text = _read(path)
    return MappingProxyType(
        {name: _validate(FieldName, data, text, path, (name,)) for name, data in _parse(text, path).items()}
    )


def load_retention(path: Path | None = None, *, statuses: Collection[str]) -> Retention:
    """Load how long documents are kept (default: the project's own). `statuses`: all that have an end, each is named.

    Raises `RulesError`, `OSError`.
    """
    path = path or _HOME / "retention.toml"
    text = _read(path)
    retention = _validate(Retention, _parse(text, path), text, path)
    for place, message in _faults_of_retention(retention, statuses):
        raise _error(path, text, place, message)
    return retention


@lru_cache(maxsize=1)
def rules_version() -> str:
    """Return 12 hex digits that change when a rule file or the code of a rule changes."""
    digest = hashlib.sha256()
    for path in sorted([*_HOME.rglob("*.toml"), *_HOME.rglob("*.py")]):
        if path.name in _NOT_OF_DECISIONS:
            continue
        digest.update(path.relative_to(_HOME).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RulesError(f"{_shown(path)}:{line}: the file is not UTF-8") from None


def _parse(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _TOML_LINE.search(str(error))
        line = int(where[1]) if where and where[1] else text.count("\n") + 1
        raise RulesError(f"{_shown(path)}:{line}: {_TOML_LINE.sub('', str(error))}") from error


def _validate(model: type[Model], data: object, text: str, path: Path, above: Place = ()) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        message = "this key is not known" if first["type"] == "extra_forbidden" else first["msg"]
        raise _error(path, text, (*above, *first["loc"]), message) from error


def _error(path: Path, text: str, place: Place, message: str) -> RulesError:
    return RulesError(f"{_shown(path)}:{line_of(text, place)}: {'.'.join(map(str, place))}: {message}")


def _shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _faults_of_kind(kind: Kind, stem: str) -> Iterator[tuple[Place, str]]:
    if kind.kind != stem:
        yield ("kind",), f"the file is named {stem}.toml: the two must agree"
    yield from _faults_of_fields(kind.fields, ("fields",))
    for index, variant in enumerate(kind.variants):
        yield from _faults_of_fields(variant.fields, ("variants", index, "fields"))
        known = kind.fields_of(variant.name)
        yield from _unknown(variant.required or (), known, ("variants", index, "required"))
        if sum(other.name == variant.name for other in kind.variants) > 1:
            yield ("variants", index, "name"), f"two variants are named {variant.name!r}"
    anywhere = {
        name for variant in (None, *kind.variants) for name in kind.fields_of(variant.name if variant else None)
    }
    yield from _unknown(kind.required, kind.fields, ("required",))
    yield from _unknown(kind.holder_fields, anywhere, ("holder_fields",))
    yield from _unknown(kind.registry.compared, anywhere, ("registry", "compared"))
    if kind.registry.lookup != "none":
        yield from _unknown(kind.registry.identified_by, anywhere, ("registry", "identified_by"))
    if kind.employment and kind.registry.lookup != "person":
        yield ("employment",), 'papers about work have registry.lookup = "person"'
    yield from _unknown((kind.known_to,) if kind.known_to else (), anywhere, ("known_to",))
    if kind.validity.years:
        yield from _unknown(kind.validity.counted_from, anywhere, ("validity", "counted_from"))
    for index, check in enumerate(kind.checks):
        if check not in CHECKS:
            yield ("checks", index), f"there is no check {check!r}; known: {', '.join(sorted(CHECKS))}"


def _faults_of_fields(fields: Mapping[str, FieldRules], above: Place) -> Iterator[tuple[Place, str]]:
    for name, rules in fields.items():
        if name not in load_fields():
            yield (*above, name), f"the contract has no field {name!r}; a new one is named in fields.toml first"
        for index, pattern in enumerate(rules.patterns):
            try:
                re.compile(pattern)
            except re.error as error:
                yield (*above, name, "patterns", index), f"not a regular expression: {error}"


def _unknown(
    names: tuple[str, ...], known: Mapping[str, object] | set[str], above: Place
) -> Iterator[tuple[Place, str]]:
    for index, name in enumerate(names):
        if name not in known:
            yield (*above, index), f"this kind has no field {name!r}"


def _faults_of_retention(retention: Retention, statuses: Collection[str]) -> Iterator[tuple[Place, str]]:
    known = f"those that end are {', '.join(sorted(statuses))}"
    kinds = load_kinds()
    for status in retention.statuses:
        if status not in statuses:
            yield ("statuses", status), f"no status {status!r} has an end; {known}"
    for status in sorted(set(statuses) - set(retention.statuses)):
        yield ("statuses",), f"nothing is said of {status!r}: how long is it kept?"
    for kind, terms in retention.kinds.items():
        if kind not in kinds:
            yield ("kinds", kind), f"there is no kind {kind!r}"
        for status in terms.statuses:
            if status not in statuses:
                yield ("kinds", kind, "statuses", status), f"no status {status!r} has an end; {known}"


def _faults_of_reason(rule: ReasonRule) -> Iterator[tuple[Place, str]]:
    for language, text in (("ru", rule.ru), ("en", rule.en)):
        for part, template in (("message", text.message), ("advice", text.advice)):
            for name in re.findall(r"\{(\w*)\}", template):
                if name not in _PLACEHOLDERS:
                    yield (language, part), f"{{{name}}} is not one of {', '.join(sorted(_PLACEHOLDERS))}"
            if re.search(r"[{}]", re.sub(r"\[[^\[\]]*\]", "", template)):
                yield (language, part), "a value may be missing: put its part of the sentence in square brackets"
