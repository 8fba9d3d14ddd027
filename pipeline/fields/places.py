"""Which words stand at a label: to its right, below it, above it, or between two wordings?"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.fields.flow import Flow, Hit, Token, squash, union
from pipeline.rules.kind import FieldRules, Place
from pipeline.rules.numbers import normalise_for_number

BESIDE, NEARER, FARTHER = 0.95, 0.92, 0.78
"""Trust in a value right of its label, in the nearer of the lines over and under it, and in the farther."""
CAPTIONS_OWN, LIKELIER = 0.5, 0.8
"""What a gap counts when a bracketed caption looks up, and when the kind's data says «below» first."""
BRACKETS = ("(", "{", "[")
SIGNERS = ("Председатель", "Руководитель", "Ректор", "Директор", "Секретарь", "Декан", "Главный врач", "М.П.")
"""Wordings with which the signatures begin: no value runs on past them."""
SURE = 0.9
"""Only a wording that reads so alike ends another's text: «Российской Федерации» is not «Российская Федерация»."""
OPENS, CLOSES = re.compile(r"^\W{0,2}[«\"„“]\w"), re.compile(r"\w\W?[»\"”“]\W{0,2}$")
"""Words that begin and end a quotation, whatever marks the typeface has."""
LONGEST_QUOTE = 14
SHORTEST = 2
LINES_BETWEEN = 6
"""A value between two wordings is not longer than so many lines."""
ASIDE, LOOSELY = 0.8, 0.4
"""A line that does not stand straight under or over its label counts as so many heights further away."""
REACH = 3.2
"""A value below or above its label is not further away than so many heights of the label."""


@dataclass(frozen=True, kw_only=True)
class Region:
    """Words where a value may stand, in reading order, and how much the place speaks for it (0 to 1)."""

    tokens: tuple[Token, ...]
    trust: float
    place: str


def with_barriers(flow: Flow, fields: Mapping[str, FieldRules]) -> Flow:
    """The flow that knows where the labels and wordings of a kind's fields begin."""
    wordings = {w for rules in fields.values() for w in (*rules.labels, *rules.after, *rules.before)}
    found = {
        hit.first for wording in {*wordings, *SIGNERS} if _tells(wording) for hit in flow.find(wording, likeness=SURE)
    }
    quoted = frozenset(_quoted(flow))
    return replace(flow, barriers=tuple(sorted(found - quoted)), quoted=quoted)


def _tells(wording: str) -> bool:
    """A preposition, «с» or «от», may stand inside any value."""
    return len(squash(wording)) > SHORTEST


def _quoted(flow: Flow) -> set[int]:
    """Words inside quotes, but for the first: «Центр повышения квалификации» is a name, not a label."""
    inside: set[int] = set()
    opened: int | None = None
    for index, token in enumerate(flow.tokens):
        if opened is not None and index - opened > LONGEST_QUOTE:
            opened = None
        if opened is None and OPENS.search(token.text):
            opened = index
        if opened is not None and CLOSES.search(token.text):
            inside.update(range(opened + 1, index + 1))
            opened = None
    return inside


def regions_of(flow: Flow, rules: FieldRules) -> tuple[Region, ...]:
    """Every place where the rules expect the value, the most trusted first."""
    found = [*_between_wordings(flow, rules), *_at_labels(flow, rules)]
    return tuple(sorted((region for region in found if region.tokens), key=lambda region: -region.trust))


def _at_labels(flow: Flow, rules: FieldRules) -> list[Region]:
    found = []
    for label in rules.labels:
        for hit in flow.find(label):
            if label.endswith("№") and not _signed(flow, hit):
                continue  # «с приказом ознакомлен» is not «Приказ №»
            if "right" in rules.places:
                found.append(Region(tokens=right_of(flow, hit), trust=hit.likeness * BESIDE, place="right"))
            for place, tokens, trust in _over_or_under(flow, hit, rules):
                found.append(Region(tokens=tokens, trust=hit.likeness * trust, place=place))
    return found


def _signed(flow: Flow, hit: Hit) -> bool:
    """Does a number sign stand at a label, or a digit at once after it where the sign was lost?"""
    around = normalise_for_number(" ".join(token.text for token in flow.words(hit.last - 1, hit.last + 2)))
    return "№" in around or bool(re.search(r"\d", around))


def _over_or_under(flow: Flow, hit: Hit, rules: FieldRules) -> Iterator[tuple[str, tuple[Token, ...], float]]:
    """The lines over and under a label; the nearer is its value, for a caption belongs to what it stands next to."""
    lines = {"above": _nearest_line(flow, hit, direction=-1), "below": _nearest_line(flow, hit, direction=1)}
    gaps = {place: gap for place, (gap, _) in lines.items()}
    if _is_caption(flow, hit):
        gaps["above"] *= CAPTIONS_OWN
    elif rules.places.index("below") < _rank(rules, "above") if "below" in rules.places else False:
        gaps["below"] *= LIKELIER
    for place, (_, tokens) in lines.items():
        if place in rules.places or _is_caption(flow, hit):
            nearer = gaps[place] <= min(gaps.values())
            yield place, tokens, NEARER if nearer else FARTHER


