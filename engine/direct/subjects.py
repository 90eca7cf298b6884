"""A subject: which facts its rules read, how its rows are asked, and the frame of its functions. Part of :mod:`engine.direct`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from engine.core import nodes as n
from engine.core.policy import Condition, Entitlement, Row, SubjectPolicy
from engine.core.walk import asked, walk
from engine.direct.expressions import Expressions
from engine.direct.forms import FALSE, TRUE
from engine.direct.judging import Body, year_function
from engine.direct.place import Module, NotCovered, Place
from engine.direct.prologue import Prologue
from engine.direct.routing import Routing, routing

EVERYWHERE = Place()
#: Statements and rows beyond which a subject is left to the general way, which looks at those alone that may concern a case.
MOST = 2_000


class Subject:
    """What the writers of functions share for one subject."""

    def __init__(self, module: Module, part: SubjectPolicy, number: int) -> None:
        self.module = module
        self.part = part
        self.number = number
        self.table: dict[str, Any] = module.tables["subjects"][part.name]
        self.facts = {fact["id"]: fact for fact in self.table["facts"]}
        self.conditions = [each for each in part.conditions if each.kind != "note"]
        self.notes = [each for each in part.conditions if each.kind == "note"]
        if len(part.statements) + len(part.rows) > MOST:
            raise NotCovered("size")
        stated: list[Condition | Entitlement] = [*self.conditions, *part.entitlements]
        said = [each.message for each in stated if each.message is not None]
        if any(module.may_tell(value) for message in said for value in message.parts if not isinstance(value, str)):
            raise NotCovered("incidents in messages")
        unsaid = [*(root for each in self.notes for root in asked(each)), *(gap.scope for gap in part.gaps)]
        self.routing = None if any(map(module.may_tell, unsaid)) else routing(module, part, self.facts)
        self.related = {column for relation in self.table["relations"] for column in relation["columns"]}

    @property
    def everywhere(self) -> tuple[list[Condition], list[Entitlement]]:
        """Conditions and entitlements asked once of the application."""
        return [c for c in self.conditions if not c.tables], [e for e in self.part.entitlements if not e.tables]

    @property
    def of_rows(self) -> tuple[list[Condition], list[Entitlement]]:
        """Conditions and entitlements asked of every row in scope."""
        return [c for c in self.conditions if c.tables], [e for e in self.part.entitlements if e.tables]

    @property
    def tabled(self) -> Routing | None:
        """The table of rows, where all there is to say of a row is that it is in scope."""
        return None if any(self.of_rows) else self.routing

    def told_rows(
        self, body: Body, asked: Callable[[Condition, Place], None], promised: Callable[[Entitlement, Place], None], made: str
    ) -> None:
        """Emit the rows in scope; ``asked`` and ``promised`` emit what is said of each, ``made`` is what a row becomes."""
        conditions, entitlements = self.of_rows
        self.rows(body)
        body.emit("admitted = False")
        body.emit("listed = ()")
        at = self.each_row(body)
        body.indent += 1
        body.emit("held = True")
        body.emit("asked = promised = ()")
        for condition in conditions:
            body.emit(f"if row in {self.rows_of(condition)}:")
            body.indent += 1
            asked(condition, at)
            body.indent -= 1
        for entitlement in entitlements:
            body.emit(f"if row in {self.rows_of(entitlement)}:")
            body.indent += 1
            promised(entitlement, at)
            body.indent -= 1
        body.emit("admitted = admitted or held")
        body.emit(f"listed += ({made},)")
        body.indent -= 1

    def _read(self, roots: list[n.Node]) -> set[str]:
        found: set[str] = set()
        seen: set[str] = set()
        waiting = list(roots)
        while waiting:
            for node in walk(waiting.pop()):
                if isinstance(node, n.Fact):
                    found.add(node.id)
                elif isinstance(node, n.Call) and node.name not in seen:
                    seen.add(node.name)
                    waiting.append(self.module.definitions[node.name].body)
        reference = self.table["reference_date"]
        return found | ({reference} if reference else set())

    def needed(self) -> set[str]:
        """Facts that a condition asked of everybody reads: without one, the general way says what is missing."""
        required = [each.requires for each in self.conditions if each.blocks and not each.tables and each.applies is None]
        unknown = {id for id, fact in self.facts.items() if fact["absent"] == "unknown" and not fact["may_not_apply"]}
        return self._read(required) & (unknown - self.related)

    def function(self, name: str, write: Callable[[Body], None], more: Callable[[Expressions], str] | None = None) -> str:
        """A function whose body ``write`` emits, with the reading of the application before it; it calls those of ``more``."""
        needed = self.needed()
        placed = self.routing.places if self.routing else {}
        locals_ = {id: f"f{number}" for number, id in enumerate(self.facts)}
        told = {id for id, fact in self.facts.items() if fact["absent"] != "unknown" and fact["type"] != "records"}
        optional = {local for id, local in locals_.items() if id not in needed | set(placed) | told}
        expressions = Expressions(self.module, locals_, optional, locals_.get(self.table["reference_date"] or "", ""), placed)
        body = Body(expressions)
        write(body)
        lines = Prologue(expressions, self.table, expressions.used | self.related, placed, needed).lines()
        functions = [
            year_function(expressions, definition, record, function)
            for (record, definition), function in expressions.judges.items()
        ]
        if more is not None:
            functions.append(more(expressions))
        text = "\n".join([*lines, *body.lines])
        return "".join(functions) + f"def {name}{self.number}(a):\n    try:\n{text}\n    except Exception:\n        return None\n"

    # ---- what a statement comes to --------------------------------------------------------------------------

    def held(self, expressions: Expressions, each: Condition, at: Place) -> str:
        """¬适用 ∨ 应当."""
        requires = expressions.truth(each.requires, at)
        if each.applies is None:
            return requires
        applies = expressions.truth(each.applies, at)
        if applies in (TRUE, FALSE):
            return requires if applies == TRUE else TRUE
        return f"(not {applies} or {requires})"

    def granted(self, expressions: Expressions, each: Entitlement, at: Place) -> str:
        """Whether an entitlement is granted for certain; one that is open keeps nobody waiting."""
        return (expressions.truth if self.module.may_tell(each.applies) else expressions.certain)(each.applies, at)

    def for_incidents(self, body: Body, each: Condition, at: Place) -> None:
        """Emit a condition that decides nothing, for what it may have to tell."""
        if any(map(self.module.may_tell, [each.requires, *([each.applies] if each.applies is not None else [])])):
            body.emit(self.held(body.expressions, each, at))

    # ---- rows -----------------------------------------------------------------------------------------------

    def kind(self, expressions: Expressions, routing: Routing, kinds: str) -> str:
        """The entry of a table of kinds for the application at hand."""
        return f"{kinds}[{' + '.join([f'o{expressions.facts[id]}' for id in routing.places])}]"

    def rows(self, body: Body) -> None:
        """Emit the rows in scope."""
        if self.routing:
            kinds, found = self.module.made_once(repr(self.routing.kinds)), self.module.made_once(repr(self.routing.found))
            body.emit(f"rows = {found}[{self.kind(body.expressions, self.routing, kinds)}]")
        elif self.part.rows:
            body.emit("rows = ()")
            for row in self.part.rows:
                body.emit(f"if {body.expressions.truth(row.scope, EVERYWHERE)}:")
                body.emit(f"    rows += ({row.locator!r},)")
            self._unsaid(body)

    def _unsaid(self, body: Body) -> None:
        """Notes of rows, and gaps where there is no row: looked at for what they may have to tell."""
        for each in self.notes:
            self.for_incidents(body, each, EVERYWHERE)
        gaps = [gap for gap in self.part.gaps if self.module.may_tell(gap.scope)]
        if gaps:
            body.emit("if not rows:")
        for gap in gaps:
            body.emit(f"    {body.expressions.truth(gap.scope, EVERYWHERE)}")

    def each_row(self, body: Body) -> Place:
        """Emit the loop over rows; the place in it."""
        names = [name for name, _ in self.part.rows[0].attributes] if self.part.rows else []
        locals_ = [f"w{number}_" for number in range(len(names))]
        table = {row.locator: self._attributes_of(row, names) for row in self.part.rows}
        text = self.module.made_once("{" + "".join([f"{locator!r}: {values}, " for locator, values in table.items()]) + "}")
        body.emit("for row in rows:")
        if names:
            body.emit(f"    {', '.join(locals_)}, = {text}[row]")
        on = body.expressions.on
        for name, local in zip(names, locals_, strict=True):
            if any(isinstance(dict(row.attributes).get(name), tuple) for row in self.part.rows):
                body.emit(f"    if type({local}) is tuple:")
                body.emit(f"        {local} = in_force({local}, {on or 'None'})")
        return Place((), None, tuple(zip(names, locals_, strict=True)))

    def _attributes_of(self, row: Row, names: list[str]) -> str:
        values = dict(row.attributes)
        if list(values) != names or not all(_is_constant(value) for value in values.values()):
            raise NotCovered("attributes of rows")
        return "(" + "".join([self.module.constant(values[name]) + ", " for name in names]) + ")"

    def rows_of(self, each: Condition | Entitlement) -> str:
        return self.module.constant(frozenset(row.locator for row in self.part.rows if row.table in each.tables))


def _is_constant(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(isinstance(pair, tuple) and len(pair) == 2 for pair in value)
    return isinstance(value, str | int | date) or repr(value) == "NOT_APPLICABLE"
