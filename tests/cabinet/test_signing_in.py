"""Whoever is let in is who they say, tries are few, and what was ended stays ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipeline.cabinet import accounts, audit, migrate, passwords
from pipeline.cabinet.database import open_database
from pipeline.cabinet.looked_at import PAGE, audit_page, note_page_opened
from pipeline.cabinet.one_time import code_at, step_of
from pipeline.cabinet.sealing.master import new_master_key
from pipeline.cabinet.second_factor import NotSetUp, codes_left, confirm, secret_for
from pipeline.cabinet.sessions import Owes, Terms, Visitor, hash_of, sign_out, visitor_of
from pipeline.cabinet.signing_in import Wrong, change_password, show_second_factor, sign_in
from pipeline.cabinet.tries import Closed, for_login, take
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_masters

pytestmark = pytest.mark.usefixtures("light_hashes")
NOW = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
TERMS = Terms(idle=dt.timedelta(minutes=30), longest=dt.timedelta(hours=12))
LOGIN, PASSWORD, OWN = "kedrov", "сосна и ель у реки", "rowan by the well 7"
HERE = "192.0.2.7"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    migrate.upgrade(opened)
    accounts.add_account(opened, LOGIN, accounts.REVIEWER, PASSWORD, NOW, actor="operator:test")
    yield opened
    opened.dispose()


def enter(engine: Engine, password: str = PASSWORD, now: dt.datetime = NOW, login: str = LOGIN) -> str:
    return sign_in(engine, login, password, HERE, TERMS, now)


def visitor(engine: Engine, token: str, now: dt.datetime = NOW) -> Visitor:
    found = visitor_of(engine, token, TERMS, now)
    assert found is not None
    return found


def set_up(engine: Engine) -> tuple[str, str, list[str]]:
    """Token, secret, recovery codes of an account whose second factor is there."""
    half = visitor(engine, enter(engine))
    secret = secret_for(engine, half)
    assert secret is not None
    token, codes = confirm(engine, half, code_at(secret, step_of(NOW)), TERMS, NOW)
    return token, secret, codes


def actions(engine: Engine) -> list[str]:
    return [entry["action"] for entry in audit.entries(engine)]


def test_the_way_in_leads_over_the_second_factor_and_a_password_of_ones_own(engine: Engine) -> None:
    token = enter(engine)
    assert visitor(engine, token).owes is Owes.SET_UP
    whole, secret, _ = set_up(engine)
    assert visitor(engine, whole).owes is Owes.PASSWORD
    changed = change_password(engine, visitor(engine, whole), PASSWORD, OWN, HERE, TERMS, NOW)
    assert visitor(engine, changed).owes is None
    assert visitor_of(engine, whole, TERMS, NOW) is None
    later = NOW + dt.timedelta(minutes=1)
    half = visitor(engine, enter(engine, OWN, later), later)
    assert half.owes is Owes.SECOND_FACTOR
    last = show_second_factor(engine, half, code_at(secret, step_of(later)), TERMS, later)
    assert visitor(engine, last, later).owes is None
    assert visitor_of(engine, "x", TERMS, later) is None
    assert actions(engine) == [
        "account_added", "second_factor_set_up", "signed_in", "password_changed", "signed_in",
    ]  # fmt: skip
    assert audit.verify(engine) is None


def test_a_code_is_taken_once_and_a_recovery_code_too(engine: Engine) -> None:
    _, secret, codes = set_up(engine)
    with pytest.raises(Wrong):
        show_second_factor(engine, visitor(engine, enter(engine)), code_at(secret, step_of(NOW)), TERMS, NOW)
    token = show_second_factor(engine, visitor(engine, enter(engine)), codes[3].upper(), TERMS, NOW)
    own = visitor(engine, token)
    assert codes_left(engine, own.account_id) == len(codes) - 1 == 9
    with pytest.raises(Wrong):
        show_second_factor(engine, visitor(engine, enter(engine)), codes[3], TERMS, NOW)


def test_only_hashes_of_password_token_and_recovery_codes_are_kept(engine: Engine) -> None:
    token, _, codes = set_up(engine)
    with engine.connect() as connection:
        kept = " ".join(
            str(row)
            for table in ("accounts", "sessions", "recovery_codes", "sign_in_tries", "audit")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        )
    assert hash_of(token) in kept
    assert "$argon2id$" in kept
    assert not [each for each in (PASSWORD, token, *codes, codes[0].replace("-", "")) if each in kept]


def test_another_browser_neither_learns_nor_confirms_a_secret_that_is_being_set_up(engine: Engine) -> None:
    first, second = visitor(engine, enter(engine)), visitor(engine, enter(engine))
    of_first = secret_for(engine, first)
    assert of_first == secret_for(engine, first)
    assert of_first != secret_for(engine, second)
    with pytest.raises(NotSetUp):
        confirm(engine, first, code_at(str(of_first), step_of(NOW)), TERMS, NOW)


def test_a_session_ends_unused_and_however_busy(engine: Engine) -> None:
    assert visitor_of(engine, enter(engine), TERMS, NOW + dt.timedelta(minutes=10)) is None
    token, _, _ = set_up(engine)
    assert visitor_of(engine, token, TERMS, NOW + TERMS.idle) is None
    at = NOW
    while at < NOW + TERMS.longest:
        assert visitor_of(engine, token, TERMS, at) is not None
        at += dt.timedelta(minutes=29)
    assert visitor_of(engine, token, TERMS, NOW + TERMS.longest) is None


def _disable(engine: Engine) -> None:
    assert accounts.disable(engine, LOGIN, NOW, actor="operator:test")


def _give_password(engine: Engine) -> None:
    accounts.give_password(engine, LOGIN, OWN, NOW, actor="operator:test")


def _reset(engine: Engine) -> None:
    accounts.reset_second_factor(engine, LOGIN, NOW, actor="operator:test")


@pytest.mark.parametrize("what", [_disable, _give_password, _reset])
def test_what_an_operator_changes_signs_out_also_whoever_is_half_way(engine: Engine, what: Any) -> None:
    whole, secret, codes = set_up(engine)
    half_token = enter(engine)
    half = visitor(engine, half_token)
    what(engine)
    assert visitor_of(engine, whole, TERMS, NOW) is None
    assert visitor_of(engine, half_token, TERMS, NOW) is None
    with pytest.raises(Wrong):
        show_second_factor(engine, half, codes[0], TERMS, NOW)
    with pytest.raises((Wrong, NotSetUp)):
        confirm(engine, half, code_at(secret, step_of(NOW) + 1), TERMS, NOW)


def test_a_role_counts_at_once_and_signing_out_ends_this_browser_alone(engine: Engine) -> None:
    token, _, codes = set_up(engine)
    other = show_second_factor(engine, visitor(engine, enter(engine)), codes[0], TERMS, NOW)
    assert accounts.give_role(engine, LOGIN, accounts.AUDITOR, NOW, actor="operator:test")
    assert visitor(engine, token).actor == "auditor:kedrov"
    sign_out(engine, visitor(engine, token), NOW)
    assert visitor_of(engine, token, TERMS, NOW) is None
    assert visitor_of(engine, other, TERMS, NOW) is not None


@pytest.mark.parametrize("login", [LOGIN, "nobody"])
def test_tries_are_paused_longer_and_longer_whether_there_is_such_an_account_or_not(
    engine: Engine, login: str
) -> None:
    at, pauses = NOW, []
    for _ in range(5):
        with pytest.raises(Wrong):
            enter(engine, "not the password at all", at, login)
    for _ in range(3):
        with pytest.raises(Closed) as closed:
            enter(engine, PASSWORD, at, login)  # closed also for the right one
        pauses.append(closed.value.seconds)
        at += dt.timedelta(seconds=closed.value.seconds)
        with pytest.raises(Wrong):
            enter(engine, "not the password at all", at, login)
    assert pauses == [30, 60, 120]
    closings = [entry["why"] for entry in audit.entries(engine) if entry["action"] == "sign_in_closed"]
    assert closings == ["account:kedrov" if login == LOGIN else "unknown login"] * 4


def test_whoever_gets_in_begins_anew_but_an_address_does_not(engine: Engine) -> None:
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(Wrong):
                enter(engine, "not the password at all")
        enter(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT tries FROM sign_in_tries")).scalars().all() == [8]


def test_an_address_that_tries_many_logins_is_closed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "is_right", lambda *_: False)  # thirty hashes would take seconds
    for number in range(30):
        with pytest.raises(Wrong):
            enter(engine, "guess", login=f"guess{number}")
    with pytest.raises(Closed):
        enter(engine)
    with pytest.raises(Wrong):
        sign_in(engine, LOGIN, "guess", "192.0.2.8", TERMS, NOW)


def test_tries_at_once_are_no_more_than_one_after_another(engine: Engine) -> None:
    def one(_: int) -> bool:
        try:
            take(engine, (for_login("somebody"),), NOW)
        except Closed:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(24))) == 5


def test_guesses_at_the_second_factor_are_closed_for_every_session(engine: Engine) -> None:
    _, secret, _ = set_up(engine)
    wrong = next(code for code in ("000000", "111111", "222222") if code not in _around(secret))
    for _ in range(5):
        with pytest.raises(Wrong):
            show_second_factor(engine, visitor(engine, enter(engine)), wrong, TERMS, NOW)
    with pytest.raises(Closed):
        show_second_factor(
            engine, visitor(engine, enter(engine)), code_at(secret, step_of(NOW) + 1), TERMS, NOW
        )  # fmt: skip
    assert "sign_in_closed" in actions(engine)


def _around(secret: str) -> list[str]:
    return [code_at(secret, step_of(NOW) + off) for off in (-1, 0, 1)]


def test_nobodys_password_takes_the_same_work(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    verify = passwords._HASHER.verify

    def watched(_: object, known: str, given: str) -> bool:
        looked.append(known)
        return verify(known, given)

    monkeypatch.setattr(type(passwords._HASHER), "verify", watched)
    _disable(engine)
    for login in (LOGIN, "nobody"):
        with pytest.raises(Wrong):
            enter(engine, login=login)
    assert len(looked) == 2
    assert len({each.split("$")[3] for each in looked}) == 1


@pytest.mark.parametrize(("old", "new", "error"), [
    ("not the password at all", OWN, Wrong), (PASSWORD, PASSWORD, passwords.PasswordWeak),
    (PASSWORD, "short", passwords.PasswordWeak),
])  # fmt: skip
def test_a_password_is_not_changed_by_whoever_does_not_know_it_nor_to_a_weak_one(
    engine: Engine, old: str, new: str, error: type[Exception]
) -> None:
    token, _, _ = set_up(engine)
    with pytest.raises(error):
        change_password(engine, visitor(engine, token), old, new, HERE, TERMS, NOW)
    assert visitor_of(engine, token, TERMS, NOW) is not None
    enter(engine)


def test_each_page_that_is_opened_and_each_look_at_the_log_is_in_the_log(engine: Engine) -> None:
    who = visitor(engine, set_up(engine)[0])
    for page in range(1, PAGE + 2):
        note_page_opened(engine, who, "01J" + "0" * 23, page, NOW)
    newest = audit_page(engine, who, NOW)
    assert (newest[0]["actor"], newest[0]["action"], newest[0]["why"]) == ("reviewer:kedrov", "page_opened", "page:51")
    assert len(newest) == PAGE + 1
    older = audit_page(engine, who, NOW, before=newest[PAGE - 1]["seq"])
    assert older[0] == newest[PAGE]
    assert [row["seq"] for row in older] == list(range(older[0]["seq"], 0, -1))
    assert actions(engine)[-2:] == ["audit_read", "audit_read"]


def test_the_secret_is_sealed_where_there_are_master_keys(database_url: str) -> None:
    masters = build_masters(Settings(master_keys=new_master_key("2026-11")))
    engine = open_database(database_url, masters=masters)
    migrate.upgrade(engine)
    accounts.add_account(engine, LOGIN, accounts.REVIEWER, PASSWORD, NOW, actor="operator:test")
    _, secret, _ = set_up(engine)
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT secret FROM second_factors")).scalar_one()
    assert kept.startswith("sealed:")
    assert secret not in kept
    engine.dispose()
