"""Which programs made and altered a PDF, and what did later increments change? (pypdf; nothing is rendered)"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from pipeline.case import Trace
from pipeline.reading.editors import editor_in
from pipeline.reading.pdf_structure import PdfEncrypted, PdfUnreadable, opened, resolved

MOST_BYTES = 20_000_000
MOST_REVISIONS = 4
"""So many of the last states of a file are compared, each with the one before it."""
PAGES = 6
END = b"%%EOF"
LATER = dt.timedelta(hours=1)
"""Between making and changing: programs that write a file twice as they export it take seconds."""
XMP_BYTES = 200_000
AGENT = re.compile(r"softwareAgent(?:>|=[\"'])\s*([^<\"']{2,120})")
WHAT = {
    "content": "содержимое страниц", "annotations": "пометки поверх страниц", "pages": "число страниц",
    "metadata": "сведения о файле",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class State:
    """What a file shows at the end of one increment: hashes of the pages' content, of their annotations."""

    content: tuple[str, ...]
    annotations: tuple[str, ...]
    metadata: str


def traces_of_pdf(content: bytes) -> tuple[Trace, ...]:
    """Advisory traces of the whole file; none for a file that cannot be opened."""
    try:
        with opened(content) as reader:
            found = [*_programs(reader), *_times(reader), *_edit_history(reader), *_hidden_layers(reader)]
        return (*found, *_increments(content))
    except (PdfUnreadable, PdfEncrypted):
        return ()


def _programs(reader: pypdf.PdfReader) -> Iterator[Trace]:
    information: Mapping[str, Any] = reader.metadata or {}
    named = {str(information.get(key, "")) for key in ("/Producer", "/Creator")}
    for editor in sorted({editor for name in named if (editor := editor_in(name))}):
        yield Trace(what="edited_with", strength="fair", detail=f"в файле назван редактор: {editor}")


def _times(reader: pypdf.PdfReader) -> Iterator[Trace]:
    information = reader.metadata
    made = information.creation_date if information else None
    changed = information.modification_date if information else None
    if made and changed and _aware(changed) - _aware(made) > LATER:
        detail = f"создан {made:%d.%m.%Y %H:%M}, изменён {changed:%d.%m.%Y %H:%M}"
        yield Trace(what="changed_after_creation", strength="weak", detail=detail)


def _aware(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _edit_history(reader: pypdf.PdfReader) -> Iterator[Trace]:
    """`xmpMM:History` names each program that saved the file."""
    stream = resolved(_root(reader).get("/Metadata"))
    if not isinstance(stream, StreamObject):
        return
    text = stream.get_data()[:XMP_BYTES].decode("utf-8", "replace")
    agents = [editor for name in AGENT.findall(text) if (editor := editor_in(name))]
    if agents:
        detail = f"сохранён в редакторе {len(agents)} раз, последний — {agents[-1]}"
        yield Trace(what="edit_history", strength="fair", detail=detail)


def _hidden_layers(reader: pypdf.PdfReader) -> Iterator[Trace]:
    settings = resolved(_root(reader).get("/OCProperties"))
    default = resolved(settings.get("/D")) if isinstance(settings, DictionaryObject) else None
    if not isinstance(default, DictionaryObject):
        return
    hidden = resolved(default.get("/OFF"))
    count = len(hidden) if isinstance(hidden, ArrayObject) else 0
    if count or resolved(default.get("/BaseState")) == "/OFF":
        yield Trace(what="hidden_layer", strength="fair", detail=f"скрытых слоёв: {count or 'все'}")


def _root(reader: pypdf.PdfReader) -> DictionaryObject:
    root = reader.trailer["/Root"].get_object()
    return root if isinstance(root, DictionaryObject) else DictionaryObject()


# --- increments -------------------------------------------------------------------------------------------------


def _increments(content: bytes) -> Iterator[Trace]:
    """Each later increment with what it changed; those of a signature change no page and leave no trace."""
    ends = revisions(content)
    if len(ends) < 2 or len(content) > MOST_BYTES:
        return
    states = [state for end in ends[-MOST_REVISIONS:] if (state := _state(content[:end])) is not None]
    for number, (before, after) in enumerate(itertools.pairwise(states), start=1):
        changed = differences(before, after)
        if changed and changed != ["metadata"]:
            strength = "strong" if {"content", "annotations"} & set(changed) else "fair"
            detail = f"дозапись {number} изменила: {', '.join(WHAT[one] for one in changed)}"
            yield Trace(what="later_increment", strength=strength, detail=detail)


def revisions(content: bytes) -> list[int]:
    """Where each state of the file ends; a linearised file's first part is not one of them."""
    ends = [match.end() for match in re.finditer(re.escape(END), content)]
    return ends[1:] if len(ends) > 1 and b"/Linearized" in content[:1024] else ends


def differences(before: State, after: State) -> list[str]:
    """What of a state differs from the one before it."""
    changed = []
    if len(before.content) != len(after.content):
        changed.append("pages")
    elif before.content != after.content:
        changed.append("content")
    if before.annotations != after.annotations and "pages" not in changed:
        changed.append("annotations")
    if before.metadata != after.metadata:
        changed.append("metadata")
    return changed


def _state(content: bytes) -> State | None:
    try:
        with opened(content) as reader:
            pages = [reader.pages[index] for index in range(min(len(reader.pages), PAGES))]
            return State(
                content=tuple(_content_hash(page) for page in pages),
                annotations=tuple(_hash(*sorted(map(str, _drawn_annotations(page)))) for page in pages),
                metadata=_hash(*(f"{key}={value}" for key, value in sorted((reader.metadata or {}).items()))),
            )
    except (PdfUnreadable, PdfEncrypted):
        return None


def _content_hash(page: pypdf.PageObject) -> str:
    contents = page.get_contents()
    return _hash(contents.get_data().decode("latin-1")) if contents is not None else ""


def _drawn_annotations(page: pypdf.PageObject) -> Iterator[tuple[str, str, str]]:
    for annotation in annotations_of(page):
        if not _is_signature(annotation):
            yield (
                str(resolved(annotation.get("/Subtype"))),
                str(resolved(annotation.get("/Rect"))),
                str(resolved(annotation.get("/V"))),
            )


def annotations_of(page: pypdf.PageObject) -> Iterator[DictionaryObject]:
    """The page's annotations, resolved."""
    held: Any = resolved(page.get("/Annots"))
    for entry in held if isinstance(held, ArrayObject) else ():
        annotation = entry.get_object()
        if isinstance(annotation, DictionaryObject):
            yield annotation


def _is_signature(annotation: DictionaryObject) -> bool:
    return str(resolved(annotation.get("/FT"))) == "/Sig"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
