"""By which dictionary are medical positions told?"""

from __future__ import annotations

from commands.doctor_check import Check
from pipeline.rules.employment.position_files import NoDictionary, load_positions
from pipeline.settings import Settings

NAME = "medical positions"


def positions_check(settings: Settings) -> Check:
    """The excerpt of the project does without ids; an imported dictionary that cannot be read stops the work."""
    remedy = "podlinnik dictionary import FILE, with the whole of it from https://nsi.rosminzdrav.ru"
    try:
        positions = load_positions(settings.positions)
    except (OSError, NoDictionary) as error:
        return Check(name=NAME, state="missing", found=f"{settings.positions}: {error}", remedy=remedy)
    found = f"version {positions.version}, {len(positions.rows)} positions"
    if settings.positions.exists():
        return Check(name=NAME, state="ok", found=found)
    return Check(name=NAME, state="optional", found=f"{found}: an excerpt without ids", remedy=remedy)
