"""Does `podlinnik service` read a drawn extract and count what the register has? (the whole way, in the child)"""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from commands.app import app
from samples import draw
from samples.draw import AS_OF


def drawn(folder: Path) -> dict[str, object]:
    draw.main(
        out=folder, seed="service", count=1, kinds="employment_history_extract", media_="text_pdf",
        scenarios_="genuine",
    )  # fmt: skip
    line: dict[str, object] = json.loads((folder / "manifest.jsonl").read_text(encoding="utf-8"))
    return line


def test_a_drawn_extract_tells_what_the_register_has(tmp_path: Path) -> None:
    line = drawn(tmp_path)
    registered = json.loads((tmp_path / "registry.jsonl").read_text(encoding="utf-8").splitlines()[0])["employments"]
    done = CliRunner().invoke(
        app,
        [
            "service", str(tmp_path / str(line["file"])), "--registry", str(tmp_path / "registry.jsonl"), "--json",
            "--holder", json.dumps(line["holder"]), "--as-of", AS_OF.isoformat(),
        ],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["employments"]
    assert all(each["confirmed_by"] == ["paper", "registry"] for each in told["employments"])
    assert {each["start"] for each in told["employments"]} >= {each["start"] for each in registered}
    assert told["service"]["total"] != {"years": 0, "months": 0, "days": 0}
