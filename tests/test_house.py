"""Is everything in its room, and does every arrow point the right way? (docs: "The house")"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("pipeline", "commands", "workers", "console", "samples", "benchmarks")

RULES = {"pipeline.case", "pipeline.rules", "pipeline.zones"}
READING = RULES | {"pipeline.reading"}
CORE = READING | {
    "pipeline.antivirus", "pipeline.esignatures", "pipeline.fields", "pipeline.weighing", "pipeline.registry",
    "pipeline.stages",
}  # fmt: skip
ALL = CORE | {
    "pipeline.acts", "pipeline.addresses", "pipeline.office", "pipeline.cabinet", "pipeline.log", "pipeline.runner",
    "pipeline.settings", "pipeline.sources", "pipeline.wiring", "pipeline.wiring_cabinet", "pipeline.caller",
    "pipeline.intake", "pipeline.zones", "pipeline.confined", "pipeline.incidents", "pipeline.wiring_child",
    "pipeline.reviews", "pipeline.bundle",
}  # fmt: skip

ARROWS = {
    "pipeline.case": {"pipeline.file_names"},
    "pipeline.file_names": set(),
    "pipeline.bundle": set(),
    "pipeline.settings": {"pipeline.addresses"},
    "pipeline.addresses": set(),
    "pipeline.incidents": set(),
    "pipeline.office": set(),
    "pipeline.log": {"pipeline.incidents"},
    "pipeline.sources": set(),
    "pipeline.zones": set(),
    "pipeline.rules": {"pipeline.case", "pipeline.zones"},
    "pipeline.reading": RULES | {"pipeline.bundle"},
    "pipeline.antivirus": {"pipeline.case"},
    "pipeline.esignatures": {"pipeline.bundle", "pipeline.case"},
    "pipeline.fields": RULES,
    "pipeline.weighing": RULES | {"pipeline.fields"},
    "pipeline.registry": RULES,
    "pipeline.acts": RULES,
    "pipeline.cabinet": {"pipeline.case", "pipeline.zones"},
    "pipeline.stages": CORE,
    "pipeline.reviews": CORE | {"pipeline.cabinet"},
    "pipeline.runner": {"pipeline.case", "pipeline.cabinet", "pipeline.log", "pipeline.stages"},
    "pipeline.intake": {
        "pipeline.bundle", "pipeline.case", "pipeline.cabinet", "pipeline.log", "pipeline.settings",
        "pipeline.wiring_cabinet",
    },
    "pipeline.wiring_cabinet": {
        "pipeline.addresses", "pipeline.cabinet", "pipeline.case", "pipeline.intake", "pipeline.rules",
        "pipeline.settings", "pipeline.zones",
    },
    "pipeline.confined": {"pipeline.case", "pipeline.cabinet", "pipeline.incidents", "pipeline.log"},
    "pipeline.wiring_child": {
        "pipeline.cabinet", "pipeline.confined", "pipeline.esignatures", "pipeline.office", "pipeline.rules",
        "pipeline.settings", "pipeline.sources", "pipeline.stages", "pipeline.wiring_cabinet",
    },
    "pipeline.wiring_room": CORE | {"pipeline.case"},
    "pipeline.wiring_conversion": CORE | {"pipeline.case"},
    "pipeline.wiring_drawing": CORE | {"pipeline.case"},
    "pipeline.wiring_signatures": CORE | {"pipeline.case"},
    "pipeline.wiring_first_look": CORE | {"pipeline.case"},
    "pipeline.wiring": ALL - {"pipeline.caller"},
    "pipeline.caller": ALL,
    "commands": ALL | {"workers", "console"},
    "workers": ALL,
    "console": ALL,
    "samples": set(),
    "benchmarks": ALL | {"pipeline.wiring_room", "samples", "commands", "workers", "console"},
}
"""What each room may import beside itself."""

GUESTS = {
    "samples/registry_server.py": {"pipeline.case", "pipeline.registry"},
    "pipeline/confined/eyes.py": {"pipeline.reading"},
}
"""Modules that may import more than their room: a server of the contract knows the contract, eyes what pictures are."""

LIBRARIES = {
    "tesserocr": {"pipeline/reading/engine_tesserocr.py"},
    "pytesseract": {"pipeline/reading/engine_pytesseract.py"},
    "pypdfium2": {
        "pipeline/reading/pdf_render.py", "pipeline/reading/pdf_objects.py", "pipeline/reading/pdf_rules.py",
        "pipeline/reading/pdf_opened.py", "pipeline/reading/pdf_signs.py",
    },
    "magic": {"pipeline/reading/file_type.py"},
    "structlog": {"pipeline/log.py"},
    "pdfplumber": {"pipeline/reading/text_layer.py"},
    "stamina": {"pipeline/registry/http_call.py"},
    "httpx": {"pipeline/registry/http_call.py", "workers/channels/posting.py", "console/openid/provider.py"},
    "authlib": {"console/openid/provider.py"},
    "joserfc": {"console/openid/provider.py"},
    "segno": {"pipeline/acts/qr_code.py"},
    "weasyprint": {"pipeline/acts/sheet.py"},
    "smtplib": {"workers/channels/mail.py"},
    "uvicorn": {"console/__main__.py"},
    "python_multipart": {"console/api/form.py"},
    "cryptography": {"pipeline/cabinet/sealing/cipher.py", "pipeline/esignatures/pyhanko_check.py"},
    "argon2": {"pipeline/cabinet/passwords.py"},
    "aiohttp": {"pipeline/cabinet/s3_requests.py"},
    "fsspec": {"pipeline/cabinet/s3_requests.py"},
    "botocore": {"pipeline/cabinet/s3_requests.py"},
    "prometheus_client": {"workers/metrics.py", "console/metrics.py"},
}
"""The modules of the pipeline, commands, workers and console that may name a library."""

ROOM_OF_LIBRARY = {
    "pyhanko": "pipeline/esignatures/", "pyhanko_certvalidator": "pipeline/esignatures/",
    "asn1crypto": "pipeline/esignatures/", "pypdf": "pipeline/reading/pdf_", "rq": "workers/", "redis": "workers/",
    "cv2": "pipeline/", "sqlmodel": "pipeline/cabinet/", "alembic": "pipeline/cabinet/", "typer": "commands/",
    "rich": "commands/", "fastapi": "console/", "starlette": "console/",
}  # fmt: skip
ALSO = {"sqlmodel": {"pipeline/registry/snapshot.py"}}

TOP = {
    ".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "README.ru.md", "SECURITY.md", "deploy",
    "docs", "pyproject.toml", "scripts", "tests", "uv.lock", *OURS,
}  # fmt: skip


def sources(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "pipeline")


def room_of(module: str) -> str:
    return ".".join(module.split(".")[: 2 if module.startswith("pipeline.") else 1])


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_arrows_point_the_right_way() -> None:
    wrong = []
    for path in sources(*OURS):
        room = room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for module in imports(path):
            aim = room_of(module)
            allowed = ARROWS.get(room, ALL) | GUESTS.get(name_of(path), set()) | {room, "pipeline"}
            if module.split(".")[0] in OURS and aim not in allowed:
                wrong.append(f"{name_of(path)} imports {module}")
    assert not wrong


def test_a_stage_never_imports_another() -> None:
    folder = ROOT / "pipeline" / "stages"
    stages = {path.stem for path in folder.glob("*.py")} - {"__init__", "tools"}
    wrong = [
        f"{path.name} imports {module}"
        for path in folder.glob("*.py")
        for module in imports(path)
        if path.stem in stages and module.removeprefix("pipeline.stages.") in stages - {path.stem}
    ]
    assert not wrong


def test_each_library_is_named_in_its_place_alone() -> None:
    wrong = []
    for path in sources("pipeline", "commands", "workers", "console"):
        for library in {module.split(".")[0] for module in imports(path)}:
            places = LIBRARIES.get(library)
            room = ROOM_OF_LIBRARY.get(library)
            at_home = (places is None or name_of(path) in places) and (room is None or name_of(path).startswith(room))
            if not at_home and name_of(path) not in ALSO.get(library, set()):
                wrong.append(f"{name_of(path)} imports {library}")
    assert not wrong


def test_only_the_settings_read_the_environment() -> None:
    wrong = [
        name_of(path)
        for path in sources("pipeline", "commands", "workers", "console")
        if re.search(r"\bos\.environ\b(?!\.update)|\bgetenv\(", path.read_text(encoding="utf-8"))
        and name_of(path) != "pipeline/settings/environment.py"
    ]
    assert not wrong


@pytest.mark.parametrize("room", OURS)
def test_every_module_opens_with_the_question_it_answers(room: str) -> None:
    silent = [
        name_of(path)
        for path in sources(room)
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(ast.parse(path.read_bytes()))
    ]
    assert not silent


def test_nothing_is_swallowed() -> None:
    """A broad `except` is allowed where it is explained, and nowhere in the pipeline."""
    wrong = [
        name_of(path)
        for path in sources("pipeline")
        if re.search(r"except\s*(BaseException|Exception)?\s*(as \w+)?:", path.read_text(encoding="utf-8"))
    ]
    assert not wrong


def test_no_file_is_outside_the_house() -> None:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("no git here")
    assert {line.split("/")[0].strip('"') for line in listing.stdout.splitlines()} <= TOP


def test_no_module_is_called_by_what_says_nothing() -> None:
    empty = {"utils", "helpers", "common", "manager", "misc"}
    assert not [name_of(path) for path in sources(*OURS) if path.stem in empty]
