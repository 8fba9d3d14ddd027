"""Are the several files of one upload, each and together, what they may be? (nothing is decoded or rendered)"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.bundle import FORMAT, MEDIA_TYPE, BundleBroken, Member, unpacked
from pipeline.case import FileFacts, Finding
from pipeline.reading.file_check import Checked, check_file, fault
from pipeline.reading.pages import WORD, files_of
from pipeline.rules.kind import FileRules


def check_files(content: bytes, count: int, rules: FileRules) -> Checked:
    """Facts about a bundle of `count` files, and all that is wrong with any of them, file by file.

    Each obeys the kind's `max_bytes`, all pages together its `max_pages`. A Word file is none of several: what is
    drawn of it is a document by itself.
    """
    facts = FileFacts(media_type=MEDIA_TYPE, format=FORMAT, page_count=0)
    try:
        members = unpacked(content)
    except BundleBroken as error:
        return facts, (fault("FILE_CORRUPT", f"the files: {error}"),)
    if len(members) != count:
        return facts, (fault("FILE_CORRUPT", f"{len(members)} files instead of {count}"),)
    each_of = rules.model_copy(update={"formats": tuple(each for each in rules.formats if each not in WORD)})
    pages, findings = _each(members, each_of)
    if pages > rules.max_pages:
        findings.append(fault("PAGE_COUNT_EXCEEDED", f"{pages} pages in {count} files"))
    if any(finding.stops for finding in findings):
        return facts, tuple(findings)
    shown = sum(part.count or 1 for part in files_of(content, FORMAT))
    if shown > rules.max_pages:
        return facts, (*findings, fault("PAGE_COUNT_EXCEEDED", f"{shown} pages in {count} files"))
    return facts.model_copy(update={"page_count": shown}), tuple(findings)


def _each(members: Sequence[Member], rules: FileRules) -> tuple[int, list[Finding]]:
    """How many pages there are, one at least in each file, and findings with the page at which their file begins."""
    pages = 0
    findings: list[Finding] = []
    for number, member in enumerate(members, start=1):
        facts, found = check_file(member.content, member.name, rules)
        for finding in found:
            page, detail = pages + (finding.page or 1), f"file {number}: {finding.detail}"
            findings.append(finding.model_copy(update={"page": page, "detail": detail}))
        pages += max(facts.page_count, 1) if facts else 1
    return pages, findings
