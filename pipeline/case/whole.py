"""What is known of a paper on its way through the stages?"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from pipeline.case.claim import Claim
from pipeline.case.decision import Decision, Finding
from pipeline.case.file import ESignature, FileFacts, VirusScan
from pipeline.case.reading import Page, Reading
from pipeline.case.record import Record
from pipeline.case.traces import Print, Trace
from pipeline.case.weighing import CrossCheck


class Case(Record):
    """A claim on its way through the stages: each fills its slot and adds its findings."""

    id: str
    claim: Claim
    virus_scan: VirusScan | None = None
    file: FileFacts | None = None
    esignatures: tuple[ESignature, ...] | None = None
    pages: tuple[Page, ...] | None = None
    reading: Reading | None = None
    cross_check: CrossCheck | None = None
    decision: Decision | None = None
    findings: tuple[Finding, ...] = ()
    traces: tuple[Trace, ...] = ()
    prints: Annotated[tuple[Print, ...], Field(max_length=24)] = ()

    def with_(self, *findings: Finding, **slots: Any) -> Case:
        """Return a fuller copy: `slots` are filled, `findings` added."""
        return self.model_copy(update={**slots, "findings": (*self.findings, *findings)})

    @property
    def stopped(self) -> bool:
        """True when a finding says that the examination cannot go further."""
        return any(finding.stops for finding in self.findings)
