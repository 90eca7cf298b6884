"""What the checker knows while typing: units, enumerations, definitions typed so far. Part of :mod:`engine.typed`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.diagnostics import Diagnostic
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.resolved.symbols import Enumeration, FactSymbol, Reading, Unit
from engine.typed import types as t
from engine.typed.nodes import Form, Typed
from engine.typed.policy import TypedDefinition, TypedParameter, TypedTable

#: Values that a definition's parameter may be given.
YEAR_BOUNDS = (1, 9999)
QUANTITY_BOUNDS = (-(10**12), 10**12)


@dataclass
class Context:
    """Shared by all checkers of a policy."""

    units: Mapping[str, Unit]
    enumerations: Mapping[str, Enumeration]
    readings: Mapping[str, Reading]
    codes: Mapping[str, str]
    parameters: dict[str, TypedParameter]
    parameter_bounds: dict[str, tuple[int, int] | None]
    reading_types: dict[str, t.Type]
    option_words: dict[str, tuple[str, ...]]
    report: Callable[[Diagnostic], None]
    definitions: dict[str, TypedDefinition] = field(default_factory=dict)
    tables: dict[str, TypedTable] = field(default_factory=dict)

    def scale(self, unit: str) -> int:
        """Decimal places of a unit; 0 for plain whole numbers."""
        return self.units[unit].scale if unit in self.units else 0

    def words(self, enumeration: str) -> dict[str, str]:
        """Word or English id → word, of an enumeration, a reading's options or a classification."""
        if enumeration in self.enumerations:
            listed = self.enumerations[enumeration].words
            return {name: word for word, id_ in listed.items() for name in (word, id_) if name}
        return {word: word for word in self.option_words.get(enumeration, ())}

    def nearest(self, word: str, enumeration: str) -> str | None:
        """The word of an enumeration that was most likely meant."""
        return did_you_mean(word, sorted(self.words(enumeration)))

    def fact_type(self, fact: FactSymbol) -> t.Type:
        """The type of a fact or field."""
        if fact.type in ("integer", "quantity"):
            return t.quantity(fact.unit or "") if not fact.unit or fact.unit in self.units else t.ANY
        if fact.type == "word":
            return t.word(fact.enumeration or "")
        if fact.type == "list":
            return t.Type("list", columns=tuple(enumeration for _, _, enumeration in fact.columns))
        return t.Type(fact.type)

    def fact_bounds(self, fact: FactSymbol) -> tuple[int, int] | None:
        """The range of a quantity fact, scaled."""
        if fact.type not in ("integer", "quantity"):
            return None
        scale = 10 ** self.scale(fact.unit or "")
        low, high = fact.range or (0, 10**9)
        return low * scale, high * scale


def join(bounds: tuple[int, int] | None, other: tuple[int, int] | None) -> tuple[int, int] | None:
    """The smallest range that holds both."""
    if bounds is None or other is None:
        return bounds or other
    return min(bounds[0], other[0]), max(bounds[1], other[1])


COMPARED, ADDED, TOGETHER = Term("比较", "compared"), Term("加减", "added"), Term("互相代替", "exchanged")
_LEFT, _RIGHT, _HERE = Term("左侧", "the left-hand side"), Term("右侧", "the right-hand side"), Term("此处", "this one")
_PLAIN = Term("无单位的整数", "a plain number")


def mismatch(context: Context, found: Typed, wanted: t.Type, act: Term = TOGETHER, given_is_left: bool = False) -> None:
    """Report an expression whose type is not the one wanted; units are told as units, years apart from counts of years."""
    given = found.type
    if "any" in (wanted.kind, given.kind):
        return
    if wanted.kind == given.kind == "quantity":
        left, right = (given, wanted) if given_is_left else (wanted, given)
        place = _HERE if act is TOGETHER else _LEFT if given_is_left else _RIGHT
        thing = Term("参数", "parameter") if found.form is Form.PARAMETER else Term("数值", "figure")
        units = {"left": left.unit or _PLAIN, "right": right.unit or _PLAIN, "act": act, "place": place, "thing": thing}
        context.report(Diagnostic("E0402", found.span, units))
        return
    code = "E0429" if {wanted.kind, given.kind} == {"year", "quantity"} else "E0401"
    context.report(Diagnostic(code, found.span, {"wanted": wanted.describe(), "given": given.describe()}))
