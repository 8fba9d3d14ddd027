"""Which real things does this installation work with? (the one place that builds them)"""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from importlib.metadata import version as version_of_package
from typing import TYPE_CHECKING, cast

from pipeline.antivirus.clamd import Clamd
from pipeline.antivirus.protocol import NoScanner, Scanner
from pipeline.cabinet.database import open_database
from pipeline.cabinet.register_answers import SqlAnswers
from pipeline.cabinet.sealing.veil import veil_of
from pipeline.case import Case
from pipeline.confined.eyes import Eyes
from pipeline.confined.warm import WORD, Files
from pipeline.esignatures.openssl import OpenSsl
from pipeline.esignatures.trust import NoCertificate, Trust, certificates_in
from pipeline.esignatures.verify import may_be_signed
from pipeline.registry.answers import Ages, AnswerCache, MemoryAnswers
from pipeline.registry.breaker import BreakerRules, CircuitBreaker
from pipeline.registry.protocol import Registry
from pipeline.registry.snapshot import NoRegistry, SnapshotRegistry
from pipeline.rules.employment.position_files import NoDictionary, load_positions
from pipeline.rules.employment.positions import Positions
from pipeline.rules.loader import load_kinds, rules_version
from pipeline.rules.versions import rules_versions
from pipeline.runner import Patience, Sequence_
from pipeline.settings import Settings, SettingsError
from pipeline.sources import version_of_code
from pipeline.stages import OPENING, SEQUENCE, VERIFYING, sources_of_stage, stage_of
from pipeline.stages.tools import Elsewhere, Tools
from pipeline.wiring_cabinet import build_masters
from pipeline.wiring_child import Children, office_version
from pipeline.zones import MOSCOW

if TYPE_CHECKING:
    from sqlalchemy import Engine as Database

    from pipeline.reading.protocol import Engine, PenFinder
    from pipeline.registry.http import HttpRegistry

DRAWN_BY = "drawn.office"
"""With what Word files are drawn: of the kinds that take any, so that another one makes no other paper stale."""
CERTIFICATES = {".pem", ".crt", ".cer", ".der"}
Clock = Callable[[], dt.datetime]


def build_clock(as_of: dt.date | None) -> Clock:
    """Moscow time; with `as_of` it stands at noon of that day."""
    if as_of is None:
        return lambda: dt.datetime.now(MOSCOW)
    noon = dt.datetime.combine(as_of, dt.time(12), MOSCOW)
    return lambda: noon


def build_registry(database_url: str | None, settings: Settings | None = None) -> Registry:
    """The snapshot in that database; without one, the register over HTTP if the settings say so, else none.

    A veiled snapshot is read with the master keys of the settings.
    Raises `SettingsError`.
    """
    if database_url:
        engine = open_database(database_url, masters=build_masters(settings) if settings is not None else None)
        return SnapshotRegistry(engine, veil_of(engine))
    if settings is not None and settings.registry == "http":
        return build_http_registry(settings)
    return NoRegistry()


def installed_registry(settings: Settings) -> Registry:
    """The register that the settings name: over HTTP, or the snapshot in this installation's database."""
    return build_registry(None if settings.registry == "http" else settings.database_address(), settings)


def build_http_registry(
    settings: Settings, cache: AnswerCache | None = None, secret: bytes | None = None
) -> HttpRegistry:
    """Its answers are kept in this process's memory, unless there is a `cache` that others share, and its `secret`."""
    from pipeline.registry.http import HttpRegistry
    from pipeline.registry.http_call import CallLimits, Gateway

    limits = CallLimits(
        connect_seconds=settings.registry_connect_seconds, read_seconds=settings.registry_read_seconds,
        call_seconds=settings.registry_call_seconds, tries=settings.registry_tries,
        retry_seconds=settings.registry_retry_seconds, answer_bytes=settings.registry_answer_bytes,
    )  # fmt: skip
    token, ca_file = settings.registry_secret(), settings.registry_ca_file
    try:
        gateway = Gateway(settings.registry_url or "", token=token, ca_file=ca_file, limits=limits)
    except OSError as error:
        raise SettingsError(f"PODLINNIK_REGISTRY_CA_FILE cannot be used: {type(error).__name__}") from None
    rules = BreakerRules(failures=settings.registry_breaker_failures, wait_seconds=settings.registry_breaker_seconds)
    ages = Ages(
        found=dt.timedelta(seconds=settings.registry_cache_seconds),
        absent=dt.timedelta(seconds=settings.registry_cache_absent_seconds),
    )
    return HttpRegistry(
        gateway=gateway, breaker=CircuitBreaker(rules, time.monotonic), ages=ages,
        cache=cache or MemoryAnswers(settings.registry_cache_answers), secret=secret or secrets.token_bytes(32),
        now=lambda: dt.datetime.now(dt.UTC), page_size=settings.registry_page_size,
    )  # fmt: skip


