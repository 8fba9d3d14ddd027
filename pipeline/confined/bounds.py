"""What may a process not do that opens hostile files, or serves one that does? (nor outlive whoever started it)"""

from __future__ import annotations

import os
import resource
import signal
from contextlib import suppress

from pipeline.confined.kernel import PR_SET_PDEATHSIG, prctl


def confine(memory_bytes: int) -> None:
    """From now on: so much address space, no core files, no words of native libraries on stderr.

    Call before the log is configured. Raises nothing where a limit is lower already.
    """
    from pipeline.log import quieten_native_libraries  # slow to load: a child has no log

    lower(resource.RLIMIT_AS, memory_bytes)
    lower(resource.RLIMIT_CORE, 0)
    quieten_native_libraries()


def lower(limit: int, most: int) -> None:
    """No more than that, and no way back."""
    _soft, hard = resource.getrlimit(limit)
    lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(limit, (lowest, lowest))


def tie_to(parent: int) -> None:
    """Die when the parent does: a worker that nobody supervises would work against its successor."""
    with suppress(OSError, AttributeError):  # not Linux
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
