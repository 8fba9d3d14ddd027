"""podlinnik cron: the clock of the sweeps."""

from __future__ import annotations

from commands.faults import CallWrong
from pipeline.settings import read_settings


def cron() -> None:
    """Ring for the sweeps when their time comes, until SIGTERM. Workers that decide run them.

    One process is enough; a second one beside it is harmless.
    """
    settings = read_settings()
    address = settings.redis_address()
    if address is None:
        raise CallWrong(
            "sweeps are rung for through Redis: set PODLINNIK_REDIS_URL, or run `podlinnik sweep --all` now and then"
        )
    from workers.cron import keep_sweeping
    from workers.worker import StopFlag

    keep_sweeping(address, StopFlag())
