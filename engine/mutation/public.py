"""The public names of :mod:`engine.mutation`: the mutants of a policy, and each as a policy to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import pipeline
from engine.artifact.from_core import build_tables
from engine.artifact.tables import Tables, bindings
from engine.core.nodes import Compare, Quantifier, Variable
from engine.core.policy import Condition, CorePolicy
from engine.core.uses import Index
from engine.core.walk import walk
from engine.diagnostics import NOWHERE, Span
from engine.errors import InvalidPolicy
from engine.mutation import whole
from engine.mutation.coverage import Coverage
from engine.mutation.equivalence import Equivalence, as_application, read
from engine.mutation.mutant import Mutant, Statement
from engine.mutation.operators import variants
from engine.mutation.patched import Evaluate, Patched
from engine.mutation.proofs import Prover
from engine.mutation.rewriting import holders, items, roots, substitution
from engine.mutation.words import Words
from engine.symbolic.logic import is_available


class Mutations:
    """Every mutant of the policy in ``folder``, in the order of the policy. Raises :class:`engine.errors.InvalidPolicy`."""

    def __init__(self, folder: str) -> None:
        result = pipeline.run(folder, (), "core")
        if "core" not in result.stages:
            raise InvalidPolicy(result.diagnostics, result.sources)
        self.core: CorePolicy = result.stages["core"]
        self.tables: Tables = build_tables(result.stages["typed"], self.core, "")
        self._resolved = result.stages["typed"].resolved
        self.prover = Prover(self.core, self.tables)
        self._equivalence = Equivalence(self.core, self.tables)
        self._index = Index(self.core)
        self.mutants: tuple[Mutant, ...] = tuple(self._all())

    def _all(self) -> Iterator[Mutant]:
        yield from self._nodes()
        yield from whole.statements(self.core)
        yield from whole.figures(self.core, self.tables, lambda name: _span(self._resolved.parameters.get(name)))
        yield from whole.readings(self.core, self.tables, lambda name: _span(self._resolved.readings.get(name)))
        yield from whole.months(self.core, self.tables)

    def _nodes(self) -> Iterator[Mutant]:
        """Changes at every node, each node once however many statements share it."""
        words, held, seen = Words(self.core), holders(self.core), set[int]()
        for statement, item in items(self.core):
            grounds = tuple(getattr(item, "clauses", ())) or ((f"附件1·{statement[1]}",) if statement[0] == "row" else ())
            for node in walk(*roots(statement, item)):
                if id(node) in seen or self._chooses(node):
                    continue
                seen.add(id(node))
                span, clauses = words.place(node, item.span)
                for kind, other, zh, en in variants(node, words):
                    if isinstance(node, Quantifier) and _named(item, node):
                        continue
                    places = frozenset(held[id(node)])
                    put = substitution(places, node, other)  # type: ignore[arg-type]
                    yield Mutant(kind, zh, en, clauses or grounds, span, places, node, other, put)  # type: ignore[arg-type]

    def _chooses(self, node: Any) -> bool:
        """Whether a node only keeps the row that an applicant named: made by lowering, written in no rule."""
        if isinstance(node, Compare):
            left = self.core.atoms[node.atom.number].left if node.atom.number >= 0 else None
            return left is not None and left.type == "row"
        operands = getattr(node, "operands", ())
        return any(isinstance(part, Compare) and self._chooses(part) for part in operands)

    def changed(self, mutant: Mutant, base: Evaluate) -> tuple[Tables, Evaluate, Patched | None, CorePolicy | None]:
        """The changed policy: its tables and evaluator; the patch and core where rules changed. ``base`` evaluates the
        unchanged policy."""
        tables = self.tables if mutant.tables is None else mutant.tables(self.tables)
        if mutant.core is None:
            return tables, base, None, None
        core = mutant.core(self.core)
        touched = self._touched(mutant.statements)
        patched = Patched(core, base, touched, self._subjects(touched))
        return tables, patched, patched, core

    @staticmethod
    def values(tables: Tables) -> dict[str, Any]:
        """The parameters and readings of changed tables, as bindings take them."""
        found = bindings(tables, None)
        return {"parameters": found.parameters, "readings": found.readings}

    def _touched(self, statements: frozenset[Statement]) -> frozenset[Statement]:
        """The statements, and those that use definitions among them."""
        names = {name for kind, name in statements if kind == "definition"}
        if not names:
            return statements
        users = {
            statement for statement, item in items(self.core) if names & set(self._index.uses(read(statement, item)).definitions)
        }
        return frozenset(statements | users)

    def _subjects(self, touched: frozenset[Statement]) -> frozenset[str]:
        named = {
            (kind, getattr(item, "locator", None) or getattr(item, "name", "")): part.name
            for part in self.core.subjects
            for kind, listed in (
                ("condition", part.conditions), ("entitlement", part.entitlements), ("row", part.rows), ("gap", part.gaps),
            )
            for item in listed
        }  # fmt: skip
        return frozenset(named[statement] for statement in touched if statement in named)

    def equivalent(self, mutant: Mutant, changed: CorePolicy | None) -> bool:
        """Whether a mutant is proved to change nothing: no application is decided otherwise, under no reading.

        ``changed``: its core policy as :meth:`changed` gives it. Without z3 the finite domain of the words is gone through,
        which proves less.
        """
        if _tells(mutant):
            return False
        if not is_available():
            return self.prover.equivalent(mutant, changed)
        return self._equivalence.same(changed or self.core, self._tables(mutant), mutant.statements)

    def witness(self, mutant: Mutant, changed: CorePolicy | None) -> dict[str, Any] | None:
        """An application that a mutant decides otherwise, of as few facts as will do; ``None`` where none is found, and
        without z3. Where it takes readings other than the chosen ones, they stand under ``_口径``."""
        if not is_available():
            return None
        found = self._equivalence.witness(changed or self.core, self._tables(mutant), mutant.statements)
        return None if found is None else as_application(found)

    def _tables(self, mutant: Mutant) -> Tables:
        return self.tables if mutant.tables is None else mutant.tables(self.tables)


def _named(item: Any, node: Quantifier) -> bool:
    """Whether a condition's message names the variable of its 每个: with 存在 in its place it is no policy at all."""
    message = item.message if isinstance(item, Condition) and item.requires is node else None
    said = walk(*(part for part in message.parts if not isinstance(part, str))) if message is not None else ()
    return any(isinstance(part, Variable) and part.name == node.variable for part in said)


def _tells(mutant: Mutant) -> bool:
    """Whether a mutant changes what every decision on its rows tells, whatever is decided: their working months."""
    return mutant.core is not None and mutant.tables is not None


def _span(symbol: Any) -> Span:
    return getattr(symbol, "span", None) or NOWHERE


def mutations_of(folder: str) -> Mutations:
    """The mutants of the policy in ``folder``. Raises :class:`engine.errors.InvalidPolicy`."""
    return Mutations(folder)


def coverage_of(folder: str) -> Coverage:
    """What is to be covered of the policy in ``folder``, nothing seen yet. Raises :class:`engine.errors.InvalidPolicy`."""
    result = pipeline.run(folder, (), "core")
    if "core" not in result.stages:
        raise InvalidPolicy(result.diagnostics, result.sources)
    return Coverage(result.stages["core"])
