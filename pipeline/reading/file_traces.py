"""Which traces of editing does a file carry as a whole?"""

from __future__ import annotations

from pipeline.case import Trace
from pipeline.reading.pdf_history import traces_of_pdf
from pipeline.reading.picture_history import traces_of_picture


def traces_of_file(content: bytes, file_format: str) -> tuple[Trace, ...]:
    """Advisory traces of a PDF, JPEG or PNG; nothing of other formats, and nothing where the file tells nothing."""
    match file_format:
        case "pdf":
            return traces_of_pdf(content)
        case "jpeg" | "png":
            return traces_of_picture(content)
        case _:
            return ()
