"""Can uploads be opened in a process that can harm nothing, and which walls stand around it?"""

from __future__ import annotations

from collections.abc import Iterator

from commands.doctor_check import Check
from pipeline.case import RetryLater
from pipeline.confined.killers import Forgetful
from pipeline.confined.warm import Confined
from pipeline.incidents import FaultElsewhere
from pipeline.settings import Settings
from pipeline.wiring_child import build_plan

CHILD = "child for uploads"


def child_checks(settings: Settings) -> Iterator[Check]:
    """One is started, as for a document. A wall that this kernel lacks is optional: the others stand."""
    confined = Confined(build_plan(settings), Forgetful())
    try:
        version, walls = confined.version, confined.walls
    except (RetryLater, FaultElsewhere) as error:
        found = error.incident if isinstance(error, FaultElsewhere) else str(error)
        yield Check(name=CHILD, state="missing", found=found, remedy="make setup; is PODLINNIK_MEMORY_BYTES low?")
        return
    finally:
        confined.close()
    yield Check(name=CHILD, state="ok", found=f"starts, reads with {version.split(' rus:')[0]}")
    for wall in walls:
        if wall.why:
            found = f"not available: {wall.why}"
            yield Check(name=f"child: {wall.name}", state="optional", found=found, remedy=wall.remedy)
        else:
            yield Check(name=f"child: {wall.name}", state="ok", found="active")
