"""Which version are the rules that a stage goes by? (a hash of the data that it reads, kind by kind)

A change of what is required, valid or said makes decisions stale and no page of OCR: law 7. The code of the rules is
in the stages' own versions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.rules.kind import Kind

_HOME = Path(__file__).parent

OF_FILE = frozenset({"file", "picture"})
OF_DECISION = frozenset(
    {
        "required", "marks", "esignature_replaces", "validity", "checks", "variants", "registry", "holder_fields",
        "employment",
    }
)  # fmt: skip
OF_CROSS_CHECK = frozenset({"fields", "variants", "registry", "holder_fields", "employment", "known_to"})
OF_EXTRACTION = frozenset(
    {"signs", "min_score", "variants", "fields", "machine_zone", "marks", "ruled_tables", "employment", "spreads"}
)
OF_RECOGNISED_KINDS = frozenset({"signs", "min_score", "variants"})
"""Which kind a paper is, is told from the wordings of all kinds."""
ABOUT_WORK = "dictionaries/employment_"
"""What dictionaries begin with that papers about work alone are read by."""
ONLY_DECIDES = frozenset({"required", "e_signature_stamp", "esignature_replaces"})
"""Members of a variant that no stage before the decision reads."""


def rules_versions(kinds: Mapping[str, Kind]) -> Mapping[str, str]:
    """By `rules.<stage>.<kind>`, 12 hex digits each."""
    files = {path.relative_to(_HOME).as_posix(): path.read_text(encoding="utf-8") for path in _data_files()}
    every = {name: text for name, text in files.items() if name.startswith("dictionaries/")}
    common = {name: text for name, text in every.items() if not name.startswith(ABOUT_WORK)}
    wordings = {name: _part(kind, OF_RECOGNISED_KINDS) for name, kind in kinds.items()}
    said = {name: text for name, text in files.items() if name in {"reasons.toml", "fields.toml"}}
    versions = {}
    for name, kind in kinds.items():
        dictionaries = every if kind.employment else common
        versions[f"rules.format_check.{name}"] = _hash(_part(kind, OF_FILE))
        tables = ["tables"] if kind.ruled_tables else []
        versions[f"rules.ocr.{name}"] = _hash(
            [kind.file.max_pages, kind.file.pages_read, kind.picture.model_dump(mode="json"), *tables]
        )
        versions[f"rules.extraction.{name}"] = _hash([_part(kind, OF_EXTRACTION), wordings, dictionaries])
        versions[f"rules.cross_check.{name}"] = _hash([_part(kind, OF_CROSS_CHECK), dictionaries])
        versions[f"rules.decision.{name}"] = _hash([_part(kind, OF_DECISION, whole_variants=True), said])
    return versions


def of_kind(versions: Mapping[str, str], kind: str) -> dict[str, str]:
    """`versions` without the rules of other kinds."""
    return {name: version for name, version in versions.items() if name.count(".") < 2 or name.endswith(f".{kind}")}


def _data_files() -> list[Path]:
    return sorted(path for path in _HOME.rglob("*.toml") if path.parent.name != "documents")


def _part(kind: Kind, members: frozenset[str], *, whole_variants: bool = False) -> dict[str, Any]:
    part = kind.model_dump(mode="json", include=set(members))
    for variant in part.get("variants", ()):
        for name in () if whole_variants else ONLY_DECIDES:
            variant.pop(name, None)
    return part


def _hash(what: object) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]
