"""How does a drawn PDF become pixels?"""

from __future__ import annotations

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def pages(pdf: bytes, dpi: float) -> list[Pixels]:
    """Return each page as BGR pixels."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_page(document, number, dpi) for number in range(len(document))]
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int, dpi: float) -> Pixels:
    page = document[number]
    try:
        drawn = page.render(scale=dpi / 72).to_numpy()
        return np.ascontiguousarray(drawn[..., :3]) if drawn.ndim == 3 else cv2.cvtColor(drawn, cv2.COLOR_GRAY2BGR)
    finally:
        page.close()
