"""What does a process of the API work with? (built once from the settings, handed to every request)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy import Engine

from console.again import Again
from console.ahead import Ahead
from console.drawing import Drawing
from console.first_look import FirstLook
from console.openid.provider import Provider, build_provider
from pipeline.cabinet.killers import SqlKillers
from pipeline.confined.conversion import Conversion
from pipeline.intake import Intake
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_cabinet, build_intake, now
from pipeline.wiring_child import build_conversion, build_drawing_plan, build_first_look_plan, opened_with


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Nothing here connects before it is asked: the database may come later."""

    settings: Settings
    engine: Engine
    intake: Intake
    drawing: Drawing
    converting: Conversion | None
    again: Again
    ahead: Ahead
    first_look: FirstLook
    link_secret: bytes | None
    """Signs applicants' links; None where there are none."""
    openid: Provider | None
    """Who vouches for reviewers, where the settings name somebody."""
    clock: Callable[[], dt.datetime]

    def close(self) -> None:
        self.ahead.close()
        self.drawing.close()
        self.again.close()
        self.first_look.close()
        if self.openid:
            self.openid.close()
        if self.converting:
            self.converting.close()
        self.engine.dispose()


def build_desk(settings: Settings) -> Desk:
    engine = build_cabinet(settings)
    killers = SqlKillers(engine, f"drawing {opened_with(settings)}", now)
    drawing = Drawing(
        build_drawing_plan(settings), killers, processes=settings.preview_processes,
        remembered_bytes=settings.preview_memory_bytes,
    )  # fmt: skip
    return Desk(
        settings=settings, engine=engine, intake=build_intake(settings, engine), drawing=drawing, clock=now,
        converting=build_conversion(settings, killers), again=Again(settings, engine), ahead=Ahead(),
        first_look=FirstLook(build_first_look_plan(settings), killers, now), link_secret=settings.link_secret(),
        openid=build_provider(settings, f"{settings.console_url}/console/sign-in/openid/back", now),
    )  # fmt: skip


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
