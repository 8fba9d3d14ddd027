"""Does an extract whose file carries a real electronic signature become recorded, and get its act of confirmation?"""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest

from pipeline.cabinet import migrate
from pipeline.cabinet.acts import all_acts
from pipeline.cabinet.answers import answer_of, told
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.statuses import STAGES
from pipeline.case import Holder
from pipeline.intake import submit
from pipeline.registry.load import import_snapshot
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_intake, now
from tests.esignatures import signed_pdf
from tests.esignatures.signers import issued, root
from workers.acts import Drawn, build_acts, draw_up_next
from workers.wiring import build_carrier

KEPT = Path("samples/kept/extracts")


@pytest.mark.engine
@pytest.mark.parametrize(("signed", "status"), [(True, "recorded"), (False, "needs_review")])
def test_a_signed_extract_is_recorded_with_its_act_and_one_with_a_mere_stamp_is_not(
    tmp_path: Path, signed: bool, status: str
) -> None:
    fund, folder = root(), tmp_path / "roots"
    folder.mkdir()
    (folder / "fund.crt").write_bytes(fund.der)
    settings = Settings(
        database_url=sqlite_url(tmp_path / "cabinet.db"), files=tmp_path / "files", trust_roots=folder,
        public_url="https://cabinet.example",
    )  # fmt: skip
    cabinet = open_database(settings.database_url)
    migrate.upgrade(cabinet)
    import_snapshot(KEPT / "registry.jsonl", cabinet)
    lines = map(json.loads, (KEPT / "manifest.jsonl").read_text(encoding="utf-8").splitlines())
    line = next(one for one in lines if one["id"] == "x-text")
    paper = tmp_path / "выписка.pdf"
    content = (KEPT / line["file"]).read_bytes()
    paper.write_bytes(signed_pdf.signed(content, issued(fund)) if signed else content)
    desk = build_intake(settings, cabinet)
    holder = Holder.model_validate(line["holder"])
    document_id = submit(paper, kind=line["kind"], holder=holder, declared=line["declared"], intake=desk)
    build_carrier(settings, serves=STAGES, stopping=lambda: False, cabinet=cabinet).carry(document_id)
    known = told(cabinet, document_id, sees=None)
    assert known is not None
    answer = answer_of(known)
    assert answer["status"] == status
    drawn = draw_up_next(build_acts(settings, cabinet, now), document_id)
    acts = all_acts(cabinet, document_id)
    if not signed:
        assert (drawn, acts) == (None, [])
        return
    assert drawn is Drawn.MADE
    text = " ".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(desk.files.read(acts[0].sha256))
    )
    assert f"{holder.last_name} {holder.first_name}" in text
    assert f"https://cabinet.example/acts/{acts[0].code}" in text
