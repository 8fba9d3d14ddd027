"""What stands on the pages? (stage 4: pages become lines and words)"""

from __future__ import annotations

from pipeline.case import Case, FileFacts, Finding, Page, Picture, Weight
from pipeline.reading.document import read_document
from pipeline.reading.page_traces import traces_of_pages
from pipeline.reading.pages import UNREADABLE, WORD, file_of_page, page_count, shown_as, source_page, source_shape
from pipeline.reading.picture import judge, measure
from pipeline.rules.kind import FileRules
from pipeline.stages.tools import Tools


def ocr(case: Case, tools: Tools) -> Case:
    """Fill `case.pages`. Raises `RetryLater` when the engine failed: that is not the document's fault."""
    kind = tools.kinds.get(case.claim.kind)
    rules = kind.file if kind else FileRules()
    limit = min(rules.max_pages, rules.pages_read)
    tables = kind is not None and kind.ruled_tables
    content = tools.original(case)
    file_format, count = _pages_of(case, content)
    read = read_document(content, file_format, min(count, limit), tools.engine, tables=tables)
    pictures, doubts = _pictures(case, tools, file_format, read.pages)
    findings = [*doubts, *(_unreadable(number) for number in read.unreadable)]
    if not any(page.lines for page in read.pages):
        findings.append(_nothing_read(read.pages, read.blank))
    facts = _facts(case.file, file_format, count if read.pages else 0, pictures)
    if facts is not None and facts.shown_as == "text":
        findings.append(_only_text())
    traces = traces_of_pages(content, facts.format, read.pages) if facts is not None and read.pages else ()
    return case.with_(*findings, pages=read.pages, traces=(*case.traces, *traces), file=facts)


def _facts(facts: FileFacts | None, shown: str, count: int, pictures: tuple[Picture, ...]) -> FileFacts | None:
    """With what is only known once the pages are: the very same record where that is nothing."""
    found: dict[str, object] = {}
    if facts is not None and pictures:
        measured = {picture.page: picture for picture in (*facts.pictures, *pictures)}
        found["pictures"] = tuple(measured[number] for number in sorted(measured))
    if facts is not None and facts.format in WORD and count:
        found |= {"page_count": count, "shown_as": "pdf" if shown == "pdf" else "text"}
    return facts.model_copy(update=found) if facts is not None and found else facts


def _pages_of(case: Case, content: bytes) -> tuple[str, int]:
    """As what the pages are shown, and how many there are; none of a Word file that cannot be read."""
    if case.file is None:
        return "", 0
    try:
        count = page_count(content, case.file.format, case.file.page_count)
    except UNREADABLE:
        count = 0
    return shown_as(content, case.file.format), count


def _only_text() -> Finding:
    """Whether it looks like the paper that it says it is, and bears its marks, only a person can see."""
    return Finding(code="SCAN_UNREADABLE", weight=Weight.REVIEW, detail="a Word file of which only the words were read")


def _pictures(
    case: Case, tools: Tools, file_format: str, pages: tuple[Page, ...]
) -> tuple[tuple[Picture, ...], tuple[Finding, ...]]:
    """Scans inside a PDF are judged as pictures are, once their pages are known."""
    kind = tools.kinds.get(case.claim.kind)
    if kind is None:
        return (), ()
    content = tools.original(case)
    scanned = [page.number for page in pages if _is_scan_in_pdf(content, file_format, page.number)]
    pictures = tuple(measure(source_page(content, file_format, number).pixels, number) for number in scanned)
    return pictures, tuple(finding for picture in pictures for finding in judge(picture, kind.picture))


def _is_scan_in_pdf(content: bytes, file_format: str, number: int) -> bool:
    part = file_of_page(content, file_format, number)
    return part.file_format == "pdf" and not source_shape(part.data, part.page_in_file(number))[-1]


def _unreadable(number: int) -> Finding:
    return Finding(code="SCAN_UNREADABLE", weight=Weight.REVIEW, page=number, detail="the page cannot be shown")


def _nothing_read(pages: tuple[Page, ...], blank: frozenset[int]) -> Finding:
    """Blank only where there is surely no ink; what has ink and was not read goes to a person."""
    if pages and all(page.number in blank for page in pages):
        return Finding(code="SCAN_BLANK", weight=Weight.REJECT, page=pages[0].number, detail="no ink", stops=True)
    return Finding(code="SCAN_UNREADABLE", weight=Weight.REVIEW, detail="nothing was read", stops=True)
