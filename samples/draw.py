"""How are sample papers drawn? `python -m samples.draw --seed 1 --count 40 --out DIR`"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import track

from samples import batch, damage, faults, forgeries, kept, kept_extracts, media, scenarios, style, unrelated
from samples.batch import Sample
from samples.blanks import all_blanks
from samples.facts import Blank
from samples.media import File
from samples.plots import Plot
from samples.scenarios import Story
from samples.style import Press

AS_OF = dt.date(2026, 11, 22)
"""The day that papers are drawn for; hand the same to `podlinnik batch --as-of`."""
Item = TypeVar("Item")


def main(
    out: Annotated[
        Path | None, typer.Option(help="Folder: files/, manifest.jsonl, registry.jsonl, truth.jsonl.")
    ] = None,
    seed: Annotated[str, typer.Option(help="The same seed draws the same papers.")] = "1",
    count: Annotated[int, typer.Option(min=1, help="How many papers.")] = 40,
    kinds: Annotated[str, typer.Option(help="Only these kinds, with commas.")] = "",
    variants: Annotated[str, typer.Option(help="Only these variants, with commas.")] = "",
    media_: Annotated[str, typer.Option("--media", help="Only these media, with commas.")] = "",
    scenarios_: Annotated[str, typer.Option("--scenarios", help="Only these scenarios, with commas.")] = "",
    as_of: Annotated[str, typer.Option(help="The day of the examination, ISO 8601.")] = AS_OF.isoformat(),
    press: Annotated[
        str, typer.Option(help="`main`, or `other`: typefaces and habits kept for reporting only.")
    ] = "main",
    kept_: Annotated[bool, typer.Option("--kept", help="Draw the few small papers of samples/kept/ anew.")] = False,
) -> None:
    """Draw sample papers, and say what must come out of each."""
    if kept_:
        kept.draw(out or Path(__file__).parent / "kept")
        kept_extracts.draw((out or Path(__file__).parent / "kept") / "extracts")
        return
    if out is None or press not in ("main", "other"):
        raise typer.BadParameter("--out DIR is needed; --press is main or other")
    day = dt.date.fromisoformat(as_of)
    blanks = chosen(all_blanks(), lambda blank: blank.kind, kinds)
    blanks = chosen(blanks, lambda blank: blank.variant, variants)
    blanks = [blank for blank in blanks if blank.issued[0] < day - dt.timedelta(days=400)]
    stories = chosen(scenarios.stories(), lambda story: story.name, scenarios_)
    mediums = chosen(media.MEDIA, lambda name: name, media_)
    made = (
        sample(
            f"{seed}/{index}", f"s-{index:04d}", blanks, stories, mediums, day, "other" if press == "other" else "main"
        )
        for index in range(1, count + 1)
    )
    batch.write(out, track(made, total=count, description="drawing", console=Console(stderr=True)))


def sample(
    seed: str, name: str, blanks: list[Blank], stories: list[Story], mediums: list[str], day: dt.date, press: Press
) -> Sample:
    """Draw one sample: a story, a blank that suits it, a medium."""
    rng = random.Random(seed)
    story, blank = pick(rng, stories, blanks)
    plot = story.tell(rng, blank, day)
    medium = rng.choices(mediums, weights=[media.MEDIA[one] for one in mediums])[0]
    medium, file = make(rng, plot, medium, press)
    return name, plot, medium, file


def make(rng: random.Random, plot: Plot, medium: str, press: Press) -> tuple[str, File]:
    """Print the plot's paper and hand it in; a damaged one has a medium of its own."""
    printed = style.draw(rng, press, typed=plot.blank.typed)
    if plot.damage == "unrelated":
        return medium, media.hand_in(rng, unrelated.draw(rng, printed), medium, press)
    paper = plot.blank.draw(rng, plot.drawn or plot.facts, printed, plot.marks)
    if plot.damage in forgeries.forgeries():
        honest = plot.drawn or plot.facts
        return "text_pdf", forgeries.hand_in(rng, paper, plot.damage, honest.text("number"), plot.facts.text("number"))
    if plot.damage in faults.faults():
        return "scan_150", faults.hand_in(rng, paper, plot.damage)
    if plot.damage:
        return "scan_200", damage.hand_in(rng, paper, plot.damage)
    return medium, media.hand_in(rng, paper, medium, press)


def chosen(items: Iterable[Item], key: Callable[[Item], str], names: str) -> list[Item]:
    """Keep the items whose key is among the comma-separated names; no names keep all."""
    every = list(items)
    if not names:
        return every
    wanted, known = names.split(","), sorted({key(item) for item in every})
    unknown = set(wanted) - set(known)
    if unknown:
        raise typer.BadParameter(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    return [item for item in every if key(item) in wanted]


def pick(rng: random.Random, stories: list[Story], blanks: list[Blank]) -> tuple[Story, Blank]:
    """First a story, then a kind that suits it, each as likely, then one of its variants by weight."""
    told = [story for story in stories if any(story.fits(blank) for blank in blanks)]
    if not told:
        raise typer.BadParameter("none of these scenarios suits any of these kinds on this day")
    story = rng.choices(told, weights=[one.weight for one in told])[0]
    fitting = [blank for blank in blanks if story.fits(blank)]
    kind = rng.choice(sorted({blank.kind for blank in fitting}))
    variants = [blank for blank in fitting if blank.kind == kind]
    return story, rng.choices(variants, weights=[blank.weight for blank in variants])[0]


if __name__ == "__main__":
    typer.run(main)
