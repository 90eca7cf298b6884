"""Step definitions: which function carries out a line of a scenario. Part of :mod:`engine.acceptance`.

A pattern is the line itself with the changing parts in braces: ``{name}`` any text, ``{name:d}`` a whole number,
``{name:a|b}`` one of these words, or any other regular expression. The tests give the same patterns to pytest-bdd.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

_PART = re.compile(r"\{(\w+)(?::([^{}]+))?\}")
_Step = TypeVar("_Step", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class Definition:
    """One step of the vocabulary. ``type``: given, when or then; ``expression`` is ``pattern`` as a regular expression."""

    type: str
    pattern: str
    expression: re.Pattern[str]
    numbers: frozenset[str]
    parameters: frozenset[str]
    function: Callable[..., None]

    def arguments(self, text: str) -> dict[str, Any] | None:
        """The changing parts of ``text``; ``None`` where it is another step."""
        found = self.expression.fullmatch(text)
        if found is None:
            return None
        return {name: int(part) if name in self.numbers else part for name, part in found.groupdict().items()}


_DEFINITIONS: list[Definition] = []


def definitions() -> tuple[Definition, ...]:
    """All steps of the vocabulary."""
    from engine.acceptance.steps import facts, outcomes, rows  # noqa: F401  importing them defines the steps

    return tuple(_DEFINITIONS)


def given(pattern: str) -> Callable[[_Step], _Step]:
    """Define a step of 假如."""
    return _define("given", pattern)


def when(pattern: str) -> Callable[[_Step], _Step]:
    """Define a step of 当."""
    return _define("when", pattern)


def then(pattern: str) -> Callable[[_Step], _Step]:
    """Define a step of 那么."""
    return _define("then", pattern)


def _define(type_: str, pattern: str) -> Callable[[_Step], _Step]:
    numbers = frozenset(name for name, kind in _PART.findall(pattern) if kind == "d")

    def add(function: _Step) -> _Step:
        parameters = frozenset(inspect.signature(function).parameters)
        _DEFINITIONS.append(Definition(type_, pattern, _expression(pattern), numbers, parameters, function))
        return function

    return add


def _expression(pattern: str) -> re.Pattern[str]:
    parts, last = [], 0
    for part in _PART.finditer(pattern):
        name, kind = part.groups()
        inner = r"\d+" if kind == "d" else kind or ".+?"
        parts += [re.escape(pattern[last : part.start()]), f"(?P<{name}>{inner})"]
        last = part.end()
    return re.compile("".join([*parts, re.escape(pattern[last:])]))
