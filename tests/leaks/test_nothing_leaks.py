"""Does nothing of a person get out? A whole run with known invented people, then a search in everything it left.

Real PostgreSQL, Redis, mail server, receivers and register; the API over HTTP, workers that read real papers, a batch;
and what makes programs talkative: a register that is down, an engine that is too slow, broken files, rows and requests,
a file that is lost, a database that goes away. Everything runs at the level `debug`, and with master keys: so a dump of
the database and a copy of the file store show nobody either.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, select, update

from pipeline.cabinet import audit, keys, migrate
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.sealing.master import new_master_key, read_master_keys
from pipeline.case import Holder
from pipeline.intake import submit
from pipeline.registry.load import import_snapshot
from pipeline.registry.snapshot import REGISTRY_TABLES
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_intake, now
from samples.registry_server import RegistryServer, read_people
from samples.servers.http_receiver import HttpReceiver
from samples.servers.mail import SmtpServer
from samples.servers.postgresql import PostgresServer
from samples.servers.redis_server import RedisServer
from tests.cabinet.whole import everything_in as everything_in_database
from tests.cabinet.whole import opened_in
from tests.leaks.installation import Installation, everything_in
from tests.leaks.needles import Needle, found_in, found_in_files, needles_of, shapes_of, text_needle

pytestmark = [pytest.mark.services, pytest.mark.engine]

KEPT = Path(__file__).resolve().parents[2] / "samples" / "kept"
MARK = "метка-в-файле-7f3a91"
MAIL, PHONE = "inkognito-7f3a91@example.org", "+79167319017"
FILE_NAME = "Инкогнитова-скан"
LINES = {line["id"]: line for line in map(json.loads, (KEPT / "manifest.jsonl").read_text("utf-8").splitlines())}
PAPERS = ("s-0001", "s-0005", "s-0007", "s-0009", "s-0010")
NEEDLES = [
    *(needle for name in (*PAPERS, "s-0012") for needle in needles_of(LINES[name])),
    *(text_needle(text) for text in (MARK, MAIL, PHONE.lstrip("+"), "инкогнитов")),
]


def test_the_search_itself_finds_each_shape() -> None:
    """A search that finds nothing must be one that would find something."""
    line = LINES["s-0001"]
    name, other = needles_of(line)[0], needles_of(LINES["s-0010"])
    for shape, content in shapes_of("выдан Кузнецову Якову").items():
        assert found_in(content, [name]) == [name.name], shape
        assert found_in(content, other) == [], shape
    snils = next(needle for needle in needles_of(line) if needle.name.endswith("snils"))
    for written in ("08458825210", "084-588-252 10", "084 588 252 10", "084-588-252-10", '"08458825210"'):
        assert found_in(written.encode(), [snils]), written
    assert not found_in(b"1084588252101", [snils])


@dataclass
class Left:
    """What a whole run left, place by place."""

    installation: Installation
    engine: Engine
    redis: list[bytes] = field(default_factory=list)
    told: list[bytes] = field(default_factory=list)
    """What the API said of failures, of health and to Prometheus."""
    webhooks: list[bytes] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    database_log: str = ""
    before: str = ""
    opened: str = ""
    """The same, as whoever has the keys reads it."""
    files: list[bytes] = field(default_factory=list)
    """What the file store held before the purge."""
    after: str = ""
    opened_after: str = ""
    statuses: dict[str, str] = field(default_factory=dict)
    exits: dict[str, int] = field(default_factory=dict)


@dataclass
class Run:
    """The story, chapter by chapter."""

    left: Left
    url: str
    servers: dict[str, Any]
    settings: Settings
    key: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    def tell(self) -> None:
        home = self.left.installation
        self.key = keys.add_key(self.left.engine, "cabinet", tuple(keys.SCOPES), now(), per_minute=10_000)
        api = home.serve()
        with httpx.Client(base_url=api, headers={"Authorization": f"Bearer {self.key}"}, timeout=900) as client:
            self.hand_in(client)
            self.ask_wrongly(client)
            self.left.redis.append(everything_in(self.servers["redis"]))
            self.work()
            self.fail(client)
            self.go_without_a_database(client)
            self.left.exits["sweep"] = home.run("sweep", "--all")
            self.look_at_pages(client)
            self.left.told += [client.get("/metrics").content, client.get("/readyz").content]
        self.left.redis.append(everything_in(self.servers["redis"]))
        self.examine_a_batch()
        self.left.exits["import"] = home.run("registry", "import", str(KEPT / "registry.jsonl"))

    def hand_in(self, client: httpx.Client) -> None:
        for name in ("s-0001", "s-0005"):
            self.ids[name] = self.post(client, name, (KEPT / LINES[name]["file"]).read_bytes())
        marked = b"%PDF-1.7\n% " + MARK.encode() + b"\n1 0 obj\n(" + MARK.encode("cp1251") + b")\nendobj\n"
        self.ids["broken"] = self.post(client, "s-0009", marked)
        self.ids["broken picture"] = self.post(client, "s-0010", b"\xff\xd8\xff\xe0" + MARK.encode() * 50)

    def post(self, client: httpx.Client, name: str, content: bytes) -> str:
        line = LINES[name]
        parts = {
            "kind": line["kind"], "holder": json.dumps(line["holder"]), "declared": json.dumps(line["declared"]),
            "contacts": json.dumps({"email": MAIL, "phone": PHONE}),
        }  # fmt: skip
        name_of_file = f"{FILE_NAME}{Path(line['file']).suffix}"
        answer = client.post(
            "/v1/documents", data=parts, files={"file": (name_of_file, content)}, headers={"Idempotency-Key": name}
        )
        assert answer.status_code == 202, answer.text
        self.left.told.append(answer.content)
        return str(answer.json()["id"])

    def ask_wrongly(self, client: httpx.Client) -> None:
        """What was sent is not repeated, neither to the client nor to a log."""
        holder = LINES["s-0001"]["holder"]
        wrong = [
            {"kind": "passport", "holder": json.dumps({**holder, "snils": f"{holder['snils']}7", "birth_date": "x"})},
            {"kind": "passport", "holder": json.dumps(holder)[:-3]},
            {"kind": holder["last_name"], "holder": "{}", holder["last_name"]: holder["snils"]},
            {"kind": "passport", "holder": json.dumps({holder["last_name"]: holder["snils"]})},
        ]
        for number, parts in enumerate(wrong):
            answer = client.post(
                "/v1/documents", data=parts, files={"file": (f"{FILE_NAME}.pdf", MARK.encode())},
                headers={"Idempotency-Key": f"wrong-{number}"},
            )  # fmt: skip
            assert answer.status_code >= 400
            self.left.told.append(answer.content)
        asked = {"holder_last_name": holder["last_name"], "holder_snils": holder["snils"], "limit": holder["inn"]}
        self.left.told.append(client.get("/v1/documents", params=asked).content)
        self.left.told.append(client.get(f"/v1/documents/{holder['last_name']}").content)

    def work(self) -> None:
        self.left.exits["worker"] = self.left.installation.run("worker", "--burst")

    def fail(self, client: httpx.Client) -> None:
        """All at once: the register is down, the engine too slow, a row broken, a file lost."""
        self.servers["registry"].misbehave("down")
        slow = self.post(client, "s-0007", (KEPT / LINES["s-0007"]["file"]).read_bytes())
        intake = build_intake(self.settings, self.left.engine)
        broken, lost = (self.from_python(intake, name, f"{MARK} {name}".encode()) for name in ("s-0009", "s-0010"))
        holder = {**LINES["s-0009"]["holder"], "last_name": [MARK]}
        with self.left.engine.begin() as connection:
            this = DOCUMENTS.c.id == broken
            connection.execute(update(DOCUMENTS).where(this).values(claim={"kind": 7, "holder": holder}))
            sha256 = connection.execute(select(DOCUMENTS.c.sha256).where(DOCUMENTS.c.id == lost)).scalar_one()
        (Path(str(self.settings.files)) / sha256[:2] / sha256).unlink()
        self.left.exits["failing worker"] = self.left.installation.run(
            "worker", "--burst", PODLINNIK_ENGINE_SECONDS="0.001"
        )
        self.left.told.append(client.get(f"/v1/documents/{broken}").content)
        self.left.redis.append(everything_in(self.servers["redis"]))
        self.ids |= {"slow": slow, "row": broken, "lost": lost}
        self.servers["registry"].misbehave(None)

    def from_python(self, intake: Any, name: str, content: bytes) -> str:
        path = self.left.installation.folder / f"{FILE_NAME}.pdf"
        path.write_bytes(content)
        try:
            line = LINES[name]
            return submit(path, kind=line["kind"], holder=Holder.model_validate(line["holder"]),
                          declared=line["declared"], intake=intake)  # fmt: skip
        finally:
            path.unlink()

    def go_without_a_database(self, client: httpx.Client) -> None:
        self.servers["postgres"].stop()
        try:
            holder = LINES["s-0012"]["holder"]
            self.left.told.append(client.get("/v1/documents", params={"holder_snils": holder["snils"]}).content)
            self.left.exits["without a database"] = self.left.installation.run(
                "export", "person", "--list", "--person", "-", stdin=json.dumps(holder)
            )
        finally:
            self.servers["postgres"].start()

    def look_at_pages(self, client: httpx.Client) -> None:
        """A page is drawn, and what is drawn is not left on a disk."""
        assert client.get(f"/v1/documents/{self.ids['s-0001']}/pages/1").status_code == 200

    def examine_a_batch(self) -> None:
        home = self.left.installation
        manifest = home.folder / "results" / "manifest.jsonl"
        manifest.parent.mkdir()
        line = {**LINES["s-0012"], "file": str(KEPT / LINES["s-0012"]["file"])}
        manifest.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
        self.left.exits["batch"] = home.run(
            "batch", str(manifest), "--registry", str(KEPT / "registry.jsonl"), "--jobs", "1",
            "--out", str(manifest.with_name("results.jsonl")),
        )  # fmt: skip

    def purge(self) -> None:
        """Everything, whatever its state: the rows that no worker got through are given up first."""
        with self.left.engine.begin() as connection:
            query = select(DOCUMENTS.c.id, DOCUMENTS.c.status)
            self.left.statuses = {row.id: row.status for row in connection.execute(query)}
            connection.execute(
                update(DOCUMENTS).values(status="needs_review", correct_by=None, lease_owner=None, lease_until=None)
            )
        for path in Path(str(self.settings.files)).glob("??/*"):
            os.utime(path, (1, 1))
        ids = "\n".join(self.left.statuses)
        self.left.exits["purge"] = self.left.installation.run(
            "purge", "--ids", "-", "--reference", "test-1", "--apply", stdin=ids
        )


@pytest.fixture(scope="module")
def left(_postgres: PostgresServer, _redis: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
    folder = tmp_path_factory.mktemp("run")
    _postgres.start()
    _redis.start()
    _redis.flush()
    url = _postgres.create_database()
    with (
        SmtpServer() as mail, HttpReceiver() as backend, HttpReceiver() as sms,
        RegistryServer(read_people(KEPT / "registry.jsonl")) as registry,
    ):  # fmt: skip
        settings = {
            "database_url": url, "redis_url": _redis.url, "files": folder / "files", "holder_pepper": "pepper" * 6,
            "master_keys": new_master_key("test"),
            "registry": "http", "registry_url": registry.url, "registry_tries": 1, "registry_read_seconds": 2.0,
            "webhook_url": backend.url, "webhook_secret": "s" * 32, "webhook_allow_private": True,
            "webhook_ports": (backend.port,), "smtp_host": mail.host, "smtp_port": mail.port, "smtp_security": "none",
            "smtp_from": "cabinet@example.org", "sms_url": sms.url, "retry_pace": 0.001, "lease_seconds": 5.0,
        }  # fmt: skip
        engine = open_database(url, masters=read_master_keys(str(settings["master_keys"])))
        migrate.upgrade(engine)
        installation = Installation(folder, settings)
        found = Left(installation, engine)
        servers = {"postgres": _postgres, "redis": _redis, "registry": registry}
        run = Run(found, url, servers, Settings(**settings))  # type: ignore[arg-type]
        try:
            run.tell()
            found.before, found.opened = everything_in_database(engine), opened_in(engine)
            found.files = [path.read_bytes() for path in (folder / "files").rglob("*") if path.is_file()]
            run.purge()
            found.after, found.opened_after = everything_in_database(engine), opened_in(engine)
        finally:
            installation.end()
        found.redis.append(everything_in(_redis))
        found.webhooks = [request.body for request in backend.requests]
        found.letters = [letter.raw for letter in mail.letters] + [request.body for request in sms.requests]
        found.database_log = "".join(path.read_text("utf-8", "replace") for path in _postgres.folder.glob("*.log"))
    yield found
    engine.dispose()
    _postgres.drop_database(url)


def names(found: list[str]) -> list[str]:
    return sorted(set(found))


def test_the_run_was_a_whole_one(left: Left) -> None:
    """Else there would be little to search in: papers were decided, failures met, people written to."""
    assert {"approved", "rejected"} <= set(left.statuses.values())
    assert left.exits == {
        "worker": 0, "failing worker": 0, "without a database": 2, "sweep": 0, "batch": 0, "import": 0,
        "purge": 0,
    }  # fmt: skip
    printed = b"".join(path.read_bytes() for path in left.installation.logs.iterdir()).decode()
    for event in ("stage_done", "upload_taken_in", "incident", "swept", "purged", "request"):
        assert event in printed, event
    assert left.letters
    assert left.webhooks
    assert left.installation.metrics
    assert found_in(left.opened.encode(), NEEDLES) != [], "before the purge the database has it all"
    assert len(left.files) > 3


def test_nothing_is_in_a_dump_of_the_database_where_there_are_keys(left: Left) -> None:
    for table in ("documents", "stage_results", "findings", "decisions", "registry_people", "registry_names"):
        assert f"{table}." in left.before
    assert names(found_in(left.before.encode(), NEEDLES)) == []


def test_without_keys_a_dump_shows_whoever_is_in_it(tmp_path: Path) -> None:
    """So that the search above is one that finds."""
    engine, line = open_database(sqlite_url(tmp_path / "open.db")), LINES["s-0001"]
    migrate.upgrade(engine)
    for fill in ("register", "cabinet"):
        if fill == "register":
            import_snapshot(KEPT / "registry.jsonl", engine)
        else:
            holder = Holder.model_validate(line["holder"])
            intake = build_intake(Settings(files=tmp_path / "files"), engine)
            submit(KEPT / line["file"], kind=line["kind"], holder=holder, declared=line["declared"], intake=intake)
        found = found_in(everything_in_database(engine).encode(), needles_of(line))
        assert {"s-0001 snils", "s-0001 last_name", "s-0001 birth date"} <= set(found), fill
        with engine.begin() as connection:
            for table in REGISTRY_TABLES:
                connection.execute(table.delete())
    engine.dispose()


def test_nothing_is_in_the_file_store_where_there_are_keys(left: Left) -> None:
    assert names([name for content in left.files for name in found_in(content, NEEDLES)]) == []


def test_nothing_is_in_what_programs_print(left: Left) -> None:
    assert names(found_in_files(left.installation.logs, NEEDLES)) == []


def test_nothing_is_in_redis_at_any_time(left: Left) -> None:
    assert len([one for one in left.redis if b"podlinnik" in one]) >= 2
    assert names([name for one in left.redis for name in found_in(one, NEEDLES)]) == []


def test_nothing_is_in_metrics_problems_and_answers_without_a_paper(left: Left) -> None:
    pages = [*left.told, *(page.encode() for page in left.installation.metrics)]
    assert names([name for page in pages for name in found_in(page, NEEDLES)]) == []


def test_nothing_is_in_webhooks(left: Left) -> None:
    assert names([name for body in left.webhooks for name in found_in(body, NEEDLES)]) == []


def test_nothing_is_among_the_arguments_of_a_program(left: Left) -> None:
    called = "\n".join(left.installation.called_with)
    assert "worker" in called
    assert found_in(called.encode(), NEEDLES) == []


def test_nothing_is_left_in_temporary_folders(left: Left) -> None:
    assert [str(path) for path in left.installation.temporary.rglob("*")] == []


def test_nothing_is_in_the_names_of_files(left: Left) -> None:
    listed = "\n".join(str(path.relative_to(left.installation.folder)) for path in left.installation.folder.rglob("*"))
    assert found_in(listed.encode(), NEEDLES) == []


def test_nothing_is_in_the_log_of_the_database_server(left: Left) -> None:
    assert found_in(left.database_log.encode(), NEEDLES) == []


def test_nothing_is_left_after_a_purge_but_that_it_was_there(left: Left) -> None:
    assert found_in(left.after.encode(), NEEDLES) == []
    assert found_in(left.opened_after.encode(), NEEDLES) == []
    assert left.after.count("documents.status: purged") == len(left.statuses)
    assert [path for path in (left.installation.folder / "files").rglob("*") if path.is_file()] == []
    assert audit.verify(left.engine) is None


def test_an_error_of_the_database_names_no_values(left: Left) -> None:
    """SQLAlchemy puts a statement's parameters into the text of its errors unless told otherwise."""
    holder = LINES["s-0001"]["holder"]
    without_keys = open_database(left.engine.url.render_as_string(hide_password=False))
    with pytest.raises(Exception, match="documents") as error, without_keys.begin() as connection:
        connection.execute(update(DOCUMENTS).values(claim={"holder": holder}, contacts={"email": MAIL}, lane="x"))
    wanted: list[Needle] = [*needles_of(LINES["s-0001"]), text_needle(MAIL)]
    assert found_in(str(error.value).encode(), wanted) == []
