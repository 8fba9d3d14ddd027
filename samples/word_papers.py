"""Which Word files do applicants hand in? (drawn: people, numbers and employers are invented; no form prescribes them)

    python -m samples.word_papers

writes `samples/kept/word`: each paper as DOCX, with `papers.jsonl`, which says what must be read; one of them as DOC
too, as LibreOffice saves it.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from samples.word import Part, Said, Table, docx

KEPT = Path(__file__).parent / "kept" / "word"
HOSPITAL = "ГБУЗ «Городская клиническая больница № 7 города Заречного»"
OLGA = {"last_name": "Снегирёва", "first_name": "Ольга", "middle_name": "Павловна"}
IVAN = {"last_name": "Кедров", "first_name": "Иван", "middle_name": "Сергеевич"}
AS_DOC = "reference"


@dataclass(frozen=True, kw_only=True)
class WordPaper:
    """`fields`: what must be read, as the contract writes it; of texts a part is enough."""

    name: str
    kind: str
    holder: dict[str, str]
    fields: dict[str, str]
    body: tuple[Part, ...]
    header: tuple[Part, ...] = field(default_factory=tuple)


REFERENCE = WordPaper(
    name="reference", kind="employment_reference", holder=OLGA,
    fields={**OLGA, "number": "118-К", "issue_date": "2026-11-12", "issuer": HOSPITAL,
            "qualification": "врача-терапевта", "study_start": "2019-08-05"},
    header=(Said(text=HOSPITAL, align="center", bold=True),
            Said(text="652300, г. Заречный, ул. Больничная, д. 4", align="center", size="small")),
    body=(
        Said(text="Исх. № 118-к от 12.11.2026"),
        Said(text=""),
        Said(text="СПРАВКА", align="center", size="large", bold=True),
        Said(text="Дана Снегирёвой Ольге Павловне в том, что она действительно работает в " + HOSPITAL +
             " в должности врача-терапевта с 05.08.2019 по настоящее время на основании приказа № 214-лс от "
             "05.08.2019.", align="both"),
        Said(text="Справка дана для предъявления по месту требования.", align="both"),
        Said(text="Главный врач ____________________ А. Н. Лесной"),
        Said(text="М.П."),
        Said(text="Исп. Ручьёва Т. П., тел. 8 (000) 000-00-00", size="small"),
    ),
)  # fmt: skip

ORDER = WordPaper(
    name="order", kind="employment_order", holder=IVAN,
    fields={**IVAN, "number": "57-ЛС", "issue_date": "2023-03-01", "study_start": "2023-03-02",
            "qualification": "врач-хирург", "issuer": HOSPITAL},
    body=(
        Said(text="Унифицированная форма № Т-1", align="right", size="small"),
        Said(text="Утверждена постановлением Госкомстата России от 05.01.2004 № 1", align="right", size="small"),
        Table(rows=(("", "Код"), ("Форма по ОКУД", "0301001"), ("по ОКПО", "01234567"))),
        Said(text=HOSPITAL, align="center"),
        Said(text="наименование организации", align="center", size="small"),
        Table(rows=(("Номер документа", "Дата составления"), ("57-лс", "01.03.2023"))),
        Said(text="ПРИКАЗ", align="center", bold=True, size="large"),
        Said(text="(распоряжение) о приеме работника на работу", align="center", bold=True),
        Table(rows=(("Принять на работу", "Дата"), ("с", "02.03.2023"), ("по", ""))),
        Table(rows=(("Кедрова Ивана Сергеевича", "Табельный номер 00318"),)),
        Said(text="фамилия, имя, отчество", align="center", size="small"),
        Said(text="в Приёмное отделение"),
        Said(text="структурное подразделение", align="center", size="small"),
        Said(text="врач-хирург"),
        Said(text="должность (специальность, профессия), разряд, класс (категория) квалификации", size="small"),
        Said(text="Основание: Трудовой договор от 01.03.2023 № 57"),
        Said(text="Руководитель организации Главный врач ______________ А. Н. Лесной"),
        Said(text="С приказом (распоряжением) работник ознакомлен ______________ 01.03.2023"),
    ),
)  # fmt: skip

CONTRACT = WordPaper(
    name="contract", kind="employment_contract", holder=IVAN,
    fields={**IVAN, "number": "57", "issue_date": "2023-03-01", "study_start": "2023-03-02", "snils": "08765430300",
            "issuer": HOSPITAL},
    body=(
        Said(text="ТРУДОВОЙ ДОГОВОР № 57", align="center", bold=True),
        Table(rows=(("г. Заречный", "«01» марта 2023 г."),), ruled=False),
        Said(text=HOSPITAL + ", именуемое в дальнейшем «Работодатель», в лице главного врача Лесного Андрея Никитича, "
             "действующего на основании Устава, с одной стороны, и гражданин РФ Кедров Иван Сергеевич, именуемый в "
             "дальнейшем «Работник», с другой стороны, заключили настоящий договор.", align="both"),
        Said(text="1. Предмет договора", bold=True),
        Said(text="1.1. Работник принимается на работу на должность врача-хирурга в Приёмное отделение.", align="both"),
        Said(text="1.2. Дата начала работы: 02.03.2023. Договор заключён на неопределенный срок. Работа является "
             "основной.", align="both"),
        Said(text="2. Условия оплаты труда", bold=True),
        Said(text="2.1. Работнику устанавливается оклад 48 000 рублей в месяц, ставка 1,0.", align="both"),
        Said(text="3. Режим рабочего времени", bold=True),
        Said(text="3.1. Продолжительность рабочей недели 39 часов.", align="both"),
        Said(text="4. Реквизиты и подписи сторон", bold=True),
        Table(rows=(("Работодатель\n" + HOSPITAL + "\nИНН 5000000005",
                     "Работник\nКедров Иван Сергеевич\nСНИЛС 087-654-303 00"),
                    ("______________ М.П.", "______________"))),
        Said(text="Второй экземпляр договора получил ______________"),
    ),
)  # fmt: skip

MEMBERSHIP = WordPaper(
    name="membership", kind="membership_certificate", holder=OLGA,
    fields={**OLGA, "number": "04512", "issue_date": "2026-09-30", "valid_until": "2027-12-31"},
    header=(Said(text="Общероссийская общественная организация", align="center"),
            Said(text="«Российское общество терапевтов Поволжья»", align="center", bold=True)),
    body=(
        Said(text="Исх. № 77 от 30.09.2026"),
        Said(text="СПРАВКА", align="center", size="large", bold=True),
        Said(text="Настоящая справка выдана Снегирёвой Ольге Павловне в том, что она является действительным членом "
             "Общероссийской общественной организации «Российское общество терапевтов Поволжья», членский билет "
             "№ 04512, с 2018 года. Справка действительна до 31.12.2027.", align="both"),
        Said(text="Президент ______________ П. И. Берёзов"),
        Said(text="М.П."),
    ),
)  # fmt: skip

PAPERS = (REFERENCE, ORDER, CONTRACT, MEMBERSHIP)


def content_of(paper: WordPaper) -> bytes:
    return docx(paper.body, paper.header)


def write(folder: Path = KEPT) -> None:
    """The papers and what must come out. The DOC needs LibreOffice; without it the one that is there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    told = []
    for paper in PAPERS:
        (folder / f"{paper.name}.docx").write_bytes(content_of(paper))
        for suffix in ("docx", *(("doc",) if paper.name == AS_DOC else ())):
            about = {"kind": paper.kind, "holder": paper.holder, "fields": paper.fields}
            told.append({"file": f"{paper.name}.{suffix}", **about})
    lines = (json.dumps(each, ensure_ascii=False, sort_keys=True) for each in told)
    (folder / "papers.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "doc:MS Word 97",
             "--outdir", str(folder), str(folder / f"{AS_DOC}.docx")],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip


if __name__ == "__main__":
    write()
