"""What is the applicant told about a reason code, in their language?"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.rules.loader import load_fields, load_kinds, load_reasons

Locale = Literal["ru", "en"]
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Rendered(NamedTuple):
    """The applicant's text."""

    message: str
    advice: str


def render(code: str, locale: Locale = "ru", **values: object) -> Rendered:
    """Return the text for `code` with `values` (field, found, expected, date, page, kind, limit) filled in.

    Parts whose values are missing are left out. Raises `KeyError` for an unknown code.
    """
    rule = load_reasons()[code]
    text = rule.ru if locale == "ru" else rule.en
    shown = {name: _shown(name, value, locale) for name, value in values.items() if value not in (None, "")}
    return Rendered(message=_fill(text.message, shown), advice=_fill(text.advice, shown))


def field_name(field: str, locale: Locale = "ru") -> str:
    """Return what people call a field of the contract; a field that is not named stays as it is."""
    name = load_fields().get(field)
    return field if name is None else name.ru if locale == "ru" else name.en


def _fill(template: str, values: dict[str, str]) -> str:
    def keep(match: re.Match[str]) -> str:
        wanted = _PLACEHOLDER.findall(match[1])
        return match[1] if all(name in values for name in wanted) else ""

    filled = _PLACEHOLDER.sub(lambda match: values[match[1]], _OPTIONAL.sub(keep, template))
    return " ".join(filled.split())


def _shown(name: str, value: object, locale: Locale) -> str:
    if name == "field":
        return field_name(str(value), locale)
    if name == "page" and locale == "ru":
        return f"№ {value}"
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    date = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if date:
        return f"{date[3]}.{date[2]}.{date[1]}" if locale == "ru" else text
    if name in ("found", "expected") and re.fullmatch(r"[a-z_]+", text):
        return kind_title(text)
    return text


@lru_cache(maxsize=256)
def kind_title(kind: str) -> str:
    """Return what a person calls a kind of document; an unknown one stays as it is."""
    found = load_kinds().get(kind)
    return found.title if found else kind
