"""Does a page carry the printed stamp of an electronic signature? (text, not proof)"""

from __future__ import annotations

from pipeline.case import Page
from pipeline.fields.flow import flow_of

WORDINGS = ("документ подписан электронной подписью", "подписан усиленной квалифицированной электронной подписью")


def has_e_signature_stamp(page: Page) -> bool:
    """True when the wording of ГОСТ Р 7.0.97-2016 or of the fund's stamp stands on the page."""
    flow = flow_of([page])
    return any(flow.find(wording, likeness=0.85) for wording in WORDINGS)
