"""Are signatures by GOST R 34.10-2012 verified where OpenSSL knows it, and said to be unverified where it does not?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from commands.doctor_signatures import gost_check
from pipeline.case import ChangedAfter, ESignature, ESignatureState, RetryLater
from pipeline.esignatures import openssl as openssl_module
from pipeline.esignatures.openssl import OpenSsl
from pipeline.esignatures.trust import Trust, certificates_in
from pipeline.esignatures.verify import signatures_of
from tests.esignatures import signed_pdf
from tests.esignatures.signers import ORGANISATION, Gost, issued, now, root
from tests.esignatures.test_pdf import PAPER, flipped

State = ESignatureState
CONTENT = b"a paper"


def told(content: bytes, by: Gost | None, beside: bytes | None = None, *, at: dt.datetime | None = None,
         openssl: OpenSsl | None = None) -> list[ESignature]:  # fmt: skip
    trust = Trust(certificates_in(by.root_pem)) if by else Trust()
    found = signatures_of(content, "pdf" if beside is None else "", beside, trust, at or now(), openssl or OpenSsl())
    return list(found)


def worth(content: bytes, by: Gost | None, beside: bytes | None = None) -> tuple[State, str]:
    (found,) = told(content, by, beside)
    return found.state, found.why


def test_a_signature_beside_a_file_is_valid_invalid_or_of_unknown_issuer(gost: Gost) -> None:
    beside = gost.beside(CONTENT)
    (found,) = told(CONTENT, gost, beside)
    assert (found.state, found.whole_file) == (State.VALID, True)
    assert found.algorithm.startswith("GOST R 34.10-2012")
    assert found.certificate is not None
    assert found.certificate.organisation == ORGANISATION
    assert worth(b"another", gost, beside) == (State.INVALID, "changed")
    assert worth(CONTENT, None, beside) == (State.UNKNOWN_ISSUER, "")
    forged = bytearray(beside)
    forged[-5] ^= 1
    assert worth(CONTENT, gost, bytes(forged))[0] is State.INVALID


@pytest.mark.parametrize("how", [("-nodetach",), ("-nodetach", "-stream")])
def test_a_container_with_the_file_in_itself_is_read_too(gost: Gost, how: tuple[str, ...]) -> None:
    beside = gost.beside(CONTENT, *how)
    assert worth(CONTENT, gost, beside) == (State.VALID, "")
    assert worth(b"another", gost, beside) == (State.INVALID, "another_file")


def test_a_signature_in_a_pdf_shows_what_was_changed_after_it(gost: Gost) -> None:
    signed = signed_pdf.signed_by_gost(PAPER, gost)
    (found,) = told(signed, gost)
    assert (found.state, found.whole_file, found.changed_after) == (State.VALID, True, ChangedAfter.NOTHING)
    assert worth(flipped(signed), gost) == (State.INVALID, "changed")
    (drawn,) = told(signed_pdf.with_another_text(signed), gost)
    assert (drawn.state, drawn.changed_after) == (State.VALID, ChangedAfter.SUSPICIOUS)
    both = told(signed_pdf.signed(signed, issued(root()), field="S2"), gost)
    assert [(each.state, each.changed_after) for each in both] == [
        (State.VALID, ChangedAfter.ALLOWED), (State.UNKNOWN_ISSUER, ChangedAfter.NOTHING),
    ]  # fmt: skip


def test_a_certificate_is_looked_at_as_on_the_moment_of_signing(gost: Gost) -> None:
    container = gost.beside(CONTENT)
    (later,) = told(CONTENT, gost, container, at=now() + dt.timedelta(days=900))
    assert later.state is State.VALID
    untold = gost.beside(CONTENT, "-noattr")
    (then,) = told(CONTENT, gost, untold, at=now() + dt.timedelta(days=900))
    assert (then.state, then.signed_at) == (State.EXPIRED, None)


def test_where_openssl_knows_no_gost_nothing_is_said_of_the_signature(
    gost: Gost, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = gost.beside(CONTENT)
    monkeypatch.setattr(openssl_module, "WAYS", (("-engine", "none_such"),))
    (found,) = told(CONTENT, gost, beside)
    assert (found.state, found.why) == (State.CANNOT_BE_CHECKED, "no_gost")
    assert gost_check(OpenSsl()).state == "optional"
    monkeypatch.setattr(openssl_module, "PATHS", "/nowhere")
    (found,) = told(CONTENT, gost, beside)
    assert (found.state, found.why) == (State.CANNOT_BE_CHECKED, "no_openssl")


def test_an_openssl_that_hangs_or_dies_is_our_fault(
    gost: Gost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = gost.beside(CONTENT)
    program = tmp_path / "openssl"
    monkeypatch.setattr(openssl_module, "PATHS", str(tmp_path))
    monkeypatch.setattr(openssl_module, "ENVIRONMENT", {"PATH": f"{tmp_path}:/usr/bin:/bin"})
    for does in ("exec sleep 60", "kill -SEGV $$"):
        program.write_text(f"#!/bin/sh\n{does}\n", encoding="ascii")
        program.chmod(0o700)
        with pytest.raises(RetryLater):
            told(CONTENT, gost, beside, openssl=OpenSsl(0.3))


def test_the_doctor_says_how_gost_is_known(gost: Gost) -> None:
    assert gost_check(OpenSsl()).found.startswith("GOST by ")
