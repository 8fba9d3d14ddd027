"""From which name to which does an entry say that an employer was renamed?"""

from __future__ import annotations

import re

from pipeline.rules.employment.events import event_of, new_name, old_name


def names_told(text: str, organisation: str) -> tuple[str, str]:
    """The former and the new name, each empty where nothing tells it; `organisation` is whose row it is.

    An extract's row bears the new name; a book's sentence tells both.
    """
    new = new_name(text) or ""
    old = old_name(text) or ""
    if old and (event_of(old) or re.match(r"(?:с|со)?\s*«?\d", old, re.IGNORECASE)):
        old = ""
    return old, new or organisation
