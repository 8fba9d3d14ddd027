"""Is the file what it says, whole, harmless and within the limits of its kind? (nothing is decoded or rendered)"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.case import FileFacts, Finding, Weight
from pipeline.reading import pdf_structure, word_structure
from pipeline.reading.file_type import ContentType, claimed_format, identify
from pipeline.reading.image_header import HeaderUnreadable, read_header
from pipeline.reading.pdf_structure import MAX_SIDE_PT
from pipeline.reading.second_content import second_in_pdf, second_in_picture
from pipeline.reading.word_archive import WordEncrypted, WordUnreadable
from pipeline.rules.kind import FileRules

Checked = tuple[FileFacts | None, tuple[Finding, ...]]

MEGA = 1_000_000
USUAL_PIXEL_BYTES = 4
"""Of a picture in colour with alpha: what has more bytes a pixel may have fewer pixels."""


def check_file(content: bytes, name: str, rules: FileRules) -> Checked:
    """Facts about the file, None where it is empty, and all that is wrong with it, the most serious first."""
    if not content:
        return None, (fault("FILE_EMPTY", "no bytes"),)
    found = identify(content)
    wrong_type = _type_fault(found, claimed_format(name), rules)
    large = (fault("FILE_TOO_LARGE", f"{len(content)} bytes"),) if len(content) > rules.max_bytes else ()
    if found.format not in rules.formats or large:
        return FileFacts(media_type=found.media_type, format=found.format, page_count=0), (*wrong_type, *large)
    facts, findings = _CHECKS[found.format](content, found, rules)
    return facts, (*findings, *wrong_type)


def fault(code: str, detail: str, *, stops: bool = True) -> Finding:
    """A fault of the file. `detail` tells the operator what was found, never a piece of the content."""
    return Finding(code=code, weight=Weight.REJECT, detail=detail, stops=stops)


def _type_fault(found: ContentType, claimed: str | None, rules: FileRules) -> tuple[Finding, ...]:
    """The name says one allowed format and the content is another; or neither is allowed.

    A mismatch between two allowed formats does not keep anyone from reading on.
    """
    allowed = found.format in rules.formats
    if allowed and claimed not in (None, found.format):
        return (fault("FILE_TYPE_MISMATCH", f"content is {found.format}", stops=False),)
    if not allowed and claimed in rules.formats:
        return (fault("FILE_TYPE_MISMATCH", f"content is {found.format}"),)
    return () if allowed else (fault("FILE_TYPE_NOT_ALLOWED", f"content is {found.format}"),)


def _picture(content: bytes, found: ContentType, rules: FileRules) -> Checked:
    facts = FileFacts(media_type=found.media_type, format=found.format, page_count=1)
    try:
        header = read_header(content, found.format)
    except HeaderUnreadable as error:
        return facts, (fault("FILE_CORRUPT", str(error)),)
    findings = []
    second = second_in_picture(content, header.end, header.pixels_at)
    if second:
        findings.append(fault("FILE_ACTIVE_CONTENT", f"carries a second file: {second}"))
    if found.format == "png" and not header.is_whole:
        findings.append(fault("FILE_CORRUPT", "the file is cut off or damaged"))
    most = rules.max_megapixels * MEGA
    if header.pixels > most or header.pixels * header.pixel_bytes > most * USUAL_PIXEL_BYTES:
        findings.append(fault("PAGE_TOO_LARGE", f"{header.width} x {header.height} px"))
    elif header.costs_too_much:
        findings.append(fault("PAGE_TOO_LARGE", f"{header.width} x {header.height} px, {header.passes} scans"))
    return facts, tuple(findings)


def _pdf(content: bytes, found: ContentType, rules: FileRules) -> Checked:
    facts = FileFacts(media_type=found.media_type, format=found.format, page_count=0)
    second = second_in_pdf(content)
    findings = [fault("FILE_ACTIVE_CONTENT", f"carries a second file: {second}")] if second else []
    try:
        structure = pdf_structure.examine(content)
    except pdf_structure.PdfEncrypted as error:
        return facts, (fault("FILE_ENCRYPTED", str(error)), *findings)
    except pdf_structure.PdfUnreadable as error:
        return facts, (fault("FILE_CORRUPT", str(error)), *findings)
    if structure.active and not findings:
        findings.append(fault("FILE_ACTIVE_CONTENT", ", ".join(structure.active)))
    if structure.page_count > rules.max_pages:
        findings.append(fault("PAGE_COUNT_EXCEEDED", f"{structure.page_count} pages"))
    findings.extend(_pdf_sizes(structure, rules))
    if len(structure.empty_pages) == structure.page_count:
        findings.append(fault("FILE_CORRUPT", "the content of all pages is missing"))
    return facts.model_copy(update={"page_count": structure.page_count}), tuple(findings)


def _pdf_sizes(structure: pdf_structure.PdfStructure, rules: FileRules) -> list[Finding]:
    width, height = structure.largest_image
    if width * height > rules.max_megapixels * MEGA:
        return [fault("PAGE_TOO_LARGE", f"a picture of {width} x {height} px")]
    if structure.too_heavy:
        return [fault("PAGE_TOO_LARGE", "the content unpacks to more than is allowed")]
    too_wide = [number for number, size in enumerate(structure.page_sizes, 1) if max(size) > MAX_SIDE_PT]
    if too_wide:
        finding = fault("PAGE_TOO_LARGE", f"claims to be over {MAX_SIDE_PT / 72:.0f} inches")
        return [finding.model_copy(update={"page": too_wide[0]})]
    return []


def _docx(content: bytes, found: ContentType, rules: FileRules) -> Checked:
    return _word(word_structure.examine_docx, content, found, rules)


def _doc(content: bytes, found: ContentType, rules: FileRules) -> Checked:
    return _word(word_structure.examine_doc, content, found, rules)


def _word(
    examine: Callable[[bytes], word_structure.WordStructure], content: bytes, found: ContentType, rules: FileRules
) -> Checked:
    facts = FileFacts(media_type=found.media_type, format=found.format, page_count=0)
    try:
        structure = examine(content)
    except WordEncrypted as error:
        return facts, (fault("FILE_ENCRYPTED", str(error)),)
    except WordUnreadable as error:
        return facts, (fault("FILE_CORRUPT", str(error)),)
    findings = []
    if structure.active:
        findings.append(fault("FILE_ACTIVE_CONTENT", ", ".join(structure.active)))
    if structure.page_count > rules.max_pages:
        findings.append(fault("PAGE_COUNT_EXCEEDED", f"{structure.page_count} pages"))
    return facts.model_copy(update={"page_count": structure.page_count}), tuple(findings)


_CHECKS: dict[str, Callable[[bytes, ContentType, FileRules], Checked]] = {
    "pdf": _pdf,
    "jpeg": _picture,
    "png": _picture,
    "doc": _doc,
    "docx": _docx,
}
