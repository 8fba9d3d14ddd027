"""What may a process not do that opens hostile files?"""

from __future__ import annotations

import resource

from pipeline.log import quieten_native_libraries


def confine(memory_bytes: int) -> None:
    """From now on: so much address space, no core files, no words of native libraries on stderr.

    Call before the log is configured. Raises nothing where a limit is lower already.
    """
    for limit, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0)):
        _soft, hard = resource.getrlimit(limit)
        lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (lowest, lowest))
    quieten_native_libraries()
