"""Stage 1: is there malicious software in what was handed in? (before anything here opens it)"""

from __future__ import annotations

from pipeline.antivirus.protocol import OFF, ScannerUnavailable
from pipeline.case import Case, Finding, ScanResult, VirusScan, Weight
from pipeline.stages.tools import Tools

WORST_FIRST = (ScanResult.INFECTED, ScanResult.NOT_SCANNED, ScanResult.CLEAN)


def virus_scan(case: Case, tools: Tools) -> Case:
    """Fill `virus_scan`; malicious software is a finding that ends the examination: the file is not opened.

    Raises `ScannerUnavailable` where a scan is required and could not be made.
    """
    if tools.scanning == "off":
        return case.with_(virus_scan=OFF)
    beside = tools.signature(case)
    found = worst([tools.scanner.scan(content) for content in (tools.original(case), beside) if content is not None])
    if found.result is ScanResult.NOT_SCANNED and tools.scanning == "required":
        raise ScannerUnavailable(f"the file was not scanned for viruses: {found.why}")
    if found.result is ScanResult.INFECTED:
        infected = Finding(code="FILE_INFECTED", weight=Weight.REJECT, detail=found.malware or "", stops=True)
        return case.with_(infected, virus_scan=found)
    return case.with_(virus_scan=found)


def worst(scans: list[VirusScan]) -> VirusScan:
    """The scan that counts for all: nothing is clean beside what is infected or was not scanned."""
    return min(scans, key=lambda scan: WORST_FIRST.index(scan.result))
