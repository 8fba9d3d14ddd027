"""Do the facts on one paper agree with each other, with its holder and with the calendar?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from pipeline.case import Finding, Holder, Value
from pipeline.rules.kind import Kind

Check = Callable[[Mapping[str, Value], Holder, dt.date, Kind], tuple[Finding, ...]]


def _todo(fields: Mapping[str, Value], holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    return ()


CHECKS: Mapping[str, Check] = dict.fromkeys(("not_in_future", "protocol_not_after_issue", "study_end_not_after_issue", "study_order", "issue_after_birth_plus_14", "issue_after_birth_plus_18", "issue_after_birth_plus_20", "accreditation_year_matches_number", "diploma_series_region", "zero_number", "passport_series_year", "passport_series_region", "passport_age", "valid_until_matches_term", "snils_checksum", "inn_checksum"), _todo)
