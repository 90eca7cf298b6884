"""Values that may be unknown, inapplicable or partly known, as terms. Part of :mod:`engine.symbolic`.

The functions are those of :mod:`engine.evaluate.operators`, on terms; each says by its name which one it is.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from engine.symbolic import logic
from engine.symbolic.logic import Formula, Term, at_most, below, both, chosen, either, equal, negated, unequal
from engine.symbolic.truth import Truth

#: Sorts of the parts of a value by its kind. A number has two ends, equal unless it is a count that is partly open.
SORTS = {
    "boolean": (logic.BOOLEAN,), "number": (logic.NUMBER, logic.NUMBER), "date": (logic.NUMBER,), "word": (logic.WORD,),
    "span": (logic.NUMBER, logic.NUMBER),
}  # fmt: skip


class Value(NamedTuple):
    """``kind`` is a key of :data:`SORTS`, ``group`` (parts are ``(formula, words)``, of which one formula holds) or ``""`` (no
    parts: never known). ``unknown`` and ``inapplicable`` never hold together. ``incident`` as in :class:`Truth`."""

    kind: str
    unknown: Formula
    inapplicable: Formula
    parts: tuple[Any, ...]
    incident: Formula = False

    @property
    def open(self) -> Formula:
        """Whether it has no single known value: unknown, or an interval whose ends differ."""
        return either(self.unknown, unequal(*self.parts)) if self.kind == "number" else self.unknown

    @property
    def scalar(self) -> bool:
        """Whether it is written as a single value."""
        return self.kind != "number" or logic.identical(*self.parts)


#: More words than this are not told apart by their numbers; the rest are texts that the policy does not name.
MOST_WORDS = 2**logic.WORD_BITS - 4096

UNKNOWN = Value("", True, False, ())
INAPPLICABLE = Value("", False, True, ())


class Symbols:
    """Numbers of words and texts, given in the order in which they are met."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.words: list[str] = []

    def number(self, word: str) -> int:
        """The number of a word. Raises ``OverflowError`` where there are more words than numbers."""
        if len(self.words) >= MOST_WORDS:
            raise OverflowError("too many words")
        found = self.numbers.setdefault(word, len(self.words))
        if found == len(self.words):
            self.words.append(word)
        return found


def constant(value: Any, symbols: Symbols) -> Value:
    """A known value: as in :class:`engine.core.nodes.Constant`."""
    if isinstance(value, bool):
        return Value("boolean", False, False, (value,))
    if isinstance(value, int):
        return Value("number", False, False, (value, value))
    if isinstance(value, date):
        return Value("date", False, False, (value.toordinal(),))
    if isinstance(value, str):
        return Value("word", False, False, (symbols.number(value),))
    if isinstance(value, tuple):
        return Value("span", False, False, value)
    numbers = frozenset(_plain(each, symbols) for each in value)
    return Value("group", False, False, ((True, numbers),))


def _plain(value: Any, symbols: Symbols) -> int:
    if isinstance(value, str):
        return symbols.number(value)
    return value.toordinal() if isinstance(value, date) else int(value)


def pick(condition: Formula, left: Value, right: Value) -> Value:
    """``left`` where the condition holds, else ``right``."""
    if condition is True or condition is False:
        return left if condition else right
    kind = left.kind or right.kind
    if kind == "group":
        other = negated(condition)
        parts = tuple(
            (both(when, case), words) for when, side in ((condition, left), (other, right)) for case, words in side.parts
        )
    else:
        sides = zip(left.parts or right.parts, right.parts or left.parts, SORTS.get(kind, ()), strict=True)
        parts = tuple(chosen(condition, one, two, sort) for one, two, sort in sides)
    flags = [
        chosen(condition, one, two, logic.BOOLEAN)
        for one, two in ((left.unknown, right.unknown), (left.inapplicable, right.inapplicable), (left.incident, right.incident))
    ]
    return Value(kind, flags[0], flags[1], parts, flags[2])


def same_parts(left: Value, right: Value) -> Formula:
    """Whether two values that are known have the same value."""
    if left.kind != right.kind or not left.kind:
        return False
    if left.kind == "group":
        pairs = ((one, two) for one in left.parts for two in right.parts)
        return either(*(both(one[0], two[0]) for one, two in pairs if one[1] == two[1]))
    return both(*(equal(one, two) for one, two in zip(left.parts, right.parts, strict=True)))


