"""Pieces of generated expressions: told apart and joined; what definitions rest on. Part of :mod:`engine.direct`."""

from __future__ import annotations

from engine.core import nodes as n
from engine.core.walk import walk
from engine.direct.place import LONGEST, Module, NotCovered

TRUE, FALSE = "True", "False"
UNKNOWN = "hand_over()"
#: Characters of an expression that is cheaper to work out again than to hand on.
SHORT = 20


def chosen(condition: str, value: str, base: str) -> str:
    """``value`` under a condition, else ``base``, as short as can be."""
    if condition in (TRUE, FALSE):
        return value if condition == TRUE else base
    if value == TRUE:
        return shorter(f"({condition} or {base})") if base != FALSE else condition
    return shorter(f"({value} if {condition} else {base})")


def negated(text: str) -> str:
    """The negation of a truth."""
    return {TRUE: FALSE, FALSE: TRUE}.get(text, f"(not {text})")


def first_hits(alternatives: tuple[n.Alternative, ...]) -> list[n.Node]:
    """The rows of a table of which the first hit counts, without what guards them; none for other exceptions."""
    rows = [alternatives[0].condition]
    for alternative in alternatives[1:]:
        match alternative.condition:
            case n.And((row, *refused)) if refused == [n.Not(above) for above in rows]:
                rows.append(row)
            case _:
                return []
    return rows


def is_number(text: str) -> bool:
    """Whether an expression is a whole number."""
    return text.removeprefix("-").isdecimal()


def is_plain(text: str) -> bool:
    """Whether an expression is of numbers and facts that are there: it cannot turn out unknown."""
    return not any(sign in text for sign in ("(", "[", " if ", ":")) or (text[:1] == "(" and is_plain(text[1:-1]))


def is_atomic(text: str) -> bool:
    """Whether an expression may be said several times at no cost."""
    return text.isidentifier() or is_number(text)


def shorter(text: str) -> str:
    """``text`` unless it grew out of hand."""
    if len(text) > LONGEST:
        raise NotCovered("size")
    return text


def in_order(years: list[str]) -> list[str] | None:
    """Years that are told from one of them by a number, in ascending order, each once; ``None`` for any others."""
    if not years:
        return None
    parted = [year[1:-1].split(" ") if year.startswith("(") else [year, "+", "0"] for year in years]
    if any(len(part) != 3 or not part[2].isdecimal() or part[1] not in "+-" for part in parted):
        return None
    if len({part[0] for part in parted}) > 1 or not (parted[0][0].isidentifier() or len(years) == 1):
        return None
    offsets = {int(part[1] + part[2]): year for part, year in zip(parted, years, strict=True)}
    return [offsets[offset] for offset in sorted(offsets)]


def record_of(module: Module, name: str, seen: tuple[str, ...] = ()) -> str | None:
    """The one record of which a definition of a year reads nothing but that year; ``None`` for any other definition."""
    definition = module.definitions[name]
    if not definition.boolean or len(definition.parameters) != 1:
        return None
    own = n.Variable(definition.parameters[0])
    records: set[str] = set()
    for node in walk(definition.body):
        match node:
            case n.Field(record, year, _) if year == own:
                records.add(record)
            case n.Call(other, arguments) if arguments == (own,):
                inner = record_of(module, other)
                if inner is None and reads(module, other):
                    return None
                records.update((inner,) if inner else ())
            case n.Fact() | n.Field() | n.Call() | n.RowAttribute() | n.Quantifier() | n.Aggregate() | n.Tally() | n.Judgement():
                return None
            case n.Parameter(parameter, year) if year is not None or len(module.parameters[parameter]) > 1:
                return None
            case n.DateShift() | n.WorkingDayShift():
                return None
    return records.pop() if len(records) == 1 else None


def reads(module: Module, name: str) -> bool:
    """Whether a definition rests on anything of the application, or cannot be worked out from a year alone."""
    plain = (n.Constant, n.Variable, n.Compare, n.And, n.Or, n.Not, n.Reading, n.Arithmetic, n.Choice, n.Alternative, n.Member)
    for node in walk(module.definitions[name].body):
        if isinstance(node, n.Parameter) and node.year is None and len(module.parameters[node.name]) == 1:
            continue
        if not isinstance(node, plain):
            return True
    return False
