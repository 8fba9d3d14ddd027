"""How are labour books drawn? `python -m samples.books.draw --seed 1 --count 10 --out DIR`"""

from __future__ import annotations

import datetime as dt
import io
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import cv2
import numpy as np
import typer
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from rich.console import Console
from rich.progress import track

from samples import media, register, style
from samples.books import careers, forms, hands, pages, titles
from samples.books.careers import Career
from samples.books.forms import SERIES, Variant
from samples.books.pages import Writing
from samples.canvas import Sheet
from samples.facts import holder_for
from samples.fonts import Face
from samples.media import jpeg
from samples.style import Press
from samples.textpdf import UNIT

Medium = Literal["scan_300", "scan_200", "scan_200_grey", "photo"]
MEDIA: dict[Medium, float] = {"scan_300": 1.0, "scan_200": 1.5, "scan_200_grey": 0.7, "photo": 1.5}
VARIANTS: dict[Variant, float] = {"1974": 1.0, "2004": 3.0, "2023": 1.0, "insert": 0.7}
AS_OF = dt.date(2026, 11, 22)
SHOT_DPI = 250
"""A telephone's shot in a PDF claims so many pixels an inch."""


@dataclass(frozen=True, kw_only=True)
class Book:
    """A drawn book: its sheets in the book's order, and what it says."""

    variant: Variant
    by_hand: bool
    duplicate: bool
    older_than_series: bool
    series: str
    number: str
    career: Career
    sheets: tuple[Sheet, ...]
    began: tuple[int, ...]
    """Printed page on which each entry begins."""
    marked: bool


def book(
    rng: random.Random, press: Press = "main", *, variant: Variant | None = None, by_hand: bool | None = None,
    fault: Literal["", "older", "unmarked"] = "",
) -> Book:  # fmt: skip
    """Draw a book. A fault: begun before its series was printed with no «ДУБЛИКАТ», or nothing signed or sealed."""
    chosen = variant or rng.choices(list(VARIANTS), weights=list(VARIANTS.values()))[0]
    written = rng.random() < 0.5 if by_hand is None else by_hand
    series, first, last = rng.choice(SERIES[chosen])
    begun = dt.date(rng.randrange(first, last + 1), rng.randrange(1, 13), rng.randrange(1, 28))
    duplicate = fault == "" and rng.random() < 0.15
    if duplicate or fault == "older":
        begun = begun.replace(year=begun.year - rng.randrange(6, 12))
    until = min(begun + dt.timedelta(days=rng.randrange(1500, 6000)), AS_OF - dt.timedelta(days=40))
    person = holder_for(rng, begun, (20, 30))
    career = careers.invent(rng, person, begun, until, soviet=chosen == "1974")
    form, printed = forms.form(rng, chosen, other=press == "other"), style.draw(rng, press)
    writing = _writing(rng, press, by_hand=written)
    number = f"{rng.randrange(1, 9_999_999):07d}"
    said = titles.said_on_title(career, series, number, career.jobs[0].position)
    front = titles.title_page(rng, form, printed, writing, said, duplicate=duplicate)
    filled = pages.spreads(rng, form, printed, writing, career, marked=fault != "unmarked")
    return Book(
        variant=chosen, by_hand=written, duplicate=duplicate, older_than_series=fault == "older", series=series,
        number=number, career=career, sheets=(front, *filled.sheets), began=filled.pages, marked=fault != "unmarked",
    )  # fmt: skip


def _writing(rng: random.Random, press: Press, *, by_hand: bool) -> Writing:
    families = (*style.MONO[press], *style.SERIF[press][:2], *style.SANS[press][:2])
    family = rng.choice(families)
    size = rng.uniform(6.6, 7.4) if family in style.MONO[press] else rng.uniform(7.2, 8.2)
    several = tuple(hands.hand(rng, press) for _ in range(3)) if by_hand else ()
    return Writing(face=Face(family=family), size=size, hands=several)


def handed_in(
    rng: random.Random, made: Book, medium: Medium, press: Press = "main", *, shuffled: bool = False
) -> bytes:
    """One PDF with a page for each sheet; `shuffled` ones are out of order, as people scan them."""
    sheets = list(made.sheets)
    if shuffled:
        rng.shuffle(sheets)
    return pdf_of([(_seen(rng, sheet, medium, press)) for sheet in sheets])


def _seen(rng: random.Random, sheet: Sheet, medium: Medium, press: Press) -> tuple[bytes, float]:
    """A sheet's JPEG and its dots an inch."""
    if medium == "photo":
        shot = media.photo(rng, sheet, media.EASY)
        return jpeg(shot, rng.randrange(74, 88)), SHOT_DPI
    dpi = media.dpi_of(medium)
    pixels = media.scan(rng, sheet, dpi, grey="grey" in medium, press=press)
    return jpeg(pixels, rng.randrange(74, 90), dpi=dpi), dpi


