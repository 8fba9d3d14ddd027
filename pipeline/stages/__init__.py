"""In which order do the stages run, and which of them open the upload?"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from pipeline.stages.tools import Stage

SEQUENCE = ("virus_scan", "format_check", "esignatures", "ocr", "extraction", "cross_check", "decision")
"""Each is a function in a module of its own, both of that name; loaded where it runs, for decoders are heavy."""

OPENING: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "format_check": frozenset({"file", "traces"}),
        "esignatures": frozenset({"esignatures"}),
        "ocr": frozenset({"pages", "file", "traces"}),
        "extraction": frozenset({"reading", "traces", "prints"}),
    }
)
"""Stages that run in a child, where nothing of the machine can be harmed, and all the slots that they may fill."""

VERIFYING = "esignatures"
"""Of those the one that has a child of its own, which may run OpenSSL and loads no decoder."""

LOOKING: Mapping[str, tuple[str, ...]] = MappingProxyType({"cross_check": ("pipeline.reading.looks",)})
"""Modules of which a stage is made though it does not import them: it asks for what they do through its tools."""


def stage_of(name: str) -> Stage:
    """Load one of `SEQUENCE`."""
    stage: Stage = getattr(import_module(f"{__name__}.{name}"), name)
    return stage


def sources_of_stage(name: str) -> tuple[str, ...]:
    """The modules whose sources, and all that they lead to, make the stage what it is."""
    return f"{__name__}.{name}", *LOOKING.get(name, ())


def in_one_process() -> tuple[tuple[str, Stage], ...]:
    """The whole sequence where nobody minds what a file does: a test, a benchmark."""
    return tuple((name, stage_of(name)) for name in SEQUENCE)
