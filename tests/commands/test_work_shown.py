"""Are periods of work shown on the terminal and on the explaining page? (all employers and people are invented)"""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from commands.app import app
from commands.doctor_positions import positions_check
from commands.explained.page import render
from commands.service import Read, summed_up
from commands.service_table import show_service
from pipeline.case import Case, CrossCheck, Employment, EmploymentCheck, Reading, WorkEntry
from pipeline.rules.employment.positions import kept_positions
from pipeline.settings import read_settings
from pipeline.weighing.employment import weigh_history
from tests.commands import explained_cases as cases
from tests.histories import CLINIC, HOSPITAL, POLYCLINIC, event, history, row

TODAY = dt.date(2024, 5, 20)
FIRST = (row("03.08.2009", "14.02.2012", CLINIC), event("hire", "03.2012", position="врач-хирург"))
SECOND = (event("dismissal", "31.08.2019"), event("hire", "16.09.2019", POLYCLINIC, "бухгалтер"))
KNOWN = Employment(organisation="ГКБ № 1", position="врач-хирург", start=dt.date(2012, 3, 1), end=dt.date(2019, 8, 31))
ABSENT = Employment(organisation="ООО <Дантист>", start=dt.date(2001, 1, 1), end=dt.date(2002, 1, 1))


def weighed(*registered: Employment) -> EmploymentCheck:
    whole = history(*FIRST, *SECOND)
    return weigh_history(whole, (), registered, kept_positions(), made=TODAY, today=TODAY)[0]


def with_work(*registered: Employment) -> Case:
    case = cases.rejected()
    reading = (case.reading or Reading(kind_detected=None)).model_copy(update={"history": history(*FIRST, *SECOND)})
    return case.with_(reading=reading, cross_check=CrossCheck(person_found=True, employment=weighed(*registered)))


def read_file(*entries: WorkEntry, registered: tuple[Employment, ...] = ()) -> Read:
    reading = Reading(kind_detected="labour_book", history=history(*entries))
    return Read(case=cases.rejected().with_(reading=reading), registered=registered)


def printed(*papers: Read) -> str:
    check, findings = summed_up(papers, kept_positions(), TODAY)
    console = Console(file=io.StringIO(), width=200)
    show_service(check, findings, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().replace("\N{NO-BREAK SPACE}", " ")


def test_files_of_one_book_are_read_as_one() -> None:
    text = printed(read_file(*FIRST), read_file(*SECOND))
    assert "Общий стаж: 14 лет 8 месяцев 4 дня" in text
    assert "По медицинским должностям: 7 лет 5 месяцев 17 дней" in text
    assert "≈15.03.2012" in text
    assert "указаны только месяц и год" in text
    assert "Перерыв: 01.09.2019–15.09.2019" in text
    assert "учтена по 20.05.2024" in text


def test_what_the_register_lacks_is_told_only_where_it_was_asked() -> None:
    assert "не совпадают" not in printed(read_file(*FIRST))
    other = KNOWN.model_copy(update={"start": dt.date(2012, 6, 1)})
    assert "Периоды работы не совпадают" in printed(read_file(*FIRST, *SECOND, registered=(other,)))


def test_the_page_tells_each_period_and_what_it_was_compared_with() -> None:
    page = render(with_work(KNOWN, ABSENT), previews={}).replace("\N{NO-BREAK SPACE}", " ")
    for text in ("Периоды работы", HOSPITAL, "врач-хирург", "совпадает", "нет в реестре", "14 лет 8 месяцев 4 дня",
                 "нет на бумаге", "ООО &lt;Дантист&gt;", "только месяц и год"):  # fmt: skip
        assert text in page, text
    assert "<Дантист>" not in page


def test_the_page_of_another_paper_says_nothing_of_work() -> None:
    assert "Периоды работы" not in render(cases.rejected(), previews={})


class TestTheDictionary:
    @pytest.fixture(autouse=True)
    def _place(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PODLINNIK_POSITIONS", str(tmp_path / "kept" / "positions.json"))
        self.file = tmp_path / "nsi.json"
        self.rows = [{"ID": 1, "NAME": "врач-выдуманный"}, {"ID": 2}, {"ID": 3, "NAME": "акушер-выдуманный"}]

    def called(self, *arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["dictionary", *arguments])
        return done.exit_code, done.output

    def test_comes_in_with_its_version_and_names_bad_rows(self) -> None:
        rows = ",\n".join(json.dumps(each) for each in self.rows)
        self.file.write_text(f'{{"version": "9.6", "list": [\n{rows}]}}', encoding="utf-8")
        status, said = self.called("import", str(self.file))
        assert status == 1
        assert "line 3: no NAME" in said
        assert "version 9.6: 2 positions, 2 with ids; imported" in said
        assert "nothing changed" in self.called("import", str(self.file))[1]
        assert "version 9.6" in self.called("show")[1]

    def test_the_doctor_says_which_is_in_use(self, tmp_path: Path) -> None:
        settings = read_settings()
        assert positions_check(settings).state == "optional"
        self.file.write_text(json.dumps({"list": self.rows}), encoding="utf-8")
        self.called("import", str(self.file), "--version", "9.6")
        assert (positions_check(settings).state, positions_check(settings).found) == ("ok", "version 9.6, 2 positions")
        settings.positions.write_text("{", encoding="utf-8")
        assert positions_check(settings).state == "missing"

    def test_a_file_that_is_none_is_refused(self) -> None:
        self.file.write_text("слова", encoding="utf-8")
        done = CliRunner().invoke(app, ["dictionary", "import", str(self.file)])
        assert done.exit_code != 0
        assert "excerpt" in self.called("show")[1]


def test_only_papers_about_work_have_a_service(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["service", str(tmp_path), "--kind", "passport"])
    assert done.exit_code != 0
    assert "no paper about work" in str(done.exception)
