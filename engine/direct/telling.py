"""The findings in Chinese as a third function of a subject: sentences in place of figures. Part of :mod:`engine.direct`.

First what a statement came to, then, knowing that, a sentence for every atom that settles it; nothing is written down that is not
said.
"""

from __future__ import annotations

import ast
from typing import Any

from engine.core import nodes as n
from engine.core.policy import Condition, Entitlement, Message
from engine.direct.expressions import Expressions
from engine.direct.forms import FALSE, TRUE, UNKNOWN, in_order, record_of
from engine.direct.judging import Body, valued
from engine.direct.place import Module, Place
from engine.direct.sentences import Book, Figures, NotSaid, plain
from engine.direct.subjects import EVERYWHERE, Subject
from engine.direct.texts import called_as
from engine.evaluate.codegen.constants import literal
from engine.explain.committees import cell


def explain(subject: Subject) -> str:
    """The function that gives what is ``Told``."""
    telling = Telling(subject.module, subject.table)
    return subject.function("explain", lambda body: _explain(subject, body, telling), telling.year_functions)


def _explain(subject: Subject, body: Body, telling: Telling) -> None:
    conditions, entitlements = subject.everywhere
    body.emit("passes = True")
    found = "".join([f"{telling.condition(body, each, EVERYWHERE, 'passes')}, " for each in conditions])
    body.emit("granted = ()")
    for each in entitlements:
        telling.entitlement(body, each, EVERYWHERE, "granted")
    verdict, listed = "'eligible' if passes else 'ineligible'", "()"
    rows = subject.module.tables["rows"]
    names = {row.locator: cell(rows[row.locator]["name"]) for row in subject.part.rows}
    if subject.tabled:
        told = tuple(tuple((row, names[row], "true", (), ()) for row in found_rows) for found_rows in subject.tabled.found)
        kinds = subject.module.made_once(repr(subject.tabled.kinds))
        made = subject.module.made_once(f"told_rows({told!r})")
        body.emit(f"rows = {made}[{subject.kind(body.expressions, subject.tabled, kinds)}]")
        verdict, listed = f"({verdict}) if rows else 'not_applicable'", "rows"
    elif subject.part.rows:
        _explain_rows(subject, body, telling, subject.module.made_once(repr(names)))
        verdict, listed = "'not_applicable' if not rows else 'eligible' if passes and admitted else 'ineligible'", "listed"
    called = subject.module.made_once(repr(called_as(subject.table["wording"] == "procedure")))
    body.emit(f"return new(Told, (*{called}[{verdict}], ({found}), granted, {listed}))")


def _explain_rows(subject: Subject, body: Body, telling: Telling, names: str) -> None:
    """Emit the rows in scope with what is asked of them."""

    def asked(condition: Condition, at: Place) -> None:
        body.emit(f"asked += ({telling.condition(body, condition, at, 'held')},)")

    def promised(entitlement: Entitlement, at: Place) -> None:
        telling.entitlement(body, entitlement, at, "promised")

    subject.told_rows(body, asked, promised, f"new(ToldRow, (row, {names}[row], 'true', asked, promised))")