def pdf_of(pictures: Sequence[tuple[bytes, float]]) -> bytes:
    """A PDF with a page for each picture, of the size that its dots an inch say."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for content, dpi in pictures:
        with Image.open(io.BytesIO(content)) as image:
            size = (image.width / dpi * 25.4 * UNIT, image.height / dpi * 25.4 * UNIT)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(io.BytesIO(content)), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def truth(made: Book, medium: str) -> dict[str, Any]:
    """What the book says, for whoever judges what was read of it."""
    entries = [
        {**asdict(entry), "date": entry.date.isoformat(), "page": page}
        for entry, page in zip(made.career.entries, made.began, strict=True)
    ]
    jobs = [
        {"organisation": job.organisation, "position": job.position, "start": job.start.isoformat(),
         "end": job.end.isoformat() if job.end else None}
        for job in made.career.jobs
    ]  # fmt: skip
    person = made.career.person
    return {
        "kind": "labour_book", "variant": made.variant, "by_hand": made.by_hand, "medium": medium,
        "duplicate": made.duplicate, "older_than_series": made.older_than_series, "marked": made.marked,
        "fields": {
            "series": made.series, "number": made.number, "last_name": person.last_name,
            "first_name": person.first_name, "middle_name": person.middle_name,
            "birth_date": person.birth_date.isoformat(),
        },
        "entries": entries, "employments": jobs,
    }  # fmt: skip


def small(made: Book, rng: random.Random, dpi: int, quality: int) -> bytes:
    """As a PDF of some hundred kilobytes, for the repository."""
    pictures = []
    for sheet in made.sheets:
        pixels = np.asarray(cv2.bilateralFilter(media.scan(rng, sheet, dpi), 5, 30, 3))
        stream = io.BytesIO()
        Image.fromarray(pixels).save(stream, "JPEG", quality=quality, optimize=True, progressive=True)
        pictures.append((stream.getvalue(), float(dpi)))
    return pdf_of(pictures)


SMALL_TYPED, SMALL_HAND = (300, 22), (200, 26)
"""Dots an inch and quality of the kept books: typed ones must be read to the last figure."""
KEPT = Path(__file__).resolve().parents[1] / "kept" / "books"


def keep(out: Path = KEPT) -> None:
    """Draw the two small books of the repository anew: one typed, one written by hand."""
    (out / "files").mkdir(parents=True, exist_ok=True)
    made = {name: _short(name, by_hand=by_hand) for name, by_hand in (("b-typed", False), ("b-hand", True))}
    for name, one in made.items():
        how = SMALL_HAND if one.by_hand else SMALL_TYPED
        (out / "files" / f"{name}.pdf").write_bytes(small(one, random.Random(name), *how))
    write_lists(out, made, dict.fromkeys(made, "scan_200"))


def _short(name: str, *, by_hand: bool) -> Book:
    """A book of one spread that somebody left once."""
    drawn = (book(random.Random(f"{name}/{seed}"), variant="2004", by_hand=by_hand) for seed in range(200))
    return next(
        one
        for one in drawn
        if len(one.sheets) == 2
        and not one.duplicate
        and any(entry.event == "dismissal" for entry in one.career.entries)
    )


def main(
    out: Annotated[
        Path | None, typer.Option(help="Folder: files/, manifest.jsonl, registry.jsonl, truth.jsonl.")
    ] = None,
    seed: Annotated[str, typer.Option(help="The same seed draws the same books.")] = "1",
    count: Annotated[int, typer.Option(min=1, help="How many books.")] = 10,
    press: Annotated[str, typer.Option(help="`main`, or `other`: typefaces and measures kept for reporting.")] = "main",
    kept: Annotated[bool, typer.Option("--kept", help="Draw the two of samples/kept/books/ anew.")] = False,
) -> None:
    """Draw labour books, and say what stands in them."""
    if kept:
        keep(out or KEPT)
        return
    if out is None or press not in ("main", "other"):
        raise typer.BadParameter("--out DIR is needed; --press is main or other")
    (out / "files").mkdir(parents=True, exist_ok=True)
    made: dict[str, Book] = {}
    media_of: dict[str, str] = {}
    for index in track(range(1, count + 1), description="drawing", console=Console(stderr=True)):
        rng, name = random.Random(f"{seed}/{index}"), f"b-{index:04d}"
        hand: Press = "other" if press == "other" else "main"
        made[name] = book(rng, hand)
        medium = rng.choices(list(MEDIA), weights=list(MEDIA.values()))[0]
        content = handed_in(rng, made[name], medium, hand, shuffled=rng.random() < 0.25)
        (out / "files" / f"{name}.pdf").write_bytes(content)
        media_of[name] = medium
    write_lists(out, made, media_of)


def write_lists(out: Path, made: Mapping[str, Book], media_of: Mapping[str, str]) -> None:
    """The manifest, the register's lines, and what stands in each book."""
    truths = {name: {"id": name, **truth(one, media_of[name])} for name, one in made.items()}
    lists: dict[str, list[dict[str, Any]]] = {
        "manifest.jsonl": [manifest_line(name, one) for name, one in made.items()],
        "registry.jsonl": [
            register.person(one.career.person, [], employments=truths[name]["employments"])
            for name, one in made.items()
        ],
        "truth.jsonl": list(truths.values()),
    }
    for file_name, records in lists.items():
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (out / file_name).write_text(text, encoding="utf-8")


def manifest_line(name: str, made: Book) -> dict[str, Any]:
    return {
        "id": name, "file": f"files/{name}.pdf", "kind": "labour_book",
        "holder": register.holder(made.career.person),
        "declared": {"series": made.series, "number": made.number},
    }  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
