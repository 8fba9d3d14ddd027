"""Which few extracts about work are kept in the repository? (drawn from a fixed seed)"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from samples import batch, scenarios, style
from samples.blanks import history_extract
from samples.canvas import Paper
from samples.kept import AS_OF, jpeg_small
from samples.media import File, hand_in, scan
from samples.textpdf import picture_pdf

SEED = "kept-extracts-5"
DPI, QUALITY = 200, 22
KEPT = ("x-text", history_extract.SFR, "text_pdf", True), ("x-scan", history_extract.R, "scan", False)
"""Id, form, medium, and whether the stamp of an electronic signature stands on it instead of ink."""


def samples() -> Iterator[batch.Sample]:
    """Draw each kept extract."""
    blanks = {blank.variant: blank for blank in history_extract.blanks()}
    genuine = next(story for story in scenarios.stories() if story.name == "genuine")
    for name, variant, medium, electronic in KEPT:
        rng = random.Random(f"{SEED}/{name}")
        plot = genuine.tell(rng, blanks[variant], AS_OF)
        details = {**plot.facts.details, "electronic": "1" if electronic else ""}
        plot = replace(plot, facts=replace(plot.facts, details=details))
        paper = plot.blank.draw(rng, plot.facts, style.draw(rng), plot.marks)
        yield name, plot, medium, hand_in(rng, paper, medium) if medium == "text_pdf" else _scanned(rng, paper)


def _scanned(rng: random.Random, paper: Paper) -> File:
    """A grey scan in a PDF, of about a hundred kilobytes a page."""
    pictures = [jpeg_small(scan(rng, sheet, DPI, grey=True), QUALITY) for sheet in paper.sheets]
    return File(content=picture_pdf(pictures, paper.sheets[0].width, paper.sheets[0].height), suffix=".pdf")


def draw(out: Path) -> None:
    """Write files/, manifest.jsonl, registry.jsonl and expected.jsonl."""
    batch.write(out, samples(), truth_name="expected.jsonl")
