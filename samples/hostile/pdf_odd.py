"""Which PDFs carry something that acts, are locked, or have pages of no size?"""

from __future__ import annotations

import io
import random

from pypdf import PdfReader, PdfWriter

from samples.hostile.names import NASTY
from samples.hostile.pdf_parts import packed, page_pdf, stream, with_xref_stream
from samples.hostile.trick import Trick, pdf

ACTIVE = ("FILE_ACTIVE_CONTENT",)
SCRIPTS = (
    b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
    b"/OpenAction<</S/#4a#61vaScript/#4aS(app.alert\\(1\\))>>",
    b"/OpenAction<</S/Launch/F(calc.exe)>>",
    b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[<</S/GoTo/D[3 0 R/Fit]/Next<</S/SubmitForm/F(http://example.org)>>>>]>>",
    b"/AA<</WC<</S/JavaScript/JS(x)>>>>",
    b"/Names<</JavaScript<</Kids[<</Names[(a)<</S/JavaScript/JS(x)>>]>>]>>>>",
    b"/AcroForm<</Fields[<</T(a)/AA<</K<</S/JavaScript/JS(x)>>>>>>]>>",
    b"/AcroForm<</Fields[]/XFA[(a)(b)]>>",
    b"/OpenAction<</S/GoToE/T<</R/C/N(a)>>>>",
    b"/OpenAction<</S/ImportData/F(a.fdf)>>",
)


def script(rng: random.Random, paper: bytes) -> bytes:
    return page_pdf(paper, catalogue=rng.choice(SCRIPTS))


def hidden_script(rng: random.Random, paper: bytes) -> bytes:
    """The catalogue with its script is packed away in a stream of objects."""
    inner = b"1 0 <</Type/Catalog/Pages 2 0 R%s>>" % rng.choice(SCRIPTS[:3])
    objects = [b"", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
               packed(inner, b"/Type/ObjStm/N 1/First 4")]  # fmt: skip
    return with_xref_stream(objects, {1: (4, 0)})


def page_script(rng: random.Random, paper: bytes) -> bytes:
    """On the page, not in the catalogue: an annotation, an opening, a film."""
    what = rng.choice((
        b"/AA<</O<</S/JavaScript/JS(x)>>>>",
        b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(a.exe)>>>>]",
        b"/Annots[<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]>>]",
        b"/Annots[<</Type/Annot/Subtype/Widget/FT/Btn/T(a)/Rect[0 0 9 9]/A<</S/JavaScript/JS 6 0 R>>>>]",
        b"/Annots[<</Type/Annot/Subtype/Screen/Rect[0 0 9 9]/A<</S/Rendition/OP 0/JS(x)>>>>]",
    ))  # fmt: skip
    return page_pdf(paper, page=what, more=[stream(b"app.alert(1)")])


def attachment(rng: random.Random, paper: bytes) -> bytes:
    """A file in the file, under a name that leads elsewhere."""
    name = rng.choice(NASTY).encode("utf-16").hex().encode()
    spec = b"<</Type/Filespec/F<%s>/UF<%s>/EF<</F 6 0 R>>>>" % (name, name)
    more = [packed(b"MZ\x90\0" + bytes(900), b"/Type/EmbeddedFile")]
    if rng.random() < 0.5:
        return page_pdf(paper, catalogue=b"/Names<</EmbeddedFiles<</Names[<%s>%s]>>>>" % (name, spec), more=more)
    return page_pdf(
        paper, page=b"/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS %s>>]" % spec, more=more
    )


def box(rng: random.Random, paper: bytes) -> bytes:
    """Pages of no size, of less than none, of a planet's."""
    media = rng.choice((
        b"[0 0 0 0]", b"[0 0 -595 -842]", b"[595 842 0 0]", b"[0 0 NaN 842]", b"[0 0 1e38 1e38]",
        b"[0 0 99999999999 1]",
        b"[0 0 0.0001 0.0001]", b"[0 0 595]", b"[0 0 (a) /b]", b"[-1e9 -1e9 1e9 1e9]", b"null", b"[0 0 inf inf]",
        b"[0 0 2147483648 2147483648]", b"[[0 0] [595 842]]",
    ))  # fmt: skip
    return page_pdf(b"", draw=b"0 0 50 50 re f", media=media)


def unit(rng: random.Random, paper: bytes) -> bytes:
    more = rng.choice((
        b"/UserUnit 1e30", b"/UserUnit -1", b"/UserUnit 0", b"/UserUnit (a)", b"/Rotate 45",
        b"/Rotate 99999999999", b"/Rotate NaN",
        b"/CropBox[0 0 0 0]", b"/CropBox[9999 9999 99999 99999]", b"/CropBox[100 100 100.0001 100.0001]",
    ))  # fmt: skip
    return page_pdf(b"", draw=b"0 0 50 50 re f", page=more)


def wide(rng: random.Random, paper: bytes) -> bytes:
    media = rng.choice((b"[0 0 20000 20000]", b"[0 0 500000 10]", b"[0 0 15000 842]"))
    return page_pdf(paper, media=media)


def locked(rng: random.Random, paper: bytes) -> bytes:
    return _encrypted(page_pdf(paper), user="secret", algorithm=rng.choice(("AES-256", "AES-128", "RC4-40", "RC4-128")))


def unlocked(rng: random.Random, paper: bytes) -> bytes:
    """The user's password is empty: it may be read, and not printed."""
    return _encrypted(page_pdf(paper), user="", algorithm=rng.choice(("AES-256", "AES-128", "RC4-128")))


def odd_lock(rng: random.Random, paper: bytes) -> bytes:
    """A lock that nobody makes."""
    what = rng.choice((
        b"<</Filter/Standard/V 99/R 99/O(a)/U(b)/P -1>>", b"<</Filter/Adobe.PubSec/V 4/SubFilter/adbe.pkcs7.s5>>",
        b"<</Filter/Standard/V 4/R 4/Length -8/O()/U()/P 0>>", b"<<>>", b"6 0 R", b"[1 2 3]",
    ))  # fmt: skip
    return page_pdf(b"").replace(b"/Root 1 0 R>>", b"/Root 1 0 R/ID[(a)(b)]/Encrypt %s>>" % what)


def junk_before(rng: random.Random, paper: bytes) -> bytes:
    count = rng.choice((1, 500, 1023, 1025, 100_000))
    return bytes(rng.randrange(32, 127) for _ in range(min(count, 2000))).ljust(count, b"x") + b"\n" + page_pdf(b"")


def junk_after(rng: random.Random, paper: bytes) -> bytes:
    return page_pdf(b"") + rng.randbytes(rng.choice((10, 5000, 1_000_000)))


def text(rng: random.Random, paper: bytes) -> bytes:
    """A million letters, or letters of a mile."""
    draw = rng.choice((
        b"BT /F 1 Tf 1 1 Td " + b"(aaaaaaaaaaaaaaaaaaaa) Tj " * 50_000 + b"ET",
        b"BT /F 1e20 Tf 1 1 Td (aaaa) Tj ET",
        b"BT /F 9 Tf 1e-30 0 0 1e30 0 0 Tm 99999999 Tz (aaaa) Tj ET",
        b"BT /F NaN Tf (aaaa) Tj ET", b"1e30 0 0 1e30 0 0 cm 0 0 1 1 re f",
        b"[0.00001 0.00001] 0 d 1 w 0 0 m 595 842 l S",
    ))  # fmt: skip
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    return page_pdf(b"", content=packed(draw), resources=font)


def _encrypted(content: bytes, *, user: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(user_password=user, owner_password="owner", algorithm=algorithm)
    stream_ = io.BytesIO()
    writer.write(stream_)
    return stream_.getvalue()


TRICKS: dict[str, Trick] = {
    "pdf: script": pdf(script, *ACTIVE),
    "pdf: script in a packed catalogue": pdf(hidden_script, *ACTIVE),
    "pdf: script on the page": pdf(page_script, *ACTIVE),
    "pdf: attachment with a nasty name": pdf(attachment, *ACTIVE),
    "pdf: boxes of no size": pdf(box),
    "pdf: units and turns": pdf(unit),
    "pdf: too wide": pdf(wide, "PAGE_TOO_LARGE"),
    "pdf: locked": pdf(locked, "FILE_ENCRYPTED"),
    "pdf: empty user password": pdf(unlocked),
    "pdf: odd lock": pdf(odd_lock),
    "pdf: junk before": pdf(junk_before),
    "pdf: junk after": pdf(junk_after),
    "pdf: text without end": pdf(text),
}
