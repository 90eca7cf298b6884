"""The digest of a policy folder: which text a decision rests on. Part of :mod:`engine.source`, on the eval path.

Only light modules: ``policy eval`` compares this digest with its cache before anything else is read.
``discovery.read_folder`` walks with the same :func:`walk` and hashes with the same :func:`digest_of`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import normalize

from engine.source.hashing import sha256
from engine.source.limits import FOLDER_DEPTH, FOLDER_FILES

FILE, FOLDER, LINK, OTHER = "file", "folder", "link", "other"
_SUFFIXES = (".yaml", ".policy")
_MEANT = (".yaml", ".yml", ".policy")
_READ = 1 << 20


class Entry(NamedTuple):
    """Something in a policy folder: its name relative to the folder (``/`` between parts, NFC), path and kind."""

    name: str
    path: str
    kind: str


def belongs(name: str) -> bool:
    """Whether a file of this name is part of a policy (all others, such as notes, change nothing)."""
    return name.endswith(_SUFFIXES)


def misnamed(entry: Entry) -> bool:
    """Whether something looks like a file of a policy and is none: a folder, or a file with another ending (``.yml``)."""
    return entry.name.lower().endswith(_MEANT) and not (entry.kind == FILE and belongs(entry.name))


def walk(folder: str) -> list[Entry]:
    """Everything below ``folder`` but hidden names, sorted by name; links are listed, never followed.

    Stops at twice the permitted number of files: the caller refuses such a folder anyway. Raises ``OSError``.
    """
    found: list[Entry] = []
    waiting = [(folder, "", 0)]
    while waiting and len(found) <= 2 * FOLDER_FILES:
        path, prefix, depth = waiting.pop()
        with os.scandir(path) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.name.startswith(".") or entry.name == "__pycache__":
                    continue
                each = Entry(normalize("NFC", prefix + entry.name), entry.path, _kind(entry))
                found.append(each)
                if each.kind == FOLDER and depth < FOLDER_DEPTH:
                    waiting.append((entry.path, f"{prefix}{entry.name}/", depth + 1))
    return sorted(found, key=lambda each: (each.name, each.path))


def _kind(entry: os.DirEntry[str]) -> str:
    mode = entry.stat(follow_symlinks=False).st_mode
    if stat.S_ISLNK(mode):
        return LINK
    if stat.S_ISREG(mode):
        return FILE
    return FOLDER if stat.S_ISDIR(mode) else OTHER


def digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 (hexadecimal) over names and contents, in the order of the names; lengths keep neighbours apart."""
    total = sha256()
    for name, data in sorted(files):
        label = name.encode("utf-8", "surrogatepass")
        total.update(b"%d %d\n" % (len(label), len(data)))
        total.update(label)
        total.update(data)
    return total.hexdigest()


def read_bytes(path: str, limit: int) -> bytes:
    """At most ``limit`` + 1 bytes of a regular file; a link put in its place is not followed. Raises OSError."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    parts: list[bytes] = []
    with os.fdopen(os.open(path, flags), "rb", buffering=0) as stream:
        while limit >= 0 and (part := stream.read(min(limit + 1, _READ))):
            parts.append(part)
            limit -= len(part)
    return b"".join(parts)


def digest_folder(path: str, limit: int = _READ) -> str:
    """The digest that ``read_folder(path)`` would give its policy; any edit to a policy file changes it.

    Whatever is refused without being read (links, special files, what is misnamed) makes a digest of its own, so that it is
    noticed. Raises ``OSError``.
    """
    files: list[tuple[str, bytes]] = []
    for entry in walk(path):
        if entry.kind in (LINK, OTHER) or misnamed(entry):
            files.append((f"{entry.name}\0{entry.kind}", b""))
        elif entry.kind == FILE and belongs(entry.name):
            files.append((entry.name, read_bytes(entry.path, limit)))
    return digest_of(files)
