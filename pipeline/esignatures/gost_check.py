"""What is a GOST signature worth, as OpenSSL sees it?"""

from __future__ import annotations

import datetime as dt

from pipeline.case import ESignatureState
from pipeline.esignatures.certificates import Signed
from pipeline.esignatures.openssl import Chain, NoGost, OpenSsl
from pipeline.esignatures.trust import Trust

State = ESignatureState
OF_CHAIN: dict[Chain, tuple[State, str]] = {
    "known": (State.VALID, ""),
    "unknown": (State.UNKNOWN_ISSUER, ""),
    "not_in_force": (State.EXPIRED, ""),
    "broken": (State.CANNOT_BE_CHECKED, "chain"),
}


def gost_state(
    signed: Signed, content: bytes, claimed_at: dt.datetime | None, trust: Trust, now: dt.datetime, openssl: OpenSsl
) -> tuple[State, str]:
    """The state and why, of a container that has nothing of `content`. Raises `RetryLater`."""
    if signed.signer is None:
        return State.CANNOT_BE_CHECKED, "no_certificate"
    signer = signed.signer.dump()
    try:
        holds = openssl.holds(signed.der(), signer, content)
        if holds is None:
            return State.CANNOT_BE_CHECKED, "unsupported"
        if not holds:
            return State.INVALID, "changed"
        others = [each.dump() for each in signed.others]
        return OF_CHAIN[openssl.chain(signer, others, trust.roots, claimed_at or now)]
    except NoGost as lack:
        return State.CANNOT_BE_CHECKED, lack.why
