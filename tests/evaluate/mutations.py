"""Bugs put into the compiler on purpose, to show that the random comparison would find them.

Each is a function that changes the code generator through pytest's ``monkeypatch``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.core import nodes as n
from engine.evaluate.codegen import atoms, module, statements, subjects, values

Mutation = Callable[[Any], None]


def runtime(patch: Any, source: str) -> None:
    """Add ``source`` to the head of every generated module."""
    patch.setattr(module, "HEADER", module.HEADER + source + "\n")


def at_least_becomes_more_than(patch: Any) -> None:
    patch.setitem(atoms.SYMBOLS, ">=", ">")


def conjunction_drops_its_last_operand(patch: Any) -> None:
    join = statements._join
    patch.setattr(statements, "_join", lambda f, judged, name: join(f, judged[:-1] or judged, name))


def scope_conjunction_drops_its_last_operand(patch: Any) -> None:
    all_of = statements.all_of
    patch.setattr(statements, "all_of", lambda f, operands: all_of(f, operands[:-1] or operands))


def unknown_is_false_in_a_disjunction(patch: Any) -> None:
    runtime(patch, "joined = disjunction\ndef disjunction(pairs): return joined([(bool(t), r) for t, r in pairs])")


def unknown_is_false_in_a_scope(patch: Any) -> None:
    patch.setattr(statements, "any_of", lambda f, operands: f.assign("t", f"bool({' or '.join(operands) or 'False'})"))


def unknown_is_true_when_negated(patch: Any) -> None:
    patch.setattr(statements, "negation", lambda f, operand: f.assign("t", f"not {operand}"))


def exceptions_ignore_unknown_conditions(patch: Any) -> None:
    first_of = statements.first_of
    patch.setattr(
        statements,
        "first_of",
        lambda conditions, results, base: first_of([f"({c} or False)" for c in conditions], results, base),
    )


def first_true_exception_wins(patch: Any) -> None:
    def first_of(conditions: list[str], results: list[str], base: str) -> list[tuple[str, str]]:
        refuted = " and ".join([f"{condition} is False" for condition in conditions])
        return [(refuted, base), *zip(conditions, results, strict=True)]

    patch.setattr(statements, "first_of", first_of)


def intervals_are_swapped(patch: Any) -> None:
    runtime(
        patch,
        "summed = aggregate\n"
        "def aggregate(*arguments):\n"
        "    found = summed(*arguments)\n"
        "    return Interval(found.high, found.low, found.labels, found.parts)",
    )


def reversed_range_is_ignored(patch: Any) -> None:
    runtime(
        patch,
        "between = years_between\n"
        "def years_between(first, last, incidents):\n"
        "    plain = type(first) is type(last) is int\n"
        "    return tuple(range(first, last + 1)) if plain else between(first, last, incidents)",
    )


def reversed_range_is_not_told(patch: Any) -> None:
    runtime(patch, "between = years_between\ndef years_between(a, b, incidents): return between(a, b, set())")


def default_is_taken_for_unknown(patch: Any) -> None:
    def default(function: Any, node: n.Default) -> str:
        found, other = values.value(function, node.value), values.value(function, node.fallback)
        return function.assign("t", f"{other} if {found} is NOT_APPLICABLE or type({found}) is Unknown else {found}")

    patch.setitem(values.EMITTERS, n.Default, default)


def field_of_the_year_before(patch: Any) -> None:
    emit = values.EMITTERS[n.Field]

    def field(function: Any, node: n.Field) -> str:
        return emit(function, n.Field(node.record, n.Arithmetic("-", node.year, n.Constant(1)), node.field))

    patch.setitem(values.EMITTERS, n.Field, field)


def labels_are_dropped(patch: Any) -> None:
    runtime(patch, "compared = compare\ndef compare(*sides): return compared(*sides)[0], NO_LABELS")


def working_day_off_by_one(patch: Any) -> None:
    runtime(
        patch,
        "moved = working_day\n"
        "def working_day(day, amount, direction, calendar):\n"
        "    return moved(day, amount + 1 if type(amount) is int else amount, direction, calendar)",
    )


def row_answers_are_kept_for_the_next_row(patch: Any) -> None:
    patch.setattr(module, "_row_free", lambda definitions: frozenset(d.name for d in definitions))


def sums_share_their_reasons(patch: Any) -> None:
    number = module.Keys.number
    patch.setattr(module.Keys, "number", lambda self, node, mode: number(self, node, "truth"))


def parameter_of_a_year_is_read_today(patch: Any) -> None:
    emit = values.EMITTERS[n.Parameter]
    patch.setitem(values.EMITTERS, n.Parameter, lambda f, node: emit(f, n.Parameter(node.name)))


def missing_year_counts_as_none(patch: Any) -> None:
    runtime(patch, "looked = field_value\ndef field_value(r, e, y, f, missing): return looked(r, e, y, f, missing or 0)")


def message_is_said_where_all_is_well(patch: Any) -> None:
    element = subjects.element
    patch.setattr(subjects, "element", lambda f, node, message: element(f, node, message).replace("is False", "is True"))


MUTATIONS: tuple[Mutation, ...] = (
    at_least_becomes_more_than,
    conjunction_drops_its_last_operand,
    scope_conjunction_drops_its_last_operand,
    unknown_is_false_in_a_disjunction,
    unknown_is_false_in_a_scope,
    unknown_is_true_when_negated,
    exceptions_ignore_unknown_conditions,
    first_true_exception_wins,
    intervals_are_swapped,
    reversed_range_is_ignored,
    reversed_range_is_not_told,
    default_is_taken_for_unknown,
    field_of_the_year_before,
    labels_are_dropped,
    working_day_off_by_one,
    row_answers_are_kept_for_the_next_row,
    sums_share_their_reasons,
    parameter_of_a_year_is_read_today,
    missing_year_counts_as_none,
    message_is_said_where_all_is_well,
)
