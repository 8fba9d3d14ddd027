"""podlinnik doctor: is everything there that is needed, and what is to be done where it is not?"""

from __future__ import annotations

import datetime as dt
import json
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from commands.doctor_acts import acts_check
from commands.doctor_antivirus import antivirus_check
from commands.doctor_cabinet import cabinet_checks
from commands.doctor_check import Check
from commands.doctor_child import child_checks
from commands.doctor_office import office_check
from commands.doctor_operations import operations_checks
from commands.doctor_positions import positions_check
from commands.doctor_signatures import signature_checks
from pipeline.cabinet.database import open_database
from pipeline.case import RegistryUnavailable, RetryLater
from pipeline.reading.engines import EngineName, build_engine
from pipeline.reading.file_type import identify, magic_version
from pipeline.reading.tesseract_tables import EngineMissing
from pipeline.rules.loader import RulesError, load_kinds, load_reasons, rules_version
from pipeline.settings import Settings, read_settings
from pipeline.wiring import build_http_registry, build_registry

EXIT_SOMETHING_MISSING = 1
MOST_SECONDS = 20
LIBRARIES = (
    "opencv-python-headless", "numpy", "pillow", "pytesseract", "tesserocr", "pypdf", "pdfplumber", "pypdfium2",
    "python-magic", "pyhanko", "rapidfuzz", "pytrovich", "pydantic", "sqlmodel", "sqlalchemy", "rq", "redis",
)  # fmt: skip
SAMPLE_FONTS = {
    "DejaVu": "fonts-dejavu", "Liberation": "fonts-liberation", "PT": "fonts-paratype", "Free": "fonts-freefont-ttf",
    "Noto": "fonts-noto-core",
}  # fmt: skip
MAGIC_SAMPLES = {
    "pdf": b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n",
    "png": bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"),
    "jpeg": bytes.fromhex("ffd8ffe000104a46494600010100000100010000"),
}
REGISTRY_TITLE = "register's snapshot"
GATEWAY_TITLE = "register over HTTP"


def doctor(as_json: bool = typer.Option(False, "--json", help="Print JSON.")) -> None:
    """Check engines, languages, versions and the database; say what to do about each fault."""
    checks = list(all_checks(read_settings()))
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2))
    else:
        table = Table("", "what", "found", "what to do")
        signs = {"ok": "[green]ok[/green]", "optional": "[yellow]--[/yellow]", "missing": "[red]!![/red]"}
        for check in checks:
            table.add_row(signs[check.state], check.name, check.found, check.remedy)
        Console().print(table)
    if any(check.state == "missing" for check in checks):
        raise typer.Exit(EXIT_SOMETHING_MISSING)


def all_checks(settings: Settings) -> Iterator[Check]:
    yield python_check(sys.version_info[:2])
    yield libraries()
    for engine in get_args(EngineName):
        yield engine_check(settings, engine)
    yield from child_checks(settings)
    yield file_type_check()
    yield rules_check()
    yield positions_check(settings)
    yield database_check(settings.database_address())
    yield from cabinet_checks(settings)
    yield from operations_checks(settings)
    yield gateway_check(settings) if settings.registry == "http" else registry_check(settings)
    yield antivirus_check(settings, dt.datetime.now(dt.UTC))
    yield from signature_checks(settings)
    yield acts_check()
    yield office_check(settings)
    yield temporary_folder(tempfile.gettempdir)
    yield fonts()


def python_check(found: tuple[int, int]) -> Check:
    words = f"{platform.python_version()} on {platform.system()}"
    if found >= (3, 11):
        return Check(name="Python", state="ok", found=words)
    return Check(name="Python", state="missing", found=words, remedy="Python 3.11 or later is needed")


def libraries() -> Check:
    found, missing = [], []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        remedy = "make setup (or: uv sync --frozen)"
        return Check(name="libraries", state="missing", found=f"without {', '.join(missing)}", remedy=remedy)
    return Check(name="libraries", state="ok", found=", ".join(found))


def engine_check(settings: Settings, name: EngineName) -> Check:
    """The engine reads a white picture; the one that the settings do not name is optional."""
    state: Literal["optional", "missing"] = "missing" if settings.engine == name else "optional"
    try:
        engine = build_engine(name, settings.tessdata, settings.engine_seconds)
        engine.read_page(np.full((64, 256), 255, np.uint8), layout="line")
        return Check(name=f"engine {name}", state="ok", found=engine.version)
    except EngineMissing as error:
        return Check(name=f"engine {name}", state=state, found=str(error), remedy="make setup")
    except (ImportError, RetryLater) as error:
        return Check(name=f"engine {name}", state=state, found=f"{type(error).__name__}: {error}", remedy="make setup")


