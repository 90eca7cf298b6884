"""One of the two policies compared: its rules, tables, register of clauses and printed texts. Part of
:mod:`engine.difference`.

Reading a policy takes most of a comparison, so what was read is kept in the cache folder under the digest of the files, like
the artifacts of ``policy eval`` and with the same care: only a file of our own, whole, under the very name it was written for.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import pickle
from collections.abc import Sequence
from types import CodeType
from typing import Any, NamedTuple

from engine.artifact.store import cache_key, keep, read_kept
from engine.artifact.tables import Tables
from engine.core.policy import CorePolicy
from engine.source.digest import digest_folder
from engine.source.resources import layer_folder
from engine.trace.register import Statement

_MAGIC = b"policy-edition\n"
_FOLDER = "editions"
#: How many editions a cache keeps; the oldest go first.
KEPT = 8

#: A statement of the rules by kind (definition, condition, entitlement, row, gap) and name.
Key = tuple[str, str]


class Edition(NamedTuple):
    """A policy as compared. ``texts``: statements in the settled form, by kind and name; ``notes``: of each row what is said
    with it; ``calendar``: the policy's own working days ``(date, worked, source)``; ``code``: the compiled evaluator."""

    name: str
    core: CorePolicy
    tables: Tables
    clauses: tuple[Statement, ...]
    texts: dict[Key, str]
    notes: dict[str, tuple[str, ...]]
    calendar: tuple[tuple[str, bool, str], ...]
    code: CodeType

    @property
    def year(self) -> int:
        """The plan year."""
        return int(self.tables["policy"]["year"])


def read(path: str, layers: Sequence[str] = (), cache: str | None = None, calendar: dict[str, Any] | None = None) -> Edition:
    """The edition in a policy folder with ``layers`` laid over it. ``calendar``: the working days of a released bundle.

    Raises :class:`engine.errors.InvalidPolicy`.
    """
    folders = [layer_folder(name) for name in layers]
    found = None
    if cache is not None:
        with contextlib.suppress(OSError, ValueError):  # reading says what is wrong with the folder
            found = _load(cache, cache_key(tuple(digest_folder(each) for each in (path, *folders))))
    if found is None:
        from engine.difference.reading import read_edition  # only here: importing the pipeline takes long

        found, digests = read_edition(path, folders)
        if cache is not None:
            _save(cache, cache_key(digests), found)
    found = found._replace(name=path)
    return found if calendar is None else found._replace(tables=found.tables | {"calendar": calendar})


# ---- the cache --------------------------------------------------------------------------------------------------------


def _load(cache: str, key: str) -> Edition | None:
    """The edition kept under ``key``; ``None`` where there is none that is whole and our own: what it holds is run."""
    body = read_kept(os.path.join(cache, _FOLDER), key, _MAGIC)
    if body is None:
        return None
    parts, code = pickle.loads(body)
    return Edition._make((*parts, marshal.loads(code)))


def _save(cache: str, key: str, edition: Edition) -> None:
    """Keep an edition; where the folder cannot be written it is read anew next time."""
    body = pickle.dumps((edition[:-1], marshal.dumps(edition.code)), protocol=pickle.HIGHEST_PROTOCOL)
    keep(os.path.join(cache, _FOLDER), key, _MAGIC, body, KEPT)
