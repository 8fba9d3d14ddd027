"""Small files for tests of the first stage, drawn or written here."""

from __future__ import annotations

import io
import zipfile

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
TEXT = (
    "Настоящий диплом свидетельствует о том, что",
    "Иванова Мария Сергеевна",
    "освоила программу специалитета по специальности",
    "31.05.01 Лечебное дело",
    "и успешно прошла государственную итоговую",
    "аттестацию. Присвоена квалификация",
    "врач-лечебник",
    "Протокол № 7 от 28 июня 2019 года",
    "Регистрационный номер 31-0517",
    "Дата выдачи 5 июля 2019 года",
    "Председатель государственной комиссии",
    "Руководитель образовательной организации",
)


def page(*, width: int = 1000, height: int = 1400, size: int = 30, paper: int = 245) -> Image.Image:
    """A grey page of a dozen lines of Russian text, with a little of a scanner's noise."""
    picture = Image.new("L", (width, height), paper)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, size)
    for number, line in enumerate(TEXT):
        draw.text((0.08 * width, 0.08 * height + number * 0.07 * height), line, fill=30, font=font)
    noise = np.random.default_rng(1).normal(0, 2, (height, width))
    return Image.fromarray(np.clip(np.asarray(picture, np.float64) + noise, 0, 255).astype(np.uint8))


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def blurred(picture: Image.Image, radius: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(radius))


def pdf(pages: int = 1, size: tuple[float, float] = (595, 842)) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size, invariant=1)
    for number in range(pages):
        canvas.drawString(100, 100, f"page {number + 1}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def protected(*, user: str, owner: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt(user_password=user, owner_password=owner, algorithm="AES-256")
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def raw_pdf(
    *,
    catalogue: bytes = b"",
    page_more: bytes = b"",
    content: bytes = b"<</Length 1>>stream\nq\nendstream",
    more: tuple[bytes, ...] = (),
) -> bytes:
    """A one-page PDF written object by object: 4 is the content, `more` are 5 and on."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + catalogue + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R" + page_more + b">>",
        content,
        *more,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, count = len(out), len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start)


def docx(*, first: str = "[Content_Types].xml", more: dict[str, bytes] | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(first, b"<Types/>")
        archive.writestr("word/document.xml", b"<w:document/>")
        for name, body in (more or {}).items():
            archive.writestr(name, body)
    return stream.getvalue()


def ole(*names: str) -> bytes:
    """The directory of an OLE container with streams of these names, and nothing in them."""
    out = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    for name in ("Root Entry", *names):
        text = name.encode("utf-16-le") + b"\0\0"
        kind = 5 if name == "Root Entry" else 2
        out += text.ljust(64, b"\0") + len(text).to_bytes(2, "little") + bytes([kind, 1]) + bytes(60)
    return out.ljust(2048, b"\0")
