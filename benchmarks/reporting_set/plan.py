"""Which papers make up a set of a given size?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from benchmarks.reporting_set.damage import DAMAGES
from benchmarks.reporting_set.faults import FAULTS
from benchmarks.reporting_set.media import MEDIA
from benchmarks.reporting_set.papers.everything import MAKERS, UNRELATED, WEIGHTS, of_kind, one_of
from benchmarks.reporting_set.papers.maker import Maker
from benchmarks.reporting_set.scenarios import ENROLLED

GENUINE = {"genuine": 212, "declared_typo": 16, "changed_surname": 12}
WRONG = {
    "other_person": 14,
    "digit_altered_declared_so": 12,
    "digit_altered_declared_true": 10,
    "never_issued": 12,
    "revoked": 10,
    "other_year": 8,
    "name_altered": 10,
    "no_signature": 8,
    "no_seal": 8,
    "wrong_kind": 10,
    "unrelated": 8,
    "expired": 8,
    "perhaps_extended": 4,
    "blurred": 5,
    "dark": 4,
    "tiny": 4,
    "cropped": 5,
    "glare": 5,
    "blank": 4,
    **dict.fromkeys(FAULTS, 1),
}
"""How many of 400 papers play each scenario; other sizes keep the proportions."""

_PICTURES = ("scan300_colour", "scan200_colour", "scan200_grey", "photo", "photo", "hard_photo")


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One paper to draw."""

    scenario: str
    maker: Maker
    medium: str


def shared_out(weights: Mapping[str, float], count: int) -> list[str]:
    """Return `count` names in proportion to their weights (largest remainder), heaviest first."""
    total = sum(weights.values())
    exact = {name: weight * count / total for name, weight in weights.items()}
    whole = {name: int(share) for name, share in exact.items()}
    rest = sorted(exact, key=lambda name: (whole[name] - exact[name], name))
    for name in rest[: count - sum(whole.values())]:
        whole[name] += 1
    return [name for name, times in whole.items() for _ in range(times)]


def fit(medium: str, maker: Maker) -> str:
    """Return the medium, or a scan inside a PDF where the paper never comes as a PDF with text."""
    return "scan_pdf" if medium == "text_pdf" and not maker.digital else medium


def _variants(kind: str, count: int) -> list[Maker]:
    makers = {maker.variant: maker for maker in of_kind(kind)}
    return [makers[name] for name in shared_out({name: maker.weight for name, maker in makers.items()}, count)]


def _genuine(count: int, rng: Random) -> list[Planned]:
    kinds = shared_out(WEIGHTS, count)
    makers = [maker for kind in WEIGHTS for maker in _variants(kind, kinds.count(kind))]
    scenarios, media = shared_out(GENUINE, count), shared_out(MEDIA, count)
    for drawn in (makers, media):
        rng.shuffle(drawn)
    planned = []
    for scenario, maker, medium in zip(scenarios, makers, media, strict=True):
        chosen = (
            maker
            if scenario == "genuine"
            else one_of(tuple(one for one in MAKERS if one.enrolled and not one.ends), rng)
        )
        planned.append(Planned(scenario=scenario, maker=chosen, medium=fit(medium, chosen)))
    return planned


def suited(scenario: str) -> tuple[Maker, ...]:
    """Return the makers whose papers can play a scenario."""
    if scenario == "unrelated":
        return UNRELATED
    if scenario in ("expired", "perhaps_extended"):
        return tuple(maker for maker in MAKERS if maker.ends == scenario)
    lasting = tuple(maker for maker in MAKERS if not maker.ends)
    if scenario == "never_issued":
        return tuple(maker for maker in lasting if maker.recent)
    if scenario in ENROLLED:
        return tuple(maker for maker in lasting if maker.enrolled)
    if scenario in ("no_signature", "no_seal"):
        return tuple(maker for maker in lasting if maker.enrolled and maker.signed and maker.sealed)
    return lasting if scenario == "wrong_kind" else tuple(maker for maker in lasting if maker.enrolled)


def _wrong(count: int, rng: Random) -> list[Planned]:
    media = shared_out(MEDIA, count)
    rng.shuffle(media)
    planned = []
    for scenario, medium in zip(shared_out(WRONG, count), media, strict=True):
        makers = suited(scenario)
        maker = rng.choice(makers) if scenario == "unrelated" else one_of(makers, rng)
        if scenario in DAMAGES:
            medium = {"blank": "scan200_colour", "glare": "photo"}.get(scenario, rng.choice(_PICTURES))
        if scenario in FAULTS:
            medium = "file"
        planned.append(Planned(scenario=scenario, maker=maker, medium=fit(medium, maker)))
    return planned


def planned(count: int, rng: Random) -> list[Planned]:
    """Return the papers of a set in mixed order: three in five genuine."""
    right = round(count * 0.6)
    papers = [*_genuine(right, rng), *_wrong(count - right, rng)]
    rng.shuffle(papers)
    return papers
