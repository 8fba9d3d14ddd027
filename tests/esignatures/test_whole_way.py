"""Does a signature come in every way that a file does, and does the signed original stay what it was, byte for byte?"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from commands.manifest import BadEntry, Entry, read_manifest
from pipeline.cabinet import migrate
from pipeline.cabinet.answers import answer_of, told
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.orphans import KEPT_FOR, remove_orphans
from pipeline.cabinet.statuses import STAGES
from pipeline.case import Holder
from pipeline.intake import submit
from pipeline.settings import Settings, SettingsError
from pipeline.wiring import build_trust
from pipeline.wiring_cabinet import build_intake
from tests.esignatures import signed_pdf
from tests.esignatures.signers import Signer, issued, now, root
from tests.reading import files
from workers.wiring import build_carrier

KIND = "membership_certificate"
MARIA = Holder(last_name="Воробьёва", snils="11223344595")


@pytest.fixture
def ministry(tmp_path: Path) -> Signer:
    """Trusted by the installation."""
    made = root()
    folder = tmp_path / "roots"
    folder.mkdir()
    (folder / "ministry.crt").write_bytes(made.der)
    return made


@pytest.fixture
def settings(tmp_path: Path, ministry: Signer) -> Settings:
    return Settings(
        database_url=sqlite_url(tmp_path / "cabinet.db"), files=tmp_path / "files", trust_roots=tmp_path / "roots"
    )


@pytest.fixture
def cabinet(settings: Settings) -> Engine:
    engine = open_database(settings.database_url)
    migrate.upgrade(engine)
    return engine


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.engine
def test_a_signed_original_is_in_the_store_what_it_was_when_it_came(
    settings: Settings, cabinet: Engine, ministry: Signer, tmp_path: Path
) -> None:
    signer = issued(ministry)
    original = signed_pdf.signed(files.pdf(), signer)
    beside = signer.beside(original)
    desk = build_intake(settings, cabinet)
    document_id = submit(
        written(tmp_path, "справка.pdf", original), kind=KIND, holder=MARIA, intake=desk,
        signature=written(tmp_path, "справка.pdf.sig", beside),
    )  # fmt: skip
    build_carrier(settings, serves=STAGES, stopping=lambda: False, cabinet=cabinet).carry(document_id)
    known = told(cabinet, document_id, sees=None)
    assert known is not None
    answer = answer_of(known)
    assert answer["status"] == "waiting", "there is no register"
    assert set(answer["stages"]) >= {"virus_scan", "format_check", "esignatures", "ocr"}
    assert [(each["source"], each["state"]) for each in answer["esignatures"]] == [
        ("pdf", "valid"),
        ("beside", "valid"),
    ]
    assert answer["virus_scan"]["result"] == "not_scanned"
    for content in (original, beside):
        assert desk.files.read(hashlib.sha256(content).hexdigest()) == content


def test_a_signature_s_bytes_have_a_document_and_are_no_orphan(
    settings: Settings, cabinet: Engine, ministry: Signer, tmp_path: Path
) -> None:
    desk = build_intake(settings, cabinet)
    paper, beside = b"%PDF-1.7", issued(ministry).beside(b"%PDF-1.7")
    submit(written(tmp_path, "a.pdf", paper), kind=KIND, intake=desk, signature=written(tmp_path, "a.sig", beside))
    digest = hashlib.sha256(beside).hexdigest()
    assert remove_orphans(cabinet, desk.files, now() + 2 * KEPT_FOR, digest[:2]) == 0
    assert desk.files.has(digest)


def test_a_signature_that_comes_later_has_a_decided_paper_examined_again(
    settings: Settings, cabinet: Engine, ministry: Signer, tmp_path: Path
) -> None:
    desk = build_intake(settings, cabinet)
    paper = written(tmp_path, "a.pdf", signed_pdf.signed(files.pdf(), issued(ministry)))
    document_id = submit(paper, kind=KIND, holder=MARIA, intake=desk)
    with cabinet.begin() as connection:
        connection.exec_driver_sql("UPDATE documents SET status = 'needs_review'")
    beside = written(tmp_path, "a.sig", issued(ministry).beside(paper.read_bytes()))

    def status() -> tuple[str, str | None]:
        known = told(cabinet, document_id, sees=None)
        assert known is not None
        return known.row["status"], known.row["signature_sha256"]

    assert submit(paper, kind=KIND, holder=MARIA, intake=desk) == document_id
    assert status() == ("needs_review", None)
    assert submit(paper, kind=KIND, holder=MARIA, intake=desk, signature=beside) == document_id
    assert status() == ("uploaded", hashlib.sha256(beside.read_bytes()).hexdigest())


def test_a_manifest_names_a_signature_or_finds_the_one_that_lies_beside_the_file(tmp_path: Path) -> None:
    for name in ("a.pdf", "a.pdf.sig", "b.pdf", "b.pdf.p7s", "other.sig", "c.pdf"):
        written(tmp_path, name, b"x")
    lines = [
        {"id": "1", "file": "a.pdf", "kind": KIND},
        {"id": "2", "file": "b.pdf", "kind": KIND},
        {"id": "3", "file": "a.pdf", "kind": KIND, "signature": "other.sig"},
        {"id": "4", "file": "c.pdf", "kind": KIND},
        {"id": "5", "file": "c.pdf", "kind": KIND, "signature": 7},
    ]
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found = list(read_manifest(manifest, {KIND}))
    assert [each.signature and each.signature.name for each in found if isinstance(each, Entry)] == [
        "a.pdf.sig", "b.pdf.p7s", "other.sig", None,
    ]  # fmt: skip
    assert isinstance(found[-1], BadEntry)
    assert "signature" in found[-1].why


def test_roots_are_read_from_a_file_or_a_folder_and_named_when_they_cannot_be(tmp_path: Path, ministry: Signer) -> None:
    both = written(tmp_path, "both.pem", ministry_pem(ministry) + ministry_pem(root("rsa")))
    assert len(build_trust(Settings(trust_roots=both)).roots) == 2
    assert build_trust(Settings(trust_roots=tmp_path / "roots")).roots == (ministry.der,)
    assert build_trust(Settings()).roots == ()
    junk = written(tmp_path, "junk.pem", b"no certificate")
    for place in (junk, tmp_path / "gone", tmp_path / "files-of-none"):
        (tmp_path / "files-of-none").mkdir(exist_ok=True)
        with pytest.raises(SettingsError, match="PODLINNIK_TRUST_ROOTS"):
            build_trust(Settings(trust_roots=place))


def ministry_pem(signer: Signer) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return signer.certificate.public_bytes(Encoding.PEM)
