"""Draw the reporting set: files, manifest, registry and truth in one folder.

`python -m benchmarks.reporting_set.draw --seed 7 --count 400 --out DIR`. The same seed and count give the same bytes.
The set is meant to be decided as on `dates.AS_OF` (every line of truth says so): run the batch with `--as-of` that day.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.reporting_set import scenarios, sheet, sheet_style
from benchmarks.reporting_set.damage import DAMAGES, spoilt
from benchmarks.reporting_set.dates import AS_OF
from benchmarks.reporting_set.facts import registered
from benchmarks.reporting_set.faults import FAULTS
from benchmarks.reporting_set.media import HandedIn, handed_in
from benchmarks.reporting_set.papers.everything import WEIGHTS
from benchmarks.reporting_set.people import Person
from benchmarks.reporting_set.plan import Planned, planned
from benchmarks.reporting_set.scenarios import Case, Entry

Json = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One paper of the set: its file and its lines."""

    handed: HandedIn
    manifest: Json
    truth: Json
    registry: tuple[Json, ...]


def _case(paper: Planned, rng: Random) -> Case:
    facts = paper.maker.facts(rng)
    name = paper.scenario
    if name in DAMAGES or name in FAULTS:
        return scenarios.unreadable(facts, rng, (DAMAGES.get(name) or FAULTS[name])[1])
    if name in ("wrong_kind", "unrelated"):
        return scenarios.wrong_kind(facts, rng, rng.choice([kind for kind in list(WEIGHTS)[:7] if kind != facts.kind]))
    return (scenarios.ENROLLED.get(name) or scenarios.ANY[name])(facts, rng)


def _file(paper: Planned, pdf: bytes, rng: Random) -> HandedIn:
    if paper.scenario in FAULTS:
        return FAULTS[paper.scenario][0](pdf, rng)
    if paper.scenario in DAMAGES:
        return spoilt(pdf, paper.scenario, paper.medium, rng)
    return handed_in(pdf, paper.medium, rng)


def _holder(who: Person, rng: Random) -> Json:
    holder: Json = {
        "last_name": who.last,
        "first_name": who.first,
        "middle_name": who.middle,
        "birth_date": who.born.isoformat(),
    }
    if rng.random() < 0.9:
        holder["snils"] = who.snils
    if rng.random() < 0.5:
        holder["inn"] = who.inn
    return holder


def _registry_line(who: Person, documents: tuple[Entry, ...], employments: tuple[Json, ...] = ()) -> Json:
    return {
        "last_name": who.last,
        "first_name": who.first,
        "middle_name": who.middle,
        "birth_date": who.born.isoformat(),
        "snils": who.snils,
        "inn": who.inn,
        "previous_last_names": list(who.former_last),
        "documents": list(documents),
        "employments": list(employments),
    }


def _neighbour(paper: Planned, case: Case, rng: Random) -> Json:
    """Return a person of the register whose paper of that kind has a number near to the one shown."""
    facts = paper.maker.facts(rng)
    number = str(case.shown.fields.get("number", ""))
    if len(number) >= 6 and len(number) == len(str(facts.fields.get("number", ""))):
        facts = facts.having(number=f"{number[:-3]}{(int(number[-3:]) + rng.randint(3, 990)) % 1000:03d}")
    return _registry_line(facts.person, (registered(facts),))


def _employments(case: Case) -> tuple[Json, ...]:
    printed = case.shown.printed
    if "organisation" not in printed:
        return ()
    start = printed["start"]
    return ({"organisation": printed["organisation"], "position": printed["position"], "start": start, "end": None},)


def _truth(key: str, paper: Planned, case: Case) -> Json:
    return {
        "id": key,
        "kind": case.claimed_kind,
        "kind_shown": case.shown.kind,
        "variant": case.shown.variant,
        "medium": paper.medium,
        "scenario": paper.scenario,
        "genuine": case.decisions == ("approved",),
        "as_of": AS_OF.isoformat(),
        "expected": {"decision": list(case.decisions), "reason": list(case.reasons), "notes": list(case.notes)},
        "fields": dict(case.shown.fields) if case.fields_count else {},
    }


def drawn(key: str, paper: Planned, rng: Random) -> Drawn:
    """Draw one paper and write its lines."""
    case = _case(paper, rng)
    style = sheet_style.style(rng, signed=case.signed, sealed=case.sealed)
    handed = _file(paper, sheet.pdf(paper.maker.layout(case.shown, style)), rng)
    manifest: Json = {
        "id": key,
        "file": f"files/{key}.{handed.ending}",
        "kind": case.claimed_kind,
        "holder": _holder(case.holder, rng),
        "declared": case.declared,
    }
    lines = [
        _registry_line(who, entries if paper.maker.kind in WEIGHTS else (), _employments(case))
        for who, entries in case.register
    ]
    if paper.maker.enrolled and rng.random() < 0.5:
        lines.append(_neighbour(paper, case, rng))
    return Drawn(handed=handed, manifest=manifest, truth=_truth(key, paper, case), registry=tuple(lines))


def papers(seed: int, count: int) -> Iterator[Drawn]:
    """Draw a set, paper by paper."""
    for number, paper in enumerate(planned(count, Random(f"plan-{seed}"))):
        yield drawn(f"r-{number + 1:04d}", paper, Random(f"paper-{seed}-{number}"))


def write(seed: int, count: int, out: Path) -> None:
    """Write a set into a folder, showing how far it is."""
    (out / "files").mkdir(parents=True, exist_ok=True)
    with (
        (out / "manifest.jsonl").open("w", encoding="utf-8") as manifest,
        (out / "truth.jsonl").open("w", encoding="utf-8") as truth,
        (out / "registry.jsonl").open("w", encoding="utf-8") as registry,
    ):
        for number, one in enumerate(papers(seed, count), start=1):
            (out / str(one.manifest["file"])).write_bytes(one.handed.content)
            for stream, lines in ((manifest, (one.manifest,)), (truth, (one.truth,)), (registry, one.registry)):
                stream.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            if sys.stderr.isatty():
                print(f"\r{number}/{count}", end="\n" if number == count else "", file=sys.stderr, flush=True)


def main() -> None:
    """Read the command line and draw."""
    parser = argparse.ArgumentParser(description="Draw the papers that accuracy is reported on.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    write(given.seed, given.count, given.out)


if __name__ == "__main__":
    main()
