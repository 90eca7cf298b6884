"""Artifacts on disk: written once per policy digest, loaded on every evaluation. Part of :mod:`engine.artifact`.

An artifact is trusted only under the digest of the very files it was made from, the engine's version and Python's, and only
when it lies whole in the file: anything else is thrown away and made anew. Light to import.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import tempfile
from types import CodeType
from typing import NamedTuple

from engine import __version__
from engine.artifact.tables import FORMAT, Tables

_MAGIC = b"policy-artifact\n"


class Artifact(NamedTuple):
    """A compiled policy: generated code and explanation tables."""

    code: CodeType
    tables: Tables


def cache_key(digests: tuple[str, ...]) -> str:
    """The name under which an artifact of a policy and its layers is kept."""
    versions = f"{FORMAT}|{__version__}|{sys.implementation.cache_tag}|{sys.hexversion}|{code_digest()}"
    return hashlib.sha256("|".join((versions, *digests)).encode()).hexdigest()


def code_digest() -> str:
    """Changes whenever the engine's own files change: names, sizes and times of all modules."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    stamps = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "_data"))
        for name in sorted(files):
            status = os.stat(os.path.join(folder, name))
            stamps.append(f"{folder}/{name}:{status.st_size}:{status.st_mtime_ns}")
    return hashlib.sha256("|".join(stamps).encode()).hexdigest()


def load(folder: str, key: str) -> Artifact | None:
    """The artifact kept in ``folder`` under ``key``; ``None`` when there is none that is whole."""
    try:
        with open(os.path.join(folder, key), "rb") as file:
            data = file.read()
    except OSError:
        return None
    head, body = data[: len(_MAGIC) + 32], data[len(_MAGIC) + 32 :]
    if head[: len(_MAGIC)] != _MAGIC or hashlib.sha256(body).digest() != head[len(_MAGIC) :]:
        return None
    try:
        code, tables = marshal.loads(body)
    except (EOFError, ValueError, TypeError):
        return None
    return Artifact(code, tables)


def save(folder: str, key: str, artifact: Artifact) -> bool:
    """Keep an artifact; false when the folder cannot be written, which is no error: it is made anew next time."""
    body = marshal.dumps(tuple(artifact))
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + hashlib.sha256(body).digest() + body)
        os.replace(temporary, os.path.join(folder, key))
    except OSError:
        return False
    return True
