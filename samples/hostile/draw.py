"""What is written for a batch of hostile files? `python -m samples.hostile.draw --seed 1 --count 300 --out DIR`"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from samples.hostile import broken, jpegs, old_word, pdf_bombs, pdf_loops, pdf_odd, pdf_pictures, pngs, polyglots, word
from samples.hostile.names import OF_A_FILE
from samples.hostile.trick import Trick

KEPT = Path(__file__).parents[1] / "kept"
TRICKS: dict[str, Trick] = {
    name: trick
    for module in (pdf_bombs, pdf_loops, pdf_pictures, pdf_odd, pngs, jpegs, word, old_word, polyglots, broken)
    for name, trick in module.TRICKS.items()
}
"""Every way to make a hostile file, by its name."""

PAPER = "s-0001"
WORD_KIND = "employment_reference"
STRANGER = {"last_name": "Воробьёва", "first_name": "Мария", "middle_name": "Петровна", "birth_date": "1990-05-14"}


@dataclass(frozen=True, kw_only=True)
class Hostile:
    """A file, the trick it was made by, and the manifest's line that hands it in."""

    trick: str
    codes: tuple[str, ...]
    content: bytes
    line: dict[str, Any]


def drawn(seed: int, count: int, names: Sequence[str] = tuple(TRICKS)) -> Iterator[Hostile]:
    """Files `h-0001` and on, trick after trick of `names`, each time otherwise; the same seed makes the same bytes."""
    paper = (KEPT / "files" / f"{PAPER}.jpg").read_bytes()
    owner = next(line for line in _lines(KEPT / "manifest.jsonl") if line["id"] == PAPER)
    times: Counter[str] = Counter()
    for index in range(count):
        name = names[index % len(names)]
        trick = TRICKS[name]
        rng = random.Random(f"{seed} {name} {times[name]}")
        times[name] += 1
        content = trick.make(rng, paper)
        identity = f"h-{index + 1:04}"
        line = {
            "id": identity,
            "file": f"files/{identity} {rng.choice(OF_A_FILE)}{trick.suffix}",
            "kind": WORD_KIND if trick.word else owner["kind"],
            "holder": owner["holder"] if trick.codes else STRANGER,
            "declared": owner["declared"],
        }
        yield Hostile(trick=name, codes=trick.codes, content=content, line=line)


def write(out: Path, seed: int, count: int, names: Sequence[str] = tuple(TRICKS)) -> dict[str, Hostile]:
    """Write the files and `manifest.jsonl`; what was made by id, without the bytes."""
    (out / "files").mkdir(parents=True, exist_ok=True)
    made = {}
    with (out / "manifest.jsonl").open("w", encoding="utf-8") as manifest:
        for one in drawn(seed, count, names):
            (out / one.line["file"]).write_bytes(one.content)
            manifest.write(json.dumps(one.line, ensure_ascii=False) + "\n")
            made[one.line["id"]] = Hostile(trick=one.trick, codes=one.codes, content=b"", line=one.line)
    return made


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main(
    out: Annotated[Path, typer.Option(help="Folder for the files and the manifest.")],
    seed: Annotated[int, typer.Option()] = 1,
    count: Annotated[int, typer.Option()] = len(TRICKS),
    only: Annotated[str, typer.Option(help="Tricks whose names hold this.")] = "",
) -> None:
    """Draw hostile files."""
    made = write(out, seed, count, [name for name in TRICKS if only in name])
    print(f"{len(made)} files in {out}")  # noqa: T201


if __name__ == "__main__":
    typer.run(main)
