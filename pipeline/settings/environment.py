"""What does this process hand to native libraries and programs through its environment?"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

LIBRARY_ENVIRONMENT = {
    "OMP_THREAD_LIMIT": "1",  # Tesseract's threads make a page 5 to 10 times slower on busy cores
    "OPENBLAS_NUM_THREADS": "1",  # one process a core; a pool of threads also eats address space
    "OPENCV_IO_MAX_IMAGE_PIXELS": "200000000",  # a 48 KB picture may unpack to gigabytes
}
"""What native libraries read once, when they are loaded."""


def calm_libraries() -> None:
    """Set what native libraries read when they are loaded. Call before any of them is imported."""
    os.environ.update(LIBRARY_ENVIRONMENT)


def keep_files_in(folder: Path) -> None:
    """From now on temporary files of this process, and of programs that it starts, go there."""
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = str(folder)
