"""Which version is the code that a stage runs? (a hash of the sources that it is made from, and of no others)"""

from __future__ import annotations

import ast
import hashlib
from functools import lru_cache
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
PACKAGE = "pipeline"


def version_of_code(*modules: str) -> str:
    """12 hex digits over the sources of `modules` and of all of ours that they import, directly or not."""
    digest = hashlib.sha256()
    for name in sorted(frozenset().union(*map(sources_of, modules))):
        digest.update(name.encode())
        digest.update(_file_of(name).read_bytes())
    return digest.hexdigest()[:12]


def sources_of(module: str) -> frozenset[str]:
    """Names of `module` and of the modules of this package that it leads to."""
    found: set[str] = set()
    ahead = [module]
    while ahead:
        name = ahead.pop()
        if name not in found and _file_of(name).is_file():
            found.add(name)
            ahead.extend(_imports_of(name))
    return frozenset(found)


def _file_of(module: str) -> Path:
    path = HOME.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@lru_cache(maxsize=512)
def _imports_of(module: str) -> tuple[str, ...]:
    """`from package import name` may name a module: both readings are given, what is no file falls away."""
    names: list[str] = []
    for node in ast.walk(ast.parse(_file_of(module).read_bytes())):
        if isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
            names.extend(f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(name for name in names if name.split(".")[0] == PACKAGE)
