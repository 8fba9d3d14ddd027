"""Do machines share what the register answered?"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from pipeline.cabinet.register_answers import SqlAnswers

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def test_an_answer_comes_back_with_the_time_it_was_asked(engine: Engine) -> None:
    SqlAnswers(engine).put("a", b"[]", NOON)
    kept = SqlAnswers(engine).get("a")
    assert kept is not None
    assert (kept.body, kept.at) == (b"[]", NOON)
    assert SqlAnswers(engine).get("b") is None


def test_the_later_answer_takes_the_place_of_the_earlier(engine: Engine) -> None:
    answers = SqlAnswers(engine)
    answers.put("a", b"1", NOON)
    answers.put("a", b"2", NOON + dt.timedelta(minutes=1))
    kept = answers.get("a")
    assert kept is not None
    assert kept.body == b"2"
    assert "body" not in repr(kept)
