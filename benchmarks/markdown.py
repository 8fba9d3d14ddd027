"""How is a table of results written down?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NOTHING = "–"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table: the first column is a name, the others stand at the right."""
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def percent(right: int, every: int) -> str:
    """«98.7 % (148/150)»: never rounded up to 100."""
    if not every:
        return NOTHING
    return f"{int(1000 * right / every) / 10:.1f} % ({right}/{every})"


def verdict(met: bool | None) -> str:
    """Of a target; None when nothing was measured."""
    return NOTHING if met is None else "yes" if met else "**no**"
