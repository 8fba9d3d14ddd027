"""How often are signature and seal told rightly? (confusion by medium on drawn papers, kept in results/marks.md)

python -m benchmarks.marks DIR [DIR ...]      folders that `python -m samples.draw --scenarios genuine,…` wrote
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.case import Case, Claim, FileFacts, Page, Presence, Upload
from pipeline.fields.stamps import has_e_signature_stamp
from pipeline.reading.document import read_document
from pipeline.reading.engine_tesserocr import TesserocrEngine
from pipeline.reading.images import SourceImages
from pipeline.reading.marks import combine, find_marks
from pipeline.reading.protocol import Engine, PenFinder, Pixels
from pipeline.reading.signature_net import SignatureNet
from pipeline.rules.loader import load_kinds

RESULT = Path(__file__).parent / "results" / "marks.md"
FORMATS = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".pdf": "pdf"}
SCENARIOS = ("genuine", "no_signature", "no_seal")
ORDER = (Presence.PRESENT, Presence.UNSURE, Presence.ABSENT)
Shown = list[tuple[Page, Pixels]]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was said of one mark of one paper, and what is true."""

    paper: str
    mark: str
    medium: str
    there: bool
    said: Presence
    seconds: float


def papers(folder: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Truth and file of each paper that is a story about marks and whose kind asks for marks."""
    kinds = load_kinds()
    lines = zip(_records(folder / "manifest.jsonl"), _records(folder / "truth.jsonl"), strict=True)
    for entry, truth in lines:
        kind = kinds.get(truth["kind"])
        wanted = kind.marks_of(truth["variant"]) if kind else ()
        if truth["scenario"] in SCENARIOS and wanted:
            yield truth | {"marks": wanted}, folder / entry["file"]


def shown(file: Path, engine: Engine) -> Shown:
    """Pages as read, with their previews."""
    content = file.read_bytes()
    file_format = FORMATS[file.suffix]
    pages = read_document(content, file_format, 2, engine).pages
    return list(zip(pages, previews_of(file, pages), strict=True))


def previews_of(file: Path, pages: Sequence[Page]) -> list[Pixels]:
    """Upright pictures of the file's pages, turned and straightened as these pages say."""
    content = file.read_bytes()
    upload = Upload(name="sample", size=len(content), sha256=str(file))
    facts = FileFacts(media_type="", format=FORMATS[file.suffix], page_count=len(pages))
    case = Case(id="sample", claim=Claim(kind="", upload=upload), file=facts)
    images = SourceImages(original=lambda _: content)
    return [images.preview(case, page) for page in pages]


def told(truth: dict[str, Any], pages: Shown, pens: PenFinder) -> list[Told]:
    """What is said of each mark that the kind asks for; nothing of electronic originals, which bear no ink."""
    start = time.process_time()
    if any(has_e_signature_stamp(page) for page, _ in pages):
        return []
    marks = combine(find_marks(image, page, pens) for page, image in pages)
    seconds = (time.process_time() - start) / max(len(pages), 1)
    return [
        Told(
            paper=truth["id"],
            mark=mark.name,
            medium=truth["medium"],
            there=truth["scenario"] != f"no_{mark.name}",
            said=mark.presence,
            seconds=seconds,
        )
        for mark in marks
        if mark.name in truth["marks"]
    ]


def table(results: Iterable[Told]) -> str:
    """Markdown: a row for each mark and medium; six counts."""
    results = list(results)
    counts = Counter((one.mark, one.medium, one.there, one.said) for one in results)
    rows = [
        "| mark | medium | there: present | unsure | absent | missing: present | unsure | absent |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for mark, medium in sorted({(one.mark, one.medium) for one in results}):
        cells = [str(counts[mark, medium, there, said]) for there in (True, False) for said in ORDER]
        rows.append(f"| {mark} | {medium} | {' | '.join(cells)} |")
    for mark in sorted({one.mark for one in results}):
        of_mark = Counter((one.there, one.said) for one in results if one.mark == mark)
        cells = [str(of_mark[there, said]) for there in (True, False) for said in ORDER]
        rows.append(f"| **{mark}** | **all** | {' | '.join(cells)} |")
    spent = statistics.median(one.seconds for one in results) * 1000
    return "\n".join([*rows, "", f"Median time a page: {spent:.0f} ms of processor time (without reading)."])


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Examine the folders named on the command line, print and keep the table."""
    engine, pens = TesserocrEngine(), SignatureNet()
    results = [
        one
        for folder in sys.argv[1:]
        for truth, file in papers(Path(folder))
        for one in told(truth, shown(file, engine), pens)
    ]
    if not results:
        sys.exit("no papers: draw some with `python -m samples.draw --out DIR` and name DIR here")
    text = table(results)
    print(text)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(f"# Signature and seal: what was said against what is there\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
