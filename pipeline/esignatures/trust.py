"""Whom do we trust to vouch for signers? (certificates as bytes: nothing is opened while a document is examined)"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from asn1crypto import pem, x509

DECLINED = (ValueError, TypeError, KeyError)
"""What asn1crypto raises on what is no certificate."""


class NoCertificate(ValueError):
    """The bytes hold no certificate."""


@dataclass(frozen=True)
class Trust:
    """`roots` are DER certificates; whoever is issued by one of them, directly or not, is known."""

    roots: tuple[bytes, ...] = ()

    @cached_property
    def certificates(self) -> tuple[x509.Certificate, ...]:
        return tuple(x509.Certificate.load(root) for root in self.roots)

    @cached_property
    def version(self) -> str:
        """Changes with the roots, in whatever order they were given."""
        return hashlib.sha256(b"".join(sorted(self.roots))).hexdigest()[:12]


def certificates_in(content: bytes) -> tuple[bytes, ...]:
    """The DER certificates of a PEM or DER file. Raises `NoCertificate`."""
    try:
        if not pem.detect(content):
            return (_checked(content),)
        blocks = pem.unarmor(content, multiple=True)
        found = tuple(_checked(der) for kind, _, der in blocks if kind == "CERTIFICATE")
    except DECLINED:
        raise NoCertificate("neither PEM nor DER of certificates") from None
    if not found:
        raise NoCertificate("no certificate in it")
    return found


def _checked(der: bytes) -> bytes:
    x509.Certificate.load(der, strict=True)["tbs_certificate"]["validity"].native  # noqa: B018  parses what it touches
    return der
