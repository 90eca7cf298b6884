"""The clauses on which a statement failed: those of the comparisons that settle it. Part of :mod:`engine.columnar`.

The rules are those by which :mod:`engine.evaluate.kleene` keeps reasons: of a false conjunction the false operands, of a
false disjunction all; dually for what is true. ``found`` maps a clause to a scalar that is never null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.columnar import loops
from engine.columnar.scalar import Pool, Scalar
from engine.columnar.translator import Scope, Translator
from engine.columnar.value import plain
from engine.core import nodes as n

Found = dict[str, Scalar]


class Grounds:
    """Finds the clauses of statements whose truth is given."""

    def __init__(self, translator: Translator) -> None:
        self.translator = translator
        self.pool: Pool = translator.pool
        self._known: dict[tuple, Found] = {}

    def of(self, node: n.Node, scope: Scope, truth: bool) -> Found:
        """The clauses of the comparisons that make ``node`` as it is, where it is ``truth``."""
        match node:
            case n.Constant():
                return {}
            case n.Not(operand):
                return self.of(operand, scope, not truth)
            case n.And(operands) | n.Or(operands):
                every = isinstance(node, n.And) is truth
                found = self.any_of(self._guarded(each, scope, truth, every) for each in operands)
                return found if every else found | self._common([self.of(each, scope, truth) for each in operands])
            case n.Quantifier():
                return self._quantifier(node, scope, truth)
            case n.Choice():
                return self._choice(node, scope, truth)
            case n.Call():
                return self._called(node, scope, truth)
            case _:
                return dict.fromkeys(node.atom.clauses, self.pool.true)  # type: ignore[union-attr]

    def _common(self, parts: list[Found]) -> Found:
        """The clauses on which each of the parts rests whatever it holds: one of them is what settles the whole."""
        always = [{clause for clause, found in part.items() if found is self.pool.true} for part in parts]
        return dict.fromkeys(sorted(set.intersection(*always)) if always else (), self.pool.true)

    def any_of(self, parts: Iterable[Found]) -> Found:
        """Clauses that are found in one of the parts."""
        listed: dict[str, list[Scalar]] = {}
        for part in parts:
            for clause, condition in part.items():
                listed.setdefault(clause, []).append(condition)
        return {clause: self.pool.any_of(conditions) for clause, conditions in listed.items()}

    def where(self, condition: Scalar, found: Found) -> Found:
        """The clauses, only where ``condition`` (never null) is true."""
        return {clause: self.pool.all_of([condition, each]) for clause, each in found.items()}

    def _guarded(self, node: n.Node, scope: Scope, truth: bool, every: bool) -> Found:
        """An operand's clauses: always, or only where the operand itself has the truth."""
        found = self.of(node, scope, truth)
        return found if every or not found else self.where(self._is(self.translator.truth(node, scope).truth, truth), found)

    def _is(self, statement: Scalar, truth: bool) -> Scalar:
        return self.pool.is_true(statement) if truth else self.pool.is_false(statement)

    def _quantifier(self, node: n.Quantifier, scope: Scope, truth: bool) -> Found:
        pool, years = self.pool, loops.years(self.translator, node.years, scope)
        every = node.every is truth

        def of(year: Scalar) -> Found:
            return self._guarded(node.body, scope.bind(node.variable, plain(year)), truth, every)

        if years.list is None:
            listed = years.listed or ()
            inside = [self.of(node.body, scope.bind(node.variable, plain(year)), truth) for year in listed]
            return self.any_of(map(of, listed)) | ({} if every else self._common(inside))
        variable = pool.variable(f"_y{scope.loops}", "integer", years.bounds)
        met: Callable[[Scalar], Scalar] = lambda body: (  # noqa: E731
            pool.is_true(pool.call("contains", "boolean", pool.each(years.list, variable, body), pool.true))  # type: ignore[arg-type]
            if variable.value in body.free
            else body
        )
        return {clause: met(body) for clause, body in of(variable).items()}

    def _choice(self, node: n.Choice, scope: Scope, truth: bool) -> Found:
        pool, translator = self.pool, self.translator
        conditions = [translator.truth(each.condition, scope).truth for each in node.alternatives]
        certain = [pool.is_true(condition) for condition in conditions]
        parts = [
            self.where(met, self.of(each.condition, scope, True)) for each, met in zip(node.alternatives, certain, strict=True)
        ]
        parts += [
            self.where(pool.may_be_true(condition), self.of(each.value, scope, truth))
            for each, condition in zip(node.alternatives, conditions, strict=True)
        ]
        parts.append(self.where(pool.negation(pool.any_of(certain)), self.of(node.base, scope, truth)))
        return self.any_of(parts)

    def _called(self, node: n.Call, scope: Scope, truth: bool) -> Found:
        body, inside = self.translator.enter(node, scope)
        key = (node.name, tuple(inside.variables.values()), scope.row.locator if scope.row else None, scope.loops, truth)
        if key not in self._known:
            self._known[key] = self.of(body, inside, truth)
        return self._known[key]
