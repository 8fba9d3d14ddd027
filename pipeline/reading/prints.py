"""By what are a file, its pages and its stamps known where they are handed in again?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from pipeline.case import Case, Page, Print, TextSource, Value
from pipeline.reading.page_print import NoInk, PagePicture
from pipeline.reading.pages import files_of
from pipeline.reading.pdf_stamps import stamps_in
from pipeline.reading.print_keys import FILES, STAMPS, filed_under, key_of
from pipeline.reading.protocol import PageImages

PAGES = 3
FEW_WORDS = 20
"""A page with fewer is like many others."""


def prints_of(case: Case, values: Mapping[str, Value], images: PageImages, content: bytes) -> tuple[Print, ...]:
    """The file, its first pages with enough text, the stamps in a PDF, or in any of several."""
    facts = facts_of(values)
    file_print = Print(what="file", keys=(key_of(FILES, case.claim.upload.sha256.encode()),), facts=facts)
    pages = [_page_print(case, page, images, facts) for page in (case.pages or ())[:PAGES]]
    parts = files_of(content, case.file.format) if case.file is not None else ()
    found = dict.fromkeys(stamp for part in parts if part.file_format == "pdf" for stamp in stamps_in(part.data))
    stamps = [Print(what="stamp", keys=(key_of(STAMPS, stamp),)) for stamp in found]
    return (file_print, *(one for one in pages if one is not None), *stamps)


def _page_print(case: Case, page: Page, images: PageImages, facts: tuple[int, ...]) -> Print | None:
    words = [word.box for line in page.lines for word in line.words]
    if len(words) < FEW_WORDS:
        return None
    try:
        picture = PagePicture(images.preview(case, page), words)
    except NoInk:
        return None
    probes = picture.probes()
    return Print(
        what="page", page=page.number, keys=filed_under(probes), probes=probes, body=picture.body(), facts=facts,
        drawn=page.source is TextSource.TEXT_LAYER,
    )  # fmt: skip


def facts_of(values: Mapping[str, Value]) -> tuple[int, ...]:
    """Hashes of the number, of the registration number with its date, of the name: what two papers do not share."""
    groups = (("series", "number"), ("registration_number", "issue_date"), ("last_name", "first_name", "middle_name"))
    found = []
    for group in groups:
        said = [str(values[name].value) for name in group if name in values]
        if group[-1] in values and said:
            digest = hashlib.sha256("|".join((group[0], *said)).lower().replace("ё", "е").encode()).digest()
            found.append(int.from_bytes(digest[:7], "big"))
    return tuple(found)
