"""The function of a subject that gives the decision alone. Part of :mod:`engine.direct`."""

from __future__ import annotations

from engine.core.policy import Condition
from engine.direct.forms import TRUE
from engine.direct.judging import Body
from engine.direct.routing import Routing
from engine.direct.subjects import EVERYWHERE, Subject

#: Answers that a subject may have for all of them to be made beforehand.
MOST_ANSWERS = 4096


def decide(subject: Subject) -> str:
    """The function that gives a ``Verdict``."""
    asked = [each for each in subject.conditions if each.blocks]
    routing = subject.tabled
    if routing and len(routing.found) << len(asked) + len(subject.part.entitlements) <= MOST_ANSWERS:
        return subject.function("decide", lambda body: _from_table(subject, body, routing))
    return subject.function("decide", lambda body: _one_by_one(subject, body))


def _from_table(subject: Subject, body: Body, routing: Routing) -> None:
    """Every answer there can be is made when the module is loaded; each statement adds to the number of the answer."""
    conditions = tuple(each.name for each in subject.conditions if each.blocks)
    entitlements = tuple(each.name for each in subject.part.entitlements)
    names = (*conditions, *entitlements)
    kinds = subject.module.made_once(f"tuple([kind << {len(names)} for kind in {routing.kinds!r}])")
    body.emit(f"answer = {subject.kind(body.expressions, routing, kinds)}")
    for condition in subject.conditions:
        if condition.blocks:
            _decided(body, condition, f"answer += {1 << names.index(condition.name)}")
        else:
            subject.for_incidents(body, condition, EVERYWHERE)
    for entitlement in subject.part.entitlements:
        body.emit(f"if {subject.granted(body.expressions, entitlement, EVERYWHERE)}:")
        body.emit(f"    answer += {1 << names.index(entitlement.name)}")
    answers = subject.module.made_once(f"answers({routing.found!r}, {conditions!r}, {entitlements!r})")
    body.emit(f"return {answers}[answer]")


def _one_by_one(subject: Subject, body: Body) -> None:
    conditions, entitlements = subject.everywhere
    body.emit("failed = granted = ()")
    for condition in conditions:
        if condition.blocks:
            _decided(body, condition, f"failed += ({condition.name!r},)")
        else:
            subject.for_incidents(body, condition, EVERYWHERE)
    for entitlement in entitlements:
        body.emit(f"if {subject.granted(body.expressions, entitlement, EVERYWHERE)}:")
        body.emit(f"    granted += ({entitlement.name!r},)")
    subject.rows(body)
    verdict, told = "'eligible' if not failed else 'ineligible'", "failed"
    if subject.part.rows and any(subject.of_rows):
        _of_rows(subject, body)
        verdict, told = "'ineligible' if failed or not admitted else 'eligible'", "failed + kept"
    if subject.part.rows:
        verdict = f"({verdict}) if rows else 'not_applicable'"
    body.emit(f"return new(Verdict, ({verdict}, {'rows' if subject.part.rows else '()'}, {told}, (), granted))")


def _decided(body: Body, each: Condition, failed: str) -> None:
    """Emit one deciding condition; where it is not met, ``failed`` is done."""
    expressions, depth = body.expressions, body.indent
    if each.applies is not None and (applies := expressions.truth(each.applies, EVERYWHERE)) != TRUE:
        body.emit(f"if {applies}:")
        body.indent += 1
    expressions.before = body
    held = expressions.truth(each.requires, EVERYWHERE)
    expressions.before = None
    body.emit("pass" if held == TRUE else f"if not {held}:")
    if held != TRUE:
        body.emit(f"    {failed}")
    body.indent = depth


def _of_rows(subject: Subject, body: Body) -> None:
    """What is asked of the rows in scope, one after the other."""
    conditions, entitlements = subject.of_rows
    body.emit("admitted = False")
    body.emit("kept = ()")
    at = subject.each_row(body)
    body.indent += 1
    body.emit("held = True")
    for condition in conditions:
        body.emit(f"if row in {subject.rows_of(condition)}:")
        body.indent += 1
        body.emit("pass")
        if condition.blocks:
            name = repr(condition.name)
            body.emit(f"if not {subject.held(body.expressions, condition, at)}:")
            body.emit("    held = False")
            body.emit(f"    if {name} not in kept and {name} not in failed:")
            body.emit(f"        kept += ({name},)")
        else:
            subject.for_incidents(body, condition, at)
        body.indent -= 1
    for entitlement in entitlements:
        name, truth = repr(entitlement.name), subject.granted(body.expressions, entitlement, at)
        body.emit(f"if row in {subject.rows_of(entitlement)} and {truth} and {name} not in granted:")
        body.emit(f"    granted += ({name},)")
    body.emit("admitted = admitted or held")
    body.indent -= 1
