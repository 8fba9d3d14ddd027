"""Do real batches, through every stage and engine, come out as they must? (kept samples, `../shared/corpus`)"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from commands.batch_run import Batch, run_batch
from commands.desk import load_registry, with_work
from commands.examine import Desk, build_examiner
from commands.progress import stderr_console
from commands.result import Result
from pipeline.cabinet.database import sqlite_url
from pipeline.rules.loader import load_kinds
from pipeline.settings import Settings
from samples.draw import AS_OF
from samples.judge import Sentence, judge, read_lines

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "samples" / "kept"
CORPUS = ROOT.parent / "shared" / "corpus"

pytestmark = pytest.mark.engine
needs_corpus = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus of files that nobody here made is not at {CORPUS}"),
]


@pytest.fixture(scope="module")
def temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where workers and what they start put their files."""
    folder = tmp_path_factory.mktemp("temporary")
    before, os.environ["TMPDIR"] = os.environ.get("TMPDIR"), str(folder)
    tempfile.tempdir = None
    yield folder
    tempfile.tempdir = None
    del os.environ["TMPDIR"]
    if before is not None:
        os.environ["TMPDIR"] = before


def examined(home: Path, manifest: Path, registry: Path = KEPT / "registry.jsonl") -> dict[str, Result]:
    """Results by id of a batch with one worker, on the day that samples are drawn for."""
    url = sqlite_url(home / "registry.db")
    assert load_registry(registry, url, stderr_console()) == 0
    desk = Desk(settings=Settings(), registry_url=url, as_of=AS_OF, work_url=None)
    batch = Batch(
        manifest=manifest, out=home / "results.jsonl", jobs=1, desk=desk, versions={"pipeline": "test"},
        kinds=frozenset(load_kinds()), build=build_examiner,
    )  # fmt: skip
    run_batch(replace(batch, desk=with_work(desk, batch.work)))
    return {line["id"]: dict(line) for line in read_lines(batch.out)}


# --- samples kept with what must come out ----------------------------------------------------------------------

EXPECTED = read_lines(KEPT / "expected.jsonl")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    return examined(tmp_path_factory.mktemp("kept"), KEPT / "manifest.jsonl")


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda line: f"{line['id']} {line['scenario']}")
def test_a_kept_paper_harms_nobody_and_a_wrong_one_is_told_why(
    expected: dict[str, Any], kept: dict[str, Result]
) -> None:
    allowed = {Sentence.RIGHT, Sentence.CAUTIOUS} if expected["genuine"] else {Sentence.RIGHT}
    assert judge(kept[expected["id"]], expected) in allowed


def test_kept_genuine_papers_need_no_person(kept: dict[str, Result]) -> None:
    genuine = [kept[line["id"]]["decision"] for line in EXPECTED if line["genuine"]]
    assert genuine.count("approved") >= len(genuine) - 1, "strongly compressed: one may need a person"


# --- files that nobody here made -------------------------------------------------------------------------------

HARD = (
    "bomb_giant.pdf", "issue16263.pdf", "freeculture.pdf", "js-authors.pdf", "pr6531_1.pdf", "Pages-tree-refs.pdf",
    "attachment.pdf", "issue17846.pdf",
)  # fmt: skip


def manifest_of(home: Path, files: list[Path]) -> Path:
    """Each file is said to be a diploma of somebody whom the register does not know."""
    holder = {"last_name": "Воробьёва", "first_name": "Мария", "birth_date": "1990-05-14"}
    lines = [
        {"id": path.name, "file": str(path), "kind": "higher_education_diploma", "holder": holder} for path in files
    ]
    manifest = home / "manifest.jsonl"
    manifest.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    return manifest


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, temporary_folder: Path) -> dict[str, Result]:
    """Every eighth hostile file and those known to be the hardest."""
    files = sorted(path for path in (CORPUS / "hostile").rglob("*") if path.is_file())
    chosen = [path for index, path in enumerate(files) if index % 8 == 0 or path.name in HARD]
    home = tmp_path_factory.mktemp("hostile")
    return examined(home, manifest_of(home, chosen))


class TestHostileFiles:
    pytestmark = needs_corpus

    def test_each_ends_in_a_reason_and_none_is_approved(self, hostile: dict[str, Result]) -> None:
        assert len(hostile) > 40
        assert set(HARD) <= set(hostile)
        for name, result in hostile.items():
            assert result["decision"] in {"rejected", "needs_review"}, name
            assert result["reasons"], name

    def test_none_is_lost_to_a_crash_or_a_limit(self, hostile: dict[str, Result]) -> None:
        assert [result["error"] for result in hostile.values() if "error" in result] == []

    @pytest.mark.usefixtures("hostile")
    def test_nothing_is_left_behind(self, temporary_folder: Path) -> None:
        assert list(temporary_folder.iterdir()) == []

    @pytest.mark.parametrize("name", HARD[:2])
    def test_a_page_that_hangs_renderers_is_turned_away_before(self, name: str, hostile: dict[str, Result]) -> None:
        assert [reason["code"] for reason in hostile[name]["reasons"]] == ["PAGE_TOO_LARGE"]
        assert sum(hostile[name]["stages"].values()) < 5


@pytest.fixture(scope="module")
def russian(tmp_path_factory: pytest.TempPathFactory, temporary_folder: Path) -> dict[str, Result]:
    home = tmp_path_factory.mktemp("russian")
    return examined(home, manifest_of(home, sorted((CORPUS / "russian").iterdir())))


class TestRussianPages:
    pytestmark = needs_corpus

    def test_none_of_them_is_a_document_of_ours(self, russian: dict[str, Result]) -> None:
        assert len(russian) == 12
        wrong = {
            name: (result["decision"], result["kind_detected"], [reason["code"] for reason in result["reasons"]])
            for name, result in russian.items()
            if result["decision"] != "needs_review"
            and not (
                result["decision"] == "rejected"
                and {reason["code"] for reason in result["reasons"]} & {"KIND_MISMATCH", "PAGE_COUNT_EXCEEDED"}
            )
        }
        assert wrong == {}
