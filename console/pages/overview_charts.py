"""Which charts does the overview show, of which numbers?"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from console.pages.charts import Chart, Series, columns, line, rows
from console.pages.numerals import lasting, share, whole
from pipeline.cabinet.overview.days import TIMES
from pipeline.cabinet.overview.spans import Span, Sums

MOST_REASONS = 10
Words = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A chart with its picture; `head` names the column of its labels in the table."""

    chart: Chart
    svg: str
    head: str


def charts_of(span: Span, words: Words, language: str) -> Sequence[Drawn]:
    """In the order of the page."""
    return (
        _machine(span, words, language), _people(span, words, language), _by_itself(span, words, language),
        _queue(span, words, language), _reasons(span, words, language), _times(span, words, language),
    )  # fmt: skip


def _machine(span: Span, words: Words, language: str) -> Drawn:
    told = {"approved": "c1", "rejected": "c2", "doubted": "c3"}
    series = [
        Series(name=words[name], look=look, values=_daily(span, f"machine_{name}")) for name, look in told.items()
    ]
    return _by_day("machine", series, span, words, language)


def _people(span: Span, words: Words, language: str) -> Drawn:
    told = {"approved": "c1", "rejected": "c2"}
    series = [Series(name=words[name], look=look, values=_daily(span, f"people_{name}")) for name, look in told.items()]
    return _by_day("people", series, span, words, language)


def _queue(span: Span, words: Words, language: str) -> Drawn:
    return _by_day(
        "queue", [Series(name=words["waiting"], look="c3", values=_daily(span, "waiting"))], span, words, language
    )  # fmt: skip


def _by_itself(span: Span, words: Words, language: str) -> Drawn:
    values = [sums.by_itself for sums in span.days.values()]
    series = [Series(name=words["approved_by_itself"], look="c1", values=values)]
    percent = functools.partial(share, language=language, digits=0)
    return _by_day("share", series, span, words, language, told=percent, draw=lambda chart: line(chart, most=1.0))


def _reasons(span: Span, words: Words, language: str) -> Drawn:
    def weight(sums: Sums) -> int:
        return sums.machine_rejected + sums.machine_doubted + sums.people_rejected

    named = sorted(span.by["reason"].items(), key=lambda each: (-weight(each[1]), each[0]))[:MOST_REASONS]
    told = {"machine_rejected": "c2", "machine_doubted": "c3", "people_rejected": "c4"}
    series = [
        Series(name=words[name], look=look, values=[getattr(sums, name) for _, sums in named])
        for name, look in told.items()
    ]
    chart = _chart("reasons", words, [code for code, _ in named], series, functools.partial(whole, language=language))
    return Drawn(chart=chart, svg=rows(chart), head=words["reason"])


def _times(span: Span, words: Words, language: str) -> Drawn:
    labels = [words["up_to"].format(time=lasting(bound, language)) for bound in TIMES.values()] + [words["longer"]]
    values = [span.whole.times.get(name, 0) for name in (*TIMES, "longer")]
    series = [Series(name=words["answers"], look="c4", values=values)]
    chart = _chart("times", words, labels, series, functools.partial(whole, language=language))
    return Drawn(chart=chart, svg=columns(chart), head=words["time"])


def _by_day(
    name: str, series: Sequence[Series], span: Span, words: Words, language: str, *,
    told: Callable[[float], str] | None = None, draw: Callable[[Chart], str] = columns,
) -> Drawn:  # fmt: skip
    labels = [f"{day:%d.%m}" for day in span.days]
    chart = _chart(name, words, labels, series, told or functools.partial(whole, language=language))
    return Drawn(chart=chart, svg=draw(chart), head=words["day"])


def _chart(
    name: str, words: Words, labels: Sequence[str], series: Sequence[Series], told: Callable[[float], str]
) -> Chart:
    return Chart(
        key=name, title=words[f"chart_{name}"], description=words[f"chart_{name}_about"], labels=labels, series=series,
        told=told, least=0.0 if name == "share" else 1.0,
    )  # fmt: skip


def _daily(span: Span, name: str) -> list[float | None]:
    return [getattr(sums, name) for sums in span.days.values()]
