"""Which typefaces are hands, and which more are print? (fetched from the npm registry, never kept in the project)

`python -m benchmarks.signature_net.typefaces --out DIR` needs npm and, to put the halves of a face together, fonttools.
"""

from __future__ import annotations

import argparse
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks.signature_net import pens
from benchmarks.signature_net.written import Written, found

HANDS = (
    "caveat bad-script dancing-script great-vibes sacramento allura alex-brush parisienne pinyon-script "
    "herr-von-muellerhoff mrs-saint-delafield mr-dafoe mr-bedfort monsieur-la-doulaise meddon reenie-beanie "
    "nothing-you-could-do over-the-rainbow la-belle-aurore league-script cedarville-cursive dawning-of-a-new-day "
    "loved-by-the-king waiting-for-the-sunrise shadows-into-light just-me-again-down-here qwigley ruthie rouge-script "
    "bilbo clicker-script miss-fajardose lovers-quarrel euphoria-script arizonia beth-ellen licorice ole whisper "
    "waterfall square-peg passions-conflict inspiration hurricane fuggles explora estonia ephesis comforter cherish "
    "caramel birthstone babylonica are-you-serious windsong vujahday-script updock sassy-frass ruge-boogie petemoss "
    "my-soul moon-dance love-light lavishly-yours island-moments imperial-script corinthia bonheur-royale mea-culpa "
    "the-nautigal luxurious-script water-brush gwendolyn send-flowers marck-script zeyada mr-de-haviland kristi "
    "homemade-apple"
).split()
HELD_OUT_HANDS = ("marck-script", "zeyada", "mr-de-haviland", "kristi", "mea-culpa", "homemade-apple")
PRINT = (
    "cormorant lora eb-garamond playfair-display merriweather spectral vollkorn alegreya literata bitter ubuntu "
    "fira-sans ibm-plex-serif ibm-plex-sans ibm-plex-mono source-serif-4 source-sans-3 inter montserrat rubik "
    "oranienbaum prata philosopher yeseva-one forum tinos cousine arimo kurale ledger jura exo-2 play didact-gothic "
    "anonymous-pro cuprum cormorant-infant cormorant-garamond alegreya-sans noto-sans-mono andika nunito manrope "
    "russo-one tenor-sans"
).split()
"""None of them is among those of `reporting_set`."""
WRITTEN_SHARE = 5
"""A name is written in a typeface as often as by so many of the hands that draw strokes."""


def with_typefaces(
    folder: Path, hands: tuple[pens.Hand, ...], families: tuple[str, ...], *, held_out: bool
) -> tuple[tuple[pens.Hand, ...], tuple[str, ...]]:
    """Hands and families of print, with those of the folder."""
    written: Written = found(folder / ("held-out" if held_out else "hands"))
    more = () if held_out else tuple(str(file) for file in sorted((folder / "print").glob("*.ttf")))
    return (*hands, *[written] * (1 if held_out else WRITTEN_SHARE)), (*families, *more)


def fetched(name: str, folder: Path) -> list[Path]:
    """The face's files, one for each set of letters, weight and slope."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), f"@fontsource/{name}"]
    subprocess.run(command, check=True, timeout=300, stdout=subprocess.DEVNULL)
    archive = next(folder.glob(f"fontsource-{name}-*.tgz"))
    with tarfile.open(archive) as opened:
        opened.extractall(folder / name, filter="data")
    return sorted((folder / name).rglob("*.woff"))


def hand_files(name: str, files: Iterable[Path]) -> list[Path]:
    """Of each set of letters the regular one."""
    kept = [[file for file in files if f"{name}-{letters}-" in file.name and "normal" in file.name]
            for letters in ("latin", "cyrillic")]  # fmt: skip
    return [next((file for file in some if "-400-" in file.name), some[0]) for some in kept if some]


def put_together(name: str, files: Iterable[Path], out: Path) -> None:
    """Latin letters and digits with Cyrillic ones in a file, for each weight and slope that has both."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    by_name = {file.name: file for file in files}
    for cut in [f"{weight}-{slope}" for weight in (400, 700) for slope in ("normal", "italic")]:
        halves = [by_name.get(f"{name}-{letters}-{cut}.woff") for letters in ("latin", "cyrillic")]
        if None in halves:
            continue
        plain: list[str] = []
        for half in halves:
            font = TTFont(half)
            font.flavor = None
            for table in ("GSUB", "GPOS", "GDEF", "DSIG", "STAT", "fvar", "kern"):
                if table in font:
                    del font[table]
            plain.append(str(out / f".{len(plain)}.ttf"))
            font.save(plain[-1])
        Merger().merge(plain).save(out / f"{name}-{cut}.ttf")
        for file in plain:
            Path(file).unlink()


def main() -> None:
    """Fetch them all: about seven minutes."""
    parser = argparse.ArgumentParser(description="Fetch typefaces that the net learns from.")
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    for part in ("hands", "held-out", "print"):
        (out / part).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for index, name in enumerate((*HANDS, *PRINT), start=1):
            files = fetched(name, Path(folder))
            if name in HANDS:
                part = out / ("held-out" if name in HELD_OUT_HANDS else "hands")
                for file in hand_files(name, files):
                    (part / file.name).write_bytes(file.read_bytes())
            else:
                put_together(name, files, out / "print")
            print(f"{index}/{len(HANDS) + len(PRINT)} {name}", flush=True)


if __name__ == "__main__":
    main()
