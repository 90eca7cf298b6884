"""The fast evaluator: Python generated from a core policy, with the same outcomes as :mod:`engine.evaluate.reference`.

:func:`generate` needs the core room and runs when a policy is prepared; :func:`load` and :class:`Compiled` need only the
light rooms, so that ``policy eval`` can run marshalled code without importing the trees it was made from.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import TYPE_CHECKING

from engine.evaluate.outcome import Bindings, Facts, Outcome

if TYPE_CHECKING:
    from engine.core.policy import CorePolicy

#: The file name that tracebacks show for generated code.
FILENAME = "<compiled policy>"


def generate(policy: CorePolicy) -> str:
    """The source of a module that evaluates ``policy``. The same policy gives the same text."""
    from engine.evaluate.codegen import indexed, subjects  # only here: the core room is not loaded on the eval path
    from engine.evaluate.codegen.module import Module

    module = Module(policy)
    parts = [
        (indexed if indexed.is_large(part) else subjects).subject(module, part, number)
        for number, part in enumerate(policy.subjects)
    ]
    names = "".join(f"{part.name!r}: subject{number}, " for number, part in enumerate(policy.subjects))
    return module.text([*parts, f"SUBJECTS = {{{names}}}\n"])


def compile_source(source: str) -> CodeType:
    """The code of a generated module, to be marshalled or loaded."""
    return compile(source, FILENAME, "exec", dont_inherit=True, optimize=2)


def load(source_or_code: str | CodeType) -> Compiled:
    """The evaluator in a generated module: its source, or code made by :func:`compile_source`."""
    code = compile_source(source_or_code) if isinstance(source_or_code, str) else source_or_code
    namespace: dict[str, object] = {"__name__": FILENAME}
    exec(code, namespace)
    return Compiled(namespace["SUBJECTS"])  # type: ignore[arg-type]


class Compiled:
    """A loaded policy, ready to evaluate any number of cases."""

    __slots__ = ("subjects",)

    def __init__(self, subjects: dict[str, Callable[[Facts, Bindings], Outcome]]) -> None:
        self.subjects = subjects

    def evaluate(self, subject: str, facts: Facts, bindings: Bindings) -> Outcome:
        """Evaluate one case of ``subject``. Raises ``KeyError`` for a subject the policy does not know."""
        return self.subjects[subject](facts, bindings)
