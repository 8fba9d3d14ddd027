"""How much of what stands on papers is read, how fast, beside plain pytesseract? (one thread)

`python -m benchmarks.reading FOLDER` where FOLDER holds `manifest.jsonl`, `truth.jsonl` and `files/` as `samples.draw`
writes them. Prints, for each medium, the share of true values found in the text and milliseconds a page.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import pytesseract

from benchmarks.reading_truth import stands_in
from pipeline.reading.document import read_document
from pipeline.reading.engine_pytesseract import PytesseractEngine
from pipeline.reading.engine_tesserocr import TesserocrEngine
from pipeline.reading.pages import UNREADABLE, source_page
from pipeline.reading.pdf_render import page_count
from pipeline.reading.protocol import Engine

FORMATS = {".pdf": "pdf", ".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png"}
Reader = Callable[[bytes, str], str]


@dataclass(kw_only=True)
class Tally:
    """Of one medium: values found and missed, and seconds a paper."""

    found: int = 0
    total: int = 0
    seconds: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def main() -> None:
    options = _options()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    cv2.setNumThreads(1)
    engine: Engine = TesserocrEngine() if options.engine == "tesserocr" else PytesseractEngine()
    papers = _papers(options.folder)[: options.limit]
    _print("podlinnik", measure(papers, lambda data, kind: _ours(data, kind, engine)), options.verbose)
    if options.plain:
        _print("plain pytesseract", measure(papers, _plain), False)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", choices=("tesserocr", "pytesseract"), default="tesserocr")
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--plain", action="store_true", help="also measure plain pytesseract")
    parser.add_argument("--verbose", action="store_true", help="name each value that was missed, by paper and field")
    return parser.parse_args()


def _papers(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    def rows(name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]

    files = {row["id"]: folder / row["file"] for row in rows("manifest.jsonl")}
    return [(files[truth["id"]], truth) for truth in rows("truth.jsonl") if files[truth["id"]].suffix in FORMATS]


def measure(papers: list[tuple[Path, dict[str, Any]]], read: Reader) -> dict[str, Tally]:
    """Values found by a reader and its time, for each medium."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for path, truth in papers:
        data, tally = path.read_bytes(), tallies[truth["medium"]]
        started = _processor_seconds()
        text = read(data, FORMATS[path.suffix])
        tally.seconds.append(_processor_seconds() - started)
        for name, value in truth["fields"].items():
            found = stands_in(name, value, text)
            if found is not None:
                tally.total += 1
                tally.found += found
                if not found:
                    tally.missed.append(f"{truth['id']} {name} {value}")
    return tallies


def _processor_seconds() -> float:
    """Of this process and those it started: what a page costs, also on a busy machine."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _ours(data: bytes, file_format: str, engine: Engine) -> str:
    count = page_count(data) if file_format == "pdf" else 1
    read = read_document(data, file_format, min(count, 6), engine)
    return "\n".join(line.text for page in read.pages for line in page.lines)


def _plain(data: bytes, file_format: str) -> str:
    try:
        pixels = source_page(data, file_format, 1).pixels
    except UNREADABLE:
        return ""
    longest = max(pixels.shape[:2])
    scale = 3508 / longest
    full = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC) if scale > 1.02 else pixels
    return str(pytesseract.image_to_string(cv2.cvtColor(full, cv2.COLOR_BGR2RGB), lang="rus"))


def _print(title: str, tallies: dict[str, Tally], verbose: bool) -> None:
    print(f"{title}\n{'medium':24} {'papers':>6} {'values':>7} {'found':>7} {'ms median':>10} {'ms worst':>9}")
    for medium, tally in sorted(tallies.items()):
        times = sorted(tally.seconds)
        share = tally.found / max(tally.total, 1)
        median, worst = times[len(times) // 2] * 1000, times[-1] * 1000
        print(f"{medium:24} {len(times):6} {tally.total:7} {share:7.1%} {median:10.0f} {worst:9.0f}")
        if verbose:
            print(*(f"    {missed}" for missed in tally.missed), sep="\n")


if __name__ == "__main__":
    main()
