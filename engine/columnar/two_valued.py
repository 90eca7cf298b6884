"""Kleene's three truths as two truths of two values. Part of :mod:`engine.columnar`.

A database joins statements that are never null many times as fast as statements that may be: it need not look at each row
by itself. So a statement that may be unknown is asked twice, whether it is true and whether it is false, each built from what
its parts answer to the same questions: a conjunction is true where all parts are, false where one of them is. What is asked
of rows in the end is never null, so only leaves are left that may be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.columnar.layers import reachable
from engine.columnar.rewriting import either, remade
from engine.columnar.scalar import Pool, Scalar

#: Stands for an unknown text: no text of a policy is empty.
_NO_TEXT = ""


def two_valued(pool: Pool, roots: Sequence[Scalar], given: Mapping[Scalar, tuple[Scalar, Scalar]] | None = None) -> list[Scalar]:
    """The same scalars without connectives of statements that may be null, outside of loops; ``given``: of columns that stand
    for statements whether these are true, and false."""
    made = _Made(pool, given or {})
    for scalar in reachable(roots):
        made.add(scalar)
    return [made.plain[root] for root in roots]


class _Made:
    """What became of scalars: ``plain``, the same; ``sides``, whether a statement that may be null is true, and false."""

    def __init__(self, pool: Pool, given: Mapping[Scalar, tuple[Scalar, Scalar]]) -> None:
        self.pool = pool
        self.plain: dict[Scalar, Scalar] = {}
        self.sides: dict[Scalar, tuple[Scalar, Scalar]] = dict(given)
        self._given = given

    def add(self, scalar: Scalar) -> None:
        """One scalar more, after its operands."""
        pool = self.pool
        if scalar.free or not scalar.operands:
            self.plain[scalar] = scalar
        elif scalar.operation == "is":
            asked, truth = scalar.operands
            self.plain[scalar] = self._side(asked, truth is pool.true)
        elif scalar.operation == "is_null" and scalar.operands[0].type == "boolean":
            self.plain[scalar] = self._null(scalar.operands[0])
        elif scalar.operation == "case":
            *arms, otherwise = scalar.operands
            pairs = [(self._side(arms[at], True), self.plain[arms[at + 1]]) for at in range(0, len(arms), 2)]
            self.plain[scalar] = pool.case(pairs, self.plain[otherwise])
        elif scalar.operation == "or" and scalar.known:
            self.plain[scalar] = either(pool, [self.plain[operand] for operand in scalar.operands])
        else:
            operands = [self.plain[operand] for operand in scalar.operands]
            same = operands == list(scalar.operands)
            self.plain[scalar] = scalar if same else remade(pool, scalar, operands)

    def _null(self, statement: Scalar) -> Scalar:
        """Whether a statement is neither true nor false."""
        while statement.operation == "not":
            (statement,) = statement.operands
        if statement.operation in ("and", "or", "case") or statement in self._given:
            return self.pool.all_of([self.pool.negation(self._side(statement, truth)) for truth in (True, False)])
        if _of_text(statement):
            return self.pool.is_null(statement.operands[0])
        return self.pool.is_null(self.plain[statement])

    def _side(self, statement: Scalar, truth: bool) -> Scalar:
        """Whether a statement is true, or false: never null."""
        if statement not in self.sides:
            for part in _open(statement, self.sides):
                self.sides[part] = self._both(part)
        return self.sides[statement][not truth]

    def _both(self, part: Scalar) -> tuple[Scalar, Scalar]:
        pool = self.pool
        if not part.free and not part.known and part.operands:
            sides = [self.sides[operand] for operand in part.operands if operand in self.sides]
            match part.operation:
                case "and":
                    return pool.all_of([yes for yes, _ in sides]), pool.any_of([no for _, no in sides])
                case "or":
                    return pool.any_of([yes for yes, _ in sides]), pool.all_of([no for _, no in sides])
                case "not":
                    return sides[0][1], sides[0][0]
                case "case":
                    return self._case(part, 0), self._case(part, 1)
                case "compare" | "in" if _of_text(part):
                    return self._filled(part)
        plain = self.plain[part]
        return pool.is_true(plain), pool.is_false(plain)

    def _case(self, part: Scalar, side: int) -> Scalar:
        *arms, otherwise = part.operands
        pairs = [(self.sides[arms[at]][0], self.sides[arms[at + 1]][side]) for at in range(0, len(arms), 2)]
        return self.pool.case(pairs, self.sides[otherwise][side])

    def _filled(self, part: Scalar) -> tuple[Scalar, Scalar]:
        """The sides of :func:`_of_text`: a column that is never null stands in the place of the one that may be."""
        pool, (column, *constants) = self.pool, part.operands
        filled = pool.call("filled", "text", column, value=_NO_TEXT, known=True)
        found = pool.member(filled, [each.value for each in constants])
        if part.operation == "compare":
            found = pool.compare("=", filled, constants[0])
        other = pool.all_of([pool.negation(found), pool.is_known(column)])
        return (other, found) if part.value == "!=" else (found, other)


def _of_text(part: Scalar) -> bool:
    """Whether a column of texts is compared with constants."""
    if part.operation != "in" and (part.operation != "compare" or part.value not in ("=", "!=")):
        return False
    column, *constants = part.operands
    texts = column.operation == "column" and column.type == "text"
    return texts and all(each.operation == "constant" and each.value != _NO_TEXT for each in constants)


def _open(statement: Scalar, done: dict[Scalar, tuple[Scalar, Scalar]]) -> list[Scalar]:
    """A statement and the statements that its sides are built from, operands first."""
    found: list[Scalar] = []
    seen: set[Scalar] = set()
    stack = [(statement, False)]
    while stack:
        part, ready = stack.pop()
        if ready:
            found.append(part)
        elif part not in seen and part not in done:
            seen.add(part)
            stack.append((part, True))
            if part.operation in ("and", "or", "not", "case") and not part.free and not part.known:
                stack += [(operand, False) for operand in part.operands]
    return found
