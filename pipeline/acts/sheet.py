"""How does an act become a PDF? (WeasyPrint; the same content gives the same bytes on the same machine)"""

from __future__ import annotations

import datetime as dt
import hashlib
import warnings
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.acts import phrases
from pipeline.acts.content import ActContent
from pipeline.acts.qr_code import qr_svg
from pipeline.case import Record

TEMPLATES = Path(__file__).parent / "templates"
FORMAT = "pdf/a-2u"
"""For keeping: typefaces are inside, every sign says which letter it is, so that the text can be copied."""

NOWHERE: tuple[str, ...] = ()
"""Protocols by which the page may fetch something."""


class CannotDraw(Exception):
    """What an act is drawn with is not there; the message says what to install."""


class Issue(Record):
    """Of the sheet of paper, not of what it confirms."""

    number: int
    version: int
    made_on: dt.date
    code: str
    """By which it is verified; nobody guesses it."""
    link: str | None = None
    """Where it is verified; None prints the code alone."""
    kind_title: str
    cabinet: str
    """Who draws it up."""
    rules: str
    pipeline: str
    replaces: dt.date | None = None
    """The day of the version that this one replaces."""

    @property
    def shown_number(self) -> str:
        return shown_number(self.number)


def shown_number(number: int) -> str:
    """«000012»."""
    return f"{number:06d}"


def draw(content: ActContent, issue: Issue) -> bytes:
    """The act as a PDF/A. Nothing is fetched: the page holds all it needs. Raises `CannotDraw`."""
    return _drawn(content, issue)[0]


def typefaces(content: ActContent, issue: Issue) -> frozenset[str]:
    """Families that the act is set in on this machine. Raises `CannotDraw`."""
    return frozenset(font.family for font in _drawn(content, issue)[1].fonts.values())


def drawn_with() -> str:
    """Which library draws, with its native ones loaded. Raises `CannotDraw`."""
    return f"WeasyPrint {_weasyprint().__version__}"


def _drawn(content: ActContent, issue: Issue) -> tuple[bytes, Any]:
    """The PDF, and the library's document."""
    weasyprint = _weasyprint()
    page = html_of(content, issue)
    identifier = hashlib.sha256(page.encode()).digest()[:16]
    document = weasyprint.HTML(string=page, url_fetcher=weasyprint.URLFetcher(allowed_protocols=NOWHERE)).render()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves closing its colour profile to Python
        made: bytes = document.write_pdf(pdf_variant=FORMAT, pdf_identifier=identifier, optimize_images=False)
        document.color_profiles.clear()
    return made, document


def html_of(content: ActContent, issue: Issue) -> str:
    """The page that is drawn; every value is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_finalized,
    )  # fmt: skip
    unexact = sorted({
        mark for period in content.periods for mark in (phrases.mark(period.start), phrases.mark(period.end)) if mark
    })  # fmt: skip
    return environment.get_template("act.html").render(
        content=content,
        issue=issue,
        unexact=unexact,
        signs=dict(zip(unexact, ("*", "**"), strict=False)),
        qr=Markup(qr_svg(issue.link)) if issue.link else None,
        style=Markup((TEMPLATES / "act.css").read_text(encoding="utf-8")),
        say=phrases,
    )


def _finalized(value: Any) -> Any:
    return phrases.printable(value) if type(value) is str else value


def _weasyprint() -> Any:
    """Loaded when it is needed: it opens Pango and a dozen libraries with it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of a library that it does not need yet
            import weasyprint
    except (ImportError, OSError) as error:
        raise CannotDraw(f"WeasyPrint does not load ({type(error).__name__}): Pango and HarfBuzz are needed") from None
    return weasyprint
