"""Statements of which there are many, asked all at once: each is a bit of a whole number, a *lane*. In :mod:`engine.columnar`.

Which rows of an annex take a case is a conjunction for each of them, and most of what they ask is about one word: the series, the
county. What a word says of all rows is found once for each word (``lookups``); a case joins what its words say with a few
operations, however many rows there are. What is asked of several facts at once, or of dates and figures, is asked case by
case, and takes the bits away of the rows that ask it.

A lane has two sides, as in :mod:`engine.columnar.two_valued`: bits of the statements that are true, and of those that may be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from engine.columnar.layers import reachable
from engine.columnar.program import OWN, RELATED
from engine.columnar.scalar import Pool, Scalar

#: Statements of one lane: bits of a whole number that is never negative.
LANE = 62
#: So many statements are worth it.
MANY = 8
#: The sides of a lane, and what their names begin with.
SIDES = ("true", "may")


class StandIns:
    """Columns that stand for statements (:data:`engine.columnar.outcome.StandIn`). ``statements``: what each stands for."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.statements: dict[Scalar, Scalar] = {}

    def __call__(self, locator: str, statement: Scalar) -> Scalar:
        """A column for a statement; that of another one even where both are settled, so that lanes do not depend on it."""
        column = self._pool.column(f"_scope:{locator}", "boolean", known=statement.known)
        self.statements[column] = statement
        return column


