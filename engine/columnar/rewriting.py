"""Scalars made again with parts of them replaced; whatever that settles is settled. Part of :mod:`engine.columnar`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from engine.columnar.layers import reachable
from engine.columnar.scalar import Pool, Scalar

Rule = Callable[[Scalar], Scalar]


def replaced(pool: Pool, roots: list[Scalar], parts: Mapping[Scalar, Scalar], rule: Rule | None = None) -> list[Scalar]:
    """``roots`` with ``parts`` replaced; ``rule`` may put another scalar in the place of each that is made."""
    made: dict[Scalar, Scalar] = {}
    for scalar in reachable(roots):
        if scalar in parts:
            made[scalar] = parts[scalar]
            continue
        operands = [made[operand] for operand in scalar.operands]
        again = scalar if operands == list(scalar.operands) else remade(pool, scalar, operands)
        made[scalar] = again if rule is None else rule(again)
    return [made[root] for root in roots]


def remade(pool: Pool, scalar: Scalar, operands: list[Scalar]) -> Scalar:
    """The operation of ``scalar`` on other operands."""
    match scalar.operation:
        case "and":
            return pool.all_of(operands)
        case "or":
            return pool.any_of(operands)
        case "not":
            return pool.negation(operands[0])
        case "is_null":
            return pool.is_null(operands[0])
        case "is":
            return pool.is_true(operands[0]) if scalar.operands[1] is pool.true else pool.is_false(operands[0])
        case "compare":
            return pool.compare(scalar.value, *operands)
        case "in":
            return pool.member(operands[0], [each.value for each in operands[1:]])
        case "case":
            *arms, otherwise = operands
            return pool.case(list(zip(arms[::2], arms[1::2], strict=True)), otherwise)
        case "arithmetic":
            return pool.arithmetic(scalar.value, *operands)
        case "each":
            return pool.each(operands[0], operands[1], operands[2])
        case _:
            known = scalar.known or (scalar.operation in _STRICT and all(each.known for each in operands))
            return pool.call(scalar.operation, scalar.type, *operands, value=scalar.value, bounds=scalar.bounds, known=known)


#: Functions that are null only where an operand is.
_STRICT = frozenset({"year", "month", "day_of_month", "day_number", "text", "concatenated", "length"})


def settled(pool: Pool, scalar: Scalar) -> Scalar:
    """The same scalar, simpler: beside an operand that is never null the others are asked only where it leaves them open."""
    return replaced(pool, [scalar], {}, lambda made: _beside(pool, made))[0]


def _beside(pool: Pool, scalar: Scalar) -> Scalar:
    if scalar.operation not in ("and", "or"):
        return scalar
    join = pool.all_of if scalar.operation == "and" else pool.any_of
    neutral = pool.constant(scalar.operation == "and")
    operands = list(scalar.operands)
    for at, operand in enumerate(scalar.operands):
        if not operand.known or operands[at] is not operand:
            continue
        negated = operand.operation == "not"
        assumed = {operand.operands[0] if negated else operand: pool.negation(neutral) if negated else neutral}
        others = replaced(pool, operands[:at] + operands[at + 1 :], assumed)
        operands = others[:at] + [operand] + others[at:]
    return join(operands)


def either(pool: Pool, truths: Sequence[Scalar]) -> Scalar:
    """A disjunction of truths that are never null, with what several of them have in common said once."""
    kept = _fewer(pool, truths)
    found = Counter(part for truth in kept for part in _parts(truth))
    shared, often = min(found.items(), key=lambda each: (-each[1], each[0].number), default=(pool.true, 0))
    if often < 2:
        return pool.any_of(kept)
    within = [pool.all_of([part for part in _parts(truth) if part is not shared]) for truth in kept if shared in _parts(truth)]
    others = [truth for truth in kept if shared not in _parts(truth)]
    return pool.any_of([pool.all_of([shared, either(pool, within)]), either(pool, others)])


def _fewer(pool: Pool, truths: Sequence[Scalar]) -> list[Scalar]:
    """The truths, each without what it says anyway where none of the simpler ones holds: rows of which the first that fits is
    taken say of all before them that they do not fit."""
    met: set[Scalar] = set()
    denied: set[Scalar] = set()
    kept: dict[Scalar, None] = {}
    for truth in sorted(truths, key=lambda each: len(_parts(each))):
        parts = _parts(truth)
        left = [part for part in parts if not (part.operands[0] in met if part.operation == "not" else part in denied)]
        made = truth if len(left) == len(parts) else pool.all_of(left)
        if made.operation == "not":
            denied.add(made.operands[0])
        elif made.operation != "and":
            met.add(made)
        kept[made] = None
    return list(kept)


def _parts(truth: Scalar) -> tuple[Scalar, ...]:
    return truth.operands if truth.operation == "and" else (truth,)
