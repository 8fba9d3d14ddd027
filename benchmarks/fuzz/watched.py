"""Which modules does a fuzzer watch for what it has not reached yet? (imports none of them)"""

from __future__ import annotations

WATCHED = {
    "file": (
        "pipeline.reading.file_check", "pipeline.reading.file_type", "pipeline.reading.image_header",
        "pipeline.reading.pdf_structure", "pipeline.reading.pdf_walk", "pipeline.reading.pdf_weight",
        "pipeline.reading.pdf_drawing", "pipeline.reading.pdf_letters", "pipeline.reading.pdf_pictures",
        "pipeline.reading.second_content", "pipeline.reading.word_structure", "pipeline.reading.word_archive",
        "pipeline.reading.word_xml", "pipeline.file_names", "pypdf",
    ),
    "form": ("console.api.form", "python_multipart"),
    "rules": ("pipeline.rules.loader", "pipeline.rules.toml_places", "tomllib"),
    "date": ("pipeline.rules.dates", "pipeline.rules.date_words"),
    "name": (
        "pipeline.rules.names", "pipeline.rules.nominative", "pipeline.rules.declension", "pipeline.rules.spelling",
        "pytrovich",
    ),
    "number": ("pipeline.rules.numbers",),
    "manifest": ("commands.manifest", "json"),
}  # fmt: skip
"""By target."""
