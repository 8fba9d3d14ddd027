"""How are sample papers drawn? `python -m samples.draw --seed 1 --count 40 --out DIR`"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from samples import media, register, scenarios, style
from samples.blanks import all_blanks
from samples.facts import Blank
from samples.scenarios import Plot

AS_OF = dt.date(2026, 11, 22)
"""The day that papers are drawn for; hand the same to `podlinnik batch --as-of`."""


def main(
    out: Annotated[Path, typer.Option(help="Folder to write: files/, manifest.jsonl, registry.jsonl, truth.jsonl.")],
    seed: Annotated[str, typer.Option(help="The same seed draws the same papers.")] = "1",
    count: Annotated[int, typer.Option(help="How many papers.")] = 40,
    kinds: Annotated[str, typer.Option(help="Only these kinds, with commas.")] = "",
    media_: Annotated[str, typer.Option("--media", help="Only these media, with commas.")] = "",
    scenarios_: Annotated[str, typer.Option("--scenarios", help="Only these scenarios, with commas.")] = "",
    as_of: Annotated[str, typer.Option(help="The day of the examination, ISO 8601.")] = AS_OF.isoformat(),
) -> None:
    """Draw sample papers, and say what must come out of each."""
    day = dt.date.fromisoformat(as_of)
    blanks = chosen(all_blanks(), lambda blank: blank.kind, kinds)
    blanks = [blank for blank in blanks if blank.issued[0] < day - dt.timedelta(days=400)]
    stories = chosen(scenarios.stories().items(), lambda item: item[0], scenarios_)
    mediums = chosen(media.MEDIA, lambda name: name, media_)
    (out / "files").mkdir(parents=True, exist_ok=True)
    lines: dict[str, list[dict[str, Any]]] = {"manifest": [], "registry": [], "truth": []}
    for index in track(range(1, count + 1), description="drawing", console=Console(stderr=True)):
        rng = random.Random(f"{seed}/{index}")
        name, (story, _) = rng.choices(stories, weights=[weight for _, (_, weight) in stories])[0]
        blank = pick(rng, blanks)
        plot = story(rng, blank, day)
        medium = rng.choice(mediums)
        printed = style.draw(rng, typed=blank.typed)
        file = media.hand_in(rng, blank.draw(rng, plot.facts, printed, plot.marks), medium)
        path = f"files/s-{index:04d}{file.suffix}"
        (out / path).write_bytes(file.content)
        lines["manifest"].append({"id": f"s-{index:04d}", "file": path, "kind": plot.kind,
                                  "holder": register.holder(plot.holder), "declared": plot.declared})
        lines["registry"].extend(plot.registry)
        lines["truth"].append(truth(f"s-{index:04d}", plot, medium))
    for name, records in lines.items():
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (out / f"{name}.jsonl").write_text(text, encoding="utf-8")


def chosen(items: Iterable[Any], key: Any, names: str) -> list[Any]:
    """Keep the items whose key is among the comma-separated names; no names keep all."""
    every = list(items)
    if not names:
        return every
    wanted = names.split(",")
    unknown = set(wanted) - {key(item) for item in every}
    if unknown:
        raise typer.BadParameter(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(sorted({key(i) for i in every}))}")
    return [item for item in every if key(item) in wanted]


def pick(rng: random.Random, blanks: list[Blank]) -> Blank:
    """First a kind, each as likely, then one of its variants by weight."""
    kind = rng.choice(sorted({blank.kind for blank in blanks}))
    variants = [blank for blank in blanks if blank.kind == kind]
    return rng.choices(variants, weights=[blank.weight for blank in variants])[0]


def truth(name: str, plot: Plot, medium: str) -> dict[str, Any]:
    return {"id": name, "kind": plot.facts.kind, "variant": plot.facts.variant, "medium": medium, "scenario": plot.scenario,
            "genuine": plot.genuine,
            "expected": {"decision": list(plot.decisions), "reason": list(plot.reasons), "notes": list(plot.notes)},
            "fields": plot.facts.shown()}


if __name__ == "__main__":
    typer.run(main)
