"""Do two lines of a batch that hand in one paper under two names see each other? (real cross_check, printed files)"""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.examine import Job, examine_job
from commands.manifest import Entry
from commands.result import Result
from pipeline.cabinet.database import create_work_tables, open_database, sqlite_url
from pipeline.cabinet.journal import MemoryJournal, SqlJournal
from pipeline.cabinet.protocol import Journal
from pipeline.case import Case, Holder, Print
from pipeline.reading.print_keys import FILES, key_of
from pipeline.runner import Runner
from pipeline.stages.cross_check import cross_check
from pipeline.stages.decision import decision
from pipeline.stages.tools import Tools
from tests.examination import DIPLOMA_KIND, MARIA, Examination
from tests.fakes import VERSIONS

PETER = Holder(last_name="Гусев", first_name="Пётр", middle_name="Ильич", snils="16004987403")


def printing(case: Case, tools: Tools) -> Case:
    """What was read of Maria's diploma, whatever the file says; its print is that of the file."""
    read = Examination().read()
    mark = Print(what="file", keys=(key_of(FILES, case.claim.upload.sha256.encode()),))
    return case.with_(pages=read.pages, reading=read.reading, prints=(mark,))


SEQUENCE = (("extraction", printing), ("cross_check", cross_check), ("decision", decision))


@pytest.fixture
def journal(tmp_path: Path) -> SqlJournal:
    engine = open_database(sqlite_url(tmp_path / "work.db"))
    create_work_tables(engine)
    return SqlJournal(engine)


def examined(folder: Path, line: int, holder: Holder, content: str, journal: Journal) -> Result:
    file = folder / f"{line}.pdf"
    file.write_text(content)
    entry = Entry(line=line, id=f"c-{line}", file=file, kind=DIPLOMA_KIND, holder=holder, declared={})
    runner = Runner(sequence=SEQUENCE, versions=VERSIONS)
    return examine_job(Job(entry=entry), runner, lambda _: Examination().tools(), journal, lambda *_: None)


def told(result: Result) -> list[tuple[str, str]]:
    return [(trace["what"], trace["document_id"]) for trace in result["traces"]]


def test_a_paper_that_somebody_else_handed_in_goes_to_a_person_or_worse(tmp_path: Path, journal: SqlJournal) -> None:
    assert examined(tmp_path, 1, MARIA, "paper", journal)["decision"] == "approved"
    copy = examined(tmp_path, 2, PETER, "paper", journal)
    assert copy["decision"] != "approved"
    assert told(copy) == [("same_file", "c-1")]
    again = examined(tmp_path, 3, MARIA, "paper", journal)
    assert told(again) == [("same_file", "c-2")]  # the copy, not her own upload
    assert again["decision"] == "approved"  # the register holds it as hers, and the other was not accepted
    assert not told(examined(tmp_path, 4, PETER, "another paper", journal))


def test_nobody_is_compared_with_others_where_no_store_is_kept(tmp_path: Path) -> None:
    journal = MemoryJournal()
    examined(tmp_path, 1, MARIA, "paper", journal)
    assert not told(examined(tmp_path, 2, PETER, "paper", journal))
