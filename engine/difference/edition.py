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
import stat
import tempfile
from binascii import crc32
from collections.abc import Iterator, Sequence
from types import CodeType
from typing import Any, NamedTuple

from engine import pipeline
from engine.artifact.store import cache_key
from engine.artifact.tables import Tables
from engine.core.policy import CorePolicy
from engine.diagnostics import Span
from engine.errors import InvalidPolicy
from engine.source.digest import digest_folder
from engine.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from engine.source.resources import layer_folder
from engine.syntax import nodes as s
from engine.syntax.policy import SurfacePolicy
from engine.syntax.printer import print_expression, print_statement
from engine.trace.register import Statement, read_register

_MAGIC = b"policy-edition\n"
_HEAD = len(_MAGIC) + 4
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


def read(
    path: str, layers: Sequence[str] = (), cache: str | None = None, calendar: dict[str, Any] | None = None
) -> Edition:
    """The edition in a policy folder with ``layers`` laid over it. ``calendar``: the working days of a released bundle.

    Raises :class:`engine.errors.InvalidPolicy`.
    """
    folders = [layer_folder(name) for name in layers]
    found = None
    if cache is not None:
        with contextlib.suppress(OSError, ValueError):  # reading says what is wrong with the folder
            found = _load(cache, cache_key(tuple(digest_folder(each) for each in (path, *folders))))
    if found is None:
        found, digests = _read(path, folders)
        if cache is not None:
            _save(cache, cache_key(digests), found)
    found = found._replace(name=path)
    return found if calendar is None else found._replace(tables=found.tables | {"calendar": calendar})


def _read(path: str, layers: Sequence[str]) -> tuple[Edition, tuple[str, ...]]:
    artifact, result = pipeline.build(path, layers)
    if artifact is None:
        raise InvalidPolicy(result.diagnostics, result.sources)
    surfaces: list[SurfacePolicy] = result.stages["syntax"]
    resolved = result.stages["typed"].resolved
    texts: dict[Key, str] = {}
    expressions: dict[Span, s.Expression] = {}
    for surface in surfaces:
        expressions.update(surface.expressions)
        for file in surface.rules:
            last = ""
            for statement in file.statements:
                last = _note(texts, statement, last)
        for name, document in surface.source.documents.items():
            if name.startswith("tables/"):
                texts["definition", _title(document.root)] = "\n".join(_plain(document.root))
    printed = {_place(span): print_expression(each) for span, each in expressions.items()}
    notes = {}
    for scoped in resolved.rows:
        texts["row", scoped.row.locator] = printed.get(_place(scoped.row.scope), scoped.row.scope_text)
        notes[scoped.row.locator] = tuple(text for text, *_ in scoped.row.notes)
    for gap, _ in resolved.gaps:
        texts["gap", gap.name] = printed.get(_place(gap.scope), "")
    clauses = tuple(each for surface in surfaces for each in read_register(surface.source.documents, surface.source.prefix))
    edition = Edition(
        path, result.stages["core"], artifact.tables, clauses, texts, notes, tuple(resolved.calendar), artifact.code
    )
    return edition, pipeline.digests(result)


def _place(span: Span) -> tuple[str, int, int]:
    return span.file, span.line, span.column


def _note(texts: dict[Key, str], statement: s.Statement, last: str) -> str:
    """Add the text of a statement; what belongs to a definition stands with it, one without a name of its own with that
    before it. Gives the name of the definition that stands before the next."""
    text = print_statement(statement)
    kind, name = "definition", last
    match statement:
        case s.Condition():
            kind, name = "condition", statement.name
        case s.Entitlement():
            kind, name = "entitlement", statement.name
        case s.Definition() | s.Classification():
            name = last = statement.name
        case s.Exception_() | s.Fill() | s.Slot():
            name = (statement.target or last).split("·")[0]
    before = texts.get((kind, name))
    texts[kind, name] = text if before is None else f"{before}\n{text}"
    return last


def _title(root: Node) -> str:
    name = root.get("决策表") if isinstance(root, MappingNode) else None
    return name.text if isinstance(name, ScalarNode) else ""


def _plain(node: Node, depth: int = 0) -> Iterator[str]:
    """A table of decisions as lines."""
    if isinstance(node, MappingNode):
        for key, value in node.entries:
            if isinstance(value, ScalarNode):
                yield f"{'  ' * depth}{key.text}: {value.text}"
            else:
                yield f"{'  ' * depth}{key.text}:"
                yield from _plain(value, depth + 1)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _plain(item, depth + 1)
    else:
        yield f"{'  ' * depth}{node.text}"


# ---- the cache --------------------------------------------------------------------------------------------------------


def _load(cache: str, key: str) -> Edition | None:
    """The edition kept under ``key``; ``None`` where there is none that is whole and our own: what it holds is run."""
    try:
        with open(os.path.join(cache, _FOLDER, key), "rb") as file:
            status = os.fstat(file.fileno())
            if hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
                return None
            data = file.read()
    except OSError:
        return None
    body = memoryview(data)[_HEAD:]
    if data[:_HEAD] != _head(key, body):
        return None
    parts, code = pickle.loads(body)
    return Edition._make((*parts, marshal.loads(code)))


def _head(key: str, body: bytes | memoryview) -> bytes:
    return _MAGIC + crc32(body, crc32(key.encode())).to_bytes(4, "big")


def _save(cache: str, key: str, edition: Edition) -> None:
    """Keep an edition; where the folder cannot be written it is read anew next time."""
    body = pickle.dumps((edition[:-1], marshal.dumps(edition.code)), protocol=pickle.HIGHEST_PROTOCOL)
    folder = os.path.join(cache, _FOLDER)
    with contextlib.suppress(OSError, ValueError):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(_head(key, body) + body)
        os.replace(temporary, os.path.join(folder, key))
        kept = sorted((each for each in os.scandir(folder)), key=lambda each: each.stat().st_mtime_ns, reverse=True)
        for each in kept[KEPT:]:
            os.unlink(each.path)