def _rank(rules: FieldRules, place: Place) -> int:
    return rules.places.index(place) if place in rules.places else len(rules.places)


def _is_caption(flow: Flow, hit: Hit) -> bool:
    """A label in brackets, «(фамилия, имя, отчество)», is printed under its value."""
    return flow.tokens[hit.first].text[:1] in BRACKETS


def _between_wordings(flow: Flow, rules: FieldRules) -> list[Region]:
    """After one of `after`, up to the nearest of `before` or of another field's wordings.

    With `before` alone, the lines that lead up to it.
    """
    ends = _likest([hit for wording in rules.before for hit in flow.find(wording)])
    found = []
    for wording in rules.after:
        for hit in flow.find(wording):
            closing = [end.first for end in ends if end.first >= hit.last and end.first not in flow.quoted]
            passing = (
                closing and rules.type == "date"
            )  # its own closing words tell a date's place, others may stand between
            others = [] if passing else [index for index in flow.barriers if index > hit.last]
            stop = min([*closing, *others], default=None)
            tokens = flow.words(hit.last, stop if stop is not None else len(flow.tokens))
            near = _first_lines(tokens, LINES_BETWEEN)
            closed = stop is not None and len(near) == len(tokens)
            found.append(Region(tokens=near, trust=hit.likeness * (0.98 if closed else 0.8), place="after"))
    if not rules.after:
        for end in ends:
            tokens = _last_lines(flow.words(0, end.first), LINES_BETWEEN)
            found.append(Region(tokens=tokens, trust=end.likeness * 0.75, place="before"))
    return found


def _likest(hits: Sequence[Hit]) -> list[Hit]:
    """Without those that another, more alike, overlaps: «на должности» is found in «3» в должности» too."""
    return [
        hit
        for hit in hits
        if not any(o.likeness > hit.likeness and o.first < hit.last and hit.first < o.last for o in hits)
    ]


def _first_lines(tokens: Sequence[Token], count: int) -> tuple[Token, ...]:
    lines = list(dict.fromkeys(token.line for token in tokens))[:count]
    return tuple(token for token in tokens if token.line in lines)


def _last_lines(tokens: Sequence[Token], count: int) -> tuple[Token, ...]:
    lines = list(dict.fromkeys(token.line for token in tokens))[-count:]
    return tuple(token for token in tokens if token.line in lines)


def right_of(flow: Flow, hit: Hit) -> tuple[Token, ...]:
    """The rest of the label's line, and pieces of the same line that the recogniser set apart."""
    label = flow.words(hit.first, hit.last)
    last = label[-1]
    box = union([token.box for token in label if token.line == last.line])
    height = max(box[3] - box[1], 1)
    beside = [
        token
        for token in flow.tokens
        if token.page == last.page
        and token.column == last.column
        and token.box[0] >= box[2] - height // 3
        and _overlap(token.box[1], token.box[3], box[1], box[3]) > 0.4
    ]
    ahead = [token for token in beside if token.start >= label[-1].end]
    glued = (last,) if any(character.isdigit() for character in last.text) else ()
    return (*glued, *sorted(ahead, key=lambda token: token.box[0]))


def _nearest_line(flow: Flow, hit: Hit, *, direction: int) -> tuple[float, tuple[Token, ...]]:
    """The nearest line under (1) or over (-1) the label within reach, and how far it is, in pixels; many blanks print
    the caption under the value."""
    label = flow.words(hit.first, hit.last)
    box = union([token.box for token in label])
    height = max((box[3] - box[1]) // len({token.line for token in label}), 1)
    own = {token.line for token in label}
    best: tuple[float, tuple[Token, ...]] | None = None
    for first, last in flow.lines:
        line = flow.tokens[first:last]
        if not line or line[0].line in own or line[0].page != label[0].page or line[0].column != label[0].column:
            continue
        around = union([token.box for token in line])
        gap = around[1] - box[3] if direction > 0 else box[1] - around[3]
        tall = max(height, around[3] - around[1])
        middle = (around[1] + around[3]) / 2
        if (middle - (box[1] + box[3]) / 2) * direction <= 0 or gap > REACH * tall or gap < -0.6 * tall:
            continue
        aside = _overlap(around[0], around[2], box[0] - 4 * height, box[2] + 4 * height) <= 0
        if aside and gap < 0:
            continue  # it stands beside the label, only a little lower
        straight = _overlap(around[0], around[2], box[0], box[2]) > 0
        rank = gap + (ASIDE * tall if aside else 0 if straight else LOOSELY * tall)
        if best is None or rank < best[0]:
            best = (rank, line)
    return best or (math.inf, ())


def _overlap(a0: int, a1: int, b0: int, b1: int) -> float:
    """Share of the shorter span that both have."""
    return (min(a1, b1) - max(a0, b0)) / max(min(a1 - a0, b1 - b0), 1)
