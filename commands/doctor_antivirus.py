"""Does the antivirus answer, find what it is tried with, and know of the latest?"""

from __future__ import annotations

import datetime as dt

from commands.doctor_check import Check
from pipeline.antivirus.clamd import Clamd, ClamdFailed
from pipeline.case import ScanResult
from pipeline.settings import Settings

NAME = "antivirus"
OLDEST = dt.timedelta(days=7)
"""ClamAV's signatures come out every day."""
TRIED_WITH = (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}", b"$EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*")
"""Pieces of the harmless file that every antivirus knows (EICAR): whole, it would have this file taken for it."""


def antivirus_check(settings: Settings, now: dt.datetime) -> Check:
    """What is missing where scanning is required is only optional where it is advice."""
    if settings.virus_scan == "off":
        remedy = "apt-get install clamav-daemon, then PODLINNIK_VIRUS_SCAN=required"
        return Check(name=NAME, state="optional", found="uploads are not scanned", remedy=remedy)
    faulty = Check(name=NAME, state="missing" if settings.virus_scan == "required" else "optional", found="")
    clamd = Clamd(address=settings.clamd, seconds=settings.clamd_seconds)
    try:
        known = clamd.version()
    except ClamdFailed as failure:
        remedy = "check PODLINNIK_CLAMD, that clamd runs, and the rights on its socket"
        return _with(faulty, f"clamd: {failure.why}", remedy)
    tried = clamd.scan(b"".join(TRIED_WITH))
    age = now - known.database_date if known.database_date else None
    signatures = f"signatures {age.days} days old" if age else "signatures of no known date"
    found = f"{known.scanner}, {signatures}, {settings.virus_scan}"
    if tried.result is not ScanResult.INFECTED:
        return _with(faulty, f"{found}; does not find the test file", "freshclam, then restart clamd")
    if age is None or age > OLDEST:
        return _with(faulty, found, "freshclam (clamav-freshclam keeps them new)")
    return Check(name=NAME, state="ok", found=found)


def _with(check: Check, found: str, remedy: str) -> Check:
    return Check(name=check.name, state=check.state, found=found, remedy=remedy)