def file_type_check() -> Check:
    """libmagic 5.46 and 5.47 do not know some types when asked about bytes: so it is put to the test."""
    try:
        wrong = [name for name, content in MAGIC_SAMPLES.items() if identify(content).format != name]
        found = f"libmagic {magic_version() / 100:.2f}"
    except (ImportError, OSError) as error:
        return Check(name="file types", state="missing", found=str(error), remedy="apt-get install libmagic1")
    if wrong:
        remedy = "install another version of libmagic1"
        return Check(name="file types", state="missing", found=f"{found} mistakes {', '.join(wrong)}", remedy=remedy)
    return Check(name="file types", state="ok", found=found)


def rules_check() -> Check:
    try:
        found = f"{len(load_kinds())} kinds, {len(load_reasons())} reasons, version {rules_version()}"
    except RulesError as error:
        return Check(name="rules", state="missing", found=str(error), remedy="mend that line")
    return Check(name="rules", state="ok", found=found)


def database_check(url: str) -> Check:
    """A table can be made in it and removed again."""
    try:
        engine = open_database(url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE podlinnik_doctor (id INTEGER)"))
            connection.execute(text("DROP TABLE podlinnik_doctor"))
        return Check(name="database", state="ok", found=f"{engine.dialect.name}, can be written")
    except (SQLAlchemyError, OSError, ImportError) as error:
        remedy = "check DATABASE_URL, the rights on the folder, and that the server runs"
        return Check(name="database", state="missing", found=type(error).__name__, remedy=remedy)


def registry_check(settings: Settings) -> Check:
    """A snapshot was imported and, where it is sealed, people are found in it."""
    try:
        registry = build_registry(settings.database_address(), settings)
        found = f"version {registry.version}"
    except (RegistryUnavailable, OSError, ImportError, SQLAlchemyError):
        remedy = "podlinnik registry import FILE, or give --registry FILE with each call"
        return Check(name=REGISTRY_TITLE, state="optional", found="none was imported", remedy=remedy)
    try:
        registry.find_by_number("passport", None, "0")
    except RegistryUnavailable as error:
        remedy = "give back the master keys that it was sealed with; papers wait until then"
        return Check(name=REGISTRY_TITLE, state="missing", found=f"{found}, {error.what}", remedy=remedy)
    return Check(name=REGISTRY_TITLE, state="ok", found=found)


def gateway_check(settings: Settings) -> Check:
    """The register over HTTP answers, by the contract of `docs/registry-http.md`."""
    registry = build_http_registry(settings)
    try:
        registry.check()
    except RegistryUnavailable as error:
        remedy = "check the PODLINNIK_REGISTRY_* settings and that the gateway runs; papers wait until it answers"
        return Check(name=GATEWAY_TITLE, state="missing", found=error.what, remedy=remedy)
    finally:
        registry.close()
    return Check(name=GATEWAY_TITLE, state="ok", found=f"answers, version {registry.version}")


def temporary_folder(find: Callable[[], str]) -> Check:
    try:
        folder = find()
        free = shutil.disk_usage(folder).free
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        remedy = "set TMPDIR to a folder that can be written"
        return Check(name="temporary files", state="missing", found=str(error.strerror), remedy=remedy)
    return Check(name="temporary files", state="ok", found=f"{Path(folder)}, {free / 1024**3:.1f} GiB free")


def fonts() -> Check:
    """Only the drawing of samples needs them."""
    try:
        listing = subprocess.run(
            ["fc-list", ":lang=ru", "family"], capture_output=True, text=True, check=False, timeout=MOST_SECONDS
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        remedy = "only to draw samples: apt-get install fontconfig"
        return Check(name="fonts of the samples", state="optional", found="fc-list does not run", remedy=remedy)
    missing = [package for family, package in SAMPLE_FONTS.items() if family not in listing]
    if missing:
        remedy = f"only to draw samples: apt-get install {' '.join(missing)}"
        return Check(name="fonts of the samples", state="optional", found="not all", remedy=remedy)
    return Check(name="fonts of the samples", state="ok", found=", ".join(SAMPLE_FONTS))
