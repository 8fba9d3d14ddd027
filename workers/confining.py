"""What may a process not do that opens hostile files? (nor outlive whoever started it)"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from contextlib import suppress

from pipeline.log import quieten_native_libraries

PR_SET_PDEATHSIG = 1


def confine(memory_bytes: int) -> None:
    """From now on: so much address space, no core files, no words of native libraries on stderr.

    Call before the log is configured. Raises nothing where a limit is lower already.
    """
    for limit, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0)):
        _soft, hard = resource.getrlimit(limit)
        lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (lowest, lowest))
    quieten_native_libraries()


def tie_to(parent: int) -> None:
    """Die when the parent does: a worker that nobody supervises would work against its successor."""
    with suppress(OSError, AttributeError):  # not Linux
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
