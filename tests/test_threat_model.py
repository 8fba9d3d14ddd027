"""Does every test that the threat model names exist, and does every link lead somewhere?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_every_named_test_is_there() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > 50
    missing = [f"{path}::{name}" for path, name in named if not _is_there(ROOT / path, name)]
    assert missing == []


def test_every_attacker_has_something_that_is_left() -> None:
    chapters = re.split(r"^## ", PAGE, flags=re.MULTILINE)[2:]
    assert [chapter.splitlines()[0] for chapter in chapters if "**Left.**" not in chapter] == []


@pytest.mark.parametrize("page", ["SECURITY.md", "docs/threat-model.md", "docs/retention.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    folder = (ROOT / page).parent
    links = re.findall(r"\]\(([^)#:]+)(?:#([\w-]+))?\)", text)
    assert [link for link, _ in links if not (folder / link).exists()] == []
    for link, anchor in links:
        if anchor and link.endswith(".md"):
            headings = re.findall(r"^#+ (.+)$", (folder / link).read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}, link


def _is_there(path: Path, name: str) -> bool:
    if not path.is_file():
        return False
    return not name or re.search(rf"^def {name}\(", path.read_text(encoding="utf-8"), flags=re.MULTILINE) is not None
