"""Does a real paper come out of the child as it does where nothing is confined, and does the parent stay clean?"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.case import Case, Claim, Upload
from pipeline.confined.eyes import Eyes
from pipeline.confined.warm import Confined, Files
from pipeline.settings import Settings
from pipeline.wiring_child import build_plan, furniture
from tests.confined.memory import NOON, Remembering

ROOT = Path(__file__).resolve().parent.parent.parent
PAPER = ROOT / "samples" / "kept" / "files" / "s-0005.pdf"
KIND = "accreditation_certificate"
OPENING = ("format_check", "ocr", "extraction")
DECODERS = ("cv2", "numpy", "PIL", "tesserocr", "pytesseract", "pypdf", "pdfplumber", "pypdfium2", "magic")


def paper() -> Case:
    content = PAPER.read_bytes()
    upload = Upload(name=PAPER.name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
    return Case(id="a-1", claim=Claim(kind=KIND, upload=upload))


def original(_case: Case) -> bytes:
    return PAPER.read_bytes()


@pytest.mark.engine
def test_within_the_walls_libmagic_is_asked_about_files_of_unknown_types() -> None:
    """GIF is known to libmagic alone, which is asked through an open file."""
    content = b"GIF89a" + bytes(range(1, 250)) * 8
    upload = Upload(name="a.gif", size=len(content), sha256=hashlib.sha256(content).hexdigest())
    confined = Confined(build_plan(Settings()), Remembering())
    case = Case(id="a-2", claim=Claim(kind=KIND, upload=upload))
    seen = confined.run("format_check", case, Files(original=lambda _: content), NOON)
    assert [finding.code for finding in seen.findings] == ["FILE_TYPE_NOT_ALLOWED"]
    confined.close()


@pytest.mark.engine
def test_a_paper_is_read_in_the_child_as_without_it() -> None:
    from pipeline.wiring_room import build_room

    confined, room = Confined(build_plan(Settings()), Remembering()), build_room(furniture(Settings()))
    inside, outside = paper(), paper()
    tools, files = room.open(original(outside), None, lambda: NOON), Files(original=original)
    for stage in OPENING:
        inside = confined.run(stage, inside, files, NOON)
        outside = room.stages[stage](outside, tools)
    assert inside == outside
    assert inside.reading is not None
    assert inside.reading.fields
    eyes, (page, *_) = Eyes(confined, files), inside.pages or ()
    box = next(iter(inside.reading.fields.values())).box
    assert box is not None
    for how in ("text", "closer"):
        asked = (how, inside, page, box)
        assert eyes.look(*asked, allowed="0123456789") == tools.looks.look(*asked, allowed="0123456789")
    assert (eyes.preview(inside, page) == tools.images.preview(inside, page)).all()
    assert (eyes.crop(inside, page, box, scale=2.0) == tools.images.crop(inside, page, box, scale=2.0)).all()
    confined.close()


@pytest.mark.engine
def test_who_has_a_paper_examined_loads_no_decoder(tmp_path: Path) -> None:
    code = (
        "import json, sys\nfrom pipeline.caller import Podlinnik\npodlinnik = Podlinnik()\n"
        f"case = podlinnik.check({str(PAPER)!r}, kind={KIND!r})\npodlinnik.close()\n"
        f"print(json.dumps([case.decision.outcome, [name for name in {DECODERS} if name in sys.modules]]))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert json.loads(ran.stdout.splitlines()[-1]) == ["waiting", []], "no register was asked"
    assert not (tmp_path / "var").exists(), "nothing is kept of a paper that harmed nobody"


