"""Does a change of a rule make stale what reads it, and nothing else?"""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.rules.kind import Validity
from pipeline.rules.loader import load_kinds
from pipeline.rules.versions import rules_versions

KIND = "specialist_certificate"


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        ({"validity": Validity(years=3)}, {"decision"}),
        ({"required": ("number",)}, {"decision"}),
        ({"machine_zone": True}, {"extraction"}),
        ({"fields": {}}, {"extraction", "cross_check"}),
        ({"holder_fields": ("last_name",)}, {"cross_check", "decision"}),
        ({"employment": True}, {"extraction", "cross_check", "decision"}),
        ({"title": "Другое название"}, set()),
    ],
)
def test_a_change_makes_stale_what_reads_it(change: dict[str, Any], stale: set[str]) -> None:
    kinds = dict(load_kinds())
    before = rules_versions(kinds)
    kinds[KIND] = kinds[KIND].model_copy(update=change)
    after = rules_versions(kinds)
    assert {key for key in after if after[key] != before[key]} == {f"rules.{stage}.{KIND}" for stage in stale}


def test_another_wording_may_make_any_paper_another_kind() -> None:
    kinds = dict(load_kinds())
    before = rules_versions(kinds)
    kinds[KIND] = kinds[KIND].model_copy(update={"min_score": 99.0})
    after = rules_versions(kinds)
    assert {key for key in after if after[key] != before[key]} == {f"rules.extraction.{name}" for name in kinds}
