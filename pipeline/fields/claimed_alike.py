"""Which claims of a layer must be looked at, when lines are drawn with the same pictures of letters as others?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.fields.claimed import Claimed, Contradicted, LookAtLines, contradicted

Letters = frozenset[tuple[str, bytes]]
"""Letters that a layer names, each with what stands for its picture on the page."""
LettersOf = Callable[[Sequence[Claimed]], Sequence[Letters | None]]
"""For each claim the letters that it is drawn with; None where they cannot be told apart."""


def contradicted_by_letters(
    claims: Sequence[Claimed], letters_of: LettersOf, look: LookAtLines
) -> tuple[Contradicted, ...]:
    """As `contradicted`, but what is drawn wholly with letters that were confirmed elsewhere needs no look of its own.

    A sample is looked at in which every picture of every letter occurs, then whatever has one that this did not
    confirm. A look that misread pictures which others confirmed is no contradiction.
    """
    drawn = letters_of(claims)
    sample = sample_of(drawn)
    doubted = _looked_at(claims, sample, look)
    known = _confirmed(drawn, sample, doubted)
    rest = [at for at in range(len(claims)) if at not in set(sample) and not _is_known(drawn[at], known)]
    doubted |= _looked_at(claims, rest, look)
    known |= _confirmed(drawn, rest, doubted)
    return tuple(doubted[at] for at in sorted(doubted) if not _is_known(drawn[at], known))


def sample_of(drawn: Sequence[Letters | None]) -> list[int]:
    """The claims to look at, in their order, each for a picture that none before it has: most are on page 1."""
    seen: set[tuple[str, bytes]] = set()
    sample = []
    for at, letters in enumerate(drawn):
        if letters is None or not letters <= seen:
            sample.append(at)
            seen.update(letters or ())
    return sample


def _looked_at(claims: Sequence[Claimed], places: Sequence[int], look: LookAtLines) -> dict[int, Contradicted]:
    at_claim = {id(claims[at]): at for at in places}
    return {at_claim[id(one.claim)]: one for one in contradicted([claims[at] for at in places], look)}


def _confirmed(
    drawn: Sequence[Letters | None], places: Sequence[int], doubted: dict[int, Contradicted]
) -> set[tuple[str, bytes]]:
    return {letter for at in places if at not in doubted for letter in drawn[at] or ()}


def _is_known(letters: Letters | None, known: set[tuple[str, bytes]]) -> bool:
    return letters is not None and letters <= known
