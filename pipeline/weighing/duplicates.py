"""Does a paper that somebody else handed in before cast a doubt on this one?"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.case import Comparison, Finding, Trace, Verdict, Weight

CERTAIN = frozenset({"same_file", "same_picture"})
NAME = ("last_name", "first_name", "middle_name")


def duplicate_findings(
    traces: Sequence[Trace], compared: Sequence[Comparison], *, registered: bool
) -> tuple[Finding, ...]:
    """A person looks where the same file or picture was handed in by somebody else; one finding, for the surest trace.

    Where the paper bears this holder's name and the register holds it as theirs, it is the other one that is false:
    a note, unless that one was accepted.
    """
    for trace in sorted(traces, key=lambda one: one.strength != "strong"):
        if trace.what in CERTAIN:
            standing = trace.strength == "strong"
            own = registered and _bears_the_holders_name(compared)
            return (
                Finding(
                    code="DUPLICATE_DOCUMENT", weight=Weight.REVIEW if standing or not own else Weight.NOTE,
                    page=trace.page, detail=f"{trace.what}: document {trace.document_id}",
                ),
            )  # fmt: skip
    return ()


def _bears_the_holders_name(compared: Sequence[Comparison]) -> bool:
    names = [one.verdict for one in compared if one.against == "holder" and one.field in NAME]
    return bool(names) and all(verdict is Verdict.MATCH for verdict in names)


def matched(compared: Sequence[Comparison]) -> bool:
    """The register's entry has the paper's number."""
    return any((one.field, one.against, one.verdict) == ("number", "registry", Verdict.MATCH) for one in compared)
