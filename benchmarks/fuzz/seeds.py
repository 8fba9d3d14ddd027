"""From which inputs does a fuzzer start? (small ones of every shape)"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.fuzz.targets import TARGETS
from samples.hostile.draw import KEPT, TRICKS, drawn
from samples.hostile.names import NASTY

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "fuzz" / "cases"
"""What was found before and mended, by target: tests go through it, and a fuzzer starts from it."""
DATES = (
    "Дата выдачи 28 июня 2019 года", "«05» июля 2019 г.", "3O.06.2019", "28.06.19 г", "2019-06-28",
    "2 8 . 0 6 . 2 0 1 9", "с 01.09.2015 по 31.08.2017", "четырнадцатого июня две тысячи девятнадцатого года",
    "1 октября 2О19", "28/06/2019", "2026г",
)  # fmt: skip
NAMES = (
    "Римская-Корсакова\nАнна\nСергеевна", "АМИРОВУ\nРашиду\nАмир оглы", "Петру\nПётр\nИльич",
    "О'Коннор\nЁлка\n", "Ким\nЕвгения\n", "Соловей\nИлья\nНикитич", "Нгуен\nВан\nТхи",
)  # fmt: skip
NUMBERS = (
    "№ 31-О5l7", "107704 0123456", "АВ IV № 592722835441", "Л041-01137-77/00368000", "Г-I 123456",
    "рег. номер 14.О6/2019",
)  # fmt: skip
FORM = (
    b'multipart/form-data; boundary=b\n\x40--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\npassport\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    b"%PDF-1.7\r\n--b--\r\n"
)
SEED = 1


def seeds_of(name: str) -> Iterator[bytes]:
    """What was found before, and what is usual."""
    yield from (path.read_bytes() for path in sorted((CASES / name).glob("*")))
    yield from _USUAL[name]()


def _files() -> Iterator[bytes]:
    small = [one.content for one in drawn(SEED, 2 * len(TRICKS)) if len(one.content) < TARGETS["file"].longest]
    yield from (bytes([place % 8]) + content for place, content in enumerate(small))
    yield from (name.encode("utf-8", "replace")[:60] for name in NASTY)


def _rules() -> Iterator[bytes]:
    folder = ROOT / "pipeline" / "rules"
    yield from (path.read_bytes()[:8000] for path in sorted((folder / "documents").glob("*.toml"))[:4])
    yield b"\0" + (folder / "reasons.toml").read_bytes()[:3000]
    yield b'kind = "passport"\ntitle = "a"\nrequired = []\n[[signs]]\nwords = "a"\nweight = 1.0\n[fields]\n'


def _manifest() -> Iterator[bytes]:
    yield from (KEPT / "manifest.jsonl").read_bytes().splitlines()[:3]
    yield b'\xef\xbb\xbf{"id": 1, "file": "a", "kind": "passport", "holder": {"snils": 1}, "declared": {"a": true}}\r\n'


_USUAL = {
    "file": _files,
    "form": lambda: iter((FORM,)),
    "rules": _rules,
    "date": lambda: (text.encode() for text in DATES),
    "name": lambda: (text.encode() for text in NAMES),
    "number": lambda: (text.encode() for text in NUMBERS),
    "manifest": _manifest,
}
