"""Which records flow through the stages?

Everything here is frozen, keyword-only and survives a round trip through JSON, because the runner
saves a case after each stage. `repr` shows field names only: a record may hold a passport.
"""

from pipeline.case.claim import Claim, Holder, Upload
from pipeline.case.decision import Decision, Finding, Outcome, Reason, Weight
from pipeline.case.employment import (
    Cell,
    Employment,
    EmploymentCheck,
    EventKind,
    Period,
    PeriodComparison,
    RowReading,
    Span,
    WorkDate,
    WorkEntry,
    WorkHistory,
)
from pipeline.case.failures import RegistryUnavailable, RetryLater, Unreadable, UploadKills
from pipeline.case.file import (
    Certificate,
    ChangedAfter,
    ESignature,
    ESignatureState,
    FileFacts,
    Picture,
    ScanResult,
    VirusScan,
)
from pipeline.case.reading import (
    Alternative,
    Choice,
    KindScore,
    Line,
    Look,
    Mark,
    Page,
    Presence,
    Reading,
    TextSource,
    Value,
    Word,
)
from pipeline.case.record import IDENTITY, Box, Matrix, Record, Share
from pipeline.case.traces import Print, SeenPrint, Trace, TraceName
from pipeline.case.weighing import Against, Comparison, CrossCheck, RegistryDocument, RegistryPerson, Verdict
from pipeline.case.whole import Case

__all__ = [
    "IDENTITY",
    "Against",
    "Alternative",
    "Box",
    "Case",
    "Cell",
    "Certificate",
    "ChangedAfter",
    "Choice",
    "Claim",
    "Comparison",
    "CrossCheck",
    "Decision",
    "ESignature",
    "ESignatureState",
    "Employment",
    "EmploymentCheck",
    "EventKind",
    "FileFacts",
    "Finding",
    "Holder",
    "KindScore",
    "Line",
    "Look",
    "Mark",
    "Matrix",
    "Outcome",
    "Page",
    "Period",
    "PeriodComparison",
    "Picture",
    "Presence",
    "Print",
    "Reading",
    "Reason",
    "Record",
    "RegistryDocument",
    "RegistryPerson",
    "RegistryUnavailable",
    "RetryLater",
    "RowReading",
    "ScanResult",
    "SeenPrint",
    "Share",
    "Span",
    "TextSource",
    "Trace",
    "TraceName",
    "Unreadable",
    "Upload",
    "UploadKills",
    "Value",
    "Verdict",
    "VirusScan",
    "Weight",
    "Word",
    "WorkDate",
    "WorkEntry",
    "WorkHistory",
]
