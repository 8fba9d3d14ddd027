"""Can everybody use the page? (axe-core, run inside of it)"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page

AXE = Path(__file__).resolve().parents[2] / "var" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = frozenset({"serious", "critical"})


def findings(page: Page | Frame) -> list[str]:
    """Serious and critical ones: the rule, what it is about, and where. The page's own policy is not in the way."""
    if not AXE.exists():
        pytest.skip("no axe-core: `make setup` fetches it")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)")
    return [
        f"{each['id']} ({each['impact']}): {each['help']}: {node['target']}: {node['failureSummary']}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


def assert_accessible(page: Page | Frame) -> None:
    """Nothing serious or critical."""
    assert findings(page) == []
