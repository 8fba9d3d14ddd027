"""How do the pictures under docs/images come about? (`KEEP_PICTURES=1 pytest tests/browser`)"""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Locator, Page

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
WANTED = "KEEP_PICTURES"


def wanted() -> bool:
    """Whether it is worth going somewhere for a picture."""
    return bool(os.environ.get(WANTED))


def keep_picture(shown: Page | Locator, name: str, *, whole: bool = True) -> None:
    """`docs/images/NAME.png`, where it is wanted: tests of every day leave the files as they are.

    `whole`: all of the page, not only what is in view.
    """
    if not wanted():
        return
    path = IMAGES / f"{name}.png"
    if isinstance(shown, Page):
        shown.screenshot(path=path, full_page=whole, animations="disabled", caret="hide")
    else:
        shown.screenshot(path=path, animations="disabled", caret="hide")
