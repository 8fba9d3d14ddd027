"""What does a fuzzer find in a few minutes? `make fuzz`, or `python -m benchmarks.fuzz.run --seconds 600 --only date`

Inputs that reach something new stay in `var/fuzz/TARGET/corpus`, what broke a promise in `var/fuzz/TARGET/found`: mend
it, and keep a small input that shows it in `tests/fuzz/cases/TARGET`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fuzz.seeds import ROOT, seeds_of
from benchmarks.fuzz.targets import TARGETS
from benchmarks.markdown import table

HOME = ROOT / "var" / "fuzz"
SECONDS_OF_ONE = 20
"""An input that takes longer is a finding."""
MEMORY_MIB = 1536
RUNS = re.compile(r"^Done (\d+) runs", re.MULTILINE)
REACHED = re.compile(r"\bcov: (\d+)")


@dataclass(frozen=True, kw_only=True)
class Fuzzed:
    target: str
    runs: int
    reached: int
    found: tuple[Path, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=180, help="of all targets together")
    parser.add_argument("--only", choices=tuple(TARGETS), action="append")
    told = parser.parse_args(arguments)
    chosen = told.only or list(TARGETS)
    done = [fuzzed(name, max(1, told.seconds // len(chosen))) for name in chosen]
    print(
        table(
            ("target", "runs", "places reached", "found"), [(d.target, d.runs, d.reached, len(d.found)) for d in done]
        )
    )
    for path in (path for one in done for path in one.found):
        print(f"python -m benchmarks.fuzz.one {path.parent.parent.name} {path.relative_to(ROOT)}")
    if any(one.found for one in done):
        raise SystemExit(1)


def fuzzed(name: str, seconds: int) -> Fuzzed:
    """Fuzz one target in a process of its own, that ends with what it found."""
    corpus, found = HOME / name / "corpus", HOME / name / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds_of(name):
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    before = set(found.iterdir())
    options = (
        f"-max_total_time={seconds}", f"-timeout={SECONDS_OF_ONE}", f"-rss_limit_mb={MEMORY_MIB}",
        f"-max_len={TARGETS[name].longest}", f"-artifact_prefix={found}/", "-close_fd_mask=1",
    )  # fmt: skip
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="podlinnik-fuzz-", dir=memory if memory.is_dir() else None) as temporary:
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.fuzz.one", name, str(corpus), *options],
            cwd=ROOT, env={**os.environ, "TMPDIR": temporary}, stderr=subprocess.PIPE, text=True, errors="replace",
            check=False,
        )  # fmt: skip
    new = tuple(sorted(set(found.iterdir()) - before))
    runs, reached = RUNS.findall(run.stderr), REACHED.findall(run.stderr)
    if run.returncode and not new:
        raise SystemExit(f"{name}: the fuzzer failed\n{run.stderr[-3000:]}")
    if new:
        print(run.stderr[-3000:])
    return Fuzzed(target=name, runs=int(runs[-1]) if runs else 0, reached=int(reached[-1]) if reached else 0, found=new)


if __name__ == "__main__":
    main()
