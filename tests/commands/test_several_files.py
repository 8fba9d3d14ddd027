"""Does a manifest's line with several files, and a call with several, come to one document?"""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands.app import app
from commands.check import entry_of
from commands.examine import files_of, upload_of
from commands.faults import CallWrong
from commands.manifest import BadEntry, Entry, read_manifest
from pipeline.bundle import MOST, packed, unpacked
from pipeline.case import Case, Claim, Holder
from pipeline.rules.loader import load_kinds
from samples.books.draw import KEPT
from samples.draw import AS_OF
from tests.reading import files
from tests.stages.test_several_files import as_jpeg

KIND = "labour_book"


def entries(home: Path, *lines: dict[str, object]) -> list[Entry | BadEntry]:
    rows = [{"id": str(number), "kind": KIND, **line} for number, line in enumerate(lines)]
    (home / "manifest.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return list(read_manifest(home / "manifest.jsonl", load_kinds()))


def test_a_line_names_one_file_or_several_in_the_order_of_the_pages(tmp_path: Path) -> None:
    for name in ("b.jpg", "a.jpg", "b.jpg.sig"):
        (tmp_path / name).write_bytes(name.encode())
    several, alone = entries(tmp_path, {"files": ["b.jpg", "a.jpg"]}, {"files": ["b.jpg"]})
    assert isinstance(several, Entry)
    assert isinstance(alone, Entry)
    assert (several.files, several.signature) == ((tmp_path / "b.jpg", tmp_path / "a.jpg"), None)
    assert (alone.files, alone.signature) == ((tmp_path / "b.jpg",), tmp_path / "b.jpg.sig")
    upload = upload_of(*several.files)
    content = files_of(several).original(Case(id="a", claim=Claim(kind=KIND, upload=upload)))
    assert content == b"".join(packed([("b.jpg", b"b.jpg"), ("a.jpg", b"a.jpg")]))
    assert (upload.parts, upload.size, upload.name) == (2, len(content), "b.jpg")
    assert upload_of(*alone.files).parts == 1
    assert [member.name for member in unpacked(content)] == ["01.jpg", "02.jpg"]


@pytest.mark.parametrize(("line", "why"), [
    ({"file": "a.jpg", "files": ["b.jpg"]}, "files: stands in place of file"),
    ({"files": []}, "files: must be a list"),
    ({"files": "a.jpg"}, "files: must be a list"),
    ({"files": ["a.jpg"] * (MOST + 1)}, "files: must be a list"),
    ({"files": ["a.jpg", ""]}, "files: each must be text"),
    ({"files": ["a.jpg", "b\0.jpg"]}, "files: each must be text"),
    ({"files": ["a.jpg", 7]}, "files: each must be text"),
    ({"files": ["a.jpg", "b.jpg"], "signature": "a.sig"}, "signature: is of one file"),
    ({}, "file: missing"),
])  # fmt: skip
def test_a_line_that_is_not_plain_is_told(tmp_path: Path, line: dict[str, object], why: str) -> None:
    (entry,) = entries(tmp_path, line)
    assert isinstance(entry, BadEntry)
    assert why in entry.why


def test_a_call_with_several_names_each_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"a")
    with pytest.raises(CallWrong, match=r"b\.jpg: there is no such file"):
        entry_of([tmp_path / "a.jpg", tmp_path / "b.jpg"], KIND, Holder())
    with pytest.raises(CallWrong, match="no signature beside several"):
        entry_of([tmp_path / "a.jpg", tmp_path / "a.jpg"], KIND, Holder(), signature=tmp_path / "a.jpg")


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.stdout


@pytest.mark.engine
def test_the_kept_typed_book_in_pictures_is_approved_counted_and_with_a_broken_one_refused(tmp_path: Path) -> None:
    line = json.loads((KEPT / "manifest.jsonl").read_text(encoding="utf-8").splitlines()[0])
    content, pages = (KEPT / line["file"]).read_bytes(), []
    for number in (2, 1):
        pages.append(tmp_path / f"IMG_{random.Random(number).randrange(10**4)}.jpg")
        pages[-1].write_bytes(as_jpeg(content, number))
    (tmp_path / "bad.png").write_bytes(files.saved(files.page(), "PNG")[:500])
    about = ["--registry", str(KEPT / "registry.jsonl"), "--as-of", AS_OF.isoformat()]
    code, out = run(
        "check", *map(str, pages), "--kind", KIND, "--holder", json.dumps(line["holder"]), "--declared",
        json.dumps(line["declared"]), "--json", *about,
    )  # fmt: skip
    checked = json.loads(out)
    assert (code, checked["decision"], len(checked["pages"])) == (0, "approved", 2)
    row = {**line, "files": [str(path) for path in (*pages, tmp_path / "bad.png")]}
    del row["file"]
    (tmp_path / "manifest.jsonl").write_text(json.dumps(row), encoding="utf-8")
    run("batch", str(tmp_path / "manifest.jsonl"), "--out", str(tmp_path / "out.jsonl"), "--jobs", "1", *about)
    result = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert (result["decision"], [reason["code"] for reason in result["reasons"]]) == ("rejected", ["FILE_CORRUPT"])
    code, out = run("service", "--together", *map(str, pages), "--kind", KIND, "--json", *about)
    assert code == 0
    told = json.loads(out.splitlines()[-1])["employments"]
    assert [each["start"] for each in told] == [each["start"] for each in checked["employments"]]
