"""The generated module as a whole: constants, slots of the environment, functions. Part of :mod:`engine.evaluate.codegen`.

The *environment* is a list made once per evaluation: facts, parameters, readings and the calendar, each read once, and
the answers of definitions without parameters, kept from the first time they are asked. Functions are written from a
worklist, so that a chain of definitions needs no deep recursion here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.core import nodes as n
from engine.core.guards import Guards
from engine.core.policy import CorePolicy, Definition
from engine.evaluate.codegen import statements, values
from engine.evaluate.codegen.constants import is_short, literal
from engine.evaluate.codegen.function import Function, Kinds, Places
from engine.evaluate.codegen.keys import Keys, children

HEADER = '''"""Generated from a policy by engine.evaluate.compiled; do not edit."""
from datetime import date
from functools import partial

from engine.evaluate.assemble import condition_outcome, decide
from engine.evaluate.choice import choose_truth, choose_value
from engine.evaluate.kleene import conjunction, disjunction, labels_of_reasons
from engine.evaluate.operators import (
    NO_LABELS, aggregate, arithmetic, compare, covers, definite, field_value, labels_of, member, parameter_value,
    row_attributes, settled)
from engine.evaluate.outcome import Element, EntitlementOutcome, Reason, RowOutcome
from engine.evaluate.temporal import shifted, working_day, year_end, years_between, years_listed, years_of
from engine.values import ABSENT, JUDGEMENT, NOT_APPLICABLE, Interval, Unknown

new = tuple.__new__
UNSET = object()
PLAIN = frozenset((bool, int, str, date))
EMPTY = {}


def parts_of(left, right):
    return tuple(part for side in (left, right) if type(side) is Interval for part in side.parts)


def truth_of(left):
    return (None, left.labels) if type(left) is Unknown else (left, NO_LABELS)


def applicable(left):
    return (None, left.labels) if type(left) is Unknown else (left is not NOT_APPLICABLE, NO_LABELS)


def with_conditions(reasons, judged):
    return judged[0], reasons + judged[1]

'''

#: What the head of a module with an index has besides.
INDEXED = "from engine.evaluate.indexed import Index, Shape, judged\n\n"

#: How each mode evaluates a node and what its function returns.
MODES: dict[str, Callable[[Function, Any], str]] = {
    "judge": lambda function, node: "({}, {})".format(*statements.judge(function, node)),
    "truth": statements.truth,
    "value": values.value,
    "candidate_judge": lambda function, node: statements.candidate(function, node, "judge"),
    "candidate_value": lambda function, node: statements.candidate(function, node, "value"),
    "counted": lambda function, node: values.counted(function, function.variables[node.variable], node.condition, node.value),
}

#: The slots that are always there, in order.
FIXED = (("incidents",), ("bindings",), ("calendar",))
INITIAL: dict[str, Callable[..., str]] = {
    "incidents": lambda module: "set()",
    "bindings": lambda module: "bindings",
    "calendar": lambda module: "bindings.calendar",
    "fact": lambda module, name: f"get({name!r}, {module.constant_expression(f'Unknown.because(ABSENT, {name!r})')})",
    "record": lambda module, name: f"get({name!r}, EMPTY)",
    "parameter": lambda module, name: f"parameter_value(bindings, {name!r}, bindings.on)",
    "reading": lambda module, name: f"bindings.readings[{name!r}]",
    "memo": lambda module, *_: "UNSET",
}


class Module:
    """What has been written so far, and what is still to be written."""

    def __init__(self, policy: CorePolicy) -> None:
        self.definitions = {definition.name: definition for definition in policy.definitions}
        self.numbers = {definition.name: number for number, definition in enumerate(policy.definitions)}
        self.missing = {
            (record, field): value if missing_is_none else None
            for record, missing_is_none, fields in policy.records
            for field, value in fields
        }
        self.keys = Keys()
        self.guards = Guards(policy.definitions)
        self.constants: dict[str, str] = {}
        self.slots: dict[tuple[str, ...], int] = {key: index for index, key in enumerate(FIXED)}
        self.functions: dict[str, Function] = {}
        self.helpers: dict[tuple, str] = {}
        self.work: list[Callable[[], None]] = []
        self.row_free = _row_free(policy.definitions)
        #: The source of the indexes of decision tables.
        self.tables: list[str] = []

    def constant(self, value: Any) -> str:
        """An expression for a constant: written in place where short, else made once per module."""
        text = literal(value)
        return text if is_short(value) else self.constant_expression(text)

    def constant_expression(self, text: str) -> str:
        """The name of a constant made by ``text`` when the module is loaded."""
        return self.constants.setdefault(text, f"K{len(self.constants)}")

    def slot(self, key: tuple[str, ...]) -> int:
        """The index of a slot of the environment."""
        return self.slots.setdefault(key, len(self.slots))

    def function(self, name: str, variables: dict[str, str], kinds: Kinds, places: Places = None) -> Function:
        """A new function; with ``places``, of a shape."""
        made = self.functions[name] = Function(self, name, variables, places)
        made.kinds = {local: kind for local, kind in kinds.items() if local in variables.values()}
        return made

    def helper(
        self, mode: str, node: n.Node | n.Alternative, variables: dict[str, str], kinds: Kinds, places: Places = None
    ) -> str:
        """The function that evaluates ``node`` in ``mode`` where ``variables`` are bound; written later."""
        key = (mode, id(node), id(places), tuple((name, local, kinds.get(local)) for name, local in variables.items()))
        if key not in self.helpers:
            made = self.function(f"{mode}{len(self.helpers)}", variables, kinds, places)
            self.helpers[key] = made.name
            self.work.append(lambda: made.emit(f"return {MODES[mode](made, node)}"))
        return self.helpers[key]

    def definition(self, name: str, mode: str) -> str:
        """The function of a definition in ``mode``; written later."""
        definition = self.definitions[name]
        function = f"{mode}_definition{self.numbers[name]}"
        if function not in self.functions:
            variables = {parameter: f"v{index}" for index, parameter in enumerate(definition.parameters)}
            made = self.function(function, variables, {})
            self.work.append(lambda: made.emit(f"return {MODES[mode](made, definition.body)}"))
        return function

    def finish(self) -> None:
        """Write every function that has been asked for."""
        while self.work:
            self.work.pop()()

    def environment(self, roots: list[str], more: Sequence[int] = ()) -> str:
        """The list that the functions reachable from ``roots`` need, and the slots of ``more``; others stay empty."""
        seen = set(roots)
        todo = list(roots)
        indexes = {*more, *(self.slots[key] for key in FIXED)}
        while todo:
            function = self.functions[todo.pop()]
            indexes.update(function.slots.values())
            fresh = [name for name in function.calls if name not in seen]
            seen.update(fresh)
            todo += fresh
        return ", ".join(INITIAL[key[0]](self, *key[1:]) if index in indexes else "None" for key, index in self.slots.items())

    def text(self, entries: list[str]) -> str:
        """The source of the module; ``entries`` are the functions that start an evaluation."""
        functions = [function.text() for function in self.functions.values()]
        constants = [f"{name} = {text}\n" for text, name in self.constants.items()]
        indexed = INDEXED if self.tables or any(entry.startswith("INDEX") for entry in entries) else ""
        return "\n".join([HEADER + indexed + "".join(constants), *functions, *self.tables, *entries])


def _row_free(definitions: tuple[Definition, ...]) -> frozenset[str]:
    """The definitions that never ask for the row, directly or through others (callees stand before callers)."""
    found: set[str] = set()
    for definition in definitions:
        nodes = [definition.body]
        free = True
        while nodes and free:
            node = nodes.pop()
            free = not isinstance(node, n.RowAttribute) and not (isinstance(node, n.Call) and node.name not in found)
            nodes.extend(children(node))
        if free:
            found.add(definition.name)
    return frozenset(found)
