"""What becomes of an applicant's file? (looked at first; then handed in as the replacement, or told what is wrong)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.applicant.receiving import Sent
from console.desk import Desk
from console.first_look import NotLooked
from pipeline.cabinet.changes import Row
from pipeline.cabinet.files import FileLost, Stored
from pipeline.cabinet.links import Link, note
from pipeline.cabinet.uploads import KnownElsewhere, NotReplaceable, UnknownDocument
from pipeline.case import Claim, Finding, Upload, Weight
from pipeline.log import log
from pipeline.rules.kind import FileRules
from pipeline.rules.loader import load_kinds
from pipeline.rules.reasons import Locale, render

MEBIBYTE = 1024 * 1024
FORMATS: Mapping[str, str] = {"pdf": "PDF", "jpeg": "JPEG", "png": "PNG", "doc": "DOC", "docx": "DOCX"}
ENDINGS: Mapping[str, str] = {
    "pdf": ".pdf", "jpeg": ".jpg,.jpeg", "png": ".png", "doc": ".doc", "docx": ".docx",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Fault:
    message: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class NotSent:
    """Nothing was handed in. `words` names one of the page's; `held`: the file, if it may be sent on as it is."""

    words: str = ""
    faults: tuple[Fault, ...] = ()
    held: Upload | None = None


def hand_in(desk: Desk, link: Link, rows: Sequence[Row], sent: Sent, language: Locale) -> NotSent | None:
    """None where it was handed in, now or before. `rows`: the link's document and its replacements.

    Raises `DatabaseUnavailable`, `OSError`.
    """
    row = rows[-1]
    if sent.replaces["id"] != row["id"]:  # an impatient second press of the button has come to its aim already
        came = sent.file is not None and sent.file.sha256 == row["sha256"]
        return None if came else NotSent(words="stale")
    if sent.file is None:
        return NotSent(words="held_lost" if sent.was_looked_at else "no_file")
    if not sent.was_looked_at:
        found = looked_at(desk, row["kind"], sent.file)
        if found:
            hopeless = any(each.weight is Weight.REJECT for each in found)
            faults = tuple(dict.fromkeys(_fault(each, row["kind"], language) for each in found))
            return NotSent(faults=faults, held=None if hopeless else sent.file)
    elif not desk.intake.files.has(sent.file.sha256):
        return NotSent(words="held_lost")
    return _handed_in(desk, link, row, sent, sent.file)


def looked_at(desk: Desk, kind: str, file: Upload) -> tuple[Finding, ...]:
    """What is plainly wrong with it; nothing where that could not be found out: whoever examines it will."""
    try:
        found = desk.first_look.faults(file, kind, lambda: desk.intake.files.read(file.sha256))
    except (NotLooked, FileLost) as error:
        log().warning("first_look_failed", error_type=type(error).__name__)
        return ()
    return tuple(sorted(found, key=lambda each: each.weight is not Weight.REJECT))


def rules_of(kind: str) -> FileRules:
    found = load_kinds().get(kind)
    return found.file if found else FileRules()


def _handed_in(desk: Desk, link: Link, row: Row, sent: Sent, file: Upload) -> NotSent | None:
    """As the same holder's, with what was typed beside the file that it replaces."""
    claim = Claim.model_validate(row["claim"])
    try:
        done = desk.intake.submit(
            Stored(sha256=file.sha256, size=file.size), name=file.name, kind=row["kind"], holder=claim.holder,
            declared=claim.declared, employments=claim.employments, client=row["client"], contacts=row["contacts"],
            replaces=row["id"], arrived_at=sent.arrived_at,
        )  # fmt: skip
    except KnownElsewhere:
        return NotSent(words="known_file")
    except (NotReplaceable, UnknownDocument):
        return NotSent(words="not_now")
    if done.row["id"] == row["id"]:
        return NotSent(words="same_file")
    if done.created:
        note(desk.engine, "uploaded_by_link", done.row["id"], link.id, desk.clock())
    return None


def _fault(finding: Finding, kind: str, language: Locale) -> Fault:
    rules = rules_of(kind)
    megabytes = f"{rules.max_bytes / MEBIBYTE:g} {'МБ' if language == 'ru' else 'MB'}"
    limits = {"FILE_TOO_LARGE": megabytes, "PAGE_COUNT_EXCEEDED": str(rules.max_pages)}
    allowed = {"FILE_TYPE_NOT_ALLOWED": ", ".join(FORMATS[each] for each in rules.formats)}
    text = render(
        finding.code, language, page=finding.page, limit=limits.get(finding.code), found=finding.found,
        expected=allowed.get(finding.code),
    )  # fmt: skip
    return Fault(message=text.message, advice=text.advice)
