"""Does a dictionary come in from every form in which it is given, row by row, and only what can be used?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.rules.employment import position_files
from pipeline.rules.employment.position_files import (
    BadRow,
    NoDictionary,
    keep_positions,
    load_positions,
    read_positions,
    version_in,
)
from pipeline.rules.employment.positions import Position, kept_positions

ROWS = [{"ID": 1, "NAME": "врач-выдуманный"}, {"ID": "2", "NAME": " фельдшер  выдуманный "}]
WANTED = [(1, "врач-выдуманный"), (2, "фельдшер выдуманный")]
CELLS = [[{"column": name, "value": str(value)} for name, value in row.items()] for row in ROWS]
CSV = "ID;NAME;PARENT\r\n1;врач-выдуманный;\r\n2;\"фельдшер\nвыдуманный\";1\r\n"


def written(folder: Path, content: str | bytes, name: str = "positions") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def good(path: Path) -> list[tuple[int | None, str]]:
    return [(row.id, row.name) for row in read_positions(path) if isinstance(row, Position)]


def bad(path: Path) -> list[tuple[int, str]]:
    return [(row.line, row.why) for row in read_positions(path) if isinstance(row, BadRow)]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"result": "OK", "total": 2, "list": ROWS}),
        json.dumps({"list": ROWS, "total": 2}, indent=2, ensure_ascii=False),
        json.dumps({"list": CELLS}),
        json.dumps(ROWS, ensure_ascii=False),
        "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS),
        CSV,
        "\ufeff" + CSV,
        CSV.encode("cp1251"),
        "Код,Наименование\n1,врач-выдуманный\n2,фельдшер выдуманный\n",
    ],
    ids=["api", "api in lines", "api by column", "list", "json lines", "csv", "csv with a mark", "cp1251", "russian"],
)
def test_every_form_is_read(tmp_path: Path, content: str | bytes) -> None:
    path = written(tmp_path, content)
    assert good(path) == WANTED
    assert bad(path) == []


def test_rows_are_read_a_piece_of_the_file_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, json.dumps({"list": ROWS}, indent=1, ensure_ascii=False))
    monkeypatch.setattr(position_files, "CHUNK", 24)
    assert good(path) == WANTED


def test_bad_rows_are_told_by_their_line_and_the_rest_comes_in(tmp_path: Path) -> None:
    rows = ['{"ID": 1, "NAME": "а"}', '{"ID": "x", "NAME": "б"}', '{"ID": 3}', "7", '{"ID": 1, "NAME": "в"}',
            '{"ID": 6, "NAME": "г"}']  # fmt: skip
    path = written(tmp_path, '{"list": [\n' + ",\n".join(rows) + "\n]}")
    assert good(path) == [(1, "а"), (6, "г")]
    assert [line for line, _ in bad(path)] == [3, 4, 5, 6]
    lines = written(tmp_path, "ID;NAME\n1;а\n;б\n3;\n4;г\n", "csv")
    assert good(lines) == [(1, "а"), (4, "г")]
    assert bad(lines) == [(3, "ID is no whole number"), (4, "no NAME")]


def test_a_file_that_breaks_off_says_where(tmp_path: Path) -> None:
    path = written(tmp_path, '{"list": [\n{"ID": 1, "NAME": "а"},\n{"ID": 2, "NA')
    assert good(path) == [(1, "а")]
    assert bad(path) == [(3, "not JSON; nothing after it was read")]


def test_what_is_no_dictionary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoDictionary):
        list(read_positions(written(tmp_path, "просто текст\nи ещё\n")))
    with pytest.raises(NoDictionary):
        keep_positions([], tmp_path / "kept.json", "1")
    with pytest.raises(NoDictionary):
        load_positions(written(tmp_path, "{}", "kept.json"))


def test_it_is_kept_with_its_version_and_the_second_time_changes_nothing(tmp_path: Path) -> None:
    place = tmp_path / "new" / "kept.json"
    rows = [Position(id=7, name="врач-терапевт участковый"), Position(id=7, name="врач-терапевт участковый")]
    kept, changed = keep_positions(rows, place, "9.6")
    assert (kept.version, len(kept.rows), changed) == ("9.6", 1, True)
    assert not keep_positions(reversed(rows), place, "9.6")[1]
    assert keep_positions(rows, place, "9.7")[1]
    match = load_positions(place).match("участковый врач-терапевт")
    assert match is not None
    assert (match.position.id, match.position.name) == (7, "врач-терапевт участковый")
    assert keep_positions(rows, place, None)[0].version not in ("", "9.7")


def test_without_an_import_the_excerpt_counts(tmp_path: Path) -> None:
    assert load_positions(tmp_path / "none.json") is kept_positions()


def test_a_file_may_name_its_version(tmp_path: Path) -> None:
    assert version_in(written(tmp_path, '{"version": "9.6", "list": []}')) == "9.6"
    assert version_in(written(tmp_path, '{"list": [{"version": "1"}]}')) is None