class Telling:
    """Emits what is said of the conditions and entitlements of one subject."""

    def __init__(self, module: Module, subject: dict[str, Any]) -> None:
        self.module = module
        self.book = Book(module.tables, subject)
        #: (record, definition, truth, satisfied) → the function that says why.
        self.years: dict[tuple[str, str, bool, bool], str] = {}

    # ---- statements -----------------------------------------------------------------------------------------

    def element(self, body: Body, node: n.Node, at: Place, said: str) -> str:
        """Emit the truth of a statement and what is said of it, added to ``said``; gives the truth."""
        expressions = body.expressions
        if isinstance(node, n.Compare):
            values = self.values(body, node, at)
            truth = body.assign(expressions.compared(node.operator, values.left, values.right))
            if truth in (TRUE, FALSE):
                self.say(body, node, truth == TRUE, truth == TRUE, values, said)
                return truth
            body.emit(f"if {truth}:")
            body.indent += 1
            self.say(body, node, True, True, values, said)
            body.indent -= 1
            body.emit("else:")
            body.indent += 1
            self.say(body, node, False, False, values, said)
            body.indent -= 1
            return truth
        truth = body.assign(expressions.truth(node, at))
        for came_out in (True, False):
            if truth not in (TRUE, FALSE):
                body.emit(f"if {truth}:" if came_out else "else:")
                body.indent += 1
            if truth != str(not came_out):
                body.emit("pass")
                self.told(body, node, at, came_out, came_out, said)
            if truth not in (TRUE, FALSE):
                body.indent -= 1
        return truth

    def told(self, body: Body, node: n.Node, at: Place, truth: bool, satisfied: bool, said: str) -> None:
        """Emit why ``node`` came out as ``truth``, within a statement that did or did not hold."""
        match node:
            case n.Constant():
                return
            case n.Not(operand):
                self.told(body, operand, at, not truth, satisfied, said)
            case n.And(operands) | n.Or(operands):
                self.connective(body, operands, at, truth, satisfied, said, isinstance(node, n.And) is truth)
            case n.Choice():
                self.choice(body, node, at, truth, satisfied, said)
            case n.Call():
                self.call(body, node, at, truth, satisfied, said)
            case n.Quantifier():
                local = body.local("y")
                body.emit(f"for {local} in {body.expressions.years(node.years, at)}:")
                body.indent += 1
                inner = at.also(node.variable, local)
                if node.every is not truth:
                    held = body.expressions.truth(node.body, inner)
                    body.emit(f"if {held if truth else f'not {held}'}:")
                    body.indent += 1
                body.emit("pass")
                self.told(body, node.body, inner, truth, satisfied, said)
                body.indent -= 1 + (node.every is not truth)
            case _:
                self.say(body, node, truth, satisfied, self.values(body, node, at), said)

    def connective(
        self, body: Body, operands: tuple[n.Node, ...], at: Place, truth: bool, satisfied: bool, said: str, every: bool
    ) -> None:
        """All operands of a connective that came out the idle way; else those that settled it."""
        for operand in operands:
            if every:
                self.told(body, operand, at, truth, satisfied, said)
                continue
            held = body.expressions.truth(operand, at)
            body.emit(f"if {held if truth else f'not {held}'}:")
            body.indent += 1
            body.emit("pass")
            self.told(body, operand, at, truth, satisfied, said)
            body.indent -= 1

    def choice(self, body: Body, node: n.Choice, at: Place, truth: bool, satisfied: bool, said: str) -> None:
        """The conditions that hold, then the values, or the base."""
        conditions = [body.assign(body.expressions.truth(a.condition, at)) for a in node.alternatives]
        for condition, alternative in zip(conditions, node.alternatives, strict=True):
            body.emit(f"if {condition}:")
            body.indent += 1
            body.emit("pass")
            self.told(body, alternative.condition, at, True, satisfied, said)
            body.indent -= 1
        for condition, alternative in zip(conditions, node.alternatives, strict=True):
            body.emit(f"if {condition}:")
            body.indent += 1
            body.emit("pass")
            self.told(body, alternative.value, at, truth, satisfied, said)
            body.indent -= 1
        body.emit(f"if not ({' or '.join(conditions)}):")
        body.indent += 1
        body.emit("pass")
        self.told(body, node.base, at, truth, satisfied, said)
        body.indent -= 1

    def call(self, body: Body, node: n.Call, at: Place, truth: bool, satisfied: bool, said: str) -> None:
        """A definition: of a year by a function of its own, else written out."""
        expressions = body.expressions
        arguments = [body.assign(expressions.value(argument, at)) for argument in node.arguments]
        record = record_of(self.module, node.name)
        if record is not None and at.entry is None:
            function = self.years.setdefault((record, node.name, truth, satisfied), self.module.name("why") + "_")
            entries, _ = expressions.recorded(record)
            body.emit(f"{function}({said}, {arguments[0]}, {entries}.get({arguments[0]}))")
            return
        definition = self.module.definitions[node.name]
        self.told(body, definition.body, at.bind(definition.parameters, tuple(arguments)), truth, satisfied, said)

    def values(self, body: Body, node: n.Node, at: Place) -> Figures:
        """Emit the sides of an atom."""
        expressions, bound = body.expressions, dict(at.variables)
        match node:
            case n.Compare(_, left_node, right_node):
                left, first = valued(body, left_node, at)
                right, second = valued(body, right_node, at)
                counts = [*first, *second]
                return Figures(left, right, bound, _locals(body, counts[0]) if counts else None)
            case n.Member(item, group):
                left, first = valued(body, item, at)
                return Figures(left, body.assign(expressions.value(group, at)), bound, None)
            case _:
                return Figures("", "", bound, None)

    def say(self, body: Body, node: n.Node, truth: bool, satisfied: bool, values: Figures, said: str) -> None:
        """Emit the sentence about an atom."""
        try:
            text = self.book.sentence(node.atom.number, truth, satisfied, values)  # type: ignore[union-attr]
        except NotSaid:
            body.emit(UNKNOWN)
            return
        before = body.lines[-1] if body.lines else ""
        if before.strip().startswith(f"{said} += (f") and before.startswith("    " * body.indent + said):
            body.lines[-1] = before[:-1] + f"{text},)"  # one sentence after the other
        else:
            body.emit(f"{said} += ({text},)")

    def year_functions(self, expressions: Expressions) -> str:
        """The functions that say why a definition holds of a year or does not."""
        return "".join([self._year_function(expressions, *key, name) for key, name in self.years.items()])

    def _year_function(
        self, expressions: Expressions, record: str, definition_name: str, truth: bool, satisfied: bool, name: str
    ) -> str:
        definition = self.module.definitions[definition_name]
        known = [id for each, id in self.module.missing if each == record]
        locals_ = {id: f"e{index}_" for index, id in enumerate(known)}
        absent = tuple(self.module.missing[record, id] for id in known)
        body = Body(expressions, 1)
        body.emit("if entry is None:")
        body.emit(f"    {UNKNOWN}" if None in absent else f"    entry = {literal(absent)}")
        body.emit(f"{', '.join(locals_.values())}, = entry")
        at = Place((), (record, "year", tuple(locals_.items()))).bind(definition.parameters, ("year",))
        self.told(body, definition.body, at, truth, satisfied, "said")
        return "\n".join([f"def {name}(said, year, entry):", *body.lines]) + "\n\n\n"

    # ---- conditions and entitlements ------------------------------------------------------------------------

    def condition(self, body: Body, each: Condition, at: Place, passes: str) -> str:
        """Emit a condition; gives the local of what is told of it."""
        found, said, messages, why = body.local("g"), body.local("s"), body.local("m"), body.local("w")
        conditional = each.applies is not None
        single = isinstance(each.requires, n.Compare)  # told in one sentence
        body.emit(f"{said} = ()" if single else f"{said} = []")
        body.emit(f"{messages} = ()")
        if each.applies is not None:
            body.emit(f"{why} = []")
            applies = self.element(body, each.applies, at, why)
            body.emit(f"if not {applies}:")
            body.emit(f"    {found} = new(ToldFinding, ({each.name!r}, 'not_required', (), once({why}), ()))")
            body.emit("else:")
            body.indent += 1
        truth = self.elements(body, each, at, said, messages)
        told_why = f"once({why})" if conditional else "()"
        sentences = said if single else f"once({said})"
        status = f"'met' if {truth} else 'not_met'"
        body.emit(f"{found} = new(ToldFinding, ({each.name!r}, {status}, {messages}, {told_why}, {sentences}))")
        if each.blocks:
            body.emit(f"if not {truth}:")
            body.emit(f"    {passes} = False")
        if conditional:
            body.indent -= 1
        return found

    def elements(self, body: Body, each: Condition, at: Place, said: str, messages: str) -> str:
        """Emit the elements of a requirement; gives whether all hold."""
        requires = each.requires
        if not (isinstance(requires, n.Quantifier) and requires.every):
            truth = self.element(body, requires, at, said)
            self.complain(body, each, truth, at, messages)
            return truth
        every, local = body.local(), body.local("y")
        body.emit(f"{every} = True")
        body.emit(f"for {local} in {years_of(body, requires, at)}:")
        body.indent += 1
        inner = at.also(requires.variable, local)
        truth = self.element(body, requires.body, inner, said)
        self.complain(body, each, truth, inner, messages)
        body.emit(f"if not {truth}:")
        body.emit(f"    {every} = False")
        body.indent -= 1
        return every

    def complain(self, body: Body, each: Condition, truth: str, at: Place, messages: str) -> None:
        """Emit the policy's own words where an element fails."""
        if each.message is not None and each.message.parts and truth != TRUE:
            told = self.message(body, each.message, self.module.tables["conditions"][each.name]["message"], at)
            body.emit(f"if not {truth}:")
            body.emit(f"    {messages} += ({told},)")

    def message(self, body: Body, message: Message, parts: list[Any], at: Place) -> str:
        """The policy's own words with their values: years and numbers stand bare."""
        text = ""
        for part, like in zip(message.parts, parts, strict=True):
            if isinstance(part, str):
                text += plain(part)
                continue
            expressions = body.expressions
            value = expressions.truth(part, at) if n.is_statement(part) else expressions.value(part, at)
            if "'" in value or '"' in value:
                value = body.assign(value)
            if like["type"] in ("integer", "quantity", "year", "number") and not like["scale"]:
                text += f"{{N[{value}]}}"
            elif isinstance(part, n.Fact) and like["type"] == "word" and self.book.is_safe(part.id):
                text += f"{{{value}}}"
            else:
                text += f"{{written({self.module.made_once(literal_like(like))}, {value})}}"
        return "f" + repr(text)

    def entitlement(self, body: Body, each: Entitlement, at: Place, promised: str) -> None:
        """Emit an entitlement, told where it is granted."""
        parts = self.module.tables["entitlements"][each.name]["message"]
        told = self.message(body, each.message, parts, at) if each.message is not None else "''"
        body.emit(f"if {body.expressions.truth(each.applies, at)}:")
        body.emit(f"    {promised} += (({each.name!r}, {told}),)")


def years_of(body: Body, node: n.Quantifier, at: Place) -> str:
    """The years of an outermost 每个, those of a list in order beforehand where that can be told."""
    if isinstance(node.years, n.YearList):
        ordered = in_order([body.expressions.value(year, at) for year in node.years.years])
        if ordered is not None:
            return f"({', '.join(ordered)},)"
    return body.expressions.years(node.years, at)


def literal_like(like: dict[str, Any]) -> str:
    """The type of a value within a message as a constant."""
    return repr({key: like[key] for key in ("type", "unit", "scale")})


def _locals(body: Body, counted: str) -> tuple[str, str, str]:
    """First year, last year and years counted, of what :func:`engine.direct.judging.valued` says of a count."""
    tree = ast.parse(counted, mode="eval").body
    assert isinstance(tree, ast.Tuple)
    parts = [ast.unparse(part) for part in tree.elts]
    return parts[0], parts[1], parts[2].removeprefix("tuple(").removesuffix(")")
