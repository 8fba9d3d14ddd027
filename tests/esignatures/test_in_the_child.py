"""Are signatures worth the same where they are verified in a child, which has no network and hardly any files?"""

from __future__ import annotations

import hashlib

from pipeline.case import Case, Claim, ESignatureState, FileFacts, Upload
from pipeline.confined.killers import Forgetful
from pipeline.confined.warm import Files
from pipeline.esignatures.openssl import OpenSsl
from pipeline.esignatures.trust import Trust, certificates_in
from pipeline.esignatures.verify import signatures_of
from pipeline.settings import Settings
from pipeline.wiring_child import build_children
from tests.esignatures import signed_pdf
from tests.esignatures.signers import Gost, issued, now, root
from tests.esignatures.test_pdf import PAPER

STAGE = "esignatures"


def case_of(content: bytes) -> Case:
    upload = Upload(name="a.pdf", size=len(content), sha256=hashlib.sha256(content).hexdigest())
    facts = FileFacts(media_type="application/pdf", format="pdf", page_count=1)
    return Case(id="a-1", claim=Claim(kind="passport", upload=upload), file=facts)


def test_openssl_and_python_verify_there_what_they_verify_here(gost: Gost) -> None:
    ministry = root()
    signer = issued(ministry)
    trust = Trust((ministry.der, *certificates_in(gost.root_pem)))
    moment = now()
    children = build_children(Settings(), trust, Forgetful())
    for content, beside in (
        (signed_pdf.signed(PAPER, signer), None),
        (signed_pdf.signed_by_gost(PAPER, gost), signer.beside(PAPER)),
        (PAPER, gost.beside(PAPER)),
    ):
        files = Files(original=lambda _, content=content: content, signature=lambda _, beside=beside: beside)  # type: ignore[misc]
        told = children.verifying.run(STAGE, case_of(content), files, moment).esignatures
        assert told == signatures_of(content, "pdf", beside, trust, moment, OpenSsl())
        assert told
        assert any(signature.state is ESignatureState.VALID for signature in told)
    children.close()
