"""What may be told of an error? (its text may hold a person's data)"""

from __future__ import annotations

import traceback
from pathlib import Path


class FaultElsewhere(Exception):
    """A fault of ours in another process. Its text, a traceback, may show values; `incident` shows none."""

    def __init__(self, incident: str, trace: str) -> None:
        super().__init__(trace)
        self.incident = incident


def incident(error: BaseException) -> str:
    """The exception's type and our line that raised it: its text may hold a person's data."""
    if isinstance(error, FaultElsewhere):
        return error.incident
    here = Path(__file__).resolve().parent.parent
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if here in Path(frame.filename).resolve().parents and "site-packages" not in frame.filename
    ]
    where = f" at {Path(ours[-1].filename).resolve().relative_to(here)}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{where}"
