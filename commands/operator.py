"""Who is at the command line, and what do they refer to? (for the audit log)"""

from __future__ import annotations

import os
import pwd
import re
from typing import Annotated

import typer

from commands.faults import CallWrong

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:-]{0,59}")
Reference = Annotated[
    str,
    typer.Option(
        "--reference", metavar="CODE", help="Why, as a code or number of your own: it stays in the audit log."
    ),
]


def operator() -> str:
    """As the system knows them."""
    try:
        return f"operator:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:
        return f"operator:{os.getuid()}"


def reference_of(text: str) -> str:
    """Raises `CallWrong` for what could be a name: the audit log never forgets."""
    if not REFERENCE.fullmatch(text):
        raise CallWrong("--reference is a code or a number of latin letters, digits and ._/:- (no names: it is kept)")
    return text
