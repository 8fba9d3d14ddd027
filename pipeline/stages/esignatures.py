"""Stage 3: which electronic signatures came with the file, and what is each worth?"""

from __future__ import annotations

from pipeline.case import Case
from pipeline.esignatures.verify import findings_of, signatures_of
from pipeline.stages.tools import Tools


def esignatures(case: Case, tools: Tools) -> Case:
    """Fill `esignatures`; a broken one is a finding. Raises `RetryLater` where OpenSSL did not answer."""
    file_format = case.file.format if case.file else ""
    found = signatures_of(
        tools.original(case), file_format, tools.signature(case), tools.trust, tools.clock(), tools.openssl
    )
    return case.with_(*findings_of(found), esignatures=found)
