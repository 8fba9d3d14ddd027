"""What is written for a batch of samples? (files, manifest, registry, and what must come out)"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from samples import register
from samples.media import File
from samples.plots import Plot

Sample = tuple[str, Plot, str, File]
"""Its id, its story, its medium, its file."""


def write(out: Path, made: Iterable[Sample], truth_name: str = "truth.jsonl") -> None:
    """Write the files and the three lists."""
    (out / "files").mkdir(parents=True, exist_ok=True)
    manifest: list[dict[str, Any]] = []
    registry: list[dict[str, Any]] = []
    truths: list[dict[str, Any]] = []
    for stale in (out / "files").glob("s-*"):
        stale.unlink()
    for name, plot, medium, file in made:
        path = f"files/{name}{file.suffix}"
        (out / path).write_bytes(file.content)
        told = register.holder(plot.holder) if plot.holder_told is None else plot.holder_told
        manifest.append({"id": name, "file": path, "kind": plot.kind, "holder": told, "declared": plot.declared})
        registry.extend(plot.registry)
        truths.append(truth(name, plot, medium))
    for file_name, records in (("manifest.jsonl", manifest), ("registry.jsonl", registry), (truth_name, truths)):
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (out / file_name).write_text(text, encoding="utf-8")


def truth(name: str, plot: Plot, medium: str) -> dict[str, Any]:
    """What must come out, and what the paper shows; of a paper about work also its rows."""
    rows = {"rows": [row.told() for row in plot.facts.rows]} if plot.facts.rows else {}
    return {
        "id": name,
        "kind": plot.facts.kind,
        "variant": plot.facts.variant,
        "medium": medium,
        "scenario": plot.scenario,
        "genuine": plot.genuine,
        "expected": {"decision": list(plot.decisions), "reason": list(plot.reasons), "notes": list(plot.notes)},
        "fields": plot.facts.shown(),
        **rows,
    }
