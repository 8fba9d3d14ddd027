"""What does a document's id look like in an address?"""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from console.api.examples import DOCUMENT_ID

DocumentId = Annotated[
    str, Path(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$", examples=[DOCUMENT_ID], description="A document's id.")
]
