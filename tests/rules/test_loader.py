"""Does an error in a rule file name the file, the line and the key?"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.rules.loader import RulesError, load_kind, load_kinds
from pipeline.rules.toml_places import line_of, places

SOUND = """\
kind = "sample"
title = "Образец"
required = ["number"]
holder_fields = []
checks = [
  "not_in_future",
  "zero_number",
]
signs = [
  { words = "образец документа", weight = 6 },
  { words = "другой документ", weight = -6 },
]

[fields.number]
type = "number"  # a comment, with = signs
labels = ["№", 'Номер [серия]']
patterns = [
  '(?P<number>\\d{6})',
]

[registry]
identified_by = ["number"]

[[variants]]
name = "old"
title = "Старый"

[variants.fields.issue_date]
type = "date"

[[variants]]
name = "new"
title = "Новый"
required = ["number"]
"""


def written(folder: Path, text: str, name: str = "sample.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_file_loads(tmp_path: Path) -> None:
    kind = load_kind(written(tmp_path, SOUND))
    assert kind.kind == "sample"
    assert kind.required_of("new") == ("number",)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('type = "number"', 'type = "nomber"', 15, "fields.number.type: Input should be 'name'"),
        ("weight = -6", 'weight = "much"', 11, "signs.1.weight: Input should be a valid number"),
        ('"zero_number"', '"zero_nomber"', 7, "checks.1: there is no check 'zero_nomber'"),
        (r"\d{6})'", r"\d{6}'", 18, "fields.number.patterns.0: not a regular expression"),
        ("[fields.number]", "[fields.nomber]", 14, "fields.nomber: the contract has no field 'nomber'"),
        (
            'identified_by = ["number"]',
            'identified_by = ["series"]',
            22,
            "registry.identified_by.0: this kind has no field",
        ),
        (
            'required = ["number"]\nholder',
            'required = ["number", "city"]\nholder',
            3,
            "required.1: this kind has no field",
        ),
        ('title = "Новый"', 'titel = "Новый"', 33, "variants.1.title: Field required"),
        (
            'type = "date"',
            'type = "date"\nlables = ["x"]',
            30,
            "variants.0.fields.issue_date.lables: this key is not known",
        ),
        ('name = "new"', 'name = "old"', 25, "variants.0.name: two variants are named 'old'"),
        ('kind = "sample"', 'kind = "example"', 1, "kind: the file is named sample.toml"),
        ('title = "Образец"', "title = Образец", 2, "Invalid value"),
        ("[registry]", "[registry", 21, "Expected ']'"),
        ("holder_fields = []", "holder_fields = []\nemployment = true", 5, "employment: papers about work have"),
    ],
)
def test_an_error_names_the_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    path = written(tmp_path, SOUND.replace(old, new, 1))
    with pytest.raises(RulesError) as error:
        load_kind(path)
    where, _, what = str(error.value).partition(": ")
    assert what.startswith(message)
    nearby = {line, line - 2} if "Field required" in message else {line}
    assert where.startswith(f"{tmp_path.name}/sample.toml:")
    assert int(where.rsplit(":", 1)[1]) in nearby


def test_the_first_wrong_file_of_a_folder_is_named(tmp_path: Path) -> None:
    written(tmp_path, SOUND)
    written(tmp_path, SOUND.replace("sample", "second").replace("weight = 6", "weight = {}"), "second.toml")
    with pytest.raises(RulesError, match=r"second\.toml:10: signs\.0\.weight"):
        load_kinds(tmp_path)


def test_every_place_of_a_file_has_its_line() -> None:
    found = places(SOUND)
    assert found["checks", 1] == 7
    assert found["signs", 1, "words"] == 11
    assert found["variants", 1, "title"] == 33
    assert line_of(SOUND, ("fields", "number", "labels", 1)) == 16
    assert line_of(SOUND, ("fields", "number", "nothing", "here")) == 14
    assert line_of(SOUND, ("nowhere",)) == 1
