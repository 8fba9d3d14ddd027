"""With what does a child verify electronic signatures? (loaded there alone; OpenSSL's program is run for GOST)"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from pipeline.case import Case, Record
from pipeline.esignatures.openssl import OpenSsl
from pipeline.esignatures.trust import Trust
from pipeline.stages import VERIFYING, stage_of
from pipeline.stages.tools import Elsewhere, Stage, Tools


class Furniture(Record):
    """Who may vouch for signers: DER certificates, Base64."""

    roots: tuple[str, ...]


class SignatureRoom:
    """The one stage that verifies. (an implementation of `pipeline.confined.child.Room`)"""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._openssl = OpenSsl()
        self.version = self._openssl.version
        self.stages: Mapping[str, Stage] = {VERIFYING: stage_of(VERIFYING)}

    def open(self, content: bytes, signature: bytes | None, clock: Callable[[], dt.datetime]) -> Tools:
        def original(_case: Case) -> bytes:
            return content

        nothing: Any = Elsewhere()
        return Tools(
            kinds={}, registry=nothing, looks=nothing, images=nothing, engine=nothing, pens=nothing,
            original=original, clock=clock, signature=lambda _case: signature, trust=self._trust,
            openssl=self._openssl,
        )  # fmt: skip


def build_signature_room(argument: Mapping[str, Any]) -> SignatureRoom:
    furniture = Furniture.model_validate(argument)
    return SignatureRoom(Trust(tuple(base64.b64decode(root) for root in furniture.roots)))
