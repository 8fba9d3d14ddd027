"""People and organisations who sign, and who vouches for them: keys and certificates made for a test."""

from __future__ import annotations

import datetime as dt
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
DAY = dt.timedelta(days=1)
OGRN = x509.ObjectIdentifier("1.2.643.100.1")
ORGANISATION = "Федеральный центр аккредитации"
SIGNS, VOUCHES = ("digital_signature", "content_commitment"), ("key_cert_sign", "crl_sign")
USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def now() -> dt.datetime:
    """Signatures are made now, whatever day the test is about."""
    return dt.datetime.now(dt.UTC)


@lru_cache(maxsize=16)
def key(kind: str, number: int = 0) -> Key:
    """RSA keys take a while: each is made once."""
    if kind == "ecdsa":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 2048)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a certificate says beside its key; days from now."""

    name: str = "Петров П. П."
    organisation: str | None = ORGANISATION
    since: int = -400
    until: int = 4000
    ca: bool = False
    lists: str | None = None
    """Where its issuer says which certificates were revoked."""
    usages: tuple[str, ...] = SIGNS


@dataclass(frozen=True)
class Signer:
    """A key and its certificate; `issuers` stand between it and the root."""

    key: Key
    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def beside(self, content: bytes, *, encoding: Encoding = Encoding.DER, enveloping: bool = False) -> bytes:
        """A container with a signature of `content`, signed now."""
        options = [pkcs7.PKCS7Options.Binary]
        if not enveloping:
            options.append(pkcs7.PKCS7Options.DetachedSignature)
        builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
        builder = builder.add_signer(self.certificate, self.key, hashes.SHA256())
        for each in self.issuers:
            builder = builder.add_certificate(each)
        return builder.sign(encoding, options)


def root(kind: str = "ecdsa") -> Signer:
    """One who vouches for others."""
    own = key(kind, 99)
    terms = Terms(name="Корневой центр", organisation="Министерство", ca=True, usages=VOUCHES)
    return Signer(own, _certificate(own, terms, _name(terms), own))


def issued(by: Signer, kind: str = "ecdsa", terms: Terms | None = None, number: int = 1) -> Signer:
    own = key(kind, number)
    certificate = _certificate(own, terms or Terms(), by.certificate.subject, by.key)
    own_root = by.certificate.subject == by.certificate.issuer
    return Signer(own, certificate, () if own_root else (by.certificate, *by.issuers))


def stranger(kind: str = "ecdsa") -> Signer:
    """Vouches for itself."""
    own = key(kind, 55)
    terms = Terms(name="Сидоров С. С.")
    return Signer(own, _certificate(own, terms, _name(terms), own))


def _certificate(own: Key, terms: Terms, issuer: x509.Name, by: Key) -> x509.Certificate:
    usages = {usage: usage in terms.usages for usage in USAGES}
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(terms))
        .issuer_name(issuer)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() + terms.since * DAY)
        .not_valid_after(now() + terms.until * DAY)
        .add_extension(x509.BasicConstraints(ca=terms.ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usages), critical=True)
    )
    if terms.lists:
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(terms.lists)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    return builder.sign(by, hashes.SHA256())


def _name(terms: Terms) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, terms.name)]
    if terms.organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, terms.organisation))
        parts.append(x509.NameAttribute(OGRN, "1027700132195"))
    return x509.Name(parts)


# --- GOST, by the openssl program ---------------------------------------------------------------------------------


class Gost:
    """A root and a signer of it, in a folder."""

    def __init__(self, folder: Path, bits: int) -> None:
        self._folder, self._bits = folder, bits
        folder.mkdir()
        (folder / "usage").write_text("keyUsage=critical,digitalSignature,nonRepudiation\n", encoding="ascii")
        made = ["-newkey", f"gost2012_{bits}", "-pkeyopt", "paramset:A", "-nodes", "-utf8", f"-md_gost12_{bits}"]
        self._run("req", "-x509", *made, "-keyout", "root.key", "-out", "root.pem", "-subj",
                  "/CN=Корень/O=Министерство", "-days", "4000")  # fmt: skip
        self._run("req", *made, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", f"/CN=Петров/O={ORGANISATION}")
        self._run("x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
                  "-out", "leaf.pem", "-days", "300", f"-md_gost12_{bits}", "-extfile", "usage")  # fmt: skip

    @property
    def root_pem(self) -> bytes:
        return (self._folder / "root.pem").read_bytes()

    def beside(self, content: bytes, *more: str) -> bytes:
        (self._folder / "content").write_bytes(content)
        self._run("cms", "-sign", "-binary", "-signer", "leaf.pem", "-inkey", "leaf.key", "-in", "content",
                  "-outform", "DER", "-out", "signed", "-md", f"md_gost12_{self._bits}", "-nosmimecap",
                  *more)  # fmt: skip
        return (self._folder / "signed").read_bytes()

    def _run(self, command: str, *arguments: str) -> None:
        subprocess.run(
            ["openssl", command, "-engine", "gost", *arguments], cwd=self._folder, check=True, capture_output=True,
            env={"PATH": "/usr/bin:/bin", "OPENSSL_CONF": "/dev/null"},
        )  # fmt: skip
