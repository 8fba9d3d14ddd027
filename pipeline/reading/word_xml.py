"""What stands in an XML part of a DOCX that loads, runs or embeds something? (expat; no entity is ever resolved)"""

from __future__ import annotations

import re
from xml.parsers import expat

DEEPEST = 400
"""Elements within elements. Tables in tables in text boxes come to some sixty."""
MAX_FIELD = 10_000
LOADS = re.compile(r"[\s\"]*(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE|LINK)\b", re.IGNORECASE)
"""Codes of fields that fetch or run something (ECMA-376, 17.16.5)."""
HARMLESS_LINKS = frozenset({"hyperlink"})
EMBEDDING = frozenset({"oleobject", "package", "control", "activexcontrolbinary", "afchunk", "subdocument", "frame"})
MACROS = ("vbaproject", "vbadata", "macroenabled")
EMBEDDED_TYPES = ("oleobject", "activex", "x-msdownload", "javascript")


class XmlUnreadable(Exception):
    """The part is no sound XML: the document is at fault."""


class Seen:
    """What is active in the parts that were looked through; `pages` as the program noted that wrote the file."""

    def __init__(self) -> None:
        self.active: set[str] = set()
        self.pages = 1
        self._text = ""
        self._depth = 0
        self._field = ""

    def look_through(self, part: bytes) -> None:
        """Raises `XmlUnreadable`."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        self._depth, self._text, self._field = 0, "", ""
        try:
            parser.Parse(part, True)
        except _Stopped:
            self.active.add("entities")
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise XmlUnreadable("an XML part is damaged") from error
        self._end_field()

    def _doctype(self, *_: object) -> None:
        """No part of a document has one: it is there for its entities. What they lead to is left alone."""
        raise _Stopped

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise XmlUnreadable("an XML part is nested too deeply")
        self._text = ""
        match _local(tag):
            case "relationship":
                self._relation(attributes)
            case "override" | "default":
                self._type(attributes.get("ContentType", "").lower())
            case "fldsimple":
                code = next((value for name, value in attributes.items() if _local(name) == "instr"), "")
                self._check_field(code)
            case "fldchar":
                self._end_field()

    def _end(self, tag: str) -> None:
        self._depth -= 1
        match _local(tag):
            case "instrtext" if len(self._field) < MAX_FIELD:
                self._field += self._text
            case "pages" if self._text.strip().isdecimal():
                self.pages = max(1, int(self._text.strip()[:5]))
        self._text = ""

    def _characters(self, text: str) -> None:
        if len(self._text) < MAX_FIELD:
            self._text += text

    def _end_field(self) -> None:
        """A field's code may be cut into pieces over several runs."""
        self._check_field(self._field)
        self._field = ""

    def _check_field(self, code: str) -> None:
        if LOADS.match(code):
            self.active.add("field that loads")

    def _relation(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rsplit("/", 1)[-1].lower()
        if attributes.get("TargetMode", "").strip().lower() == "external" and kind not in HARMLESS_LINKS:
            self.active.add("external link")
        elif kind in EMBEDDING:
            self.active.add("embedded file")
        elif kind.startswith(MACROS):
            self.active.add("macro")

    def _type(self, content_type: str) -> None:
        if any(word in content_type for word in MACROS):
            self.active.add("macro")
        elif any(word in content_type for word in EMBEDDED_TYPES):
            self.active.add("embedded file")


class _Stopped(Exception):
    pass


def _local(tag: str) -> str:
    return tag.rpartition(":")[2].lower()
