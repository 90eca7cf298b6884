"""What the checker knows while typing: units, enumerations, definitions typed so far. Part of :mod:`engine.typed`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.suggest import did_you_mean
from engine.resolved.symbols import Enumeration, FactSymbol, Reading, Unit
from engine.typed import types as t
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
    option_words: dict[str, frozenset[str]]
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
            return t.quantity(fact.unit or "")
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


def mismatch(context: Context, span: Span, wanted: t.Type, given: t.Type) -> None:
    """Report a type that is not the one wanted; units are told as units."""
    if wanted.kind == given.kind == "quantity":
        names = {"left": wanted.unit or "无单位", "right": given.unit or "无单位"}
        context.report(Diagnostic("E0402", span, names))
    else:
        context.report(Diagnostic("E0401", span, {"wanted": wanted.describe(), "given": given.describe()}))
