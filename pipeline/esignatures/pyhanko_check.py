"""What does pyHanko say of a signature: is it whole, who vouches for the signer, as on which moment?

pyHanko's functions are coroutines for the sake of what they could fetch. Here nothing is fetched, so each comes to its
end in one step: no event loop is made, which would want sockets that a confined process has not.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import CMSExtractionError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms, extract_tst_data_iter
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError

from pipeline.case import ESignatureState
from pipeline.esignatures.certificates import DAMAGED, Signed
from pipeline.esignatures.trust import Trust

State = ESignatureState
FAULTS = (*DAMAGED, PdfError, CMSExtractionError, ValidationError, UnsupportedAlgorithm, InvalidSignature)
LOGGERS = ("pyhanko", "pyhanko_certvalidator")
SIGNS = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
UNFIT = "CHAIN_CONSTRAINTS_FAILURE"
"""The certificate is not for signing; or it vouches for itself."""
PROBLEMS = {
    "NO_CERTIFICATE_CHAIN_FOUND": (State.UNKNOWN_ISSUER, ""),
    "REVOKED_NO_POE": (State.REVOKED, ""),
    "REVOKED_CA_NO_POE": (State.REVOKED, ""),
    "OUT_OF_BOUNDS_NO_POE": (State.EXPIRED, ""),
    UNFIT: (State.CANNOT_BE_CHECKED, "usage"),
    "CRYPTO_CONSTRAINTS_FAILURE": (State.CANNOT_BE_CHECKED, "weak"),
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE": (State.CANNOT_BE_CHECKED, "weak"),
}
"""By the name of pyHanko's indication (ETSI EN 319 102-1)."""

Result = TypeVar("Result")
Asked = Callable[[ValidationContext], StandardCMSSignatureStatus]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What came of a signature, as on the moment at which it was made."""

    state: State
    why: str = ""
    signed_at: dt.datetime | None
    time_proven: bool = False
    status: StandardCMSSignatureStatus | None = None


@dataclass(frozen=True, kw_only=True)
class Embedded:
    """What a signature brings along about revocation, DER."""

    crls: Sequence[bytes] = field(default=())
    ocsps: Sequence[bytes] = field(default=())


def judged(
    signed: Signed, claimed_at: dt.datetime | None, trust: Trust, now: dt.datetime, ask: Asked,
    embedded: Embedded = Embedded(),
) -> Judged:  # fmt: skip
    """Ask as on the moment of a time stamp, if there is one that is trusted; else as on the one that the signer says.

    Without either the moment is `now`. Raises whatever is in `FAULTS`.
    """
    stamped_at = _stamped_at(signed)
    if stamped_at is not None:
        status = ask(_context(signed, trust, stamped_at, embedded))
        stamp = status.timestamp_validity
        if stamp is not None and stamp.intact and stamp.valid and stamp.trusted:
            return _judged(status, signed, stamped_at, stamped_at, time_proven=True)
    moment = claimed_at or now
    return _judged(ask(_context(signed, trust, moment, embedded)), signed, claimed_at, moment, time_proven=False)


def detached(content: bytes, signed: Signed) -> Asked:
    """Asks about a container that has nothing of what it signs."""

    def ask(context: ValidationContext) -> StandardCMSSignatureStatus:
        return finished(
            async_validate_detached_cms(
                content, signed.container, signer_validation_context=context, key_usage_settings=SIGNS
            )
        )

    return ask


def finished(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """The result of a coroutine that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    coroutine.close()
    raise NotImplementedError("it waits for something outside")


@contextlib.contextmanager
def silent() -> Iterator[None]:
    """pyHanko logs whose certificate it is: personal data stay out of logs."""
    before = {name: logging.getLogger(name).level for name in LOGGERS}
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def _context(signed: Signed, trust: Trust, moment: dt.datetime, embedded: Embedded) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(trust.certificates), other_certs=list(signed.others), moment=moment, allow_fetching=False,
        revocation_mode="soft-fail", retroactive_revinfo=True, crls=list(embedded.crls), ocsps=list(embedded.ocsps),
    )  # fmt: skip


def _stamped_at(signed: Signed) -> dt.datetime | None:
    for token in extract_tst_data_iter(signed.container["signer_infos"][0], signed=False):
        moment: dt.datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return moment
    return None


def _judged(
    status: StandardCMSSignatureStatus, signed: Signed, signed_at: dt.datetime | None, moment: dt.datetime, *,
    time_proven: bool,
) -> Judged:  # fmt: skip
    state, why = _state_of(status, signed, moment)
    return Judged(state=state, why=why, signed_at=signed_at, time_proven=time_proven, status=status)


def _state_of(status: StandardCMSSignatureStatus, signed: Signed, moment: dt.datetime) -> tuple[State, str]:
    if not status.intact:
        return State.INVALID, "changed"
    if not status.valid:
        return State.INVALID, "forged"
    if status.trust_problem_indic is None:
        return State.VALID, ""
    problem = str(getattr(status.trust_problem_indic, "name", ""))
    certificate = signed.certificate
    if problem == UNFIT and signed.signer is not None and signed.signer.self_issued:
        return State.UNKNOWN_ISSUER, ""
    known = PROBLEMS.get(problem)
    if known is not None:
        return known
    if certificate and not certificate.not_before <= moment <= certificate.not_after:
        return State.EXPIRED, ""
    return State.CANNOT_BE_CHECKED, "chain"
