"""Which page will be looked at next? (drawn ahead, so that it is there when its paper is taken)"""

from __future__ import annotations

from console.api.previews import asked_of, drawn
from console.desk import Desk
from console.pages.faults import Refused
from console.problems import Problem
from console.reviews.paper import paper_of
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.cabinet.reviews.filters import Filters
from pipeline.cabinet.reviews.queue import next_free
from pipeline.cabinet.sessions import Visitor
from pipeline.log import incident, log


def draw_next(desk: Desk, visitor: Visitor, wanted: Filters) -> None:
    """Begin to draw the first page of the paper that this visitor would be given next."""

    def draw() -> None:
        try:
            document_id = next_free(desk.engine, visitor, wanted, desk.clock())
            if document_id is not None:
                case = paper_of(desk, visitor, document_id).case
                key, job = asked_of(case, 1, "jpeg")
                drawn(desk, key, job, case)
        except (Problem, Refused, DatabaseUnavailable):  # whoever asks for it is told
            return
        except Exception as error:  # noqa: BLE001  its text may hold a person's data
            log().error("incident", action="drawing_ahead", where=incident(error))

    desk.ahead.draw(draw)
