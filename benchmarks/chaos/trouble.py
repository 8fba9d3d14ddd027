"""Which troubles are there, and when does which one come? (drawn from a seed)"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable

from benchmarks.chaos.site import Site

GAP = (0.5, 3.0)
"""Seconds between troubles."""
WEIGHTS = {"kill a worker": 8, "restart Redis": 2, "flush Redis": 3, "restart PostgreSQL": 1, "kill PostgreSQL": 1}
AWAY = (0.2, 1.5)
"""Seconds that a server stays away."""


class Trouble:
    """Makes trouble until `ends`; counts what it did."""

    def __init__(self, site: Site, seed: int, *, cut_seconds: float) -> None:
        self._site, self._cut = site, cut_seconds
        self._chance = random.Random(seed)
        self.done: Counter[str] = Counter()

    def make(self, ends: threading.Event) -> None:
        """The register is cut once, in the middle of the rest."""
        cut = threading.Thread(target=self._cut_register, daemon=True)
        cut.start()
        while not ends.wait(self._chance.uniform(*GAP)):
            name = self._chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            self._deeds()[name]()
            self.done[name] += 1
            for place in self._site.places:
                place.start()
        cut.join()

    def _deeds(self) -> dict[str, Callable[[], None]]:
        site = self._site
        return {
            "kill a worker": lambda: self._chance.choice(site.places).kill(),
            "restart Redis": lambda: self._away(site.redis.kill, site.redis.start),
            "flush Redis": site.redis.flush,
            "restart PostgreSQL": lambda: self._away(site.postgres.stop, site.postgres.start),
            "kill PostgreSQL": lambda: self._away(site.postgres.kill, site.postgres.start),
        }

    def _away(self, go: Callable[[], None], come: Callable[[], None]) -> None:
        go()
        time.sleep(self._chance.uniform(*AWAY))
        come()

    def _cut_register(self) -> None:
        time.sleep(2.0)
        self._site.registry.misbehave("down")
        time.sleep(self._cut)
        self._site.registry.misbehave(None)
        self.done["register cut"] += 1
