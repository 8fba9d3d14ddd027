"""How is a DOCX written by hand? (paragraphs, tables, a header; nothing of the machine or the hour is in it)"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EPOCH = (2026, 1, 1, 0, 0, 0)
SIZES = {"small": 16, "usual": 24, "large": 32}
"""Half points."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A paragraph. `hidden`: as Word hides text; `deleted`: as it keeps what was taken out."""

    text: str
    align: Literal["left", "center", "right", "both"] = "left"
    size: Literal["small", "usual", "large"] = "usual"
    bold: bool = False
    hidden: bool = False
    deleted: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells; each cell is a text, or several paragraphs."""

    rows: tuple[tuple[str, ...], ...]
    ruled: bool = True


Part = Said | Table


def docx(body: Sequence[Part], header: Sequence[Part] = ()) -> bytes:
    """The same parts give the same bytes."""
    parts = {
        "[Content_Types].xml": _types(bool(header)),
        "_rels/.rels": _relations(("r1", "officeDocument", "word/document.xml")),
        "word/document.xml": _document(body, bool(header)),
    }
    if header:
        parts["word/_rels/document.xml.rels"] = _relations(("h1", "header", "header1.xml"))
        parts["word/header1.xml"] = f'{HEAD}<w:hdr xmlns:w="{MAIN}">{"".join(map(_part, header))}</w:hdr>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return packed.getvalue()


def _document(body: Sequence[Part], header: bool) -> str:
    reference = f'<w:headerReference xmlns:r="{RELATIONS}" w:type="default" r:id="h1"/>' if header else ""
    page = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"/>'
    inside = "".join(map(_part, body)) + f"<w:sectPr>{reference}{page}</w:sectPr>"
    return f'{HEAD}<w:document xmlns:w="{MAIN}"><w:body>{inside}</w:body></w:document>'


def _part(part: Part) -> str:
    return _table(part) if isinstance(part, Table) else _paragraph(part)


def _paragraph(said: Said) -> str:
    marks = "".join(("<w:b/>" if said.bold else "", "<w:vanish/>" if said.hidden else ""))
    font = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    look = f'<w:rPr>{font}{marks}<w:sz w:val="{SIZES[said.size]}"/></w:rPr>'
    tag = "delText" if said.deleted else "t"
    run = f'<w:r>{look}<w:{tag} xml:space="preserve">{escape(said.text, quote=False)}</w:{tag}></w:r>'
    if said.deleted:
        run = f'<w:del w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z">{run}</w:del>'
    return f'<w:p><w:pPr><w:jc w:val="{said.align}"/></w:pPr>{run}</w:p>'


def _table(table: Table) -> str:
    sides = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in SIDES)
    borders = f"<w:tblBorders>{sides}</w:tblBorders>" if table.ruled else ""
    width = 9355 // max(len(row) for row in table.rows)
    rows = "".join(f"<w:tr>{''.join(_cell(text, width) for text in row)}</w:tr>" for row in table.rows)
    return f'<w:tbl><w:tblPr><w:tblW w:w="9355" w:type="dxa"/>{borders}</w:tblPr>{rows}</w:tbl>'


def _cell(text: str, width: int) -> str:
    paragraphs = "".join(_paragraph(Said(text=line)) for line in text.split("\n"))
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraphs}</w:tc>'


SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _types(header: bool) -> str:
    more = f'<Override PartName="/word/header1.xml" ContentType="{WORD_TYPE}.header+xml"/>' if header else ""
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}.document.main+xml"/>{more}</Types>'
    )


def _relations(*each: tuple[str, str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for name, kind, target in each
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'
