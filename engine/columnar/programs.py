"""The programs of a policy for registers, made when they are asked for. Part of :mod:`engine.columnar`.

The policy is compiled to its core once, and only if a program is asked for at all; a program that was made is remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import pipeline
from engine.artifact.tables import Tables, bindings
from engine.columnar import bits
from engine.columnar.register import HANDED_ON, Program, compile_register
from engine.columnar.value import Unsupported
from engine.columnar.writing import Dialect
from engine.core.policy import CorePolicy
from engine.diagnostics import Diagnostic
from engine.errors import InvalidPolicy
from engine.source.resources import layer_folder


class Programs:
    """Makes programs of the policy in ``folder``, whose tables these are.

    ``handed_on``: columns that results have as they are, of programs that share nothing between rows.
    """

    def __init__(
        self,
        folder: str,
        layers: Sequence[str],
        tables: Tables,
        dialect: Dialect = bits.DIALECT,
        handed_on: Sequence[str] | None = None,
    ) -> None:
        self._folder = folder
        self._layers = [layer_folder(each) for each in layers]
        self._tables = tables
        self._dialect = dialect
        self._handed_on = handed_on
        self._result: Any = None
        self._made: dict[tuple[str, frozenset[str], bool], Program] = {}

    def __call__(self, subject: str, known: frozenset[str], whole: bool) -> Program:
        """The program of ``subject`` for rows whose columns ``known`` have no nulls; not ``whole``: the code alone.

        Raises :class:`~engine.errors.InvalidPolicy`, with E0970 or E0971 for what cannot be said in SQL.
        """
        key = (subject, known, whole)
        if key not in self._made:
            if self._result is None:
                self._result = pipeline.run(self._folder, self._layers, "core")
            if "core" not in self._result.stages:
                raise InvalidPolicy(self._result.diagnostics, self._result.sources)
            try:
                core = self._result.stages["core"]
                self._made[key] = self._compiled(core, subject, known, whole)
            except Unsupported as refusal:
                told = [Diagnostic(refusal.code, refusal.span, refusal.arguments)]
                raise InvalidPolicy(told, self._result.sources) from None
        return self._made[key]

    def _compiled(self, core: CorePolicy, subject: str, known: frozenset[str], whole: bool) -> Program:
        shared, handed_on = (True, HANDED_ON) if self._handed_on is None else (False, self._handed_on)
        around = bindings(self._tables, None)
        return compile_register(core, self._tables, subject, around, known, whole, shared, self._dialect, handed_on)