class Lanes:
    """Lanes of the ``statements``: a column that stands for one → the statement, which may be null.

    ``related``: columns whose values are looked up together; ``own``: of each fact looked up by itself its columns.
    """

    def __init__(
        self, pool: Pool, statements: Mapping[Scalar, Scalar], related: frozenset[str], own: Mapping[str, frozenset[str]]
    ) -> None:
        self.pool = pool
        self._stand_ins = list(statements)
        self._statements = list(statements.values())
        groups = {RELATED: related, **own}
        #: Group → for each statement what it asks of the columns of that group.
        self._asked: dict[str, list[list[Scalar]]] = {}
        #: What is asked case by case → the statements that ask it.
        self._each: dict[Scalar, list[int]] = {}
        for number, statement in enumerate(self._statements):
            for part in statement.operands if statement.operation == "and" else (statement,):
                group = _group(part, groups)
                if group is None:
                    self._each.setdefault(part, []).append(number)
                else:
                    self._asked.setdefault(group, [[] for _ in statements])[number].append(part)

    @property
    def names(self) -> tuple[str, ...]:
        """The sides of all lanes."""
        count = -(-len(self._statements) // LANE)
        return tuple(f"{side}{lane}" for lane in range(count) for side in SIDES)

    def lookups(self) -> Iterator[tuple[str, dict[str, Scalar]]]:
        """What the words of a group say: the group (:data:`RELATED` or a fact), name of a side → its bits; sides of which a group
        says nothing are left out."""
        for group, asked in self._asked.items():
            head = RELATED if group == RELATED else ""
            said = {f"{head}{name}": self._said(asked, lane, side) for name, lane, side in self._each_side()}
            yield group, {name: bits for name, bits in said.items() if not bits.is_constant}

    def sides(self) -> list[Scalar]:
        """All sides, by :attr:`names`."""
        said = {f"{'' if group == RELATED else OWN}{name}" for group, names in self.lookups() for name in names}
        return [self._joined(name, lane, side, said) for name, lane, side in self._each_side()]

    def bits(self, sides: Sequence[Scalar]) -> dict[Scalar, tuple[Scalar, Scalar]]:
        """Of the column that stands for a statement: whether that is true, and whether it may be; ``sides`` as
        :meth:`sides` gives them, or others that are equal."""
        pool, found = self.pool, {}
        for number, stand_in in enumerate(self._stand_ins):
            lane, at = divmod(number, LANE)
            found[stand_in] = (any_bit(pool, sides[2 * lane], 1 << at), any_bit(pool, sides[2 * lane + 1], 1 << at))
        return found

    def _each_side(self) -> Iterator[tuple[str, int, str]]:
        for number, name in enumerate(self.names):
            yield name, number // 2, SIDES[number % 2]

    def _of(self, lane: int) -> range:
        return range(lane * LANE, min((lane + 1) * LANE, len(self._statements)))

    def _said(self, asked: Sequence[Sequence[Scalar]], lane: int, side: str) -> Scalar:
        pool, numbers = self.pool, self._of(lane)
        parts = [self._side(pool.all_of(asked[number]), side) for number in numbers]
        return packed(pool, parts)

    def _side(self, statement: Scalar, side: str) -> Scalar:
        return self.pool.is_true(statement) if side == "true" else self.pool.may_be_true(statement)

    def _joined(self, name: str, lane: int, side: str, said: Collection[str]) -> Scalar:
        pool, numbers = self.pool, self._of(lane)
        everything = (1 << len(numbers)) - 1
        columns = [f"{head}{name}" for head in (RELATED, OWN) if f"{head}{name}" in said]
        parts = [pool.column(column, "integer", (0, everything), known=True) for column in columns]
        for part, asking in self._each.items():
            mask = sum(1 << number - numbers.start for number in asking if number in numbers)
            if mask:
                parts.append(_kept(pool, self._side(part, side), everything ^ mask))
        return pool.call("bit_and", "integer", *(parts or [pool.constant(everything)]), bounds=(0, everything), known=True)


def _group(part: Scalar, groups: Mapping[str, frozenset[str]]) -> str | None:
    """The group on whose columns alone a part of a statement rests."""
    columns: set[str] = set()
    for scalar in reachable([part]):
        if scalar.operation == "column":
            columns.add(scalar.value)
        elif scalar.free or scalar.operation == "figure":
            return None
    return next((name for name, theirs in groups.items() if columns and columns <= theirs), None)


def _kept(pool: Pool, truth: Scalar, others: int) -> Scalar:
    """All bits where ``truth`` holds, else those of ``others``."""
    return pool.call("unless", "integer", truth, value=others, known=True)


# ---- bits of lanes --------------------------------------------------------------------------------------------------------


def any_bit(pool: Pool, lane: Scalar, mask: int) -> Scalar:
    """Whether one of the bits of ``mask`` is set."""
    return pool.call("any_bit", "boolean", lane, value=mask, known=True)


def all_bits(pool: Pool, lane: Scalar, mask: int) -> Scalar:
    """Whether all bits of ``mask`` are set."""
    return any_bit(pool, lane, mask) if _single(mask) else pool.call("all_bits", "boolean", lane, value=mask, known=True)


def packed(pool: Pool, truths: Sequence[Scalar]) -> Scalar:
    """Truths that are never null as bits of a whole number, the first lowest; bits of lanes are moved together."""
    moved: dict[tuple[Scalar, int], int] = {}
    weights: dict[Scalar, int] = {}
    for at, truth in enumerate(truths):
        if truth.operation == "any_bit" and _single(truth.value):
            place = (truth.operands[0], at - (truth.value.bit_length() - 1))
            moved[place] = moved.get(place, 0) | truth.value
        elif truth is not pool.false:
            weights[truth] = weights.get(truth, 0) | 1 << at
    always = weights.pop(pool.true, 0)
    parts = [
        pool.make("weight", "integer", truth, value=weight, known=True, bounds=(0, weight)) for truth, weight in weights.items()
    ]
    for (lane, by), mask in moved.items():
        bounds = (0, mask << by if by >= 0 else mask >> -by)
        parts.append(pool.call("moved", "integer", lane, value=(mask, by), known=True, bounds=bounds))
    return pool.total([*parts, pool.constant(always)] if always else parts)


def _single(mask: int) -> bool:
    return mask & (mask - 1) == 0
