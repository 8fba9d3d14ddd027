"""In which order do the stages run?"""

from __future__ import annotations

from pipeline.stages.cross_check import cross_check
from pipeline.stages.decision import decision
from pipeline.stages.esignatures import esignatures
from pipeline.stages.extraction import extraction
from pipeline.stages.format_check import format_check
from pipeline.stages.ocr import ocr
from pipeline.stages.tools import Stage
from pipeline.stages.virus_scan import virus_scan

SEQUENCE: tuple[tuple[str, Stage], ...] = (
    ("virus_scan", virus_scan),
    ("format_check", format_check),
    ("esignatures", esignatures),
    ("ocr", ocr),
    ("extraction", extraction),
    ("cross_check", cross_check),
    ("decision", decision),
)
