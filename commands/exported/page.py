"""How does a person see at a glance what an export holds? (one page in Russian that opens offline)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.cabinet.changes import Row
from pipeline.cabinet.statuses import TITLES, Status
from pipeline.case import Case
from pipeline.rules.reasons import field_name, kind_title
from pipeline.zones import MOSCOW

TEMPLATES = Path(__file__).parent / "templates"
OUTCOMES = {
    "approved": "Подтверждён", "rejected": "Отклонён", "needs_review": "Передан специалисту",
    "waiting": "Ожидает ответа реестра",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the page tells of one document."""

    id: str
    title: str
    status: str
    uploaded_at: str
    holder: Mapping[str, str]
    declared: Mapping[str, str]
    fields: Mapping[str, str]
    decisions: Sequence[Mapping[str, Any]]
    files: Sequence[str]

    @classmethod
    def of(cls, row: Row, case: Case, decisions: Sequence[Mapping[str, Any]], files: Sequence[str]) -> Shown:
        holder = case.claim.holder.model_dump(mode="json", exclude_none=True)
        fields = case.reading.fields if case.reading else {}
        return cls(
            id=row["id"], title=kind_title(row["kind"]), status=TITLES[Status(row["status"])],
            uploaded_at=_day(row["created_at"]), holder=_named(holder), declared=_named(case.claim.declared),
            fields=_named({name: value.value for name, value in fields.items()}),
            decisions=[
                {**one, "outcome": OUTCOMES.get(one["outcome"], one["outcome"]), "decided_at": _day(one["decided_at"]),
                 "by": "специалист" if one["decided_by"].startswith("reviewer:") else "программа"}
                for one in decisions
            ],
            files=files,
        )  # fmt: skip


def index_page(shown: Sequence[Shown], *, whole: bool, about: Mapping[str, Any]) -> str:
    """Values are escaped; nothing is asked for outside the page."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    template = environment.get_template("index.html")
    made_at = _day(dt.datetime.fromisoformat(about["made_at"]))
    return template.render(shown=shown, whole=whole, about=about, made_at=made_at)


def _named(values: Mapping[str, Any]) -> dict[str, str]:
    return {field_name(name): str(value) for name, value in values.items() if value not in (None, "")}


def _day(moment: dt.datetime | str) -> str:
    found = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{found.astimezone(MOSCOW):%d.%m.%Y %H:%M}"
