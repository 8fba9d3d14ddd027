"""Which signatures are in a PDF, what do they cover, and what was changed after each?"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import DocumentSecurityStore, async_validate_pdf_signature
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from pipeline.case import ChangedAfter, ESignature, ESignatureState
from pipeline.esignatures.certificates import Signed, signers_of
from pipeline.esignatures.gost_check import gost_state
from pipeline.esignatures.openssl import OpenSsl
from pipeline.esignatures.pyhanko_check import FAULTS, SIGNS, Embedded, finished, judged, silent
from pipeline.esignatures.trust import Trust

MOST = 32
CONTAINERS = ("/adbe.pkcs7.detached", "/ETSI.CAdES.detached")
TIME_STAMP = "/DocTimeStamp"
State = ESignatureState


def pdf_signatures(content: bytes, trust: Trust, now: dt.datetime, openssl: OpenSsl) -> tuple[ESignature, ...]:
    """Every signed field of the form. Time stamps of the document are proofs of a time, no signatures of anybody."""
    with silent():
        try:
            reader = PdfFileReader(io.BytesIO(content), strict=False)
            if reader.encrypted:
                reader.decrypt("")
            fields = list(enumerate_sig_fields(reader, filled_status=True))
        except FAULTS:
            return (_unchecked(None, "damaged"),)
        found = [_Pdf(content, reader, trust, now, openssl).signature(*each) for each in fields[:MOST]]
        return tuple(signature for signature in found if signature is not None)


def _unchecked(field: str | None, why: str) -> ESignature:
    return ESignature(source="pdf", field=field, state=State.CANNOT_BE_CHECKED, why=why)


class _Pdf:
    """A PDF that is looked through for its signatures."""

    def __init__(self, content: bytes, reader: PdfFileReader, trust: Trust, now: dt.datetime, openssl: OpenSsl) -> None:
        self._content, self._reader = content, reader
        self._trust, self._now, self._openssl = trust, now, openssl

    def signature(self, name: str, value: Any, field: Any) -> ESignature | None:
        try:
            dictionary = value.get_object()
            if dictionary.get("/Type") == TIME_STAMP:
                return None
            if dictionary.get("/SubFilter") not in CONTAINERS:
                return _unchecked(name, "unsupported")
            embedded = EmbeddedPdfSignature(self._reader, field, name)
            (signed,) = signers_of(embedded.signed_data)
        except FAULTS:
            return _unchecked(name, "damaged")
        known = ESignature(
            source="pdf", field=name, state=State.CANNOT_BE_CHECKED, algorithm=signed.algorithm,
            certificate=signed.certificate, signed_at=embedded.self_reported_timestamp,
        )  # fmt: skip
        if signed.signer is None:
            return known.model_copy(update={"why": "no_certificate"})
        try:
            checked = self._gost(embedded, signed) if signed.is_gost else self._other(embedded, signed)
        except FAULTS as error:
            return known.model_copy(update={"why": _lack(error)})
        return known.model_copy(update=checked)

    def _other(self, embedded: EmbeddedPdfSignature, signed: Signed) -> dict[str, Any]:
        def ask(context: ValidationContext) -> PdfSignatureStatus:
            return finished(
                async_validate_pdf_signature(embedded, signer_validation_context=context, key_usage_settings=SIGNS)
            )

        claimed_at = embedded.self_reported_timestamp
        found = judged(signed, claimed_at, self._trust, self._now, ask, self._brought_along(embedded))
        return {
            "state": found.state, "why": found.why, "signed_at": found.signed_at, "time_proven": found.time_proven,
            **_coverage(embedded),
        }  # fmt: skip

    def _gost(self, embedded: EmbeddedPdfSignature, signed: Signed) -> dict[str, Any]:
        embedded.coverage = embedded.evaluate_signature_coverage()  # type: ignore[assignment]
        embedded.diff_result = embedded.evaluate_modifications(DEFAULT_DIFF_POLICY)  # type: ignore[assignment]
        covered = [int(number) for number in embedded.byte_range]
        signed_bytes = b"".join(
            self._content[start : start + length] for start, length in zip(covered[::2], covered[1::2], strict=True)
        )
        claimed_at = embedded.self_reported_timestamp
        state, why = gost_state(signed, signed_bytes, claimed_at, self._trust, self._now, self._openssl)
        return {"state": state, "why": why, **_coverage(embedded)}

    def _brought_along(self, embedded: EmbeddedPdfSignature) -> Embedded:
        """Lists and answers about revocation, from the signature and from the document's store."""
        crls, ocsps = [], []
        for attribute in embedded.signer_info["signed_attrs"]:
            if attribute["type"].native == "adobe_revocation_info_archival":
                told = attribute["values"][0]
                crls += [each.dump() for each in told["crl"] or ()]
                ocsps += [each.dump() for each in told["ocsp"] or ()]
        try:
            store = DocumentSecurityStore.read_dss(self._reader)
        except NoDSSFoundError:
            return Embedded(crls=crls, ocsps=ocsps)
        crls += [each.get_object().data for each in store.crls]
        ocsps += [each.get_object().data for each in store.ocsps]
        return Embedded(crls=crls, ocsps=ocsps)


def _coverage(embedded: EmbeddedPdfSignature) -> dict[str, Any]:
    whole = embedded.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return {"whole_file": whole, "changed_after": _changed(embedded)}


def _changed(embedded: EmbeddedPdfSignature) -> ChangedAfter:
    """Proofs about certificates and times that are added later are no change of the document."""
    difference = embedded.diff_result
    if difference is None:
        return ChangedAfter.UNKNOWN
    if not isinstance(difference, DiffResult):
        return ChangedAfter.SUSPICIOUS
    level = difference.modification_level
    if level in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES):
        return ChangedAfter.NOTHING
    permitted = embedded.docmdp_level
    forbidden = permitted is not None and level.value > permitted.value
    return ChangedAfter.SUSPICIOUS if forbidden or level is ModificationLevel.OTHER else ChangedAfter.ALLOWED


def _lack(error: BaseException) -> str:
    return "unsupported" if isinstance(error, NotImplementedError) else "damaged"