def same_known(left: Value, right: Value) -> Formula:
    """Whether two values that are not unknown are equal, inapplicable ones among each other."""
    neither = both(negated(left.inapplicable), negated(right.inapplicable))
    return either(both(left.inapplicable, right.inapplicable), both(neither, same_parts(left, right)))


def definite(value: Value) -> Value:
    """The single value of a number; unknown where it is open."""
    if value.scalar:
        return value
    return value._replace(unknown=value.open, parts=(value.parts[0], value.parts[0]))


def compare(operator: str, left: Value, right: Value) -> Truth:
    """The truth of ``left operator right``."""
    incident = either(left.incident, right.incident)
    known = both(negated(left.unknown), negated(right.unknown))
    if known is False:
        return Truth(False, False, incident)
    if left.scalar and right.scalar:
        found = _compare_known(operator, left, right)
        return Truth(both(known, found), both(known, negated(found)), incident)
    true, false = _compare_bounds(operator, left.parts, right.parts)
    return Truth(both(known, true), both(known, false), incident)


def _compare_known(operator: str, left: Value, right: Value) -> Formula:
    if operator in ("=", "!="):
        found = same_known(left, right)
        return found if operator == "=" else negated(found)
    if not left.parts or not right.parts:
        return False
    one, two = left.parts[0], right.parts[0]
    if operator in ("<", ">"):
        return below(one, two) if operator == "<" else below(two, one)
    return at_most(one, two) if operator == "<=" else at_most(two, one)


def _compare_bounds(operator: str, left: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Formula, Formula]:
    """Decide on intervals: true (false) when every admitted pair of values is true (false)."""
    (low, high), (other_low, other_high) = left, right
    if operator == ">=":
        return at_most(other_high, low), below(high, other_low)
    if operator == ">":
        return below(other_high, low), at_most(high, other_low)
    if operator == "<=":
        return _compare_bounds(">=", right, left)
    if operator == "<":
        return _compare_bounds(">", right, left)
    same = both(equal(low, high), equal(high, other_low), equal(other_low, other_high))
    other = either(below(high, other_low), below(other_high, low))
    return (same, other) if operator == "=" else (other, same)


def arithmetic(operator: str, left: Value, right: Value) -> Value:
    """``left operator right`` for ``+ - *``; intervals give the interval of all possible results."""
    unknown, incident = either(left.unknown, right.unknown), either(left.incident, right.incident)
    if not left.parts or not right.parts:
        return UNKNOWN._replace(incident=incident)
    (low, high), (other_low, other_high) = left.parts, right.parts
    if operator == "+":
        ends = (low + other_low, high + other_high)
    elif operator == "-":
        ends = (low - other_high, high - other_low)
    elif left.scalar and right.scalar:
        ends = (low * other_low,) * 2
    else:
        products = [one * two for one in (low, high) for two in (other_low, other_high)]
        smallest = greatest = products[0]
        for product in products[1:]:
            smallest, greatest = logic.least(smallest, product), logic.most(greatest, product)
        ends = (smallest, greatest)
    if left.scalar and right.scalar:
        ends = (ends[0], ends[0])
    return Value("number", unknown, False, ends, incident)


def member(item: Value, group: Value) -> Truth:
    """Whether ``item`` is in ``group``; a count or sum decides where all it may be agrees."""
    incident = either(item.incident, group.incident)
    known = both(negated(item.unknown), negated(group.unknown))
    if known is False:
        return Truth(False, False, incident)
    if not item.scalar:
        counts = [(case, _inside(item, words)) for case, words in group.parts]
        width = item.parts[1] - item.parts[0]
        true = either(*(both(case, below(width, inside)) for case, inside in counts))
        false = either(*(both(case, equal(inside, 0)) for case, inside in counts))
        return Truth(both(known, true), both(known, false), incident)
    found = either(
        *(both(case, equal(item.parts[0], each)) for case, words in group.parts for each in sorted(words) if item.parts)
    )
    found = both(negated(item.inapplicable), found)
    return Truth(both(known, found), both(known, negated(found)), incident)


def _inside(item: Value, numbers: frozenset[int]) -> Term:
    """How many of ``numbers`` lie between the ends of an interval."""
    low, high = item.parts
    return sum((chosen(both(at_most(low, each), at_most(each, high)), 1, 0, logic.NUMBER) for each in sorted(numbers)), 0)
