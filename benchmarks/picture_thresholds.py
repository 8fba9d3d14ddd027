"""Do the measures of a picture tell hopeless from good? `python -m benchmarks.picture_thresholds [--papers 24]`

Draws papers, spoils each picture badly and just not badly, and writes what was measured on both sides of each
threshold to `benchmarks/results/picture_thresholds.md`.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import cv2
import typer

from pipeline.case import Finding, Picture, Weight
from pipeline.reading.pages import source_page
from pipeline.reading.picture import judge, measure
from pipeline.rules.kind import PictureRules
from samples import damage, media, plots, style
from samples.blanks import all_blanks
from samples.canvas import Paper

RESULT = Path(__file__).parent / "results" / "picture_thresholds.md"
AS_OF = dt.date(2026, 11, 22)
GOOD_MEDIA = ("scan_300", "scan_200", "scan_150", "scan_300_grey", "photo", "hard_photo")
MEASURES = {
    "SCAN_BLURRED": ("sharpness", "min_sharpness", "doubtful_sharpness"),
    "SCAN_LOW_RESOLUTION": ("text_height_px", "min_text_height_px", "doubtful_text_height_px"),
    "SCAN_DARK": ("brightness", "min_brightness", "doubtful_brightness"),
    "SCAN_GLARE": ("glare_share", "max_glare_share", "doubtful_glare_share"),
    "SCAN_CROPPED": ("cut_share", "max_cut_share", "doubtful_cut_share"),
    "SCAN_BLANK": ("ink_share", "min_ink_share", None),
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One picture: how it was made, what was measured and found, and the seconds that took."""

    made: str
    picture: Picture
    findings: tuple[Finding, ...]
    seconds: float


def main(papers: Annotated[int, typer.Option(help="How many papers to draw.")] = 24, seed: str = "thresholds") -> None:
    """Measure, and write the table."""
    cv2.setNumThreads(1)
    cases = list(measured(papers, seed))
    text = "\n".join(["# The picture's thresholds", "", *_good(cases), "", *_faults(cases), ""])
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text, encoding="utf-8")
    print(text)


def measured(papers: int, seed: str) -> Iterator[Case]:
    """Each paper good through one medium, and through every fault on both sides."""
    rules = PictureRules()
    blanks = all_blanks()
    for index in range(papers):
        rng = random.Random(f"{seed}/{index}")
        paper = _paper(rng, blanks[index % len(blanks)])
        medium = GOOD_MEDIA[index % len(GOOD_MEDIA)]
        yield _case(f"good {medium}", media.hand_in(rng, paper, medium).content, rules)
        for fault in damage.faults():
            for name in (fault, f"{fault}_just_good"):
                yield _case(name, damage.hand_in(rng, paper, name).content, rules)


def _paper(rng: random.Random, blank: object) -> Paper:
    plot = plots.honest(rng, blank, AS_OF)  # type: ignore[arg-type]
    printed = style.draw(rng, typed=blank.typed)  # type: ignore[attr-defined]
    return blank.draw(rng, plot.facts, printed, plot.marks)  # type: ignore[attr-defined,no-any-return]


def _case(made: str, content: bytes, rules: PictureRules) -> Case:
    pixels = source_page(content, "jpeg", 1).pixels
    started = time.process_time()
    picture = measure(pixels, 1)
    seconds = time.process_time() - started
    return Case(made=made, picture=picture, findings=judge(picture, rules), seconds=seconds)


def _good(cases: list[Case]) -> Iterator[str]:
    good = [case for case in cases if case.made.startswith("good")]
    hopeless = sum(_hopeless(case) for case in good)
    times = sorted(case.seconds for case in good)
    yield f"{len(good)} good pictures (scans and photos): {hopeless} called hopeless, "
    yield f"{sum(bool(case.findings) for case in good)} with a note. One takes {times[len(times) // 2] * 1000:.0f} ms "
    yield f"(median; at most {times[-1] * 1000:.0f} ms) of processor time."


def _faults(cases: list[Case]) -> Iterator[str]:
    yield "Measures as least / median / most. *Hopeless* rejects at once, *noted* leaves the verdict to the reading."
    yield "*With its code* counts those whose finding names this fault.\n"
    lines = [_row(code, fault, cases) for fault, (_, code) in damage.faults().items()]
    yield (
        "| fault | measure | bad | just good | good | hopeless | noted "
        "| bad: hopeless / noted / its code | just good: hopeless |"
    )
    yield "| --- " * 9 + "|"
    yield from lines


def _row(code: str, fault: str, cases: list[Case]) -> str:
    measure_name, least, doubtful = MEASURES[code]
    rules = PictureRules()
    bad, almost = ([case for case in cases if case.made == name] for name in (fault, f"{fault}_just_good"))
    good = [case for case in cases if case.made.startswith("good")]
    spreads = [_spread(getattr(case.picture, measure_name) for case in group) for group in (bad, almost, good)]
    limits = [f"{getattr(rules, name):g}" if name else "–" for name in (least, doubtful)]
    named = sum(any(finding.code == code for finding in case.findings) for case in bad)
    noted = sum(bool(case.findings) and not _hopeless(case) for case in bad)
    answers = f"{sum(map(_hopeless, bad))} / {noted} / {named} of {len(bad)}"
    return " | ".join([f"| {code}", measure_name, *spreads, *limits, answers, f"{sum(map(_hopeless, almost))} |"])


def _hopeless(case: Case) -> bool:
    return any(finding.weight is Weight.REJECT for finding in case.findings)


def _spread(values: Iterable[float | None]) -> str:
    known = sorted(value for value in values if value is not None)
    return f"{known[0]:.3g} / {known[len(known) // 2]:.3g} / {known[-1]:.3g}" if known else "none"


if __name__ == "__main__":
    typer.run(main)
