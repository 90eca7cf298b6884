"""Constant values as Python source. Part of :mod:`engine.evaluate.codegen`.

Everything that a policy's author wrote enters generated source through here and nowhere else: only values of exactly
these types are let in, and each through ``repr``, which escapes whatever could end a literal.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.values import NOT_APPLICABLE, NotApplicable


def literal(value: Any) -> str:
    """An expression that gives ``value``. Raises ``TypeError`` for a value that no policy holds."""
    kind = type(value)
    if kind in (bool, int, str, type(None)):
        return repr(value)
    if kind is date:
        return f"date({value.year}, {value.month}, {value.day})"
    if kind is tuple:
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    if kind is frozenset:
        return f"frozenset(({''.join(f'{item}, ' for item in sorted(map(literal, value)))}))"
    if kind is NotApplicable:
        return repr(NOT_APPLICABLE)
    raise TypeError(f"not a constant of the core language: {kind.__name__}")


def is_short(value: Any) -> bool:
    """Whether a constant is best written where it stands; the others are made once per module."""
    return type(value) in (bool, int, str)
