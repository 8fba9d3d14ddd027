"""Which signatures are there, inside the file and beside it, and what do they amount to?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from pipeline.bundle import FORMAT as FILES
from pipeline.bundle import BundleBroken, unpacked
from pipeline.case import ChangedAfter, ESignature, ESignatureState, Finding, Weight
from pipeline.esignatures.openssl import OpenSsl
from pipeline.esignatures.trust import Trust

MARK = b"/ByteRange"
"""A signed PDF has it in plain: its numbers are put in after the rest was written."""
PDF, JUNK_BEFORE = b"%PDF-", 1024
CLOCKS_DIFFER = dt.timedelta(days=1)


def signatures_of(
    content: bytes, file_format: str, beside: bytes | None, trust: Trust, now: dt.datetime, openssl: OpenSsl
) -> tuple[ESignature, ...]:
    """Those of the PDF, or of each among several files, then those beside it.

    What verifies is loaded where there is something to verify.

    Raises `RetryLater`.
    """
    found: list[ESignature] = []
    signed = _signed_pdfs(content, file_format)
    if signed:
        from pipeline.esignatures.pdf import pdf_signatures

        for pdf in signed:
            found += (_of_one(each, file_format) for each in pdf_signatures(pdf, trust, now, openssl))
    if beside is not None:
        from pipeline.esignatures.beside import beside_signatures

        found += beside_signatures(content, beside, trust, now, openssl)
    return tuple(_not_of_tomorrow(signature, now) for signature in found)


def may_be_signed(content: bytes, file_format: str, beside: bytes | None) -> bool:
    """False where there is surely nothing to verify; nothing is parsed."""
    return beside is not None or (file_format in ("pdf", FILES) and MARK in content)


def _signed_pdfs(content: bytes, file_format: str) -> Sequence[bytes]:
    if file_format != FILES:
        return [content] if file_format == "pdf" and MARK in content else []
    try:
        contents = [member.content for member in unpacked(content)]
    except BundleBroken:
        return []
    return [each for each in contents if PDF in each[:JUNK_BEFORE] and MARK in each]


def _of_one(signature: ESignature, file_format: str) -> ESignature:
    """What was signed is one of several files: it says nothing of the others, so that it does not stand for the paper's
    ink."""
    return signature.model_copy(update={"whole_file": False}) if file_format == FILES else signature


def findings_of(signatures: Sequence[ESignature]) -> Iterator[Finding]:
    """A broken one is a fault of the file; one that was revoked, or a file changed after signing, is for a person."""
    for signature in signatures:
        if signature.state is ESignatureState.INVALID:
            yield _finding(signature, Weight.REJECT, signature.why)
        elif signature.state is ESignatureState.REVOKED:
            yield _finding(signature, Weight.REVIEW, "revoked")
        elif signature.changed_after is ChangedAfter.SUSPICIOUS:
            yield _finding(signature, Weight.REVIEW, "the file was changed after it was signed")


def _finding(signature: ESignature, weight: Weight, what: str) -> Finding:
    return Finding(code="ESIGNATURE_INVALID", weight=weight, detail=f"{signature.source}: {what}")


def _not_of_tomorrow(signature: ESignature, now: dt.datetime) -> ESignature:
    """A moment that has not come yet is no moment on which a certificate could be in force."""
    early = signature.signed_at is None or signature.signed_at <= now + CLOCKS_DIFFER
    if early or signature.state is ESignatureState.INVALID:
        return signature
    return signature.model_copy(update={"state": ESignatureState.CANNOT_BE_CHECKED, "why": "future"})
