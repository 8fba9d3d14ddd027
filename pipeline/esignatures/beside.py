"""What is a signature worth that came in a file of its own beside the upload? (CMS: `.sig`, `.p7s`)"""

from __future__ import annotations

import datetime as dt

from pipeline.case import ChangedAfter, ESignature, ESignatureState
from pipeline.esignatures.certificates import Damaged, Signed, signed_in
from pipeline.esignatures.gost_check import gost_state
from pipeline.esignatures.openssl import OpenSsl
from pipeline.esignatures.pyhanko_check import FAULTS, detached, judged, silent
from pipeline.esignatures.trust import Trust

State = ESignatureState


def beside_signatures(
    content: bytes, beside: bytes, trust: Trust, now: dt.datetime, openssl: OpenSsl
) -> tuple[ESignature, ...]:
    """One for each signer of the container, which may have the file in itself."""
    try:
        signers = signed_in(beside)
    except Damaged:
        return (ESignature(source="beside", state=State.CANNOT_BE_CHECKED, why="damaged"),)
    with silent():
        return tuple(_signature(content, signed, trust, now, openssl) for signed in signers)


def _signature(content: bytes, signed: Signed, trust: Trust, now: dt.datetime, openssl: OpenSsl) -> ESignature:
    known = ESignature(
        source="beside", state=State.CANNOT_BE_CHECKED, algorithm=signed.algorithm, certificate=signed.certificate,
        signed_at=signed.claimed_at,
    )  # fmt: skip
    if signed.inside is not None and signed.inside != content:
        return known.model_copy(update={"state": State.INVALID, "why": "another_file"})
    if signed.signer is None:
        return known.model_copy(update={"why": "no_certificate"})
    covers = {"whole_file": True, "changed_after": ChangedAfter.NOTHING}
    try:
        if signed.is_gost:
            state, why = gost_state(signed, content, signed.claimed_at, trust, now, openssl)
            return known.model_copy(update={"state": state, "why": why, **covers})
        found = judged(signed, signed.claimed_at, trust, now, detached(content, signed))
    except NotImplementedError:
        return known.model_copy(update={"why": "unsupported"})
    except FAULTS:
        return known.model_copy(update={"why": "damaged"})
    return known.model_copy(
        update={
            "state": found.state, "why": found.why, "signed_at": found.signed_at, "time_proven": found.time_proven,
            **covers,
        }
    )  # fmt: skip
