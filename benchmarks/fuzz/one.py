"""How is one target fuzzed? `python -m benchmarks.fuzz.one TARGET CORPUS [libFuzzer's options]` (atheris)"""

from __future__ import annotations

import importlib
import logging
import sys

import atheris

from benchmarks.fuzz.watched import WATCHED
from pipeline.settings import calm_libraries


def main() -> None:
    name = sys.argv[1]
    calm_libraries()
    logging.disable(logging.CRITICAL)
    with atheris.instrument_imports(include=list(WATCHED[name])):
        targets = importlib.import_module("benchmarks.fuzz.targets")
    atheris.Setup([sys.argv[0], *sys.argv[2:]], targets.TARGETS[name].door)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
