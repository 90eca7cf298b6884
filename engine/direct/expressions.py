"""Core nodes as Python expressions in two-valued logic. Part of :mod:`engine.direct`.

An expression gives the value that the evaluators give, or raises where they would not give a known one. Connectives stop at
the first operand that settles them, unless a later one could have an incident to tell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from engine.core import nodes as n
from engine.core.policy import Definition
from engine.core.walk import walk
from engine.direct.forms import (
    FALSE,
    SHORT,
    TRUE,
    UNKNOWN,
    chosen,
    first_hits,
    is_atomic,
    is_number,
    is_plain,
    negated,
    record_of,
    shorter,
)  # fmt: skip
from engine.direct.place import Module, NotCovered, Place
from engine.evaluate.operators import arithmetic, compare

PYTHON = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class Lines(Protocol):
    """Statements under way."""

    def emit(self, line: str) -> None:
        """Add a line."""

    def assign(self, text: str) -> str:
        """A local that holds what ``text`` gives."""


class Expressions:
    """Writes expressions for one function. ``facts``: id → its local; ``optional`` locals may be ``None``, which is unknown."""

    def __init__(
        self, module: Module, facts: dict[str, str], optional: set[str], on: str, placed: dict[str, dict[str, int]]
    ) -> None:
        self.module = module
        self.facts = facts
        self.optional = optional
        self.on = on
        #: What words of a fact add to the number of a routing combination, which then tells them apart as well.
        self.placed = placed
        #: Facts that are read as values.
        self.used: set[str] = set()
        #: Definitions that hold of a year by one record alone: (record, name) → the local that maps recorded years to truths.
        self.by_year: dict[tuple[str, str], str] = {}
        #: Those of these locals that hold only the years of which the definition is true: it is false of any other year.
        self.sparse: set[str] = set()
        #: record → the local that maps years to tuples of all fields.
        self.records: dict[str, str] = {}
        #: (record, name) → the function that judges such a definition with its figures.
        self.judges: dict[tuple[str, str], str] = {}
        #: Where statements may be put that an expression under way rests on; ``None`` where there is no such place.
        self.before: Lines | None = None

    def recorded(self, record: str) -> tuple[str, dict[str, int]]:
        """The local that maps the years of a record to tuples of fields, and where each field stands in them."""
        known = [id for each, id in self.module.missing if each == record]
        local = self.records.setdefault(record, f"r{len(self.records)}")
        return local, {id: index for index, id in enumerate(known)}

    def judges_year(self, name: str, record: str) -> str:
        """The function that judges a definition of a year."""
        return self.judges.setdefault((record, name), f"{self.module.name('judge')}_")

    # ---- truth ----------------------------------------------------------------------------------------------

    def truth(self, node: n.Node, at: Place) -> str:
        """An expression that is ``True`` or ``False``."""
        match node:
            case n.Constant(value):
                return TRUE if value else FALSE
            case n.Not(operand):
                return negated(self.truth(operand, at))
            case n.And(operands) | n.Or(operands):
                return self.connected(operands, at, "and" if isinstance(node, n.And) else "or")
            case n.Quantifier():
                return self.quantified(node, at)
            case n.Choice():
                return self.chosen(node, at, self.truth)
            case n.Call():
                return self.called(node, at, self.truth)
            case _:
                return self.atom(node, at)

    def atom(self, node: n.Node, at: Place) -> str:
        """The truth of an atom."""
        match node:
            case n.Compare("=" | "!=" as operator, n.Fact(id), n.Constant(value)) if value in self.placed.get(id, ()):
                return f"(o{self.facts[id]} {PYTHON[operator]} {self.placed[id][str(value)]})"
            case n.Member(n.Fact(id), n.Constant(values)) if id in self.placed and isinstance(values, frozenset):
                places = [self.placed[id][word] for word in values if word in self.placed[id]]
                return f"(o{self.facts[id]} in {self.module.constant(frozenset(places))})"
            case n.Compare(operator, left, right):
                return self.compared(operator, self.value(left, at), self.value(right, at))
            case n.Member(item, group):
                return f"({self.value(item, at)} in {self.value(group, at)})"
            case n.Covers(entries, values):
                listed, wanted = self.value(entries, at), "".join([self.value(value, at) + ", " for value in values])
                return f"covers({listed}, ({wanted}))"
            case n.Truth(value):
                return self.value(value, at)
            case n.Applicable(value):
                return f"({self.value(value, at)} is not NOT_APPLICABLE)"
            case n.Judgement():
                return UNKNOWN
            case _:
                raise NotCovered(type(node).__name__)

    def certain(self, node: n.Node, at: Place, wanted: bool = True) -> str:
        """Whether a statement is known to be as wanted: for what only counts when it is certain."""
        match node:
            case n.Not(operand):
                return self.certain(operand, at, not wanted)
            case n.And(operands) | n.Or(operands):
                word = " and " if isinstance(node, n.And) is wanted else " or "
                if not operands:
                    return TRUE if word == " and " else FALSE
                return shorter("(" + word.join([self.certain(operand, at, wanted) for operand in operands]) + ")")
            case n.Judgement():
                return FALSE
            case n.Call(name, ()) if record_of(self.module, name) is None:
                return self.certain(self.module.definitions[name].body, at, wanted)
            case n.Compare() | n.Member() | n.Truth():
                text = self.truth(node, at)
                read = {part.id: self.facts[part.id] for part in walk(node) if isinstance(part, n.Fact) and part.id in self.facts}
                given = [f"{local} is not None and " for local in read.values() if local in self.optional]
                return f"({''.join(given)}{text if wanted else negated(text)})"
            case _:
                text = self.truth(node, at)
                return text if wanted else negated(text)

    def connected(self, operands: tuple[n.Node, ...], at: Place, word: str) -> str:
        """Operands joined; those that only a person can judge come last."""
        ordered = sorted(operands, key=lambda operand: any(isinstance(part, n.Judgement) for part in walk(operand)))
        ending, idle = (FALSE, TRUE) if word == "and" else (TRUE, FALSE)
        parts = [(self.truth(operand, at), self.module.may_tell(operand)) for operand in ordered]
        parts = [part for part in dict.fromkeys(parts) if part[0] != idle]
        if any(text == ending for text, _ in parts) and not any(tells for _, tells in parts):
            return ending
        if not parts:
            return idle
        if len(parts) == 1:
            return parts[0][0]
        if any(tells for _, tells in parts[1:]):
            return "(" + (" & " if word == "and" else " | ").join([text for text, _ in parts]) + ")"
        return shorter("(" + f" {word} ".join([text for text, _ in parts]) + ")")

    def compared(self, operator: str, left: str, right: str) -> str:
        """A comparison, worked out where both sides are numbers."""
        if is_number(left) and is_number(right):
            return str(compare(operator, int(left), int(right))[0])
        return f"({left} {PYTHON[operator]} {right})"

    def quantified(self, node: n.Quantifier, at: Place) -> str:
        """``每个`` and ``存在``; the years of a list one by one."""
        word = "and" if node.every else "or"
        tells = self.module.may_tell(node.body)
        years = [self.value(year, at) for year in node.years.years] if isinstance(node.years, n.YearList) else None
        if years == []:
            return TRUE if node.every else FALSE
        if years is not None and all(map(is_plain, years)):
            told = [self.let(year, lambda local: self.truth(node.body, at.also(node.variable, local))) for year in years]
            return "(" + {"and": " & ", "or": " | "}[word].join(told) + ")" if tells else f"({f' {word} '.join(told)})"
        local = self.module.name("y")
        body = self.truth(node.body, at.also(node.variable, local))
        loop = f"{body} for {local} in {self.years(node.years, at)}"
        function = "all" if node.every else "any"
        return f"{function}([{loop}])" if tells else f"{function}({loop})"

    # ---- values ---------------------------------------------------------------------------------------------

    def value(self, node: n.Node, at: Place) -> str:
        """An expression for a value that is known."""
        emit = _VALUES.get(type(node))
        return emit(self, node, at) if emit else self.truth(node, at)

    def fact(self, node: n.Fact, at: Place) -> str:
        local = self.facts.get(node.id)
        if local is None:
            raise NotCovered(f"fact {node.id}")
        self.used.add(node.id)
        return f"({local} if {local} is not None else {UNKNOWN})" if local in self.optional else local

    def field(self, node: n.Field, at: Place) -> str:
        year = self.value(node.year, at)
        if at.entry is not None and at.entry[:2] == (node.record, year):
            return dict(at.entry[2])[node.field]
        local, index = self.recorded(node.record)
        missing = self.module.missing[node.record, node.field]
        found = f"{local}[{year}][{index[node.field]}]"
        if missing is None:
            return found
        if not is_atomic(year):
            return f"recorded({local}, {year}, {index[node.field]}, {missing!r})"
        return f"({found} if {year} in {local} else {missing!r})"

    def parameter(self, node: n.Parameter, at: Place) -> str:
        entries = self.module.parameters[node.name]
        if len(entries) == 1 and entries[0][0] is None:
            return UNKNOWN if entries[0][1] is None else self.module.constant(entries[0][1])
        if node.year is None:
            on = f"({self.on} if {self.on} is not None else {UNKNOWN})" if self.on else UNKNOWN
        else:
            on = f"date({self.value(node.year, at)}, 12, 31)"
        return f"in_force({self.module.constant(entries)}, {on})"

    def calculated(self, node: n.Arithmetic, at: Place) -> str:
        left, right = self.value(node.left, at), self.value(node.right, at)
        if is_number(left) and is_number(right):
            return str(arithmetic(node.operator, int(left), int(right)))
        inner = left[1:-1].rsplit(" ", 2) if left.startswith("(") else []
        moved = len(inner) == 3 and inner[0].isidentifier() and inner[1] in "+-" and is_number(inner[2])
        if moved and node.operator in "+-" and is_number(right):  # (x - 1) - 2 is x - 3
            total = int(inner[1] + inner[2]) + int(node.operator + right)
            return f"({inner[0]} {'-' if total < 0 else '+'} {abs(total)})" if total else inner[0]
        return shorter(f"({left} {node.operator} {right})")

    def shifted(self, node: n.DateShift, at: Place) -> str:
        day, amount = self.value(node.date, at), self.value(node.amount, at)
        return f"known(shifted({day}, {amount}, {node.unit!r}, {node.rounding!r}, set()))"

    def working_day(self, node: n.WorkingDayShift, at: Place) -> str:
        day, amount = self.value(node.date, at), self.value(node.amount, at)
        return f"known(working_day({day}, {amount}, {node.direction!r}, CALENDAR))"

    def default(self, node: n.Default, at: Place) -> str:
        found, fallback = self.value(node.value, at), self.value(node.fallback, at)
        if is_atomic(found):
            return f"({fallback} if {found} is NOT_APPLICABLE else {found})"
        return f"or_else({found}, lambda: {fallback})"

    def aggregate(self, node: n.Aggregate, at: Place) -> str:
        """A count or sum over years."""
        if node.value is not None and self.module.may_tell(node.value):
            raise NotCovered("incidents in a sum")
        if self.before is not None and node.value is None and node.condition is not None and not at.variables:
            return self.counted(self.before, node, node.condition, at)
        local = self.module.name("y")
        inner = at.also(node.variable, local)
        worth = "1" if node.value is None else self.value(node.value, inner)
        held = "" if node.condition is None else f" if {self.truth(node.condition, inner)}"
        loop = f"[{worth} for {local} in {self.years(node.years, at)}{held}]"
        return f"len({loop})" if node.value is None else f"sum({loop})"

    def counted(self, lines: Lines, node: n.Aggregate, condition: n.Node, at: Place) -> str:
        """A count as a loop of its own, which is quicker than a comprehension."""
        total, local = self.module.name("n") + "_", self.module.name("y") + "_"
        held = self.truth(condition, at.also(node.variable, local))
        match node.years, condition:
            case n.YearInterval(first, last), n.Call(name) if held in [f"({local} in {truths})" for truths in self.sparse]:
                truths = self.by_year[record_of(self.module, name) or "", name]
                low, high = lines.assign(self.value(first, at)), lines.assign(self.value(last, at))
                lines.emit(f"if {low} > {high}:")
                lines.emit(f"    {UNKNOWN}")
                lines.emit(f"{total} = 0")
                lines.emit(f"for {local} in {truths}:")
                lines.emit(f"    if {low} <= {local} <= {high}:")
            case _:
                years = self.years(node.years, at)
                lines.emit(f"{total} = 0")
                lines.emit(f"for {local} in {years}:")
                lines.emit(f"    if {held}:")
        lines.emit(f"        {total} += 1")
        return total

    def tally(self, node: n.Tally, at: Place) -> str:
        if not node.rows:
            return "0"
        if any(worth is not None and self.module.may_tell(worth) for _, worth in node.rows):
            raise NotCovered("incidents in a sum")
        rows = [
            f"({'1' if worth is None else self.value(worth, at)} if {self.truth(condition, at)} else 0)"
            for condition, worth in node.rows
        ]
        return shorter(f"({' + '.join(rows)})")

    def years(self, node: n.Node, at: Place) -> str:
        """What to loop over for a range of years, in ascending order."""
        match node:
            case n.YearList(years):
                return f"sorted({{{', '.join([self.value(year, at) for year in years])}}})"
            case n.YearInterval(first, last):
                return f"years({self.value(first, at)}, {self.value(last, at)})"
            case _:
                return f"years(*{self.value(node, at)})"

    # ---- any type -------------------------------------------------------------------------------------------

    def chosen(self, node: n.Choice, at: Place, emit: Callable[[n.Node, Place], str]) -> str:
        """A base with exceptions."""
        if len(node.alternatives) == 1:
            only = node.alternatives[0]
            condition, value, base = self.truth(only.condition, at), emit(only.value, at), emit(node.base, at)
            if at.entry is not None and value == TRUE and UNKNOWN not in base and not self.module.may_tell(node.base):
                condition, base = base, condition  # of a year that is there: the usual case is that no exception is needed
            return chosen(condition, value, base)
        base = emit(node.base, at)
        rows = first_hits(node.alternatives)
        if rows and not any(map(self.module.may_tell, rows)):
            pairs = [(self.truth(row, at), emit(a.value, at)) for row, a in zip(rows, node.alternatives, strict=True)]
            return shorter("(" + "".join([f"{value} if {condition} else " for condition, value in pairs]) + f"{base})")
        live = "".join([f"{self.truth(a.condition, at)} and ({emit(a.value, at)},), " for a in node.alternatives])
        return shorter(f"agreed(({live}), lambda: {base})")

    def let(self, value: str, emit: Callable[[str], str], first: bool = False) -> str:
        """What ``emit`` writes for ``value``, which is worked out once, and ``first`` of all where that must not be left out."""
        if is_atomic(value):
            return emit(value)
        if self.before is not None and is_plain(value):
            return emit(self.before.assign(value))
        local = self.module.name("v") + "_"
        text = emit(local)
        if first:
            return f"(lambda {local}: {text})({value})"
        if text.count(local) < (2 if " for " in value or len(value) > SHORT else 4) and " for " not in text:
            return text.replace(local, value)
        return f"(lambda {local}: {text})({value})"

    def called(self, node: n.Call, at: Place, emit: Callable[[n.Node, Place], str]) -> str:
        """A definition written out where it is used, or looked up by year."""
        definition = self.module.definitions[node.name]
        arguments = [self.value(argument, at) for argument in node.arguments]
        record = record_of(self.module, node.name)
        if record is not None and at.entry is None:
            found = self.by_year.setdefault((record, node.name), f"p{len(self.by_year)}")
            return self.of_year(node, found, arguments[0])
        tells = any(map(self.module.may_tell, node.arguments))
        return shorter(self.entered(definition, arguments, (), at, emit, tells))

    def entered(
        self,
        definition: Definition,
        left: list[str],
        bound: tuple[str, ...],
        at: Place,
        emit: Callable[[n.Node, Place], str],
        tells: bool,
    ) -> str:
        """The body of a definition with its parameters bound to arguments, one after the other."""
        if not left:
            return emit(definition.body, at.bind(definition.parameters, bound))
        return self.let(left[0], lambda local: self.entered(definition, left[1:], (*bound, local), at, emit, tells), tells)

    def of_year(self, node: n.Call, found: str, year: str) -> str:
        """What holds of a year that is recorded, or of one that is not."""
        absent = self.without_record(node, "v_")
        if absent == FALSE:
            self.sparse.add(found)
            return f"({year} in {found})"
        return self.let(year, lambda local: f"({found}[{local}] if {local} in {found} else {self.without_record(node, local)})")

    def without_record(self, node: n.Call, year: str) -> str:
        """The truth of such a definition in a year without a record."""
        definition = self.module.definitions[node.name]
        record = record_of(self.module, node.name)
        fields = tuple(
            (id, UNKNOWN if value is None else repr(value)) for (each, id), value in self.module.missing.items() if each == record
        )
        at = Place((), (record or "", year, fields)).bind(definition.parameters, (year,))
        return self.truth(definition.body, at)


_VALUES: dict[type, Callable[[Expressions, Any, Place], str]] = {
    n.Constant: lambda self, node, at: self.module.constant(node.value),
    n.Fact: Expressions.fact,
    n.Field: Expressions.field,
    n.Variable: lambda self, node, at: dict(at.variables)[node.name],
    n.RowAttribute: lambda self, node, at: dict(at.row)[node.name],
    n.Parameter: Expressions.parameter,
    n.Reading: lambda self, node, at: self.module.constant(self.module.readings[node.name]),
    n.Arithmetic: Expressions.calculated,
    n.DateShift: Expressions.shifted,
    n.WorkingDayShift: Expressions.working_day,
    n.YearOf: lambda self, node, at: f"{self.value(node.date, at)}.year",
    n.Default: Expressions.default,
    n.Aggregate: Expressions.aggregate,
    n.Tally: Expressions.tally,
    n.Choice: lambda self, node, at: self.truth(node, at) if node.boolean else self.chosen(node, at, self.value),
    n.Call: lambda self, node, at: self.truth(node, at) if node.boolean else self.called(node, at, self.value),
}
