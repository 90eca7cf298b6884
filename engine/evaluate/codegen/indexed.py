"""The subject of a large policy: statements found by the words of a few facts. Part of :mod:`engine.evaluate.codegen`.

One function per shape notes the standing of statements that can apply, another explains one of them; which can apply is told
by :class:`engine.evaluate.indexed.Index` from the groups of :mod:`engine.core.dispatch`.
"""

from __future__ import annotations

from engine.core.dispatch import plan
from engine.core.nodes import Node
from engine.core.policy import Condition, Entitlement, Message, Row, SubjectPolicy
from engine.evaluate.codegen import statements, subjects
from engine.evaluate.codegen.function import Function
from engine.evaluate.codegen.grouped import Shapes, index, instances
from engine.evaluate.codegen.module import Module
from engine.evaluate.codegen.shapes import Abstracted

#: From how many statements on a subject is indexed.
MANY = 64

Statement = Condition | Entitlement | Row


def is_large(part: SubjectPolicy) -> bool:
    """Whether a subject has so many statements that they are looked up rather than gone through."""
    return len(part.statements) + len(part.rows) >= MANY


def subject(module: Module, part: SubjectPolicy, number: int) -> str:
    """Write the functions of a subject and return the source of the one that evaluates it."""
    writer = Writer(module, part, number)
    listed: list[Statement] = [*writer.everywhere, *writer.granted, *part.rows]
    groups = plan([module.guards.needed(scope_of(statement)) for statement in listed])
    texts = instances(groups, listed, writer.shapes)
    subjects.gaps(module, part, f"gaps{number}")
    module.finish()
    facts = [module.slot(("fact", fact)) for fact in groups.keys]
    environment = module.environment([*writer.functions, f"gaps{number}"], facts)
    blocking = module.constant(frozenset(c.name for c in part.conditions if c.blocks))
    sizes = len(writer.everywhere), len(writer.granted)
    return (
        index(f"INDEX{number}", writer.shapes, texts, groups, sizes) + "\n"
        f"def subject{number}(facts, bindings):\n"
        f"    get = facts.get\n"
        f"    env = [{environment}]\n"
        f"    values = ({''.join([f'env[{index}], ' for index in facts])})\n"
        f"    gaps = partial(gaps{number}, env, None)\n"
        f"    return judged(INDEX{number}, env, values, {bool(part.rows)}, {blocking}, gaps)\n"
    )


def scope_of(statement: Statement) -> Node | None:
    """What must not be false for anything to be said."""
    return statement.scope if isinstance(statement, Row) else statement.applies


class Writer:
    """Writes the functions of the shapes of one subject's statements."""

    def __init__(self, module: Module, part: SubjectPolicy, number: int) -> None:
        self.module = module
        self.number = number
        self.everywhere = [c for c in part.conditions if not c.tables]
        self.granted = [e for e in part.entitlements if not e.tables]
        self.of_rows = [
            (item, subjects.statement(module, item, f"of_row{number}_{index}"))
            for index, item in enumerate(item for item in part.statements if item.tables)
        ]
        self.shapes = Shapes(self.write)
        #: Functions that the index calls.
        self.functions: list[str] = []

    def write(self, statement: Statement, abstracted: Abstracted, shape: int) -> str:
        """Write the two functions of a shape after one of its statements, and return its entry."""
        name = f"{self.number}_{shape}"
        judge = self.module.function(f"judge{name}", {}, {}, abstracted.places)
        status = self.module.function(f"status{name}", {}, {}, abstracted.places)
        status.instances = True
        if isinstance(statement, Row):
            kind = "row"
            self.row(judge, statement, abstracted.places[id(statement.attributes)])
            truth = statements.truth(status, statement.scope)
            status.emit(f"if {truth} is not False:")
            status.emit(f"    found.rows.append({status.use(judge.name)}(env, {truth}, c))")
        elif isinstance(statement, Condition):
            kind = "condition"
            subjects.condition(judge, statement, "c[1]")
            self.condition_status(status, statement, judge.name)
        else:
            kind = "entitlement"
            subjects.entitlement(judge, statement, "c[1]")
            truth = statements.truth(status, statement.applies)
            status.emit(f"if {truth} is not False:")
            status.emit(f"    found.granted.append((c[1], {truth}))")
            self.told(status, truth, "True", statement.message, judge.name)
        self.functions += [judge.name, status.name]
        return f"Shape({kind!r}, {status.name}, {judge.name}), "

    def condition_status(self, function: Function, node: Condition, judge: str) -> None:
        """Write the standing of a condition, as ``condition_outcome`` tells it."""
        applies = "True" if node.applies is None else statements.truth(function, node.applies)
        if node.applies is not None:
            function.emit(f"if {applies} is False:")
            function.emit("    continue")
        requires = statements.truth(function, node.requires)
        function.emit(f"if {requires}:")
        function.emit("    found.asked.append((c[1], 'met'))")
        function.emit(f"elif {applies} and {requires} is False:")
        function.emit("    found.asked.append((c[1], 'not_met'))")
        if node.blocks:
            function.emit("    found.barring.append(False)")
        function.emit("else:")
        function.emit("    found.asked.append((c[1], 'undetermined'))")
        if node.blocks:
            function.emit("    found.barring.append(None)")
        self.told(function, requires, "False", node.message, judge)

    def told(self, function: Function, truth: str, wanted: str, message: Message | None, judge: str) -> None:
        """Where saying a message may tell an incident, it is said at once."""
        said = [part for part in message.parts if not isinstance(part, str)] if message else []
        if not self.module.guards.quiet(*said):
            function.emit(f"if {truth} is {wanted}:")
            function.emit(f"    {function.use(judge)}(env, w, c)")

    def row(self, function: Function, row: Row, attributes: int) -> None:
        """Write what becomes of a row in scope; its truth is handed over in the place of the row."""
        asked = [called for item, called in self.of_rows if row.table in item.tables and isinstance(item, Condition)]
        granted = [called for item, called in self.of_rows if row.table in item.tables and isinstance(item, Entitlement)]
        for called in [*asked, *granted]:
            function.use(called)
        reasons = function.call("judge", row.scope)
        bound = function.slot("bindings")
        function.emit("scope = w")
        function.emit(f"w = row_attributes(c[{attributes}], {bound}.row_years, {bound}.on)")
        calls = f"({subjects.calls(asked, 'w')}), ({subjects.calls(granted, 'w')})"
        function.emit(f"return new(RowOutcome, (c[1], scope, {reasons}[1], {calls}))")
