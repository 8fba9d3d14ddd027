"""What does a link look like as a QR code? (segno)"""

from __future__ import annotations

import segno


def qr_svg(link: str) -> str:
    """An SVG of one path, without white around it; a fifteenth of it may be worn off."""
    code = segno.make(link, error="m", micro=False)
    svg: str = code.svg_inline(border=0, omitsize=True, dark="#111")
    return svg
