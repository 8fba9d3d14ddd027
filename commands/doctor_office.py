"""With what are Word files read? (LibreOffice is asked to draw one, in the child in which it would be)"""

from __future__ import annotations

import hashlib
import io
import zipfile

from commands.doctor_check import Check
from pipeline.case import Case, Claim, FileFacts, RetryLater, Upload
from pipeline.confined.killers import Forgetful
from pipeline.confined.warm import PDF, Files
from pipeline.incidents import FaultElsewhere
from pipeline.settings import Settings
from pipeline.wiring_child import build_conversion

NAME = "Word files"
WITHOUT = "words of DOCX are read, a person looks at DOC"
REMEDY = "optional: scripts/setup.sh --office (or: apt-get install libreoffice-writer-nogui)"
BROKEN = "apt-get install libreoffice-writer-nogui, or PODLINNIK_OFFICE=off"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    f'ContentType="{WORD_TYPE}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{OFFICE}" '
    'Target="word/document.xml"/></Relationships>',
    "word/document.xml": f'<w:document xmlns:w="{MAIN}"><w:body><w:p><w:r><w:t>а</w:t></w:r></w:p></w:body>'
    "</w:document>",
}  # fmt: skip


def office_check(settings: Settings) -> Check:
    conversion = build_conversion(settings, Forgetful())
    if conversion is None:
        found = f"no LibreOffice: {WITHOUT}" if settings.office == "auto" else f"PODLINNIK_OFFICE is off: {WITHOUT}"
        return Check(name=NAME, state="optional", found=found, remedy=REMEDY if settings.office == "auto" else "")
    content = _sample()
    try:
        if conversion.pages_of(_case(content), Files(original=lambda _: content)).startswith(PDF):
            return Check(name=NAME, state="ok", found="LibreOffice draws one within the walls")
        found = "LibreOffice opens no DOCX"
    except (RetryLater, FaultElsewhere) as error:
        found = error.incident if isinstance(error, FaultElsewhere) else str(error)
    finally:
        conversion.close()
    return Check(name=NAME, state="missing", found=found, remedy=BROKEN)


def _sample() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
    return packed.getvalue()


def _case(content: bytes) -> Case:
    upload = Upload(name="a.docx", size=len(content), sha256=hashlib.sha256(content).hexdigest())
    facts = FileFacts(media_type="", format="docx", page_count=1)
    return Case(id="doctor", claim=Claim(kind="", upload=upload), file=facts)
