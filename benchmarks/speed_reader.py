"""How does one process read papers, one by one, as it is told? (Podlinnik's five stages, or plain pytesseract)

`python -m benchmarks.speed_reader podlinnik|plain FOLDER DAY`: reads a line of JSON `{"id", "medium"}`, answers with a
line that tells seconds, memory, and what was read. A process each, so that neither warms the other up nor swells it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from pipeline.settings import calm_libraries

Read = Callable[[str, str], dict[str, Any]]
"""Id and medium of a paper to what was read."""
MIB = 1024**2


def peak_memory(process: int | str = "self") -> int:
    """The most bytes that a process ever held, Linux's VmHWM; 0 where it cannot be told.

    `getrusage` would not do: what it tells of a child begins at the size of its parent.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(found[0]) * 1024 if found else 0


def children(process: int) -> list[tuple[int, str]]:
    """Number and program of what a process has started; none where that cannot be told."""
    found = []
    try:
        for thread in Path(f"/proc/{process}/task").iterdir():
            for number in (thread / "children").read_text(encoding="ascii").split():
                found.append((int(number), Path(f"/proc/{number}/comm").read_text(encoding="utf-8").strip()))
    except OSError:  # it has ended in between
        return found
    return found


def processor_seconds() -> float:
    """Of this process, of programs that it started and that have ended, and of those that live."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    ended = sum(one.ru_utime + one.ru_stime for one in used)
    return ended + sum(seconds_of(child) for child, _ in children(os.getpid()))


def seconds_of(process: int) -> float:
    """Processor time of a process that lives; 0 when it has just ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of_child() -> int:
    """The most bytes that one process held which this one started and which lives."""
    return max((peak_memory(child) for child, _ in children(os.getpid())), default=0)


@contextmanager
def podlinnik(folder: Path, day: str) -> Iterator[Read]:
    """The five stages with the real register and a work store, as in a worker of `podlinnik batch`."""
    import datetime as dt

    from rich.console import Console

    from commands.desk import prepared, with_work
    from commands.examine import Job, build_examiner
    from commands.manifest import Entry, read_manifest
    from pipeline.cabinet.database import create_work_tables, open_database, sqlite_url

    quiet = Console(quiet=True)
    with (
        tempfile.TemporaryDirectory(prefix="podlinnik-speed-") as work,
        prepared(folder / "registry.jsonl", dt.date.fromisoformat(day), quiet) as ready,
    ):
        store = Path(work) / "work.db"
        create_work_tables(open_database(sqlite_url(store)))
        examine = build_examiner(with_work(ready.desk, store))
        lines = read_manifest(folder / "manifest.jsonl", ready.kinds)
        entries = {line.id: line for line in lines if isinstance(line, Entry)}

        def read(paper: str, _medium: str) -> dict[str, Any]:
            result = examine(Job(entry=entries[paper]), lambda _stage, _pages: None)
            return {"fields": result["fields"], "stages": result["stages"], "failed": "error" in result}

        yield read


@contextmanager
def plain(folder: Path, _day: str) -> Iterator[Read]:
    """Text of the whole paper."""
    from benchmarks.plain_tesseract import plain_text
    from benchmarks.score import read_lines

    files = {line["id"]: folder / line["file"] for line in read_lines(folder / "manifest.jsonl")}

    def read(paper: str, medium: str) -> dict[str, Any]:
        try:
            return {"text": plain_text(files[paper], medium), "failed": False}
        except RuntimeError:  # of the program, or past the time limit
            return {"text": "", "failed": True}

    yield read


READERS = {"podlinnik": podlinnik, "plain": plain}


def main() -> None:
    """Answer until there are no more questions."""
    name, folder, day = sys.argv[1:4]
    calm_libraries()  # one thread each
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a native library prints is no answer
    with READERS[name](Path(folder), day) as read:
        for line in sys.stdin:
            asked = cast(dict[str, str], json.loads(line))
            started, used = time.perf_counter(), processor_seconds()
            answer = read(asked["id"], asked["medium"])
            answer |= {"seconds": time.perf_counter() - started, "processor": processor_seconds() - used}
            answer |= {"memory": peak_memory(), "child": memory_of_child()}
            print(json.dumps(answer, ensure_ascii=False), file=answers, flush=True)


if __name__ == "__main__":
    main()
