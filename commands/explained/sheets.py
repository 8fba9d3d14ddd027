"""Which pages does the page of an explained decision show, and what is drawn on them?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from commands.explained import words
from commands.explained.rows import Row, data_uri
from pipeline.case import Box, Case, Finding, Page, Trace


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A rectangle on a page, in per cent of it, tied to the row that it belongs to."""

    id: str
    row: str
    tag: str
    title: str
    css: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A page with everything that is drawn on it."""

    page: Page
    image: str | None
    spots: tuple[Spot, ...]
    notes: tuple[str, ...]


def sheets_of(
    case: Case, previews: Mapping[int, bytes], rows: Iterable[Row], marks: Iterable[Row]
) -> tuple[Sheet, ...]:
    """The pages with the boxes of everything that was found on them."""
    spots = [(row.record.page, row.record.box, row) for row in rows if row.record and row.record.box and row.spot]
    found = zip(marks, case.reading.marks if case.reading else (), strict=True)
    spots += [(mark.page, mark.box, row) for row, mark in found if mark.page and mark.box and row.spot]
    return tuple(
        Sheet(
            page=page,
            image=data_uri(previews[page.number]) if page.number in previews else None,
            spots=(
                *(_spot(page, box, row) for number, box, row in spots if number == page.number),
                *_finding_spots(case.findings, page, {box for _, box, _ in spots} | _traced(case, page)),
                *_trace_spots(case.traces, page),
            ),
            notes=_page_notes(page),
        )
        for page in case.pages or ()
    )


def _spot(page: Page, box: Box, row: Row) -> Spot:
    sure = f"{row.sure.text}, {row.percent}" if row.sure else ""
    kind = "mark" if row.id.startswith("mark") else "of-field"
    return Spot(
        id=row.spot or "",
        row=row.id,
        tag=row.tag,
        title=f"{row.title}: {row.value} ({sure})",
        css=f"{kind} {row.sure.css if row.sure else 'weak'} state-{row.state.css}",
        place=_place(page, box),
    )


def _finding_spots(findings: Iterable[Finding], page: Page, drawn: Collection[Box]) -> Iterable[Spot]:
    """Findings about a place on the page that no field and no mark has drawn already."""
    for index, finding in enumerate(findings, start=1):
        if finding.box and finding.page == page.number and finding.box not in drawn:
            yield Spot(
                id=f"finding-spot-{index}",
                row=f"finding-{index}",
                tag="!",
                title=f"{finding.code}: {finding.detail}",
                css="finding",
                place=_place(page, finding.box),
            )


def _traced(case: Case, page: Page) -> set[Box]:
    return {trace.box for trace in case.traces if trace.box and trace.page == page.number}


def _trace_spots(traces: Iterable[Trace], page: Page) -> Iterable[Spot]:
    for index, trace in enumerate(traces, start=1):
        if trace.box and trace.page == page.number:
            yield Spot(
                id=f"trace-spot-{index}",
                row=f"trace-{index}",
                tag="✎",
                title=f"{words.TRACES[trace.what]}: {trace.detail}",
                css="finding",
                place=_place(page, trace.box),
            )


def _place(page: Page, box: Box) -> str:
    """CSS of a box in per cent of its page, kept inside it."""
    x0, x1 = (min(max(x, 0), page.width) * 100 / page.width for x in (box[0], box[2]))
    y0, y1 = (min(max(y, 0), page.height) * 100 / page.height for y in (box[1], box[3]))
    return f"left:{x0:.2f}%;top:{y0:.2f}%;width:{max(x1 - x0, 0.5):.2f}%;height:{max(y1 - y0, 0.5):.2f}%"


def _page_notes(page: Page) -> tuple[str, ...]:
    notes = (
        (page.is_photo, "фотография"),
        (page.source == "text_layer", "текст из файла"),
        (page.layer_differs, "текстовый слой файла не принят: на изображении другое"),
        (page.rotation != 0, f"повёрнута на {page.rotation}° по часовой стрелке"),
    )
    return tuple(text for holds, text in notes if holds)
