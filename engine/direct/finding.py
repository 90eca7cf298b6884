"""The function of a subject that gives the findings with their figures. Part of :mod:`engine.direct`."""

from __future__ import annotations

import ast

from engine.core import nodes as n
from engine.core.policy import Condition, Entitlement, Message
from engine.direct.expressions import Expressions
from engine.direct.forms import TRUE, in_order
from engine.direct.judging import Body, Judged, display, either, judge
from engine.direct.place import Place
from engine.direct.subjects import EVERYWHERE, Subject

BY_ROWS = "'not_applicable' if not rows else 'eligible' if passes and admitted else 'ineligible'"


def findings(subject: Subject) -> str:
    """The function that gives ``Findings``."""
    return subject.function("findings", lambda body: _findings(subject, body))


def _findings(subject: Subject, body: Body) -> None:
    conditions, entitlements = subject.everywhere
    body.emit("passes = True")
    found = "".join([f"{_finding(subject, body, each, EVERYWHERE, 'passes')}, " for each in conditions])
    granted = "".join([f"{_grant(body, each, EVERYWHERE)}, " for each in entitlements])
    verdict, listed = "'eligible' if passes else 'ineligible'", "()"
    if subject.tabled:
        kinds = subject.module.made_once(repr(subject.tabled.kinds))
        rows = subject.module.made_once(f"listed_rows({subject.tabled.found!r})")
        body.emit(f"rows = {rows}[{subject.kind(body.expressions, subject.tabled, kinds)}]")
        verdict, listed = f"({verdict}) if rows else 'not_applicable'", "rows"
    elif subject.part.rows:
        _rows(subject, body)
        verdict, listed = BY_ROWS, "listed"
    body.emit(f"return new(Findings, ({verdict}, ({found}), ({granted}), {listed}, 0))")


def _rows(subject: Subject, body: Body) -> None:
    """Emit the rows in scope with what is asked of them."""

    def asked(condition: Condition, at: Place) -> None:
        body.emit(f"asked += ({_finding(subject, body, condition, at, 'held')},)")

    def promised(entitlement: Entitlement, at: Place) -> None:
        body.emit(f"promised += ({_grant(body, entitlement, at)},)")

    subject.told_rows(body, asked, promised, "new(RowFindings, (row, True, asked, promised))")


def _finding(subject: Subject, body: Body, each: Condition, at: Place, passes: str) -> str:
    """Emit a condition with its figures; ``passes`` becomes false where it blocks."""
    finding = body.local("g")
    applies = Judged(TRUE, "()", "()") if each.applies is None else judge(body, each.applies, at)
    conditional = applies.truth != TRUE
    if conditional:
        body.emit(f"if {applies.truth}:")
        body.indent += 1
    why = display(applies.if_true)
    found = _elements(body, each, at)
    made = _made_of(subject, f"new(Finding, ({each.name!r}, 'met', {why}, {found.if_true}))")
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
        made = _made_of(subject, f"new(Finding, ({each.name!r}, 'not_required', {display(applies.if_false)}, ()))")
        body.emit(f"    {finding} = {made}")
    return finding


def _made_of(subject: Subject, text: str) -> str:
    """What ``text`` makes, made once for all where nothing of the application is in it."""
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    return subject.module.made_once(text) if names <= {"new", "Finding"} | set(subject.module.constants.values()) else text


def _elements(body: Body, each: Condition, at: Place) -> Judged:
    """Emit the elements of a requirement: whether all hold, and tuples of them where they do and where they do not."""
    requires = each.requires
    if not (isinstance(requires, n.Quantifier) and requires.every):
        found = judge(body, requires, at)
        said = _said(body.expressions, each.message, at)
        return Judged(
            found.truth, f"(((), True, {display(found.if_true)}, ()),)", f"(((), False, {display(found.if_false)}, {said}),)"
        )
    years = in_order([body.expressions.value(year, at) for year in requires.years.years]) if isinstance(
        requires.years, n.YearList
    ) else None  # fmt: skip
    if years is None:
        return _elements_in_loop(body, each, requires, at)
    found_years = []
    for year in years:
        inner = at.also(requires.variable, body.assign(year))
        body.bind(inner)
        found_years.append(_element(body, requires.body, each.message, inner))
    every = body.assign(" and ".join([truth for truth, _ in found_years]))
    elements = "(" + "".join([f"{element}, " for _, element in found_years]) + ")"
    return Judged(every, elements, elements)


def _elements_in_loop(body: Body, each: Condition, requires: n.Quantifier, at: Place) -> Judged:
    """The same year by year, for a range that only the application knows."""
    elements, every, local = body.local("g"), body.local(), body.local("y")
    years = body.expressions.years(requires.years, at)
    inner = at.also(requires.variable, local)
    body.emit(f"{elements} = ()")
    body.emit(f"{every} = True")
    body.emit(f"for {local} in {years}:")
    body.indent += 1
    body.bind(inner)
    truth, element = _element(body, requires.body, each.message, inner)
    body.emit(f"{elements} += ({element},)")
    body.emit(f"if not {truth}:")
    body.emit(f"    {every} = False")
    body.indent -= 1
    return Judged(every, elements, elements)


def _element(body: Body, node: n.Node, message: Message | None, at: Place) -> tuple[str, str]:
    """The truth of one element, and the element."""
    found = judge(body, node, at)
    said, bound = _said(body.expressions, message, at), body.bindings(at)
    if found.if_true == found.if_false:
        values = said if said == "()" else f"() if {found.truth} else {said}"
        return found.truth, f"({bound}, {found.truth}, {display(found.if_true)}, {values})"
    held = f"({bound}, True, {display(found.if_true)}, ())"
    failed = f"({bound}, False, {display(found.if_false)}, {said})"
    return found.truth, f"({held} if {found.truth} else {failed})"


def _said(expressions: Expressions, message: Message | None, at: Place) -> str:
    """The values of a message, evaluated where it is said."""
    parts = [part for part in message.parts if not isinstance(part, str)] if message else []
    texts = [expressions.truth(part, at) if n.is_statement(part) else expressions.value(part, at) for part in parts]
    return f"({''.join([text + ', ' for text in texts])})"


def _grant(body: Body, each: Entitlement, at: Place) -> str:
    found = judge(body, each.applies, at)
    said = _said(body.expressions, each.message, at)
    values = said if said == "()" else f"{said} if {found.truth} else ()"
    return f"new(Grant, ({each.name!r}, {found.truth}, {either(found)}, {values}))"
