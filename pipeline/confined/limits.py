"""How much may a document cost the process that opens it?"""

from __future__ import annotations

from pipeline.case import Record


class Limits(Record):
    """Of one document, but for `memory_bytes`, `open_files` and `documents`, which are the process's."""

    documents: int
    """After so many another process takes its place."""
    memory_bytes: int
    """Address space; beyond it an allocation fails."""
    cpu_seconds: float
    page_cpu_seconds: float
    """Of processor time: so much for one page, for each further page more, and no more than `cap_seconds`."""
    base_seconds: float
    page_seconds: float
    megapixel_seconds: float
    cap_seconds: float
    """Of wall clock: so much for any document, for each page and megapixel more, and never more than this."""
    open_files: int
    file_bytes: int
    """Of each temporary file."""

    def processor(self, pages: int) -> float:
        """Seconds of processor time for a document of so many pages; a labour book has thirty."""
        most = max(self.cap_seconds, self.cpu_seconds)
        return min(self.cpu_seconds + self.page_cpu_seconds * max(pages - 1, 0), most)

    def seconds(self, pages: int, megapixels: float) -> float:
        """Wall clock for a document of so many pages, and pictures of so many megapixels."""
        return min(
            self.base_seconds + self.page_seconds * pages + self.megapixel_seconds * megapixels, self.cap_seconds
        )
