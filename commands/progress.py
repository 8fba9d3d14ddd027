"""How far is the work?"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


def stderr_console() -> Console:
    """For people: progress, warnings. What a program reads goes to stdout."""
    return Console(stderr=True)


@contextlib.contextmanager
def bytes_progress(console: Console, title: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar over bytes; the function is told how many are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with _bar(console, *columns) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.update(task, completed=done)


@contextlib.contextmanager
def documents_progress(console: Console, total: int) -> Iterator[Callable[[], None]]:
    """A bar over documents; the function is called for each that is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with _bar(console, *columns) as progress:
        task = progress.add_task("documents", total=total)
        yield lambda: progress.advance(task)


@contextlib.contextmanager
def entries_progress(console: Console, title: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar over very many quick steps; the function is called for each."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    counter = itertools.count(1)
    with _bar(console, *columns) as progress:
        task = progress.add_task(title, total=total)

        def step() -> None:
            done = next(counter)
            if done % 1000 == 0 or done == total:
                progress.update(task, completed=done)

        yield step


@contextlib.contextmanager
def units_progress(console: Console, title: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar over anything that is counted; the function is told how many are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with _bar(console, *columns) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.update(task, completed=done)


@contextlib.contextmanager
def run_progress(console: Console, total: int) -> Iterator[Callable[[int], None]]:
    """A bar over documents with their rate and the time left; the function is told how many are done."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _RateColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with _bar(console, *columns) as progress:
        task = progress.add_task("documents", total=total)
        yield lambda done: progress.update(task, completed=done)


class _RateColumn(ProgressColumn):
    """Documents a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f}/s" if task.speed else "")


def _bar(console: Console, *columns: ProgressColumn) -> Progress:
    return Progress(*columns, console=console, disable=not console.is_terminal)
