"""Does `docs/adding-a-kind.md` still work when it is followed?"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pipeline.rules import loader
from pipeline.rules.kind import Kind
from pipeline.rules.loader import RulesError, load_kinds
from tests.rules.wordings import detect

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-kind.md"
PAPER = """СВИДЕТЕЛЬСТВО об обучении первой помощи Серия АБ № 123456
Настоящее свидетельство выдано Иванову Ивану Ивановичу в том, что он обучен приёмам первой помощи
Дата выдачи 14.06.2024"""


def example() -> str:
    """The TOML of the page."""
    examples: list[str] = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return examples[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's kinds and the page's example beside them."""
    documents = tmp_path / "documents"
    shutil.copytree(Path(loader.__file__).parent / "documents", documents)
    (documents / "first_aid_certificate.toml").write_text(example(), encoding="utf-8")
    return documents


def test_a_kind_is_found_by_being_there(folder: Path) -> None:
    kinds = load_kinds(folder)
    assert set(kinds) == {*load_kinds(), "first_aid_certificate"}
    added = kinds["first_aid_certificate"]
    assert added.validity.years == 3
    assert added.marks_of("electronic") == ()


def test_its_paper_is_recognised_and_the_others_still_are(folder: Path) -> None:
    kinds = load_kinds(folder)
    found = detect(PAPER, kinds)
    assert found is not None
    assert found.kind == "first_aid_certificate"
    assert detect(PAPER) is None


def test_the_error_on_the_page_is_the_error_one_gets(folder: Path) -> None:
    path = folder / "first_aid_certificate.toml"
    path.write_text(example().replace('type = "name"', 'type = "nane"', 1), encoding="utf-8")
    shown = re.findall(
        r"documents/first_aid_certificate\.toml:\d+: [\w.]+: Input should be 'name', 'date'", PAGE.read_text("utf-8")
    )
    with pytest.raises(RulesError) as error:
        load_kinds(folder)
    assert str(error.value).startswith(shown[0])


def test_every_key_that_the_page_explains_exists() -> None:
    explained = re.findall(r"^\| `\[*(\w+)\]*` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(explained) >= 8
    assert set(explained) <= set(Kind.model_fields)
