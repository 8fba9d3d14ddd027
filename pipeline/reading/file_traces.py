"""Which traces of editing does a file carry as a whole?"""

from __future__ import annotations

from pipeline.bundle import FORMAT as FILES
from pipeline.case import Trace
from pipeline.reading.pages import files_of
from pipeline.reading.pdf_history import traces_of_pdf
from pipeline.reading.picture_history import traces_of_picture


def traces_of_file(content: bytes, file_format: str) -> tuple[Trace, ...]:
    """Advisory traces of a PDF, JPEG or PNG; nothing of other formats, and nothing where the file tells nothing."""
    if file_format == FILES:
        return tuple(
            trace.model_copy(update={"detail": f"файл {part.number}: {trace.detail}"})
            for part in files_of(content, file_format)
            for trace in traces_of_file(part.data, part.file_format)
        )
    match file_format:
        case "pdf":
            return traces_of_pdf(content)
        case "jpeg" | "png":
            return traces_of_picture(content)
        case _:
            return ()
