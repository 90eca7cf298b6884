"""The programs of a policy for registers, made when they are asked for. Part of :mod:`engine.columnar`.

The policy is compiled to its core once, and only if a program is asked for that is not kept; a program that was made is
remembered, and kept beside the compiled policy, where what makes programs need not even be imported.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.artifact import store
from engine.artifact.tables import Tables, bindings
from engine.columnar.program import Program
from engine.columnar.value import Unsupported
from engine.core.policy import CorePolicy
from engine.diagnostics import Diagnostic
from engine.errors import InvalidPolicy
from engine.source.resources import layer_folder

if TYPE_CHECKING:
    from engine.columnar.writing import Dialect

_MAGIC = b"policy-program\n"
#: Where programs are kept, within the cache's folder, and how many.
_FOLDER, _KEPT = "programs", 64


class Programs:
    """Makes programs of the policy in ``folder``, whose tables these are.

    ``dialect``: that of DuckDB where none is given; ``handed_on``: columns that results have as they are, of programs that
    share nothing between rows; ``cache``: the folder in which programs are kept; ``core``: the policy's, where it is at
    hand; not ``lanes``: rows come without the columns of :mod:`engine.columnar.lanes`. Parameters and readings are those of the
    tables, which need not be those that the policy was written with.
    """

    def __init__(
        self,
        folder: str,
        layers: Sequence[str],
        tables: Tables,
        dialect: Dialect | None = None,
        handed_on: Sequence[str] | None = None,
        cache: str | None = None,
        core: CorePolicy | None = None,
        lanes: bool = True,
    ) -> None:
        self._folder = folder
        self._layers = [layer_folder(each) for each in layers]
        self._tables = tables
        self._dialect = dialect
        self._handed_on = handed_on
        self._kept = None if cache is None or dialect is not None else os.path.join(cache, _FOLDER)
        self._core = core
        self._lanes = lanes
        self._result: Any = None
        self._made: dict[tuple[str, frozenset[str], bool, bool], Program] = {}

    def __call__(self, subject: str, known: frozenset[str], whole: bool, shared: bool = True) -> Program:
        """The program of ``subject`` for rows whose columns ``known`` have no nulls; not ``whole``: the code alone; not
        ``shared``: nothing is computed once for several rows.

        Raises :class:`~engine.errors.InvalidPolicy`, with E0970 or E0971 for what cannot be said in SQL.
        """
        shared = shared and self._handed_on is None
        key = (subject, known, whole, shared)
        if key not in self._made:
            name = self._name(subject, known, whole, shared)
            found = self._read(name)
            if found is None:
                found = self._compile(subject, known, whole, shared)
                if self._kept is not None:
                    store.keep(self._kept, name, _MAGIC, marshal.dumps(tuple(found)), _KEPT)
            self._made[key] = found
        return self._made[key]

    def _name(self, subject: str, known: frozenset[str], whole: bool, shared: bool) -> str:
        """Under which a program is kept: everything that it depends on."""
        if self._kept is None:
            return ""
        policy = self._tables["policy"]
        figures = {name: parameter["entries"] for name, parameter in self._tables["parameters"].items()}
        chosen = {name: reading["chosen"] for name, reading in self._tables["readings"].items()}
        asked = repr((subject, sorted(known), whole, shared, self._lanes, figures, chosen))
        return store.cache_key((policy["digest"], policy["calendar_digest"], asked))

    def _read(self, name: str) -> Program | None:
        body = None if self._kept is None else store.read_kept(self._kept, name, _MAGIC)
        try:
            return None if body is None else Program(*marshal.loads(body))
        except (EOFError, ValueError, TypeError):
            return None

    def _compile(self, subject: str, known: frozenset[str], whole: bool, shared: bool) -> Program:
        from engine import pipeline

        core, sources = self._core, {}
        if core is None:
            if self._result is None:
                self._result = pipeline.run(self._folder, self._layers, "core")
            core, sources = self._result.stages.get("core"), self._result.sources
        if core is None:
            raise InvalidPolicy(self._result.diagnostics, sources)
        try:
            return self._compiled(core, subject, known, whole, shared)
        except Unsupported as refusal:
            told = [Diagnostic(refusal.code, refusal.span, refusal.arguments)]
            raise InvalidPolicy(told, sources) from None

    def _compiled(self, core: CorePolicy, subject: str, known: frozenset[str], whole: bool, shared: bool) -> Program:
        from engine.columnar import bits
        from engine.columnar.register import HANDED_ON, compile_register

        around, dialect = bindings(self._tables, None), self._dialect or bits.DIALECT
        handed_on = HANDED_ON if self._handed_on is None else self._handed_on
        reasons = self._handed_on is None
        by_word = reasons and not shared and self._lanes
        return compile_register(core, self._tables, subject, around, known, whole, shared, dialect, handed_on, reasons, by_word)
