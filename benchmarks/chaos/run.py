"""`python -m benchmarks.chaos.run`: a quiet run, a shaken one, and what differs. Exit status 1 when anything does."""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chaos.findings import Left, compared, is_over, look
from benchmarks.chaos.site import Site
from benchmarks.chaos.trouble import Trouble
from benchmarks.conditions import conditions
from pipeline.log import configure_log

RESULTS = Path(__file__).parent.parent / "results" / "chaos.md"
Say = Callable[[str], None]
SOUND = "every document as in the quiet run, no notice lost, the audit log sound, no file orphaned"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    troubles: Counter[str]
    quiet: Left
    shaken: Left
    differing: list[str]
    seconds: float

    @property
    def faults(self) -> list[str]:
        return [*self.quiet.faults, *self.shaken.faults, *self.differing]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--cut", type=float, default=60.0, help="seconds that the register is away")
    parser.add_argument("--limit", type=float, default=540.0, help="seconds for the shaken run")
    parser.add_argument("--publish", action="store_true", help=f"write {RESULTS.name}")
    told = parser.parse_args(arguments)
    configure_log("error")
    print(f"seed {told.seed}", flush=True)
    outcome = shake(count=told.count, seed=told.seed, cut=told.cut, limit=told.limit, say=print)
    print(report(outcome))
    if told.publish:
        RESULTS.write_text(page(outcome, told.count, told.seed, told.cut), encoding="utf-8")
    sys.exit(1 if outcome.faults else 0)


LEAST = 3
"""So many troubles are waited for, however quick the machine is with its documents."""


def shake(*, count: int, seed: int, cut: float, limit: float, say: Say = lambda _: None) -> Outcome:
    """Both runs. Raises `TimeoutError` when one does not come to its end."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        with Site(Path(folder) / "quiet", count=count, seconds=0.0) as site:
            site.start()
            site.hand_in()
            wait(site, limit, say, "quiet")
            quiet = look(site)
        started = time.monotonic()
        with Site(Path(folder) / "shaken", count=count) as site:
            ends = threading.Event()
            trouble = Trouble(site, seed, cut_seconds=cut)
            site.start()
            shaking = threading.Thread(target=trouble.make, args=(ends,), daemon=True)
            shaking.start()
            site.hand_in()
            time.sleep(max(cut + 3.0 - (time.monotonic() - started), 0.0))
            while trouble.done.total() < LEAST and time.monotonic() - started < limit:
                time.sleep(0.1)
            ends.set()
            shaking.join()
            for place in site.places:
                place.start()
            wait(site, limit, say, "shaken")
            shaken = look(site)
    return Outcome(
        troubles=trouble.done, quiet=quiet, shaken=shaken, differing=compared(quiet, shaken),
        seconds=time.monotonic() - started,
    )  # fmt: skip


def wait(site: Site, limit: float, say: Say, what: str) -> None:
    """Until the site has come to its end; workers that ended are replaced, as a supervisor would."""
    ends = time.monotonic() + limit
    while not is_over(site):
        if time.monotonic() > ends:
            raise TimeoutError(f"the {what} run did not come to its end: {look(site).faults[:20]}")
        for place in site.places:
            place.start()
        time.sleep(0.5)
    say(f"{what}: {site.count} documents, {len(site.receiver.requests)} webhooks received")


def page(outcome: Outcome, count: int, seed: int, cut: float) -> str:
    """The published result."""
    head = conditions(
        documents=count, seed=seed, workers=3, register_cut=f"{cut:.0f} s", recogniser="50 ms, a stand-in"
    )
    told = "\n".join(f"- {line}" for line in report(outcome).splitlines())
    return f"# Everything fails at random (`make chaos`)\n\n{head}\n\n{told}\n"


def report(outcome: Outcome) -> str:
    troubles = ", ".join(f"{name} × {count}" for name, count in sorted(outcome.troubles.items()))
    lines = [
        f"troubles in {outcome.seconds:.0f} s: {troubles}",
        f"notices: {outcome.shaken.notices}, delivered {outcome.shaken.deliveries} times",
        *(outcome.faults or [SOUND]),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
