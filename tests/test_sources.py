"""Does the version of a stage's code follow the sources that it is made from?"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import sources


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        "__init__.py": "", "case.py": "", "rules/__init__.py": "", "rules/names.py": "from pipeline import case\n",
        "rules/other.py": "",
        "ocr.py": "import os\nfrom pipeline.rules import names\nfrom pipeline.rules.names import x\n",
    }  # fmt: skip
    for name, text in files.items():
        path = tmp_path / "pipeline" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(sources, "HOME", tmp_path)
    sources._imports_of.cache_clear()
    return tmp_path / "pipeline"


def test_a_module_is_made_from_what_it_imports_directly_or_not(house: Path) -> None:
    found = sources.sources_of("pipeline.ocr")
    assert found == {"pipeline.ocr", "pipeline.rules", "pipeline.rules.names", "pipeline", "pipeline.case"}


@pytest.mark.parametrize(
    ("changed", "differs"), [("rules/names.py", True), ("case.py", True), ("rules/other.py", False)]
)
def test_the_version_changes_with_these_sources_alone(house: Path, changed: str, differs: bool) -> None:
    before = sources.version_of_code("pipeline.ocr")
    (house / changed).write_text("from pipeline import case\n# changed\n", encoding="utf-8")
    assert (sources.version_of_code("pipeline.ocr") != before) is differs
