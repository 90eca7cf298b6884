"""Parsed rules as bytes, so that a file that has not changed need not be parsed again. Part of :mod:`engine.syntax`.

Who keeps the bytes, and for how long, is up to the caller (:mod:`engine.pipeline`): what is handed in under the digest of a text
must come from :func:`pack` of that text by this very engine. Only files without mistakes are packed.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Sequence
from typing import Any

from engine.diagnostics import Span
from engine.syntax import nodes as n

#: The kinds of nodes by number; numbers hold for one version of the engine only.
_KINDS: tuple[Any, ...] = tuple(sorted((each for each in vars(n).values() if hasattr(each, "__dataclass_fields__")), key=repr))
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_FIELDS = tuple(tuple(kind.__dataclass_fields__) for kind in _KINDS)
_PLAIN = frozenset((str, int, bool, type(None)))

#: Texts (by digest) → what :func:`pack` made of them.
Packed = dict[str, bytes]


def digest_of(text: str) -> str:
    """The digest of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def pack(statements: Sequence[n.Statement], language: str) -> bytes:
    """The statements of a file and its language."""
    return marshal.dumps((language, [_packed(statement) for statement in statements]))


def unpack(file: str, data: bytes) -> tuple[list[n.Statement], str]:
    """The statements again, with places in ``file``, and the language."""
    language, statements = marshal.loads(data)
    return [_unpacked(statement, file) for statement in statements], language


def _packed(part: Any) -> Any:
    """Plain data: a list for a node, led by the number of its kind; a list of four for a place."""
    kind = type(part)
    if kind in _PLAIN:
        return part
    if kind is Span:
        return list(part[1:])
    if kind is tuple:
        return tuple([_packed(item) for item in part])
    number = _NUMBERS[kind]
    return [None, number, *[_packed(getattr(part, name)) for name in _FIELDS[number]]]


def _unpacked(part: Any, file: str) -> Any:
    kind = type(part)
    if kind is list:
        if part[0] is None:
            return _KINDS[part[1]](*[_unpacked(item, file) if type(item) not in _PLAIN else item for item in part[2:]])
        return Span(file, *part)
    if kind is tuple:
        return tuple([_unpacked(item, file) for item in part])
    return part
