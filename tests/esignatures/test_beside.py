"""Is a signature in a file of its own worth what it is worth, whoever made it and however it is written?"""

from __future__ import annotations

import base64
import datetime as dt
import logging
import socket

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from pipeline.case import ESignature, ESignatureState
from pipeline.esignatures.openssl import OpenSsl
from pipeline.esignatures.trust import Trust
from pipeline.esignatures.verify import signatures_of
from tests.esignatures.signers import ORGANISATION, Signer, Terms, issued, now, root, stranger

CONTENT = b"\xff\xd8 a photo \r\n of a paper"
State = ESignatureState


def told(beside: bytes, *roots: Signer, content: bytes = CONTENT, at: dt.datetime | None = None) -> list[ESignature]:
    trust = Trust(tuple(each.der for each in roots))
    return list(signatures_of(content, "jpeg", beside, trust, at or now(), OpenSsl()))


def worth(beside: bytes, *roots: Signer, content: bytes = CONTENT) -> tuple[State, str]:
    (found,) = told(beside, *roots, content=content)
    return found.state, found.why


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_a_signature_of_a_known_signer_is_valid_and_says_whose_it_is(kind: str) -> None:
    ministry = root(kind)
    (found,) = told(issued(ministry, kind).beside(CONTENT), ministry)
    assert (found.state, found.why, found.whole_file, found.time_proven) == (State.VALID, "", True, False)
    assert found.algorithm == kind.upper()
    assert found.signed_at is not None
    assert abs(found.signed_at - now()) < dt.timedelta(minutes=5)
    assert found.certificate is not None
    assert (found.certificate.organisation, found.certificate.ogrn) == (ORGANISATION, "1027700132195")
    assert found.certificate.issuer == "Министерство"


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_other_bytes_than_were_signed_and_a_changed_signature_are_invalid(kind: str) -> None:
    ministry = root(kind)
    beside = issued(ministry, kind).beside(CONTENT)
    assert worth(beside, ministry, content=CONTENT + b" ") == (State.INVALID, "changed")
    forged = bytearray(beside)
    forged[-3] ^= 1
    assert worth(bytes(forged), ministry)[0] is State.INVALID


def test_who_is_vouched_for_by_nobody_trusted_is_of_unknown_issuer() -> None:
    ministry = root()
    assert worth(issued(ministry).beside(CONTENT)) == (State.UNKNOWN_ISSUER, "")
    assert worth(issued(ministry).beside(CONTENT), stranger()) == (State.UNKNOWN_ISSUER, "")
    assert worth(stranger().beside(CONTENT), ministry) == (State.UNKNOWN_ISSUER, "")


def test_a_certificate_counts_as_on_the_moment_of_signing() -> None:
    ministry = root()
    ended = issued(ministry, terms=Terms(until=-1)).beside(CONTENT)
    begins = issued(ministry, terms=Terms(since=30)).beside(CONTENT)
    assert (worth(ended, ministry), worth(begins, ministry)) == ((State.EXPIRED, ""), (State.EXPIRED, ""))
    (later,) = told(issued(ministry).beside(CONTENT), ministry, at=now() + dt.timedelta(days=9000))
    assert later.state is State.VALID, "it ended long after it was made"


def test_what_was_signed_tomorrow_was_signed_at_no_moment() -> None:
    ministry = root()
    (found,) = told(issued(ministry).beside(CONTENT), ministry, at=now() - dt.timedelta(days=3))
    assert (found.state, found.why) == (State.CANNOT_BE_CHECKED, "future")


def test_whoever_is_vouched_for_may_not_vouch_for_others() -> None:
    ministry = root()
    centre = issued(ministry, terms=Terms(name="Центр", ca=True, usages=("key_cert_sign",)), number=2)
    assert worth(issued(centre).beside(CONTENT), ministry) == (State.VALID, "")
    doctor = issued(ministry, number=3)
    assert worth(issued(doctor).beside(CONTENT), ministry) == (State.CANNOT_BE_CHECKED, "chain")


def test_a_certificate_that_is_not_for_signing_signs_nothing() -> None:
    ministry = root()
    other = issued(ministry, terms=Terms(usages=("key_encipherment",)))
    assert worth(other.beside(CONTENT), ministry) == (State.CANNOT_BE_CHECKED, "usage")


def test_der_pem_and_base64_are_read_alike() -> None:
    ministry = root()
    signer = issued(ministry)
    der = signer.beside(CONTENT)
    for written in (der, signer.beside(CONTENT, encoding=Encoding.PEM), base64.encodebytes(der), base64.b64encode(der)):
        assert worth(written, ministry) == (State.VALID, "")


def test_a_container_may_have_the_file_in_itself_and_it_must_be_this_one() -> None:
    ministry = root()
    beside = issued(ministry).beside(CONTENT, enveloping=True)
    assert worth(beside, ministry) == (State.VALID, "")
    assert worth(beside, ministry, content=b"another photo") == (State.INVALID, "another_file")


def test_each_signer_of_one_container_is_told_apart() -> None:
    ministry = root()
    builder = pkcs7.PKCS7SignatureBuilder().set_data(CONTENT)
    for each in (issued(ministry, number=1), stranger()):
        builder = builder.add_signer(each.certificate, each.key, hashes.SHA256())
    both = builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.DetachedSignature])
    assert {each.state for each in told(both, ministry)} == {State.VALID, State.UNKNOWN_ISSUER}


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x30\x82", b"\x30\x80" * 5000, b"-----BEGIN CMS-----\n!\n", b"MIID"])
def test_what_is_no_signature_cannot_be_checked_and_accuses_nobody(junk: bytes) -> None:
    assert worth(junk, root()) == (State.CANNOT_BE_CHECKED, "damaged")


def test_a_signature_cut_anywhere_is_never_valid() -> None:
    ministry = root()
    beside = issued(ministry).beside(CONTENT)
    for end in range(0, len(beside) - 1, 61):
        assert worth(beside[:end], ministry)[0] is not State.VALID


def test_no_name_of_a_signer_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for signer in (stranger(), issued(root(), terms=Terms(until=-1))):
            told(signer.beside(CONTENT), root())
    assert "Петров" not in caplog.text


def test_nothing_is_asked_of_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A confined process may have no sockets at all, not even those of an event loop."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError("no sockets here")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "socketpair", refused)
    ministry = root()
    assert worth(issued(ministry).beside(CONTENT), ministry) == (State.VALID, "")
