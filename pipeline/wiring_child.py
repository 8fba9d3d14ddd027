"""Which child opens uploads for this process? (without decoders: light enough for the cabinet's API)"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version as version_of_package
from pathlib import Path

from pipeline.cabinet.killers import FileKillers
from pipeline.confined.conversion import Conversion
from pipeline.confined.killers import Killers
from pipeline.confined.limits import Limits
from pipeline.confined.warm import Confined, Files, Plan
from pipeline.esignatures.trust import Trust
from pipeline.office import DATA, Office, find_office
from pipeline.rules.loader import load_reasons
from pipeline.settings import LIBRARY_ENVIRONMENT, Settings
from pipeline.sources import version_of_code
from pipeline.stages import OPENING, sources_of_stage
from pipeline.wiring_cabinet import now

ROOM, DRAWING, VERIFIER = "pipeline.wiring_room", "pipeline.wiring_drawing", "pipeline.wiring_signatures"
FIRST_LOOK = "pipeline.wiring_first_look"
CONVERTER = "pipeline.wiring_conversion"
"""Named, not imported: what it loads is the child's."""
DECODERS = (
    "opencv-python-headless", "numpy", "pillow", "tesserocr", "pytesseract", "pypdf", "pdfplumber", "pypdfium2",
    "python-magic", "pyhanko", "cryptography",
)  # fmt: skip
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
    # the C library gives pictures back instead of keeping what each left, at 1.5 % of a document's time: a child that
    # had served forty documents held 400 MiB, now 330
    "MALLOC_MMAP_THRESHOLD_": str(8 << 20), "MALLOC_TRIM_THRESHOLD_": str(16 << 20),
}  # fmt: skip
"""All of it that a child has, beside what native libraries read."""
OFFICE_ENVIRONMENT = {"SAL_USE_VCLPLUGIN": "svp", "SAL_DISABLE_OPENCL": "1", "SAL_NO_NWF": "1"}
"""LibreOffice without a screen."""
OFFICE_FILES = 256
"""It opens its own databases of fonts, filters and settings, some ninety files."""


VERIFYING = {"cpu_seconds": 4.0, "page_cpu_seconds": 0.0, "base_seconds": 10.0, "cap_seconds": 10.0}
"""Of its limits what is another child's: a signature is verified in a fraction of a second, and together the two have
half a minute of processor time for a document."""


def build_limits(settings: Settings) -> Limits:
    return Limits(
        documents=settings.child_documents, memory_bytes=settings.memory_bytes, cpu_seconds=settings.child_cpu_seconds,
        page_cpu_seconds=settings.child_page_cpu_seconds,
        base_seconds=settings.document_base_seconds, page_seconds=settings.document_page_seconds,
        megapixel_seconds=settings.document_megapixel_seconds, cap_seconds=settings.document_cap_seconds,
        open_files=settings.child_open_files, file_bytes=settings.child_file_bytes,
    )  # fmt: skip


def build_drawing_plan(settings: Settings) -> Plan:
    """A child that only draws pages, one after another, and loads no recogniser."""
    seconds = settings.preview_seconds
    changes = {"cpu_seconds": seconds, "page_cpu_seconds": 0.0, "base_seconds": seconds, "cap_seconds": seconds}
    limits = build_limits(settings).model_copy(update=changes)
    return replace(build_plan(settings), limits=limits, build=f"{DRAWING}:build_drawing_room", programs=False)


def build_first_look_plan(settings: Settings) -> Plan:
    """A child that says what is plainly wrong with a file before it is handed in; it may take as long as a preview."""
    plan = replace(build_drawing_plan(settings), build=f"{FIRST_LOOK}:build_first_look_room")
    return replace(plan, slots={"first_look": frozenset()})


def build_verifying_plan(settings: Settings, trust: Trust) -> Plan:
    """A child that verifies signatures, may run OpenSSL for it, and loads no decoder of pictures."""
    roots = [base64.b64encode(root).decode() for root in trust.roots]
    limits = build_limits(settings).model_copy(update=VERIFYING)
    plan = replace(build_plan(settings), build=f"{VERIFIER}:build_signature_room", argument={"roots": roots})
    return replace(plan, limits=limits, programs=True)


def build_converting_plan(settings: Settings, office: Office) -> Plan:
    """A child that draws one Word file and ends with it: LibreOffice keeps what it saw of a file for the next one."""
    limits = build_limits(settings)
    changes = {"documents": 1, "open_files": max(limits.open_files, OFFICE_FILES)}
    furniture = {"folder": str(office.folder), "library": office.library, "version": office.version}
    plan = replace(build_plan(settings), limits=limits.model_copy(update=changes), argument=furniture)
    return replace(
        plan, build=f"{CONVERTER}:build_conversion_room", programs=False,
        environment={**plan.environment, **OFFICE_ENVIRONMENT}, readable=(office.folder, *map(Path, DATA)),
    )  # fmt: skip


def build_plan(settings: Settings) -> Plan:
    return Plan(
        limits=build_limits(settings),
        build=f"{ROOM}:build_room",
        argument=furniture(settings),
        environment={**ENVIRONMENT, **LIBRARY_ENVIRONMENT},
        readable=(settings.tessdata,) if settings.tessdata else (),
        programs=settings.engine == "pytesseract",
        slots=OPENING,
        codes=frozenset(load_reasons()),
    )


@dataclass(frozen=True, kw_only=True)
class Children:
    """`opening` decodes and reads; `verifying` is there for what is signed, and is started by the first such upload;
    `converting` draws Word files, where there is LibreOffice."""

    opening: Confined
    verifying: Confined
    converting: Conversion | None = None

    def shown(self, files: Files) -> Files:
        """The same files with the drawn pages in place of a Word file, for whoever opens them after `format_check`."""
        return self.converting.shown(files) if self.converting else files

    def close(self) -> None:
        self.opening.close()
        self.verifying.close()
        if self.converting:
            self.converting.close()


def build_children(settings: Settings, trust: Trust, killers: Killers | None = None) -> Children:
    """With `killers` other than those of the embedded default's file."""
    known = killers or FileKillers(settings.killers, opened_with(settings), now)
    verifying = Confined(build_verifying_plan(settings, trust), known, at_once=False)
    converting = build_conversion(settings, known)
    return Children(opening=Confined(build_plan(settings), known), verifying=verifying, converting=converting)


def build_conversion(settings: Settings, killers: Killers) -> Conversion | None:
    """None where there is no LibreOffice, or it is not wanted."""
    office = office_of(settings)
    if office is None:
        return None
    return Conversion(Confined(build_converting_plan(settings, office), killers, at_once=False))


def office_of(settings: Settings) -> Office | None:
    return find_office() if settings.office == "auto" else None


def office_version(settings: Settings) -> str:
    """With what Word files are drawn; a part of what pages are made with."""
    office = office_of(settings)
    return office.version if office else "none"


def furniture(settings: Settings) -> Mapping[str, str | float | None]:
    tessdata = str(settings.tessdata) if settings.tessdata else None
    return {"engine": settings.engine, "tessdata": tessdata, "engine_seconds": settings.engine_seconds}


def opened_with(settings: Settings) -> str:
    """12 hex digits over what an upload is opened with: code, decoders, limits. What killed it may not kill another."""
    parts = {
        "code": [version_of_code(*sources_of_stage(name)) for name in OPENING],
        "decoders": {name: version_of_package(name) for name in DECODERS},
        "limits": build_limits(settings).model_dump(mode="json"),
        "engine": settings.engine,
        "office": office_version(settings),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]
