"""What may be changed at one node: the mistakes that people make in rules. Part of :mod:`engine.mutation`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from engine.core import nodes as c

_OPERATORS = {">=": ">", ">": ">=", "<=": "<", "<": "<=", "=": "!=", "!=": "="}
_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "是", "!=": "不是"}
Words = Callable[[Any], str]


class Variant(NamedTuple):
    """A node in the place of another: the kind of change and what it is, in words."""

    kind: str
    node: c.Node
    zh: str
    en: str


def variants(node: Any, words: Words) -> Iterator[Variant]:
    """Everything that may stand in the place of ``node``."""
    found = _AT.get(type(node))
    if found is not None:
        yield from found(node, words)


def _compare(node: c.Compare, words: Words) -> Iterator[Variant]:
    sign = _OPERATORS[node.operator]
    text = f"{_SIGNS[node.operator]} → {_SIGNS[sign]}"
    yield Variant("comparison", replace(node, operator=sign), f"“{words(node)}”的 {text}", f"{text} in `{words(node)}`")
    for side in ("left", "right"):
        value = getattr(node, side)
        for moved, zh in _moved(value):
            other = replace(node, left=moved) if side == "left" else replace(node, right=moved)
            yield Variant("figure", other, f"“{words(node)}”的 {zh}", f"{zh} in `{words(node)}`")


def _moved(node: Any) -> Iterator[tuple[c.Node, str]]:
    """A figure one more and one less, a date a day later and earlier."""
    value = node.value if isinstance(node, c.Constant) else None
    steps: list[Any] = []
    if type(value) is int:
        steps = [value - 1, value + 1]
    elif isinstance(value, date):
        steps = [value - timedelta(days=1), value + timedelta(days=1)]
    for step in steps:
        yield c.Constant(step), f"{value} → {step}"


def _figure(*names: str) -> Callable[[Any, Words], Iterator[Variant]]:
    def found(node: Any, words: Words) -> Iterator[Variant]:
        for name in names:
            for moved, text in _moved(getattr(node, name)):
                yield Variant("figure", replace(node, **{name: moved}), f"算式里的 {text}", f"{text} in a calculation")

    return found


def _joined(node: Any, words: Words) -> Iterator[Variant]:
    conjunction = isinstance(node, c.And)
    other = c.Or(node.operands) if conjunction else c.And(node.operands)
    sign = "且 → 或" if conjunction else "或 → 且"
    yield Variant("connective", other, f"“{words(node)}”的 {sign}", f"{sign} in `{words(node)}`")
    for number, operand in enumerate(node.operands):
        rest = node.operands[:number] + node.operands[number + 1 :]
        left = rest[0] if len(rest) == 1 else type(node)(rest)
        yield Variant("dropped", left, f"去掉“{words(operand)}”", f"`{words(operand)}` dropped")


def _not(node: c.Not, words: Words) -> Iterator[Variant]:
    text = words(node.operand)
    yield Variant("negation", node.operand, f"去掉“非 {text}”的 非", f"`非` dropped before `{text}`")


def _quantifier(node: c.Quantifier, words: Words) -> Iterator[Variant]:
    sign = "每个 → 存在" if node.every else "存在 → 每个"
    yield Variant("quantifier", replace(node, every=not node.every), sign, sign)


def _years(node: c.YearList, words: Words) -> Iterator[Variant]:
    for number in range(len(node.years)):
        rest = node.years[:number] + node.years[number + 1 :]
        if rest:
            yield Variant("dropped", c.YearList(rest), f"去掉第{number + 1}个年份", f"year {number + 1} of the list dropped")


def _member(node: c.Member, words: Words) -> Iterator[Variant]:
    if isinstance(node.group, c.Constant) and isinstance(node.group.value, frozenset) and len(node.group.value) > 1:
        for word in sorted(node.group.value, key=str):
            rest = replace(node, group=c.Constant(node.group.value - {word}))
            yield Variant("word", rest, f"“{words(node)}”里去掉 {word}", f"{word} dropped from `{words(node)}`")


def _choice(node: c.Choice, words: Words) -> Iterator[Variant]:
    for number, each in enumerate(node.alternatives):
        rest = node.alternatives[:number] + node.alternatives[number + 1 :]
        yield Variant("exception", replace(node, alternatives=rest), f"去掉例外“{each.name}”", f"exception `{each.name}` dropped")


_AT: dict[type, Callable[[Any, Words], Iterator[Variant]]] = {
    c.Compare: _compare, c.Arithmetic: _figure("left", "right"), c.DateShift: _figure("amount"),
    c.WorkingDayShift: _figure("amount"), c.And: _joined, c.Or: _joined, c.Not: _not, c.Quantifier: _quantifier,
    c.YearList: _years, c.Member: _member, c.Choice: _choice,
}  # fmt: skip
