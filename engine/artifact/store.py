"""Artifacts on disk: written once per policy digest, loaded on every evaluation. Part of :mod:`engine.artifact`.

An artifact is trusted only under the digest of the very files it was made from, the engine's version and Python's, and only
when it lies whole in the file: anything else is thrown away and made anew. Light to import.
"""

from __future__ import annotations

import contextlib
import gc
import marshal
import os
import stat
import sys
from binascii import crc32
from collections.abc import Iterator, Sequence
from types import CodeType
from typing import NamedTuple

from engine import __version__
from engine.artifact.sections import LazyTables, packed
from engine.artifact.tables import FORMAT, Tables
from engine.source.hashing import sha256

_MAGIC = b"policy-artifact\n"
_PARSED_MAGIC = b"policy-parsed\n"
#: Where rules are kept parsed, within the cache's folder.
_PARSED = "parsed"
#: How many artifacts a cache keeps; the oldest go first.
KEPT = 16
#: Folders of the engine that an artifact does not depend on.
_IRRELEVANT = frozenset(("__pycache__", "_data", "catalog", "cli"))
#: A file whose change makes other artifacts though it is not the engine's: the holidays announced so far.
_HOLIDAYS = os.path.join("chinese_calendar", "constants.py")


class Artifact(NamedTuple):
    """A compiled policy: generated code and explanation tables."""

    code: CodeType
    tables: Tables


def cache_key(digests: tuple[str, ...]) -> str:
    """The name under which an artifact of a policy and its layers is kept."""
    versions = f"{FORMAT}|{__version__}|{sys.implementation.cache_tag}|{sys.hexversion}|{code_digest()}"
    return sha256("|".join((versions, *digests)).encode()).hexdigest()


def code_digest() -> str:
    """Changes whenever a file that artifacts depend on changes: names, sizes and times of the engine's modules, grammar
    and keywords, and of the national calendar's data."""
    stamps: list[str] = []
    waiting = [os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name not in _IRRELEVANT:
                        waiting.append(entry.path)
                    continue
                stamps.append(_stamp(entry.path, entry.stat()))
    for folder in sys.path:
        try:
            stamps.append(_stamp(_HOLIDAYS, os.stat(os.path.join(folder, _HOLIDAYS))))
        except OSError:
            continue
        break
    return sha256("|".join(sorted(stamps)).encode("utf-8", "surrogateescape")).hexdigest()


def _stamp(name: str, status: os.stat_result) -> str:
    return f"{name}:{status.st_size}:{status.st_mtime_ns}"


def load(folder: str, key: str) -> Artifact | None:
    """The artifact kept in ``folder`` under ``key``; ``None`` when there is none that is whole and our own."""
    body = read_kept(folder, key, _MAGIC)
    if body is None:
        return None
    collecting = gc.isenabled()
    gc.disable()  # nothing of the many objects made here is garbage
    try:
        code, tables, large = marshal.loads(body)
    except (EOFError, ValueError, TypeError):
        return None
    finally:
        if collecting:
            gc.enable()
    if not (isinstance(code, CodeType) and isinstance(tables, dict) and isinstance(large, dict)):
        return None
    return Artifact(code, LazyTables(tables, large) if large else tables)


def read_kept(folder: str, key: str, magic: bytes) -> memoryview | None:
    """What :func:`keep` put into ``folder`` under ``key``; ``None`` when there is nothing that is whole and our own."""
    try:
        with open(os.path.join(folder, key), "rb") as file:
            if not _is_own(os.fstat(file.fileno())):
                return None
            data = file.read()
    except OSError:
        return None
    size = len(magic) + 4
    body = memoryview(data)[size:]
    return body if data[:size] == _head(key, body, magic) else None


def _head(key: str, body: bytes | memoryview, magic: bytes = _MAGIC) -> bytes:
    """What a file begins with: it holds for this body under this name alone."""
    return magic + crc32(body, crc32(key.encode())).to_bytes(4, "big")


def _is_own(status: os.stat_result) -> bool:
    """Whether nobody else could have put code into the file: what is loaded from it is run."""
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def save(folder: str, key: str, artifact: Artifact) -> bool:
    """Keep an artifact; false when the folder cannot be written, which is no error: it is made anew next time."""
    return keep(folder, key, _MAGIC, marshal.dumps((artifact.code, *packed(artifact.tables))), KEPT)


@contextlib.contextmanager
def parsed(folder: str, places: Sequence[str]) -> Iterator[dict[str, bytes]]:
    """The rules parsed when the policy at ``places`` was last compiled, by the digests of their texts; written back with what
    was added, without what was not asked for. Like an artifact they are good for this engine and this Python alone."""
    kept = os.path.join(folder, _PARSED)
    key = cache_key(tuple(sha256(os.path.realpath(place).encode("utf-8", "surrogateescape")).hexdigest() for place in places))
    before = _unmarshalled(read_kept(kept, key, _PARSED_MAGIC))
    asked = _Asked(before)
    yield asked
    used = {digest: data for digest, data in asked.items() if digest in asked.used or digest not in before}
    if used.keys() != before.keys():
        keep(kept, key, _PARSED_MAGIC, marshal.dumps(used), KEPT)


def _unmarshalled(body: memoryview | None) -> dict[str, bytes]:
    try:
        found = {} if body is None else marshal.loads(body)
    except (EOFError, ValueError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


class _Asked(dict[str, bytes]):
    """Remembers what was asked for."""

    def __init__(self, data: dict[str, bytes]) -> None:
        super().__init__(data)
        self.used: set[str] = set()

    def __getitem__(self, digest: str) -> bytes:
        self.used.add(digest)
        return super().__getitem__(digest)


def keep(folder: str, key: str, magic: bytes, body: bytes, most: int) -> bool:
    """Keep ``body`` in ``folder`` under ``key``, and no more than ``most`` files there; false when it cannot be written."""
    import tempfile  # only here: it takes longer to import than an artifact to load

    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
    except (OSError, ValueError):
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_head(key, body, magic) + body)
        os.replace(temporary, os.path.join(folder, key))
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        return False
    with contextlib.suppress(OSError):  # another process may be tidying up as well
        _forget_oldest(folder, most)
    return True


def _forget_oldest(folder: str, most: int) -> None:
    """Remove artifacts beyond ``most``; only files that bear an artifact's name are touched."""
    with os.scandir(folder) as entries:
        artifacts = [each for each in entries if len(each.name) == 64 and not set(each.name) - set("0123456789abcdef")]
    by_age = sorted(artifacts, key=lambda each: each.stat().st_mtime_ns, reverse=True)
    for each in by_age[most:]:
        os.unlink(each.path)
