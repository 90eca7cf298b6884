"""A subject as two functions: the decision alone, and the findings with their figures. Part of :mod:`engine.direct`."""

from __future__ import annotations

import ast
from datetime import date
from typing import Any

from engine.core import nodes as n
from engine.core.policy import Condition, Entitlement, Message, Row, SubjectPolicy
from engine.core.walk import walk
from engine.direct.expressions import FALSE, TRUE, Expressions
from engine.direct.judging import Body, Judged, display, either, judge, year_function
from engine.direct.place import Module, NotCovered, Place
from engine.direct.prologue import Prologue
from engine.direct.routing import Routing, routing
from engine.direct.telling import Telling
from engine.direct.texts import called_as
from engine.explain.committees import cell

EVERYWHERE = Place()
#: Answers that a subject may have for all of them to be made beforehand.
MOST_ANSWERS = 4096


class Subject:
    """Writes the functions of one subject."""

    def __init__(self, module: Module, part: SubjectPolicy, number: int) -> None:
        self.module = module
        self.part = part
        self.number = number
        self.table: dict[str, Any] = module.tables["subjects"][part.name]
        self.facts = {fact["id"]: fact for fact in self.table["facts"]}
        self.conditions = [each for each in part.conditions if each.kind != "note"]
        said = [each.message for each in (*self.conditions, *part.entitlements) if each.message is not None]
        if any(module.may_tell(value) for message in said for value in message.parts if not isinstance(value, str)):
            raise NotCovered("incidents in messages")
        self.notes = [each for each in part.conditions if each.kind == "note"]
        self.routing = routing(module, part, self.facts)
        self.related = {column for relation in self.table["relations"] for column in relation["columns"]}
        self.words = self._words() | self.related

    def _words(self) -> set[str]:
        """Facts that rules read; of rows only where they are asked one by one."""
        rows = [] if self.routing else [row.scope for row in self.part.rows]
        rows += [gap.scope for gap in self.part.gaps]
        roots = [*rows, *(root for each in (*self.part.conditions, *self.part.entitlements) for root in _roots(each))]
        return self._read(roots)

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
        asked = [each.requires for each in self.conditions if each.blocks and not each.tables and each.applies is None]
        unknown = {id for id, fact in self.facts.items() if fact["absent"] == "unknown" and not fact["may_not_apply"]}
        return self._read(asked) & unknown - self.related

    def function(self, name: str, write: Any, telling: Telling | None = None) -> str:
        """A function whose body ``write`` emits, with the reading of the application before it."""
        needed = self.needed()
        locals_ = {id: f"f{number}" for number, id in enumerate(self.facts)}
        certain = needed | set(self.routing.places if self.routing else ()) | {id for id, fact in self.facts.items() if fact["absent"] != "unknown" and fact["type"] != "records"}
        optional = {local for id, local in locals_.items() if id not in certain}
        reference = self.table["reference_date"]
        expressions = Expressions(self.module, locals_, optional, locals_.get(reference or "", ""))
        body = Body(expressions)
        write(body)
        placed = self.routing.places if self.routing else {}
        lines = Prologue(expressions, self.table, self.words, placed, needed).lines()
        functions = [
            year_function(expressions, definition, record, function)
            for (record, definition), function in expressions.judges.items()
        ]
        if telling is not None:
            functions.append(telling.year_functions(expressions))
        text = "\n".join([*lines, *body.lines])
        return "".join(functions) + f"def {name}(a):\n    try:\n{text}\n    except Exception:\n        return None\n"

    # ---- the decision alone ---------------------------------------------------------------------------------

    def decide(self) -> str:
        """The function that gives a ``Verdict``."""
        return self.function(f"decide{self.number}", self._decide)

    def _decide(self, body: Body) -> None:
        asked = [each for each in self.conditions if each.blocks]
        answers = len(self.routing.found) << len(asked) + len(self.part.entitlements) if self.routing else 0
        plain = not any(self.module.may_tell(root) for each in self.notes for root in _roots(each))
        plain = plain and not any(self.module.may_tell(gap.scope) for gap in self.part.gaps)
        self.routing = self.routing if plain else None
        if self.routing and answers <= MOST_ANSWERS and not any(each.tables for each in (*self.conditions, *self.part.entitlements)):
            self._decide_from_table(body, self.routing)
        else:
            self._decide_bit_by_bit(body)

    def _decide_from_table(self, body: Body, routing: Routing) -> None:
        """Every answer there can be is made when the module is loaded; each statement adds to the number of the answer."""
        names = [*(each.name for each in self.conditions if each.blocks), *(each.name for each in self.part.entitlements)]
        places = " + ".join([f"o{body.expressions.facts[id]}" for id in routing.places])
        kinds = self.module.made_once(f"tuple([kind << {len(names)} for kind in {routing.kinds!r}])")
        body.emit(f"answer = {kinds}[{places}]")
        for each in self.conditions:
            if each.blocks:
                self._decided(body, each, f"answer += {1 << names.index(each.name)}")
            else:
                self._for_incidents(body, each, self._held(body.expressions, each, EVERYWHERE))
        for each in self.part.entitlements:
            body.emit(f"if {self._granted(body.expressions, each, EVERYWHERE)}:")
            body.emit(f"    answer += {1 << names.index(each.name)}")
        conditions = len(names) - len(self.part.entitlements)
        answers = self.module.made_once(f"answers({routing.found!r}, {tuple(names[:conditions])!r}, {tuple(names[conditions:])!r})")
        body.emit(f"return {answers}[answer]")

    def _decide_bit_by_bit(self, body: Body) -> None:
        expressions = body.expressions
        body.emit("failed = granted = ()")
        for each in self.conditions:
            if each.tables:
                continue
            if each.blocks:
                self._decided(body, each, f"failed += ({each.name!r},)")
            else:
                self._for_incidents(body, each, self._held(expressions, each, EVERYWHERE))
        for each in self.part.entitlements:
            if not each.tables:
                body.emit(f"if {self._granted(expressions, each, EVERYWHERE)}:")
                body.emit(f"    granted += ({each.name!r},)")
        self._rows(body)
        asked = [c for c in self.conditions if c.tables], [e for e in self.part.entitlements if e.tables]
        verdict = "'eligible' if not failed else 'ineligible'"
        if self.part.rows and any(asked):
            self._of_rows(body, *asked)
            verdict = "'ineligible' if failed or not admitted else 'eligible'"
        if self.part.rows:
            verdict = f"({verdict}) if rows else 'not_applicable'"
        told = "failed + kept" if self.part.rows and any(asked) else "failed"
        body.emit(f"return new(Verdict, ({verdict}, {'rows' if self.part.rows else '()'}, {told}, (), granted))")

    @staticmethod
    def _decided(body: Body, each: Condition, failed: str) -> None:
        """Emit one deciding condition; where it is not met, ``failed`` is done."""
        expressions = body.expressions
        depth = body.indent
        if each.applies is not None and (applies := expressions.truth(each.applies, EVERYWHERE)) != TRUE:
            body.emit(f"if {applies}:")
            body.indent += 1
        expressions.before = body
        held = expressions.truth(each.requires, EVERYWHERE)
        expressions.before = None
        if held != TRUE:
            body.emit(f"if not {held}:")
            body.emit(f"    {failed}")
        else:
            body.emit("pass")
        body.indent = depth

    def _held(self, expressions: Expressions, each: Condition, at: Place) -> str:
        """¬适用 ∨ 应当."""
        requires = expressions.truth(each.requires, at)
        if each.applies is None:
            return requires
        applies = expressions.truth(each.applies, at)
        if applies in (TRUE, FALSE):
            return requires if applies == TRUE else TRUE
        return f"(not {applies} or {requires})"

    def _granted(self, expressions: Expressions, each: Entitlement, at: Place) -> str:
        """Whether an entitlement is granted for certain; one that is open keeps nobody waiting."""
        return (expressions.truth if self.module.may_tell(each.applies) else expressions.certain)(each.applies, at)

    def _for_incidents(self, body: Body, each: Condition, held: str) -> None:
        """A condition without force is looked at for what it may have to tell."""
        if self.module.may_tell(each.requires) or (each.applies is not None and self.module.may_tell(each.applies)):
            body.emit(held)

    def _rows(self, body: Body) -> None:
        """The rows in scope."""
        if self.routing:
            places = " + ".join([f"o{body.expressions.facts[id]}" for id in self.routing.places])
            kinds, found = self.module.made_once(repr(self.routing.kinds)), self.module.made_once(repr(self.routing.found))
            body.emit(f"rows = {found}[{kinds}[{places}]]")
        elif self.part.rows:
            body.emit("rows = ()")
            for row in self.part.rows:
                body.emit(f"if {body.expressions.truth(row.scope, EVERYWHERE)}:")
                body.emit(f"    rows += ({row.locator!r},)")
            self._unsaid(body)

    def _unsaid(self, body: Body) -> None:
        """Notes of rows, and gaps where there is no row: looked at for what they may have to tell."""
        for each in self.notes:
            self._for_incidents(body, each, self._held(body.expressions, each, EVERYWHERE))
        gaps = [gap for gap in self.part.gaps if self.module.may_tell(gap.scope)]
        if gaps:
            body.emit("if not rows:")
        for gap in gaps:
            body.emit(f"    {body.expressions.truth(gap.scope, EVERYWHERE)}")

    def _of_rows(self, body: Body, conditions: list[Condition], entitlements: list[Entitlement]) -> None:
        """What is asked of the rows in scope, one after the other."""
        body.emit("admitted = False")
        body.emit("kept = ()")
        at = self._attributes(body)
        body.emit("    held = True")
        body.indent += 1
        for each in conditions:
            held = self._held(body.expressions, each, at)
            body.emit(f"if row in {self._rows_of(each)}:")
            body.indent += 1
            if each.blocks:
                body.emit(f"if not {held}:")
                body.emit("    held = False")
                body.emit(f"    if {each.name!r} not in kept and {each.name!r} not in failed:")
                body.emit(f"        kept += ({each.name!r},)")
            else:
                body.emit(held)
            body.indent -= 1
        for each in entitlements:
            truth = self._granted(body.expressions, each, at)
            body.emit(f"if row in {self._rows_of(each)} and {truth} and {each.name!r} not in granted:")
            body.emit(f"    granted += ({each.name!r},)")
        body.emit("admitted = admitted or held")
        body.indent -= 1

    def _attributes(self, body: Body) -> Place:
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

    def _rows_of(self, each: Condition | Entitlement) -> str:
        return self.module.constant(frozenset(row.locator for row in self.part.rows if row.table in each.tables))

    # ---- findings -------------------------------------------------------------------------------------------

    def findings(self) -> str:
        """The function that gives ``Findings``."""
        return self.function(f"findings{self.number}", self._findings)

    def _findings(self, body: Body) -> None:
        body.emit("passes = True")
        found = [self._finding(body, each, EVERYWHERE, "passes") for each in self.conditions if not each.tables]
        granted = [self._grant(body, each, EVERYWHERE) for each in self.part.entitlements if not each.tables]
        verdict = "'eligible' if passes else 'ineligible'"
        listed = "()"
        if self.part.rows:
            at = EVERYWHERE
        if self.part.rows and self.routing and not any(each.tables for each in (*self.conditions, *self.part.entitlements)):
            kinds = self.module.made_once(repr(self.routing.kinds))
            places = " + ".join([f"o{body.expressions.facts[id]}" for id in self.routing.places])
            listed = self.module.made_once(f"listed_rows({self.routing.found!r})")
            body.emit(f"rows = {listed}[{kinds}[{places}]]")
            verdict = "'not_applicable' if not rows else 'eligible' if passes else 'ineligible'"
            listed = "rows"
        elif self.part.rows:
            self._rows(body)
            body.emit("admitted = False")
            body.emit("listed = ()")
            at = self._attributes(body)
            body.indent += 1
            body.emit("held = True")
            asked = self._asked_of_row(body, at)
            body.emit("admitted = admitted or held")
            body.emit(f"listed += (new(RowFindings, (row, True, {asked[0]}, {asked[1]})),)")
            body.indent -= 1
            verdict = "'not_applicable' if not rows else 'eligible' if passes and admitted else 'ineligible'"
            listed = "listed"
        conditions, entitlements = "".join([f"{each}, " for each in found]), "".join([f"{each}, " for each in granted])
        body.emit(f"return new(Findings, ({verdict}, ({conditions}), ({entitlements}), {listed}))")

    def _asked_of_row(self, body: Body, at: Place) -> tuple[str, str]:
        """Conditions and entitlements of the row at hand, as locals that hold tuples."""
        conditions = [each for each in self.conditions if each.tables]
        entitlements = [each for each in self.part.entitlements if each.tables]
        if conditions:
            body.emit("asked = ()")
        for each in conditions:
            body.emit(f"if row in {self._rows_of(each)}:")
            body.indent += 1
            body.emit(f"asked += ({self._finding(body, each, at, 'held')},)")
            body.indent -= 1
        if entitlements:
            body.emit("promised = ()")
        for each in entitlements:
            body.emit(f"if row in {self._rows_of(each)}:")
            body.indent += 1
            body.emit(f"promised += ({self._grant(body, each, at)},)")
            body.indent -= 1
        return "asked" if conditions else "()", "promised" if entitlements else "()"

    # ---- the findings in Chinese ----------------------------------------------------------------------------

    def explain(self) -> str:
        """The function that gives what is ``Told``."""
        telling = Telling(self.module, self.table)
        return self.function(f"explain{self.number}", lambda body: self._explain(body, telling), telling)

    def _explain(self, body: Body, telling: Telling) -> None:
        body.emit("passes = True")
        found = [telling.condition(body, each, EVERYWHERE, "passes") for each in self.conditions if not each.tables]
        body.emit("granted = ()")
        for each in self.part.entitlements:
            if not each.tables:
                telling.entitlement(body, each, EVERYWHERE, "granted")
        verdict, listed = "'eligible' if passes else 'ineligible'", "()"
        if self.part.rows and self.routing and not any(each.tables for each in (*self.conditions, *self.part.entitlements)):
            told = tuple(
                tuple((row, cell(self.module.tables["rows"][row]["name"]), "true", (), ()) for row in found)
                for found in self.routing.found
            )
            kinds = self.module.made_once(repr(self.routing.kinds))
            places = " + ".join([f"o{body.expressions.facts[id]}" for id in self.routing.places])
            body.emit(f"rows = {self.module.made_once(f'told_rows({told!r})')}[{kinds}[{places}]]")
            verdict, listed = "'not_applicable' if not rows else 'eligible' if passes else 'ineligible'", "rows"
        elif self.part.rows:
            self._rows(body)
            names = self.module.made_once(repr({row.locator: cell(self.module.tables["rows"][row.locator]["name"]) for row in self.part.rows}))
            body.emit("admitted = False")
            body.emit("listed = ()")
            at = self._attributes(body)
            body.indent += 1
            body.emit("held = True")
            body.emit("asked = promised = ()")
            for each in (*self.conditions, *self.part.entitlements):
                if each.tables:
                    body.emit(f"if row in {self._rows_of(each)}:")
                    body.indent += 1
                    body.emit("pass")
                    if isinstance(each, Condition):
                        body.emit(f"asked += ({telling.condition(body, each, at, 'held')},)")
                    else:
                        telling.entitlement(body, each, at, "promised")
                    body.indent -= 1
            body.emit("admitted = admitted or held")
            body.emit(f"listed += (new(ToldRow, (row, {names}[row], 'true', asked, promised)),)")
            body.indent -= 1
            verdict, listed = "'not_applicable' if not rows else 'eligible' if passes and admitted else 'ineligible'", "listed"
        called = self.module.made_once(repr(called_as(self.table["wording"] == "procedure")))
        conditions = "".join([f"{each}, " for each in found])
        body.emit(f"return new(Told, (*{called}[{verdict}], ({conditions}), granted, {listed}))")

    def _finding(self, body: Body, each: Condition, at: Place, passes: str) -> str:
        """Emit a condition with its figures; ``passes`` becomes false where it blocks."""
        finding = body.local("g")
        applies = Judged(TRUE, "()", "()") if each.applies is None else judge(body, each.applies, at)
        conditional = applies.truth != TRUE
        if conditional:
            body.emit(f"if {applies.truth}:")
            body.indent += 1
        why = display(applies.if_true)
        found = self._elements(body, each, at)
        made = self._made_of(body, f"new(Finding, ({each.name!r}, 'met', {why}, {found.if_true}))")
        if found.truth == TRUE:
            body.emit(f"{finding} = {made}")
        else:
            body.emit(f"if {found.truth}:")
            body.emit(f"    {finding} = {made}")
            body.emit("else:")
            body.emit(f"    {finding} = new(Finding, ({each.name!r}, 'not_met', {why}, {found.if_false}))")
            if each.blocks:
                body.emit(f"    {passes} = False")
        if conditional:
            body.indent -= 1
            body.emit("else:")
            made = self._made_of(body, f"new(Finding, ({each.name!r}, 'not_required', {display(applies.if_false)}, ()))")
            body.emit(f"    {finding} = {made}")
        return finding

    def _made_of(self, body: Body, text: str) -> str:
        """What ``text`` makes, made once for all where nothing of the application is in it."""
        names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
        return self.module.made_once(text) if names <= {"new", "Finding"} | set(self.module.constants.values()) else text

    def _elements(self, body: Body, each: Condition, at: Place) -> Judged:
        """Emit the elements of a requirement: whether all hold, and tuples of them where they do and where they do not."""
        requires = each.requires
        if not (isinstance(requires, n.Quantifier) and requires.every):
            found = judge(body, requires, at)
            said = self._said(body.expressions, each.message, at)
            return Judged(
                found.truth, f"(((), True, {display(found.if_true)}, ()),)", f"(((), False, {display(found.if_false)}, {said}),)"
            )
        years = in_order([body.expressions.value(year, at) for year in requires.years.years]) if isinstance(
            requires.years, n.YearList
        ) else None  # fmt: skip
        if years is None:
            return self._elements_in_loop(body, each, requires, at)
        found_years = []
        for year in years:
            inner = at.also(requires.variable, body.assign(year))
            body.bind(inner)
            found_years.append(self._element(body, requires.body, each.message, inner))
        every = body.assign(" and ".join([truth for truth, _ in found_years]))
        elements = "(" + "".join([f"{element}, " for _, element in found_years]) + ")"
        return Judged(every, elements, elements)

    def _elements_in_loop(self, body: Body, each: Condition, requires: n.Quantifier, at: Place) -> Judged:
        """The same year by year, for a range that only the application knows."""
        elements, every, local = body.local("g"), body.local(), body.local("y")
        years = body.expressions.years(requires.years, at)
        inner = at.also(requires.variable, local)
        body.emit(f"{elements} = ()")
        body.emit(f"{every} = True")
        body.emit(f"for {local} in {years}:")
        body.indent += 1
        body.bind(inner)
        truth, element = self._element(body, requires.body, each.message, inner)
        body.emit(f"{elements} += ({element},)")
        body.emit(f"if not {truth}:")
        body.emit(f"    {every} = False")
        body.indent -= 1
        return Judged(every, elements, elements)

    def _element(self, body: Body, node: n.Node, message: Message | None, at: Place) -> tuple[str, str]:
        """The truth of one element, and the element."""
        found = judge(body, node, at)
        said, bound = self._said(body.expressions, message, at), body.bindings(at)
        if found.if_true == found.if_false:
            values = said if said == "()" else f"() if {found.truth} else {said}"
            return found.truth, f"({bound}, {found.truth}, {display(found.if_true)}, {values})"
        held = f"({bound}, True, {display(found.if_true)}, ())"
        failed = f"({bound}, False, {display(found.if_false)}, {said})"
        return found.truth, f"({held} if {found.truth} else {failed})"

    @staticmethod
    def _said(expressions: Expressions, message: Message | None, at: Place) -> str:
        """The values of a message, evaluated where it is said."""
        parts = [part for part in message.parts if not isinstance(part, str)] if message else []
        texts = [expressions.truth(part, at) if n.is_statement(part) else expressions.value(part, at) for part in parts]
        return f"({''.join([text + ', ' for text in texts])})"

    def _grant(self, body: Body, each: Entitlement, at: Place) -> str:
        found = judge(body, each.applies, at)
        said = self._said(body.expressions, each.message, at)
        values = said if said == "()" else f"{said} if {found.truth} else ()"
        return f"new(Grant, ({each.name!r}, {found.truth}, {either(found)}, {values}))"


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


def _roots(each: Condition | Entitlement) -> list[n.Node]:
    from engine.core.walk import asked

    return asked(each)


def _is_constant(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(isinstance(pair, tuple) and len(pair) == 2 for pair in value)
    return isinstance(value, str | int | date) or repr(value) == "NOT_APPLICABLE"


__all__ = ["Routing", "Subject"]
