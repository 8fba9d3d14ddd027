"""Which cases does the page of an explained decision have to show well?"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping

from PIL import Image, ImageDraw, ImageFont

from pipeline.case import (
    Alternative,
    Box,
    Case,
    Claim,
    Comparison,
    CrossCheck,
    Decision,
    FileFacts,
    Finding,
    Holder,
    KindScore,
    Line,
    Look,
    Mark,
    Outcome,
    Page,
    Presence,
    Reading,
    Reason,
    RegistryDocument,
    Upload,
    Value,
    Verdict,
    Weight,
    Word,
)

MOSCOW = dt.timezone(dt.timedelta(hours=3))
SIZE = (1400, 990)

PRINTED: Mapping[str, tuple[str | int, str, Box, float]] = {
    "issuer": (
        "Федеральное государственное бюджетное образовательное учреждение высшего образования «Заречный "
        "государственный медицинский университет» Министерства здравоохранения Российской Федерации",
        "ФГБОУ ВО «Заречный государственный медицинский университет»", (90, 150, 630, 215), 0.98,
    ),
    "city": ("Заречный", "г. Заречный", (280, 240, 430, 275), 0.97),
    "series": ("107704", "107704", (170, 470, 300, 510), 0.99),
    "number": ("0123456", "0123456", (360, 470, 520, 510), 0.93),
    "registration_number": ("31-0517", "31-0517", (270, 640, 420, 675), 0.78),
    "issue_date": ("2019-06-28", "28 июня 2019 года", (230, 760, 470, 800), 0.99),
    "last_name": ("Ковалёва", "КОВАЛЁВОЙ", (900, 190, 1130, 230), 0.99),
    "first_name": ("Мария", "Марии", (840, 250, 950, 290), 0.99),
    "middle_name": ("Игоревна", "Игоревне", (960, 250, 1140, 290), 0.985),
    "specialty": ("Лечебное дело", "Лечебное дело", (890, 420, 1120, 460), 0.96),
    "qualification": ("врач-лечебник", "ВРАЧ-ЛЕЧЕБНИК", (880, 600, 1130, 640), 0.97),
}  # fmt: skip


def _picture() -> bytes:
    image = Image.new("RGB", SIZE, "#f3ead9")
    draw = ImageDraw.Draw(image)
    for y in range(0, SIZE[1], 14):
        draw.line([(0, y), (SIZE[0], y + 9)], fill="#e6d9c0")
    draw.line([(700, 0), (700, SIZE[1])], fill="#c9b998", width=3)
    font = ImageFont.load_default(size=28)
    for _, raw, (x0, y0, _, _), _ in PRINTED.values():
        draw.text((x0, y0), raw, fill="#222", font=font)
    draw.ellipse((1010, 730, 1210, 930), outline="#3b50b0", width=6)
    draw.line([(820, 850), (860, 790), (890, 860), (960, 800), (1000, 840)], fill="#1c2f9a", width=4)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()


def previews() -> dict[int, bytes]:
    return {1: _picture()}


def cutouts() -> dict[str, bytes]:
    """The spots of the drawn page by field name."""
    image = Image.open(io.BytesIO(_picture()))
    boxes: dict[str, Box] = {name: box for name, (_, _, box, _) in PRINTED.items()}
    boxes |= {"signature": (810, 780, 1010, 870), "seal": (1005, 725, 1215, 935)}
    return {name: _png(image.crop(box)) for name, box in boxes.items()}


def _value(name: str) -> Value:
    value, raw, box, confidence = PRINTED[name]
    looks = ()
    others = ()
    if name == "registration_number":
        looks = (
            Look(how="rus, строка", text="51-0517", confidence=0.94),
            Look(how="eng, цифры, 36 px", text="31-0517", confidence=0.97),
            Look(how="eng, цифры, бинаризация", text="31-0517", confidence=0.96),
        )
        others = (Alternative(value="51-0517", confidence=0.21),)
    return Value(
        field=name, value=value, raw=raw, confidence=confidence, page=1, box=box, looks=looks, alternatives=others
    )


def _compared() -> tuple[Comparison, ...]:
    def against(field: str, source: str, expected: str, verdict: Verdict, detail: str = "") -> Comparison:
        return Comparison.model_validate(
            {"field": field, "against": source, "expected": expected, "found": "", "verdict": verdict,
             "confidence": 0.98, "detail": detail}
        )  # fmt: skip

    same = Verdict.MATCH
    return (
        against("last_name", "holder", "Ковалёва", same),
        against("last_name", "registry", "Ковалева", same, "Ё и Е считаются одной буквой"),
        against("first_name", "holder", "Мария", same),
        against("first_name", "registry", "Мария", same),
        against("middle_name", "holder", "Игоревна", same),
        against("middle_name", "registry", "Игоревна", same),
        against("series", "declared", "107704", same),
        against("series", "registry", "107704", same),
        against("number", "declared", "0123456", same),
        against("number", "registry", "0123459", Verdict.DIFFERENT, "на бумаге 6, в реестре 9; похожими их не назвать"),
        against("registration_number", "registry", "31-0517", Verdict.DOUBT, "на бумаге 3 или 5, в реестре 3"),
        against("issue_date", "declared", "2019-06-28", same),
        against("issue_date", "registry", "2019-06-28", same),
        against(
            "issuer", "registry", "ФГБОУ ВО Заречный ГМУ Минздрава России", same, "сравнивались отличительные слова"
        ),
        against("protocol_date", "registry", "2019-06-21", Verdict.NOT_READ),
        against("city", "registry", "", Verdict.NOTHING_TO_COMPARE),
    )


def _lines() -> tuple[Line, ...]:
    return tuple(
        Line(words=(Word(text=raw, confidence=confidence, box=box),), box=box)
        for _, raw, box, confidence in PRINTED.values()
    )


def claim(**declared: str) -> Claim:
    return Claim(
        kind="higher_education_diploma",
        holder=Holder(
            last_name="Ковалёва", first_name="Мария", middle_name="Игоревна",
            birth_date=dt.date(1995, 5, 14), snils="11223344595",
        ),
        declared={"series": "107704", "number": "0123456", "issue_date": "2019-06-28", **declared},
        upload=Upload(name="diploma.jpg", size=1_482_311, sha256="9f" * 32),
    )  # fmt: skip


def rejected() -> Case:
    """A diploma whose number is not the registry's; one field is weak, one was not found."""
    reason = Reason(
        code="REGISTRY_MISMATCH", field="number", found="0123456", expected="0123459", correctable=True,
        message="Номер диплома не совпадает с номером в реестре.",
        advice="Проверьте, тот ли документ загружен. Если в реестре ошибка, обратитесь в организацию, выдавшую диплом.",
    )  # fmt: skip
    page = Page(number=1, width=SIZE[0], height=SIZE[1], lines=_lines(), is_photo=True, rotation=90)
    return Case(
        id="a-17",
        claim=claim(),
        file=FileFacts(media_type="image/jpeg", format="jpeg", page_count=1),
        pages=(page,),
        reading=Reading(
            kind_detected="higher_education_diploma",
            variant="2014",
            kind_scores=(
                KindScore(kind="higher_education_diploma", score=14.5, variant="2014"),
                KindScore(kind="residency_diploma", score=3.0),
            ),
            fields={name: _value(name) for name in PRINTED},
            marks=(
                Mark(name="signature", presence=Presence.PRESENT, confidence=0.91, page=1, box=(810, 780, 1010, 870)),
                Mark(name="seal", presence=Presence.UNSURE, confidence=0.55, page=1, box=(1005, 725, 1215, 935)),
            ),
        ),
        cross_check=CrossCheck(
            person_found=True,
            entry=RegistryDocument(kind="higher_education_diploma", fields={"specialty": "Лечебное дело"}),
            comparisons=_compared(),
        ),
        decision=Decision(
            outcome=Outcome.REJECTED, reasons=(reason,),
            notes=(reason.model_copy(update={"code": "DECLARED_MISMATCH", "field": "registration_number",
                   "message": "Введённый вами регистрационный номер исправлен по документу.", "advice": "",
                   "found": None, "expected": None}),),
            correct_by=dt.datetime(2026, 11, 29, 23, 59, 59, tzinfo=MOSCOW),
            decided_at=dt.datetime(2026, 11, 22, 18, 54, tzinfo=MOSCOW),
        ),
        findings=(
            Finding(code="REGISTRY_MISMATCH", weight=Weight.REJECT, field="number", found="0123456", expected="0123459",
                    detail="вероятность записи реестра при таких знаках 0,2 %"),
            Finding(code="FIELD_MISSING", weight=Weight.REVIEW, field="protocol_date"),
            Finding(code="SCAN_GLARE", weight=Weight.NOTE, page=1, box=(650, 300, 760, 420), detail="доля блика 3 %"),
        ),
    )  # fmt: skip


def never_opened() -> Case:
    """A file that could not be opened: no pages, no reading."""
    reason = Reason(
        code="FILE_ENCRYPTED", correctable=True, message="Файл защищён паролем, открыть его нельзя.",
        advice="Сохраните документ без пароля и загрузите ещё раз. Остальное будет проверено после этого.",
    )  # fmt: skip
    return Case(
        id="a-18",
        claim=claim(),
        findings=(Finding(code="FILE_ENCRYPTED", weight=Weight.REJECT, detail="Encrypt в trailer", stops=True),),
        decision=Decision(
            outcome=Outcome.REJECTED, reasons=(reason,),
            correct_by=dt.datetime(2026, 11, 29, 23, 59, 59, tzinfo=dt.timezone(dt.timedelta(hours=12))),
            decided_at=dt.datetime(2026, 11, 22, 18, 54, tzinfo=MOSCOW),
        ),
    )  # fmt: skip


def many_pages() -> Case:
    """Twelve pages of which none has a picture any more."""
    case = rejected()
    page = (case.pages or ())[0]
    return case.with_(pages=tuple(page.model_copy(update={"number": number}) for number in range(1, 13)))
