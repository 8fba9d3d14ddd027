"""Is a signature in a PDF worth what it is worth, and does it show what was done to the file afterwards?"""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from pipeline.case import ChangedAfter, ESignature, ESignatureState, Weight
from pipeline.esignatures.openssl import OpenSsl
from pipeline.esignatures.trust import Trust
from pipeline.esignatures.verify import findings_of, signatures_of
from tests.esignatures import signed_pdf
from tests.esignatures.signers import ORGANISATION, Signer, Terms, issued, now, root, stranger
from tests.reading import files

State, Changed = ESignatureState, ChangedAfter
PAPER = files.pdf()


def told(content: bytes, *roots: Signer) -> list[ESignature]:
    trust = Trust(tuple(each.der for each in roots))
    return list(signatures_of(content, "pdf", None, trust, now(), OpenSsl()))


def shown(found: list[ESignature]) -> list[tuple[State, bool, Changed]]:
    return [(each.state, each.whole_file, each.changed_after) for each in found]


def flipped(content: bytes) -> bytes:
    """One bit of what the page says."""
    changed = bytearray(content)
    changed[120] ^= 1
    return bytes(changed)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_a_signed_file_is_whole_and_says_whose_signature_it_is(kind: str) -> None:
    ministry = root(kind)
    (found,) = told(signed_pdf.signed(PAPER, issued(ministry, kind)), ministry)
    assert (found.source, found.field, found.state, found.whole_file) == ("pdf", "S1", State.VALID, True)
    assert found.certificate is not None
    assert found.certificate.organisation == ORGANISATION
    assert found.signed_at is not None


def test_an_unsigned_file_has_none() -> None:
    assert told(PAPER, root()) == []


def test_a_bit_that_changed_makes_it_invalid_and_rejects() -> None:
    ministry = root()
    found = told(flipped(signed_pdf.signed(PAPER, issued(ministry))), ministry)
    assert [(each.state, each.why) for each in found] == [(State.INVALID, "changed")]
    (finding,) = findings_of(found)
    assert (finding.code, finding.weight) == ("ESIGNATURE_INVALID", Weight.REJECT)


def test_unknown_and_expired_signers_are_told_apart_and_reject_nothing() -> None:
    ministry = root()
    unknown = told(signed_pdf.signed(PAPER, stranger()), ministry)
    expired = told(signed_pdf.signed(PAPER, issued(ministry, terms=Terms(until=-1))), ministry)
    assert [each[0].state for each in (unknown, expired)] == [State.UNKNOWN_ISSUER, State.EXPIRED]
    assert not list(findings_of([*unknown, *expired]))


def test_a_second_signature_is_an_allowed_change_and_only_the_last_covers_the_file() -> None:
    ministry = root()
    once = signed_pdf.signed(PAPER, issued(ministry))
    found = told(signed_pdf.signed(once, stranger(), field="S2"), ministry)
    assert shown(found) == [
        (State.VALID, False, Changed.ALLOWED), (State.UNKNOWN_ISSUER, True, Changed.NOTHING),
    ]  # fmt: skip


@pytest.mark.parametrize("certify", [False, True])
def test_what_was_drawn_over_a_signed_page_is_for_a_person(*, certify: bool) -> None:
    ministry = root()
    signed = signed_pdf.signed(PAPER, issued(ministry), certify=certify)
    found = told(signed_pdf.with_another_text(signed), ministry)
    assert shown(found) == [(State.VALID, False, Changed.SUSPICIOUS)]
    assert [finding.weight for finding in findings_of(found)] == [Weight.REVIEW]


def test_bytes_behind_the_end_are_not_covered() -> None:
    ministry = root()
    (found,) = told(signed_pdf.signed(PAPER, issued(ministry)) + b"\n% more\n", ministry)
    assert (found.state, found.whole_file) == (State.VALID, False)


def test_a_certificate_revoked_by_what_the_signature_brings_along_is_for_a_person() -> None:
    ministry = root()
    signer = issued(ministry, terms=Terms(lists="http://lists.invalid/1.crl"))
    listed = x509.RevokedCertificateBuilder().serial_number(signer.certificate.serial_number)
    listed = listed.revocation_date(now() - dt.timedelta(days=10))
    builder = x509.CertificateRevocationListBuilder().issuer_name(ministry.certificate.subject)
    builder = builder.last_update(now() - dt.timedelta(days=1)).next_update(now() + dt.timedelta(days=9))
    crl = builder.add_revoked_certificate(listed.build()).sign(ministry.key, hashes.SHA256())
    signed = signed_pdf.with_revocation(PAPER, signer, crl.public_bytes(Encoding.DER))
    found = told(signed, ministry)
    assert [each.state for each in found] == [State.REVOKED]
    assert [finding.weight for finding in findings_of(found)] == [Weight.REVIEW]


def test_a_damaged_form_and_a_strange_format_cannot_be_checked() -> None:
    signed = signed_pdf.signed(PAPER, issued(root()))
    for damaged in (signed[: len(signed) // 2], signed.replace(b"/ByteRange", b"/ByteRunge", 1) + b"/ByteRange"):
        assert all(each.state is State.CANNOT_BE_CHECKED for each in told(damaged, root()))
    strange = signed.replace(b"/adbe.pkcs7.detached", b"/adbe.x509.rsa_sha1_", 1)
    assert [(each.state, each.why) for each in told(strange, root())] == [(State.CANNOT_BE_CHECKED, "unsupported")]
