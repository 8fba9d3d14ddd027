"""Who signed, when and with what, as the container of a signature says? (asn1crypto; nothing is verified)"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from asn1crypto import cms, core, pem, x509

from pipeline.case import Certificate

DAMAGED = (
    ValueError, TypeError, LookupError, AttributeError, AssertionError, ArithmeticError, RecursionError, OSError,
    NotImplementedError, struct.error, binascii.Error,
)  # fmt: skip
"""What asn1crypto raises on broken containers."""
OGRN = "1.2.643.100.1"
MOST_SIGNERS = 16
LONGEST_NAME = 300
ALGORITHMS: Mapping[str, str] = MappingProxyType(
    {
        "1.2.643.7.1.1.1.1": "GOST R 34.10-2012 256",
        "1.2.643.7.1.1.1.2": "GOST R 34.10-2012 512",
        "1.2.643.2.2.19": "GOST R 34.10-2001",
        "1.2.840.113549.1.1.1": "RSA",
        "1.2.840.10045.2.1": "ECDSA",
        "1.3.101.112": "Ed25519",
    }
)
"""By the object identifier of the certificate's key."""


class Damaged(ValueError):
    """The container cannot be taken apart."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One signer's part of a container. `container` has this signer alone."""

    container: cms.SignedData
    signer: x509.Certificate | None
    """None where the certificate is not in the container."""
    others: tuple[x509.Certificate, ...]
    claimed_at: dt.datetime | None
    algorithm: str
    inside: bytes | None = None
    """What was signed, where the whole container had it in itself; this one has not."""

    @property
    def is_gost(self) -> bool:
        return self.algorithm.startswith("GOST")

    @property
    def certificate(self) -> Certificate | None:
        return facts_of(self.signer) if self.signer is not None else None

    def der(self) -> bytes:
        """The whole container, DER."""
        info = cms.ContentInfo({"content_type": "signed_data", "content": self.container})
        return bytes(info.dump())


def signed_in(content: bytes) -> tuple[Signed, ...]:
    """The signers of a container: DER, PEM, or Base64 alone. Raises `Damaged`."""
    try:
        info = cms.ContentInfo.load(_der(content))
        if info["content_type"].native != "signed_data":
            raise Damaged("no signed data")
        return signers_of(info["content"])
    except DAMAGED as error:
        raise Damaged(type(error).__name__) from None


def signers_of(whole: cms.SignedData) -> tuple[Signed, ...]:
    """One container a signer. Raises `Damaged`."""
    try:
        certificates = tuple(
            each.chosen.untag() for each in whole["certificates"] if each.name == "certificate"
        ) if not isinstance(whole["certificates"], core.Void) else ()  # fmt: skip
        infos = list(whole["signer_infos"])
        if not 0 < len(infos) <= MOST_SIGNERS:
            raise Damaged(f"{len(infos)} signers")
        return tuple(_signed(whole, info, certificates, alone=len(infos) == 1) for info in infos)
    except DAMAGED as error:
        raise Damaged(type(error).__name__) from None


def _signed(
    whole: cms.SignedData, info: cms.SignerInfo, certificates: tuple[x509.Certificate, ...], *, alone: bool
) -> Signed:
    signer = next((each for each in certificates if _is_of(info, each)), None)
    inside = whole["encap_content_info"]["content"]
    content = None if isinstance(inside, core.Void) else inside.native
    if content is not None and not isinstance(content, bytes):
        raise Damaged("its content is no file")
    key = signer.public_key["algorithm"]["algorithm"].dotted if signer is not None else ""
    named = str(info["signature_algorithm"]["algorithm"].dotted)
    return Signed(
        container=whole if alone and content is None else _of_one(whole, info), signer=signer,
        others=tuple(each for each in certificates if each is not signer),
        claimed_at=_claimed_at(info), algorithm=ALGORITHMS.get(key) or ALGORITHMS.get(named) or key or named,
        inside=content,
    )  # fmt: skip


def _of_one(whole: cms.SignedData, info: cms.SignerInfo) -> cms.SignedData:
    """The container with one signer and without what was signed: neither is covered by the signature's value."""
    container = cms.SignedData.load(whole.untag().dump())
    kind = container["encap_content_info"]
    container["encap_content_info"] = type(kind)({"content_type": kind["content_type"].native})
    container["signer_infos"] = cms.SignerInfos([cms.SignerInfo.load(info.untag().dump())])
    return container


def facts_of(certificate: x509.Certificate) -> Certificate:
    """What a certificate says of its owner."""
    subject, issuer = certificate.subject.native, certificate.issuer.native
    validity = certificate["tbs_certificate"]["validity"].native
    return Certificate(
        organisation=_text(subject.get("organization_name")), name=_text(subject.get("common_name")),
        ogrn=_text(subject.get(OGRN)),
        issuer=_text(issuer.get("organization_name")) or _text(issuer.get("common_name")),
        serial=f"{certificate.serial_number:x}", sha256=hashlib.sha256(certificate.dump()).hexdigest(),
        not_before=validity["not_before"], not_after=validity["not_after"],
    )  # fmt: skip


def _is_of(info: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    named = info["sid"]
    if named.name == "subject_key_identifier":
        return bool(named.native == certificate.key_identifier)
    wanted = named.chosen
    same = wanted["serial_number"].native == certificate.serial_number
    return bool(same and wanted["issuer"].dump() == certificate.issuer.dump())


def _claimed_at(info: cms.SignerInfo) -> dt.datetime | None:
    attributes = info["signed_attrs"]
    if isinstance(attributes, core.Void):
        return None
    told = [each["values"][0].native for each in attributes if each["type"].native == "signing_time"]
    return told[0] if len(told) == 1 and isinstance(told[0], dt.datetime) else None


def _der(content: bytes) -> bytes:
    if pem.detect(content):
        return bytes(pem.unarmor(content)[2])
    if content[:1] == b"\x30":
        return content
    return base64.b64decode(b"".join(content.split()), validate=True)


def _text(value: Any) -> str | None:
    """A name of several parts is given as a list."""
    told = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return told[:LONGEST_NAME] or None