def build_register(settings: Settings, engine: Database) -> Registry:
    """The register that the settings name, over the process's own connections.

    With a pepper the answers of a register over HTTP are shared by all workers; without one nobody could guard their
    keys, and each keeps its own.
    """
    if settings.registry != "http":
        return SnapshotRegistry(engine, veil_of(engine))
    pepper = settings.pepper().encode()
    return build_http_registry(settings, SqlAnswers(engine), pepper) if pepper else build_http_registry(settings)


def build_scanner(settings: Settings) -> Scanner:
    """clamd, unless scanning is off."""
    if settings.virus_scan == "off":
        return NoScanner()
    return Clamd(address=settings.clamd, seconds=settings.clamd_seconds)


def build_trust(settings: Settings) -> Trust:
    """The certificates that the settings name, read here and now. Raises `SettingsError`."""
    place = settings.trust_roots
    if place is None:
        return Trust()
    try:
        files = sorted(path for path in place.iterdir() if path.suffix in CERTIFICATES) if place.is_dir() else [place]
        roots = dict.fromkeys(root for path in files for root in certificates_in(path.read_bytes()))
    except (OSError, NoCertificate) as error:
        raise SettingsError(f"PODLINNIK_TRUST_ROOTS cannot be used: {type(error).__name__}") from None
    if not roots:
        raise SettingsError("PODLINNIK_TRUST_ROOTS holds no certificate (*.pem, *.crt, *.cer, *.der)")
    return Trust(tuple(roots))


def build_positions(settings: Settings) -> Positions:
    """The dictionary of medical positions, read once a process. Raises `SettingsError`."""
    try:
        return _positions(settings.positions)
    except (OSError, NoDictionary) as error:
        raise SettingsError(f"PODLINNIK_POSITIONS cannot be used: {type(error).__name__}") from None


_positions = lru_cache(maxsize=4)(load_positions)


def build_tools(settings: Settings, registry: Registry, clock: Clock, files: Files, children: Children) -> Tools:
    """Tools of a process that opens no uploads: what is seen is seen by its child."""
    eyes, nowhere = Eyes(children.opening, children.shown(files)), Elsewhere()
    return Tools(
        kinds=load_kinds(), registry=registry, looks=eyes, images=eyes, engine=cast("Engine", nowhere),
        pens=cast("PenFinder", nowhere), original=files.original, clock=clock, scanner=build_scanner(settings),
        scanning=settings.virus_scan, signature=files.signature, positions=build_positions(settings),
    )  # fmt: skip


def build_sequence(children: Children) -> Sequence_:
    """The stages in their order; those that open the upload run in a child."""
    return tuple((name, partial(_in_child, children, name) if name in OPENING else stage_of(name)) for name in SEQUENCE)


def _in_child(children: Children, name: str, case: Case, tools: Tools) -> Case:
    files = Files(original=tools.original, signature=tools.signature)
    if name != VERIFYING:
        return children.opening.run(name, case, children.shown(files), tools.clock())
    file_format = case.file.format if case.file else ""
    if not may_be_signed(tools.original(case), file_format, tools.signature(case)):
        return case.with_(esignatures=())
    return children.verifying.run(name, case, files, tools.clock())


def build_patience(settings: Settings) -> Patience:
    return Patience(tries=settings.tries, waits=settings.waits)


def versions_of(recogniser: str, registry: Registry, clock: Clock, settings: Settings) -> Mapping[str, str]:
    """What results are made with; `code.<stage>` changes with the sources that the stage is made from,
    `rules.<stage>.<kind>` with the data that it reads of that kind.
    """
    kinds, office = load_kinds(), office_version(settings)
    return {
        "pipeline": version_of_package("podlinnik"),
        **{f"code.{name}": version_of_code(*sources_of_stage(name)) for name in SEQUENCE},
        "rules": rules_version(),
        **rules_versions(kinds),
        "ocr": recogniser,
        **{f"{DRAWN_BY}.{name}": office for name, kind in kinds.items() if WORD & set(kind.file.formats)},
        "registry": registry.version,
        **{f"positions.{name}": build_positions(settings).digest for name, kind in kinds.items() if kind.employment},
        "scanning": settings.virus_scan,
        "trust": f"{build_trust(settings).version}, {OpenSsl().version}",
        "as_of": clock().date().isoformat(),
    }
