"""Is each story consistent: manifest, register and truth, in the contract's formats?"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from pathlib import Path

import pytest

from samples import batch, draw, faults, kept, media, scenarios
from samples.blanks import all_blanks
from samples.media import File
from samples.plots import REGISTERED, Plot
from samples.scenarios import Story

AS_OF = dt.date(2026, 11, 22)
FIELDS = set(
    "last_name first_name middle_name birth_date series number registration_number issue_date issuer city "
    "specialty_code specialty qualification programme hours study_start study_end protocol_number protocol_date "
    "valid_until honours snils inn previous_last_name".split()
)
DATES = ("birth_date", "issue_date", "study_start", "study_end", "protocol_date", "valid_until")


def told(story: Story, seed: int = 0) -> list[Plot]:
    return [
        story.tell(random.Random(f"{story.name}/{blank.variant}/{seed}"), blank, AS_OF)
        for blank in all_blanks()
        if story.fits(blank)
    ]


@pytest.mark.parametrize("story", scenarios.stories(), ids=lambda story: story.name)
def test_every_story_can_be_told_of_every_blank_it_fits(story: Story) -> None:
    for plot in told(story):
        assert plot.scenario == story.name
        assert set(plot.decisions) <= {"approved", "rejected", "needs_review"}
        shown = plot.facts.shown()
        assert set(shown) <= FIELDS
        for name in DATES:
            if name in shown:
                dt.date.fromisoformat(str(shown[name]))
        if "number" in shown and plot.kind != "medical_licence":
            assert not re.search(r"[ №]", str(shown["number"]))


def test_a_wrong_paper_is_never_to_be_approved() -> None:
    wrong = {"other_person", "altered_name", "never_issued", "revoked", "another_year", "no_seal", "no_signature"}
    for story in scenarios.stories():
        if story.name in wrong or story.name.startswith(("digit_altered", "file_")):
            assert all("approved" not in plot.decisions and plot.reasons for plot in told(story))


@pytest.mark.parametrize("name", ["digit_altered_declared_false", "digit_altered_declared_true"])
def test_an_altered_paper_differs_from_the_register_in_one_digit(name: str) -> None:
    story = next(one for one in scenarios.stories() if one.name == name)
    for plot in told(story):
        true, false = plot.registry[0]["documents"][0]["number"], plot.facts.text("number")
        assert sum(one != other for one, other in zip(true, false, strict=True)) == 1
        assert plot.declared["number"] == (true if name.endswith("true") else false)


def test_the_register_holds_a_genuine_paper_as_it_is_printed() -> None:
    story = next(one for one in scenarios.stories() if one.name == "genuine")
    for plot in told(story):
        if plot.kind in REGISTERED:
            entry = plot.registry[0]["documents"][0]
            assert (entry["kind"], entry["status"]) == (plot.kind, "valid")
            assert entry["number"] == plot.facts.text("number")
            assert entry["issue_date"] == plot.facts.text("issue_date")


def test_a_batch_is_written_in_the_formats_of_the_contract(tmp_path: Path) -> None:
    story = next(one for one in scenarios.stories() if one.name == "declared_typo")
    file = File(content=b"x", suffix=".jpg")
    made = [(f"s-{index:04d}", plot, "none", file) for index, plot in enumerate(told(story), 1)]
    batch.write(tmp_path, made)
    lists = {
        name: [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in ("manifest", "registry", "truth")
    }
    assert [line["id"] for line in lists["manifest"]] == [line["id"] for line in lists["truth"]]
    for line in lists["manifest"]:
        assert set(line) == {"id", "file", "kind", "holder", "declared"}
        assert (tmp_path / line["file"]).is_file()
        assert set(line["declared"]) <= FIELDS
    for line in lists["registry"]:
        assert {"last_name", "birth_date", "snils", "previous_last_names", "documents", "employments"} <= set(line)
        assert all(set(entry) - {"kind", "status"} <= FIELDS for entry in line["documents"])


def test_the_same_seed_draws_the_same_sample() -> None:
    blanks = [blank for blank in all_blanks() if blank.kind == "snils_card"]
    stories = [story for story in scenarios.stories() if story.name == "genuine"]
    one, two, other = (
        draw.sample(seed, "s-0001", blanks, stories, ["scan_150"], AS_OF, "main") for seed in ("7/1", "7/1", "7/2")
    )
    assert one[3].content == two[3].content != other[3].content


def size_below(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def test_the_kept_papers_are_few_small_and_whole() -> None:
    folder = Path(kept.__file__).parent / "kept"
    lines = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == len(kept.wanted())
    assert all((folder / line["file"]).is_file() for line in lines)
    beside = {name: size_below(folder / name) for name in ("books", "extracts", "word")}
    assert size_below(folder) - sum(beside.values()) < 1_200_000
    assert 0 < min(beside.values()) <= max(beside.values()) < 400_000


def test_there_is_a_faulty_file_for_every_file_code_that_can_be_drawn() -> None:
    codes = {code for _, codes in faults.faults().values() for code in codes}
    assert codes >= {
        "FILE_EMPTY",
        "FILE_TOO_LARGE",
        "FILE_TYPE_NOT_ALLOWED",
        "FILE_TYPE_MISMATCH",
        "FILE_CORRUPT",
        "FILE_ENCRYPTED",
        "FILE_ACTIVE_CONTENT",
        "PAGE_COUNT_EXCEEDED",
        "PAGE_TOO_LARGE",
    }
    assert all(weight > 0 for weight in media.MEDIA.values())
