"""What stands on the pages? (stage 4: pages become lines and words)"""

from __future__ import annotations

from pipeline.case import Case, Finding, Page, Picture, Weight
from pipeline.reading.document import read_document
from pipeline.reading.page_traces import traces_on_pages
from pipeline.reading.pages import source_page
from pipeline.reading.picture import judge, measure
from pipeline.rules.kind import FileRules
from pipeline.stages.tools import Tools


def ocr(case: Case, tools: Tools) -> Case:
    """Fill `case.pages`. Raises `RetryLater` when the engine failed: that is not the document's fault."""
    kind = tools.kinds.get(case.claim.kind)
    rules = kind.file if kind else FileRules()
    limit = min(rules.max_pages, rules.pages_read)
    tables = kind is not None and kind.ruled_tables
    file_format, count = (case.file.format, case.file.page_count) if case.file else ("", 0)
    read = read_document(tools.original(case), file_format, min(count, limit), tools.engine, tables=tables)
    pictures, doubts = _pictures(case, tools, read.pages)
    findings = [*doubts, *(_unreadable(number) for number in read.unreadable)]
    if not any(page.lines for page in read.pages):
        findings.append(_nothing_read(read.pages, read.blank))
    traces = traces_on_pages(tools.original(case), read.pages) if file_format == "pdf" else ()
    filled = {"pages": read.pages, "traces": (*case.traces, *traces)}
    if case.file and pictures:
        return case.with_(*findings, **filled, file=case.file.model_copy(update={"pictures": pictures}))
    return case.with_(*findings, **filled)


def _pictures(case: Case, tools: Tools, pages: tuple[Page, ...]) -> tuple[tuple[Picture, ...], tuple[Finding, ...]]:
    """Scans inside a PDF are judged as pictures are, once their pages are known."""
    kind = tools.kinds.get(case.claim.kind)
    if kind is None or case.file is None or case.file.format != "pdf":
        return (), ()
    scanned = [(page.number, source_page(tools.original(case), "pdf", page.number)) for page in pages]
    pictures = tuple(measure(source.pixels, number) for number, source in scanned if not source.is_drawn)
    return pictures, tuple(finding for picture in pictures for finding in judge(picture, kind.picture))


def _unreadable(number: int) -> Finding:
    return Finding(code="SCAN_UNREADABLE", weight=Weight.REVIEW, page=number, detail="the page cannot be shown")


def _nothing_read(pages: tuple[Page, ...], blank: frozenset[int]) -> Finding:
    """Blank only where there is surely no ink; what has ink and was not read goes to a person."""
    if pages and all(page.number in blank for page in pages):
        return Finding(code="SCAN_BLANK", weight=Weight.REJECT, page=pages[0].number, detail="no ink", stops=True)
    return Finding(code="SCAN_UNREADABLE", weight=Weight.REVIEW, detail="nothing was read", stops=True)
