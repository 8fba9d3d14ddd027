"""Which claims of a layer need a look of their own, when others are drawn with the same pictures of letters?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.case import Look
from pipeline.fields.claimed import Claimed
from pipeline.fields.claimed_alike import Letters, contradicted_by_letters, sample_of
from tests.papers import saw


def claim(at: int, text: str) -> Claimed:
    return Claimed(field="date", page=1, box=(0, 30 * at, 100, 30 * at + 20), text=text)


def drawn(text: str, instead: Mapping[str, str] | None = None) -> Letters:
    """Each letter with a picture of its own; `instead` names those whose picture is another letter's."""
    return frozenset((letter, (instead or {}).get(letter, letter).encode()) for letter in text)


class Looking:
    """Looks that see each claim as it is drawn, unless told what they misread."""

    def __init__(self, misread: Mapping[str, str] | None = None) -> None:
        self.asked: list[str] = []
        self._misread = misread or {}

    def __call__(self, claims: Sequence[Claimed], closer: bool) -> Sequence[Sequence[Look]]:
        if not closer:
            self.asked += [one.text for one in claims]
        return [saw(self._misread.get(one.text, one.text)) for one in claims]


def test_a_line_whose_every_picture_was_confirmed_elsewhere_is_not_looked_at() -> None:
    texts = ["01.02", "02.01", "13.02", "31.02"]
    look = Looking()
    claims = [claim(at, text) for at, text in enumerate(texts)]
    assert not contradicted_by_letters(claims, lambda _: [drawn(text) for text in texts], look)
    assert look.asked == ["01.02", "13.02"]


def test_a_picture_that_no_other_line_has_is_looked_at_and_contradicts() -> None:
    texts = ["01.02", "13.02", "13.01"]
    pictures = [drawn("01.02"), drawn("13.02"), drawn("13.01", {"3": "8"})]
    look = Looking({"13.01": "18.01"})
    (found,) = contradicted_by_letters(
        [claim(at, text) for at, text in enumerate(texts)], lambda _: pictures, look
    )  # fmt: skip
    assert (found.claim.text, found.seen) == ("13.01", "18.01")
    assert look.asked == texts


def test_what_cannot_be_told_apart_is_always_looked_at() -> None:
    look = Looking()
    claims = [claim(0, "01.02"), claim(1, "01.02")]
    assert not contradicted_by_letters(claims, lambda _: [drawn("01.02"), None], look)
    assert look.asked == ["01.02", "01.02"]


def test_letters_that_a_misread_look_should_have_confirmed_are_looked_at_elsewhere_and_clear_it() -> None:
    """The first date is misread; its pictures are confirmed by the others, which now are all looked at."""
    texts = ["01.02", "10.20", "12.01"]
    look = Looking({"01.02": "07.02"})
    claims = [claim(at, text) for at, text in enumerate(texts)]
    assert not contradicted_by_letters(claims, lambda _: [drawn(text) for text in texts], look)
    assert look.asked == texts


def test_a_sample_has_every_picture() -> None:
    assert sample_of([drawn("12"), drawn("21"), None, drawn("13")]) == [0, 2, 3]
