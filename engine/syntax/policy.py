"""``SurfacePolicy``: a folder with its statements and YAML expressions parsed. Part of :mod:`engine.syntax`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.diagnostics import Span
from engine.source.discovery import SourcePolicy
from engine.syntax.nodes import Expression, Statement


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A ``.policy`` file: its keyword language and statements in order."""

    file: str
    language: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class SurfacePolicy:
    """``expressions`` holds what was parsed out of YAML, by the place of the text it stood in."""

    source: SourcePolicy
    rules: tuple[RuleFile, ...]
    expressions: Mapping[Span, Expression]
