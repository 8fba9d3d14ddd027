"""`podlinnik user`: who may use the console, and as what?"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from commands.cabinet import a_current_cabinet
from commands.faults import CallWrong
from commands.operator import operator
from pipeline.cabinet import accounts
from pipeline.settings import read_settings
from pipeline.wiring_cabinet import build_cabinet, now

app = typer.Typer(help="Accounts of the reviewers' console.", no_args_is_help=True, rich_markup_mode=None)
Login = Annotated[str, typer.Argument(help="What they sign in with; the audit log shows it for ever.")]
ROLES = ", ".join(accounts.ROLES)


@app.callback()
def options() -> None:
    """Accounts of the reviewers' console."""


@app.command()
def add(login: Login, role: Annotated[str, typer.Option(help=f"One of {ROLES}.")] = accounts.REVIEWER) -> None:
    """Make an account. Its first password is asked for, or read from stdin; they change it when they first sign in."""
    with _cabinet() as engine:
        accounts.add_account(engine, login, role, _password(), now(), actor=operator())
    typer.echo(f"{login}: {role}")


@app.command(name="list")
def list_accounts() -> None:
    """Show the accounts, without what is secret of them."""
    table = Table("login", "role", "made", "second factor", "in use", "disabled")
    with _cabinet() as engine:
        for row in accounts.listed_accounts(engine):
            second = "set up" if row["second_factor"] else "not yet"
            seen = f"{row['seen_at']:%Y-%m-%d %H:%M} UTC" if row["seen_at"] else ""
            disabled = row["disabled_at"].date().isoformat() if row["disabled_at"] else ""
            table.add_row(row["login"], row["role"], row["created_at"].date().isoformat(), second, seen, disabled)
    Console().print(table)


@app.command()
def disable(login: Login) -> None:
    """Sign them out everywhere, and let them in no more. What they did stays in the audit log."""
    with _cabinet() as engine:
        done = accounts.disable(engine, login, now(), actor=operator())
    typer.echo(f"{login} is disabled" if done else f"{login} was disabled already")


@app.command()
def enable(login: Login) -> None:
    """Let them sign in again."""
    with _cabinet() as engine:
        done = accounts.enable(engine, login, now(), actor=operator())
    typer.echo(f"{login} may sign in" if done else f"{login} was not disabled")


@app.command()
def role(login: Login, role: Annotated[str, typer.Argument(help=f"One of {ROLES}.")]) -> None:
    """Give them another role; it counts with their next request."""
    with _cabinet() as engine:
        done = accounts.give_role(engine, login, role, now(), actor=operator())
    typer.echo(f"{login}: {role}" if done else f"{login} had this role already")


@app.command(name="give-password")
def give_password(login: Login) -> None:
    """For whoever forgot theirs: they are signed out, and change it when they sign in."""
    with _cabinet() as engine:
        accounts.give_password(engine, login, _password(), now(), actor=operator())
    typer.echo(f"{login} has a new password")


@app.command(name="reset-second-factor")
def reset_second_factor(login: Login) -> None:
    """For whoever lost telephone and recovery codes: they are signed out, and set up another when they sign in."""
    with _cabinet() as engine:
        accounts.reset_second_factor(engine, login, now(), actor=operator())
    typer.echo(f"{login} has no second factor: see that it is them who sign in next")


@contextlib.contextmanager
def _cabinet() -> Iterator[Engine]:
    """Raises `CallWrong` where the database cannot be used, or what is asked for cannot be."""
    engine = build_cabinet(read_settings(), kept=0)
    try:
        with a_current_cabinet(engine):
            yield engine
    except (ValueError, accounts.NoSuchAccount) as error:
        raise CallWrong(str(error)) from None
    finally:
        engine.dispose()


def _password() -> str:
    """Typed twice unseen, or the first line of stdin: an argument is in the shell's history, and in `ps`."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
