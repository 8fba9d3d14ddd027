"""Does every alarm look at figures that there are, and does the operator find what to do?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry

from console.desk import build_desk
from console.metrics import Installation
from pipeline.cabinet import migrate
from pipeline.cabinet.audit_checks import LastCheck, note_check
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.noted import note
from pipeline.cabinet.store_check import NAME as STORE
from pipeline.cabinet.store_check import SOUND
from pipeline.settings import Settings
from pipeline.wiring_cabinet import now
from workers.metrics import Measured, closed_labels

HOME = Path(__file__).parents[2]
RULES: list[dict[str, Any]] = yaml.safe_load((HOME / "deploy" / "alerts.yaml").read_text(encoding="utf-8"))["groups"][
    0
]["rules"]
PAGE = (HOME / "docs" / "operations.md").read_text(encoding="utf-8")
NAMES = [rule["alert"] for rule in RULES]


def sections() -> dict[str, str]:
    parts = re.split(r"^### (Podlinnik\w+)$", PAGE, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Every figure that there is, with its labels."""
    settings = Settings(database_url=sqlite_url(tmp_path_factory.mktemp("cabinet") / "cabinet.db"),
                        redis_url="redis://127.0.0.1:9/0")  # fmt: skip
    engine = open_database(settings.database_url)
    migrate.upgrade(engine)
    note_check(engine, LastCheck(at=now(), sound=True, entries=0))
    note(engine, STORE, finished_at=now(), done=0, cursor=SOUND)
    engine.dispose()
    measured = Measured(closed_labels())
    measured.stage_done("ocr", 1.0)
    measured.decided("passport", "approved", ["EXPIRED"])
    measured.asked("found", 1.0, None)
    registry = CollectorRegistry()
    registry.register(Installation(build_desk(settings)))
    families = [*measured.registry.collect(), *registry.collect()]
    found = {sample.name: set(sample.labels) for family in families for sample in family.samples}
    queues = {f"podlinnik_queue_{name}": {"queue"} for name in ("jobs", "failed_jobs", "oldest_seconds", "workers")}
    return {**found, **queues, "podlinnik_registry_breaker": {"state"}, "up": {"job"}}


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_its_figures_and_labels_are_there(rule: dict[str, Any], figures: dict[str, set[str]]) -> None:
    told = re.findall(r"\b(podlinnik_\w+|up)\b(?:\{([^}]*)\})?", rule["expr"])
    assert told
    for name, labels in told:
        assert name in figures
        asked = {label.split("=")[0].rstrip("!~ ") for label in labels.split(",") if label}
        assert asked <= figures[name]


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_it_is_told_how_grave_it_is_and_in_a_sentence(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"]["summary"].endswith(".")


def test_each_has_a_section_that_says_what_it_means_and_what_to_do() -> None:
    assert list(sections()) == NAMES
    for name, text in sections().items():
        assert "What it means" in text, name
        assert "What to do" in text, name


def test_every_figure_is_explained(figures: dict[str, set[str]]) -> None:
    shown = {re.sub(r"_(total|count|sum|bucket)$", "", name) for name in figures} - {"up"}
    assert {name for name in shown if f"`{name}" not in PAGE} == set()


def test_the_page_s_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", PAGE)
    assert [link for link in links if not (HOME / "docs" / link).exists()] == []


def test_the_page_s_settings_exist() -> None:
    known = {f"PODLINNIK_{field.upper()}" for field in Settings.model_fields}
    told = set(re.findall(r"PODLINNIK_[A-Z0-9_]*[A-Z]\b(?!_)", PAGE))
    assert told <= known
