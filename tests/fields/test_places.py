"""Does a value stand where the blank's label says it stands?"""

from __future__ import annotations

import pytest

from pipeline.fields.places import Region, regions_of, with_barriers
from pipeline.rules.kind import FieldRules
from tests.papers import At, flow, words

NAME = FieldRules(type="name", labels=("фамилия, имя, отчество",), places=("above",))


def rules(*labels: str, **more: object) -> FieldRules:
    return FieldRules.model_validate({"type": "text", "labels": labels, **more})


def texts(regions: tuple[Region, ...]) -> list[str]:
    return [words(region.tokens) for region in regions]


@pytest.mark.parametrize(
    ("lines", "place", "found"),
    [
        (["Дата выдачи 28.06.2019"], "right", "28.06.2019"),
        ([At(text="Дата выдачи", y=60), At(text="28.06.2019", x=500, y=64)], "right", "28.06.2019"),
        (["Дата выдачи", "28.06.2019", "город Самара"], "below", "28.06.2019"),
        (["город Самара", "28.06.2019", "(дата выдачи)"], "above", "28.06.2019"),
        (["Д а т а   в ы д а ч и", "28.06.2019"], "below", "28.06.2019"),
    ],
)
def test_a_value_is_read_right_of_below_and_above_its_label(lines: list[str | At], place: str, found: str) -> None:
    assert texts(regions_of(flow(*lines), rules("Дата выдачи", places=[place]))) == [found]


def test_a_caption_in_small_print_under_the_line_names_the_value_above_it() -> None:
    paper = flow(
        "настоящий сертификат выдан",
        At(text="Воробьёвой Марии Петровне", y=150, height=30),
        At(text="(фамилия, имя, отчество)", x=180, y=186, height=12),
        At(text="в том, что", y=240),
    )
    assert texts(regions_of(paper, NAME))[0] == "Воробьёвой Марии Петровне"


def test_a_caption_in_brackets_belongs_to_the_line_over_it_even_where_the_next_line_is_nearer() -> None:
    paper = flow(
        At(text="Воробьёвой Марии Петровне", y=140),
        At(text="(фамилия, имя, отчество)", y=186, height=12),
        At(text="в том, что", y=215),
    )
    below_first = FieldRules(type="name", labels=("фамилия, имя, отчество",), places=("below", "above"))
    assert texts(regions_of(paper, below_first))[0] == "Воробьёвой Марии Петровне"


def test_a_label_on_the_left_page_takes_no_value_from_the_right_page() -> None:
    spread = flow(At(text="Дата выдачи", y=100), At(text="28.06.2019", x=900, y=100, column=1))
    assert regions_of(spread, rules("Дата выдачи")) == ()


def test_what_stands_far_below_is_not_the_labels_value() -> None:
    paper = flow(At(text="Дата выдачи", y=100), At(text="28.06.2019", y=400))
    assert regions_of(paper, rules("Дата выдачи", places=["below"])) == ()


@pytest.mark.parametrize(
    ("over", "under", "first", "nearer"),
    [
        (60, 150, "below", "сверху"),
        (40, 130, "below", "снизу"),
        (50, 150, "above", "сверху"),
        (55, 145, "below", "снизу"),
    ],
)
def test_of_the_lines_over_and_under_a_label_the_nearer_is_its_value(
    over: int, under: int, first: str, nearer: str
) -> None:
    paper = flow(At(text="сверху", y=over), At(text="Дата выдачи", y=100), At(text="снизу", y=under))
    other = "above" if first == "below" else "below"
    assert texts(regions_of(paper, rules("Дата выдачи", places=[first, other])))[0] == nearer


def test_what_stands_in_the_labels_own_line_is_trusted_most() -> None:
    found = regions_of(flow("сверху", "Дата выдачи справа", "снизу"), rules("Дата выдачи"))
    assert texts(found)[0] == "справа"
    assert found[0].trust > found[1].trust > found[2].trust


def test_a_misread_label_is_trusted_less() -> None:
    clear, misread = (
        regions_of(flow(label, "28.06.2019"), rules("Дата выдачи документа", places=["below"]))[0]
        for label in ("Дата выдачи документа", "Дата вылачи докумепта")
    )
    assert misread.trust < clear.trust


def test_a_text_between_two_wordings_is_taken_whole_and_no_further() -> None:
    paper = flow("по программе", "Кардиология и", "неотложная помощь", "в объёме 144 часов")
    region = regions_of(paper, FieldRules(type="text", after=("по программе",), before=("в объеме",)))[0]
    assert words(region.tokens) == "Кардиология и неотложная помощь"


def test_a_text_ends_at_the_next_label_where_its_own_ending_is_not_printed() -> None:
    fields = {
        "programme": FieldRules(type="text", after=("по программе",), before=("в объеме",)),
        "issue_date": rules("Дата выдачи"),
    }
    paper = with_barriers(flow("по программе", "Кардиология", "Дата выдачи 28.06.2019"), fields)
    assert words(regions_of(paper, fields["programme"])[0].tokens) == "Кардиология"


def test_a_text_ends_where_the_signatures_begin() -> None:
    fields = {"programme": FieldRules(type="text", after=("по программе",))}
    paper = with_barriers(flow("по программе", "Кардиология", "Руководитель И.И. Снегирёв"), fields)
    assert words(regions_of(paper, fields["programme"])[0].tokens) == "Кардиология"


def test_a_closed_text_is_trusted_more_than_one_that_runs_on() -> None:
    between = FieldRules(type="text", after=("по программе",), before=("в объеме",))
    closed = regions_of(flow("по программе", "Кардиология", "в объеме"), between)[0]
    endless = regions_of(flow("по программе", "Кардиология", "прочее"), between)[0]
    assert closed.trust > endless.trust
