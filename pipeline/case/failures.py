"""What goes wrong that is not the document's fault?"""

from __future__ import annotations


class RetryLater(Exception):
    """The world is at fault: an engine's time limit, the registry, the database. Try again, then a person looks."""

    at_once = True
    """False where trying again within seconds cannot help."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class RegistryUnavailable(RetryLater):
    """The registry did not answer: the document waits, nothing is held against the applicant."""


class UploadKills(RetryLater):
    """The upload ended the process that opened it, now or before: no other process is risked, a person looks."""

    at_once = False


class Unreadable(Exception):
    """A page cannot be shown: the document is at fault."""
