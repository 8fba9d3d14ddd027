"""Does a recorded document get its act, once, and another version only when it says something else?"""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from pipeline.acts import sheet
from pipeline.cabinet.acts import all_acts, take_due, take_number
from pipeline.cabinet.statuses import Status
from pipeline.case import Span
from pipeline.settings import Settings
from tests.cabinet.desk import Desk
from tests.cabinet.recorded import CLINIC, HOSPITAL, decided_again, employment, numbers, recorded
from tests.workers.shop import Shop
from workers import acts as drawing
from workers.acts import Drawn, build_acts, draw_up_next
from workers.sweeps import BY_NAME, Sweeper, run_sweep

ADDRESS = "https://cabinet.example"


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop.engine, shop.clock)


@pytest.fixture
def sweeper(shop: Shop) -> Sweeper:
    settings = Settings(files=shop.folder / "files", public_url=ADDRESS)
    return Sweeper(engine=shop.engine, doorbell=shop, settings=settings, clock=shop.clock)


def swept(sweeper: Sweeper) -> dict[str, int]:
    return dict(run_sweep(BY_NAME["acts"], sweeper).done)


def text_of(shop: Shop, document_id: str, version: int = 1) -> str:
    content = shop.files.read(all_acts(shop.engine, document_id)[version - 1].sha256)
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def test_a_sweep_draws_up_what_waits_and_keeps_it(shop: Shop, desk: Desk, sweeper: Sweeper) -> None:
    document_id = recorded(desk, "a", HOSPITAL, CLINIC)
    assert swept(sweeper) == {"acts: made": 1}
    act = all_acts(shop.engine, document_id)[0]
    text = text_of(shop, document_id)
    assert "Снегирёва Ольга Павловна" in text
    assert "Трудовая книжка" in text
    assert f"{ADDRESS}/acts/{act.code}" in text
    assert "правила r1" in text
    assert swept(sweeper) == {}


def test_reprocessing_that_changes_nothing_makes_no_version_and_one_that_does_makes_the_next(
    shop: Shop, desk: Desk, sweeper: Sweeper
) -> None:
    document_id = recorded(desk)
    swept(sweeper)
    shop.clock.forward(days=3)
    decided_again(desk, document_id, employment())
    assert swept(sweeper) == {"acts: same": 1}
    decided_again(desk, document_id, employment(HOSPITAL, CLINIC))
    assert swept(sweeper) == {"acts: made": 1}
    assert numbers(all_acts(shop.engine, document_id)) == [(1, 1), (1, 2)]
    assert "Редакция 2 заменяет редакцию 1 от 22 ноября" in text_of(shop, document_id, 2).replace("\xa0", " ")


def test_a_corrected_sum_is_another_version(shop: Shop, desk: Desk, sweeper: Sweeper) -> None:
    document_id = recorded(desk)
    swept(sweeper)
    decided_again(desk, document_id, employment().model_copy(update={"total": Span(years=3)}))
    assert swept(sweeper) == {"acts: made": 1}


def test_a_document_without_periods_waits_no_more(desk: Desk, sweeper: Sweeper) -> None:
    document_id = recorded(desk)
    decided_again(desk, document_id, employment().model_copy(update={"periods": ()}))
    assert swept(sweeper) == {"acts: nothing": 1}
    assert all_acts(desk.engine, document_id) == []


def test_what_is_not_recorded_gets_none(desk: Desk, sweeper: Sweeper) -> None:
    document_id = recorded(desk)
    decided_again(desk, document_id, employment(), Status.NEEDS_REVIEW)
    assert swept(sweeper) == {}
    assert all_acts(desk.engine, document_id) == []


def test_what_a_killed_worker_left_is_made_up_under_its_number(shop: Shop, desk: Desk, sweeper: Sweeper) -> None:
    document_id = recorded(desk)
    for one in take_due(shop.engine, shop.clock(), limit=1):
        take_number(shop.engine, one, "s", shop.clock())
    assert swept(sweeper) == {}
    shop.clock.forward(minutes=6)
    assert swept(sweeper) == {"acts: made": 1}
    assert numbers(all_acts(shop.engine, document_id)) == [(1, 1)]


def test_no_transaction_is_open_while_an_act_is_drawn(
    shop: Shop, desk: Desk, sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else can decide meanwhile, also in SQLite, which has one writer."""
    document_id = recorded(desk)
    whole = sheet.draw

    def slow(*given: object) -> bytes:
        shop.clock.forward(seconds=1)
        decided_again(desk, document_id, employment(HOSPITAL, CLINIC))
        return whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(drawing, "draw", slow)
    acts = build_acts(sweeper.settings, shop.engine, shop.clock)
    assert draw_up_next(acts) is Drawn.OVERTAKEN
    monkeypatch.setattr(drawing, "draw", whole)
    assert draw_up_next(acts) is Drawn.MADE
    assert numbers(all_acts(shop.engine, document_id)) == [(1, 1)]
    assert "Сосновый бор" in text_of(shop, document_id)


def test_one_that_cannot_be_drawn_keeps_no_other_from_its_act(
    shop: Shop, desk: Desk, sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = recorded(desk, "a"), recorded(desk, "b")
    whole, seen = sheet.draw, list[str]()

    def faulty(*given: object) -> bytes:
        seen.append("")
        if len(seen) == 1:
            raise AssertionError("Снегирёва")
        return whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(drawing, "draw", faulty)
    assert swept(sweeper) == {"acts: failed": 1, "acts: made": 1}
    shop.clock.forward(minutes=6)
    assert swept(sweeper) == {"acts: made": 1}
    assert sorted(numbers([*all_acts(shop.engine, first), *all_acts(shop.engine, second)])) == [(1, 1), (2, 1)]


def test_the_act_is_sealed_where_there_are_keys(shop: Shop, desk: Desk, tmp_path: Path) -> None:
    from pipeline.cabinet.sealing.master import new_master_key

    settings = Settings(files=tmp_path / "sealed", master_keys=new_master_key("a"))
    recorded(desk)
    assert draw_up_next(build_acts(settings, shop.engine, shop.clock)) is Drawn.MADE
    kept = [path.read_bytes() for path in (tmp_path / "sealed").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert b"%PDF" not in kept[0]
