"""What does a DOCX say, paragraph by paragraph and cell by cell, in the order in which it is read? (expat)

Only what is meant to be seen: neither deleted text, nor hidden text, nor codes of fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.parsers import expat

from pipeline.case import Record
from pipeline.reading.word_archive import Archive, WordEncrypted, WordUnreadable
from pipeline.reading.word_structure import MAIN_PART
from pipeline.reading.word_xml import DEEPEST

MOST_LETTERS = 200_000
"""A paper of a few pages has a hundredth of them."""
AROUND = re.compile(r"word/(header|footer)\d*\.xml")
UNSEEN = frozenset({"del", "movefrom", "fallback", "instrtext", "deltext", "commentreference"})
"""Elements whose text is not on the page; of two ways to show the same, the older one."""
OFF = frozenset({"0", "false", "off"})
WORD = "http://schemas.openxmlformats.org/wordprocessingml/"


class Block(Record):
    """A paragraph (one cell), or a row of a table; of each cell its paragraphs."""

    cells: tuple[tuple[str, ...], ...]
    is_row: bool = False


@lru_cache(maxsize=1)
def blocks_of(content: bytes) -> tuple[Block, ...]:
    """What stands in the headers, in the text, in the footers. Raises `WordUnreadable`."""
    try:
        parts = {name: part for name, part in Archive(content).parts() if name == MAIN_PART or AROUND.fullmatch(name)}
    except WordEncrypted as error:
        raise WordUnreadable(str(error)) from error
    if MAIN_PART not in parts:
        raise WordUnreadable("the archive holds no Word document")
    around = {name: tuple(_blocks(part)) for name, part in sorted(parts.items()) if name != MAIN_PART}
    heads = dict.fromkeys(blocks for name, blocks in around.items() if "header" in name)
    feet = dict.fromkeys(blocks for name, blocks in around.items() if "footer" in name)
    return (*_joined(heads), *_blocks(parts[MAIN_PART]), *_joined(feet))


def _joined(parts: dict[tuple[Block, ...], None]) -> Iterator[Block]:
    """The first page's header is often that of all others: it is told once."""
    for blocks in parts:
        yield from blocks


def _blocks(part: bytes) -> Iterator[Block]:
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = reader.characters, reader.doctype
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise WordUnreadable("an XML part is damaged") from error
    return iter(reader.blocks)


class _Reader:
    """Follows a part's elements. A table within a cell becomes paragraphs of that cell."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._depth = self._letters = self._unseen = self._tables = 0
        self._text: list[str] = []
        self._outer: list[list[str]] = []
        """Texts of the paragraphs around one that stands in a text box within them."""
        self._row: list[list[str]] = []
        self._takes = self._hidden = self._in_run = False

    def doctype(self, *_: object) -> None:
        raise WordUnreadable("an XML part declares entities")

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise WordUnreadable("an XML part is nested too deeply")
        name = tag.rpartition(" ")[2].lower()
        if self._unseen or name in UNSEEN:
            self._unseen += 1
            return
        match name:
            case "p" if WORD in tag:
                self._outer.append(self._text)
                self._text = []
            case "r" if WORD in tag:
                self._hidden, self._in_run = False, True
            case "vanish" if self._in_run:
                self._hidden = next(iter(attributes.values()), "1").lower() not in OFF
            case "t" if WORD in tag:
                self._takes = True
            case "tab" | "br" | "cr" if self._in_run:
                self._text.append(" ")
            case "nobreakhyphen":
                self._text.append("-")
            case "tbl":
                self._tables += 1
            case "tr" if self._tables == 1:
                self._row = []
            case "tc" if self._tables == 1:
                self._row.append([])

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._unseen:
            self._unseen -= 1
            return
        match tag.rpartition(" ")[2].lower():
            case "t":
                self._takes = False
            case "r" if WORD in tag:
                self._in_run = False
            case "p" if WORD in tag:
                self._paragraph(" ".join("".join(self._text).split()))
                self._text = self._outer.pop() if self._outer else []
            case "tbl":
                self._tables -= 1
            case "tr" if self._tables == 1 and any(self._row):
                self.blocks.append(Block(cells=tuple(map(tuple, self._row)), is_row=True))
                self._row = []

    def characters(self, text: str) -> None:
        if not self._takes or self._hidden or self._unseen:
            return
        self._letters += len(text)
        if self._letters > MOST_LETTERS:
            raise WordUnreadable("the document's text is too large")
        self._text.append(text)

    def _paragraph(self, text: str) -> None:
        if not text:
            return
        if self._tables and self._row:
            self._row[-1].append(text)
        else:
            self.blocks.append(Block(cells=((text,),)))
