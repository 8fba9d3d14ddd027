"""How does a case become one page that explains its decision?"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from commands.explained import words
from commands.explained.entries import entry_rows
from commands.explained.rows import Surroundings, kind_of, mark_rows, rows_of, tally
from commands.explained.sheets import sheets_of
from commands.explained.signed import signed_rows, stamp_said
from commands.explained.work import work_of
from pipeline.case import Case

TEMPLATES = Path(__file__).parent / "templates"


def render(case: Case, *, previews: Mapping[int, bytes], around: Surroundings | None = None) -> str:
    """Explain a case in one HTML file that asks for nothing outside itself.

    `previews` are PNG or JPEG by page number, of any size: boxes are placed in per cent. A page
    without a picture is drawn empty. Values are escaped; scripts run only by the hash in the page's policy.
    """
    around = around or Surroundings()
    rows, marks = rows_of(case, around), mark_rows(case, around)
    script = (TEMPLATES / "explain.js").read_text(encoding="utf-8")
    kind = kind_of(case, around.kinds)
    variant = kind.variant(case.reading.variant) if kind and case.reading else None
    return (
        _environment()
        .get_template("explain.html")
        .render(
            case=case,
            around=around,
            rows=rows,
            marks=marks,
            sheets=sheets_of(case, previews, rows, marks),
            outcome=words.OUTCOMES[case.decision.outcome] if case.decision else words.UNDECIDED,
            kind_title=kind.title if kind else case.claim.kind,
            other_kind=_other_kind(case, around),
            variant=variant.title if variant else None,
            kind_names={name: known.title for name, known in around.kinds.items()},
            titles=dict(around.titles),
            signed=signed_rows(case),
            stamp=stamp_said(case),
            tally=tally(case),
            work=work_of(case),
            entries=entry_rows(case, around.entries),
            row_by_field={row.name: row for row in rows},
            style=Markup((TEMPLATES / "explain.css").read_text(encoding="utf-8")),
            script=Markup(script),
            script_hash=_hash(script),
            words=words,
        )
    )


def _other_kind(case: Case, around: Surroundings) -> str:
    """What is said about a paper that does not read like the kind it is said to be; empty when it does."""
    if case.reading is None or case.reading.kind_detected == case.claim.kind:
        return ""
    name = case.reading.kind_detected
    if name is None:
        return "По тексту не видно, что это за документ"
    title = around.kinds[name].title if name in around.kinds else name
    return f"По тексту это другой документ: {title}"


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
