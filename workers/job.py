"""What does a job of the queues do? (its name and arguments are all that Redis holds of a document: an id)"""

from __future__ import annotations

from workers.carrier import Carrier

_served: list[Carrier] = []


def serve(carrier: Carrier) -> None:
    """From now on jobs of this process are this carrier's."""
    _served[:] = [carrier]


def carry(document_id: str) -> None:
    """Take the document as far as this worker may. Raises `LookupError` outside of `podlinnik worker`."""
    served().carry(document_id)


def served() -> Carrier:
    """This process's carrier. Raises `LookupError` outside of `podlinnik worker`."""
    if not _served:
        raise LookupError("jobs are run by `podlinnik worker`")
    return _served[0]
