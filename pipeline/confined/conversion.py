"""What is opened in place of a Word file? (its pages, drawn in a child of their own, if they can be)"""

from __future__ import annotations

import threading
from dataclasses import replace

from pipeline.case import Case, Unreadable
from pipeline.confined.warm import WORD, Confined, Files


class Conversion:
    """Draws Word files. What was drawn last is kept, for several stages open it."""

    def __init__(self, confined: Confined) -> None:
        self._confined = confined
        self._lock = threading.Lock()
        self._last: tuple[str, bytes] | None = None

    def shown(self, files: Files) -> Files:
        """The same files; of a Word file whose pages were drawn, or are to be, those pages."""
        return replace(files, original=lambda case: self.pages_of(case, files))

    def pages_of(self, case: Case, files: Files) -> bytes:
        """The file itself where it is none of Word's, LibreOffice does not open it, or its words were read.

        Raises `UploadKills`, `RetryLater`, `FaultElsewhere` as `Confined.run` does.
        """
        facts = case.file
        if facts is None or facts.format not in WORD or facts.shown_as == "text":
            return files.original(case)
        sha256 = case.claim.upload.sha256
        with self._lock:
            if self._last is None or self._last[0] != sha256:
                self._last = (sha256, self._drawn(case, files))
            return self._last[1]

    def close(self) -> None:
        self._confined.close()

    def _drawn(self, case: Case, files: Files) -> bytes:
        try:
            return self._confined.converted(case, files)
        except Unreadable:
            if case.file is not None and case.file.shown_as == "pdf":
                raise  # boxes of what was read are of pages that are not there any more
            return files.original(case)
