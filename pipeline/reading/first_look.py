"""What is plainly wrong with a file, so that its sender can be told while they still have the paper in hand?"""

from __future__ import annotations

from pipeline.case import FileFacts, Finding, Weight
from pipeline.reading.document import is_blank
from pipeline.reading.file_check import check_file
from pipeline.reading.pages import UNREADABLE, source_page
from pipeline.reading.picture import judge, measure
from pipeline.reading.picture_check import check_picture
from pipeline.rules.kind import FileRules, PictureRules

MOST_PAGES = 6
"""Of a PDF that are looked at: somebody waits."""


def faults_at_first_look(
    content: bytes, name: str, file_rules: FileRules, picture_rules: PictureRules
) -> tuple[Finding, ...]:
    """As `format_check` finds them, and of scans in a PDF what `ocr` would: without reading a word."""
    facts, findings = check_file(content, name, file_rules)
    if facts is None or any(finding.stops for finding in findings):
        return findings
    if facts.format == "pdf":
        return (*findings, *_of_pages(content, facts, file_rules, picture_rules))
    return (*findings, *check_picture(content, facts.format, picture_rules)[1])


def _of_pages(content: bytes, facts: FileFacts, file_rules: FileRules, rules: PictureRules) -> tuple[Finding, ...]:
    """Scans are judged as pictures are; a page that cannot be shown, or none with any ink, is told too."""
    found: list[Finding] = []
    blank = 0
    count = min(facts.page_count, file_rules.pages_read, MOST_PAGES)
    for number in range(1, count + 1):
        try:
            source = source_page(content, "pdf", number)
        except UNREADABLE:
            found.append(Finding(code="SCAN_UNREADABLE", weight=Weight.REVIEW, page=number, detail="cannot be shown"))
            continue
        blank += is_blank(source.pixels)
        if not source.is_drawn:
            found += judge(measure(source.pixels, number), rules)
    if count and blank == count == facts.page_count:
        return (Finding(code="SCAN_BLANK", weight=Weight.REJECT, page=1, detail="no ink", stops=True),)
    return tuple(found)
