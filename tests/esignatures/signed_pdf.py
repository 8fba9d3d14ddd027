"""PDFs that are signed, signed again, changed after that, or damaged."""

from __future__ import annotations

import io
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import pdf as asn1_pdf
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import simple_cms_attribute
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.esignatures.signers import Gost, Signer


def signed(content: bytes, by: Signer, *, field: str = "S1", certify: bool = False) -> bytes:
    """Another revision with a signature of all before it."""
    return _signed(content, by, field_name=field, certify=certify, docmdp_permissions=MDPPerm.NO_CHANGES)


def with_revocation(content: bytes, by: Signer, crl: bytes) -> bytes:
    """Signed, with a list of revoked certificates put into the signature itself."""
    signer = _signer(by)

    async def attributes(*arguments: Any, **named: Any) -> Any:
        told = await ordinary(*arguments, **named)
        archival = asn1_pdf.RevocationInfoArchival({"crl": [asn1_crl.CertificateList.load(crl)]})
        told.append(simple_cms_attribute("adobe_revocation_info_archival", archival))
        return told

    ordinary, signer.signed_attrs = signer.signed_attrs, attributes  # type: ignore[method-assign]
    return _signed(content, signer, field_name="S1")


def _signed(content: bytes, by: Signer | signers.SimpleSigner, **meta: Any) -> bytes:
    told = signers.PdfSignatureMetadata(md_algorithm="sha256", **meta)
    signer = _signer(by) if isinstance(by, Signer) else by
    made = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), told, signer=signer)
    return bytes(made.getvalue())


def signed_by_gost(content: bytes, by: Gost, *, field: str = "S1") -> bytes:
    """pyHanko leaves the place, OpenSSL fills it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    steps = PdfCMSEmbedder().write_cms(field_name=field, writer=writer)
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=SignatureObject(bytes_reserved=16384,
                                                        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)))  # fmt: skip
    place, output = steps.send(SigIOSetup(md_algorithm="sha256", in_place=True))
    whole = output.getvalue()
    covered = whole[: place.reserved_region_start] + whole[place.reserved_region_end :]
    place.fill_with_cms(output, by.beside(covered))
    return bytes(output.getvalue())


def with_another_text(content: bytes, text: str = "1000000") -> bytes:
    """A later revision that draws over the first page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    drawn = f"BT /F1 40 Tf 60 700 Td ({text}) Tj ET".encode()
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=drawn)))
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def _signer(by: Signer) -> signers.SimpleSigner:
    key = by.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    known = SimpleCertificateStore()
    known.register_multiple(x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in by.issuers)
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(by.der), signing_key=asn1_keys.PrivateKeyInfo.load(key), cert_registry=known
    )
