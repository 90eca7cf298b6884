"""A case that a question was answered with, in the officer's words. Part of :mod:`engine.analysis`."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.analysis.search import Domains
from engine.analysis.space import Space, Variable
from engine.diagnostics.terms import Term
from engine.values import NOT_APPLICABLE

#: Kinds of variables that an application states.
_STATED = ("fact", "day", "field")


def application(space: Space, found: Domains) -> dict[str, Any]:
    """The facts of the case by Chinese name, as an application file states them; figures of records are left out."""
    stated = {}
    for number in sorted(found):
        variable = space.variables[number]
        if variable.kind in ("fact", "day"):
            value = variable.value(found[number])
            if value is not NOT_APPLICABLE:
                stated[variable.name] = value.isoformat() if isinstance(value, date) else value
    return stated


def is_real(space: Space, found: Domains, free: int = 0) -> bool:
    """Whether everything in the case is something that a case can have: at most ``free`` statements were left free (one alone
    may as well hold as not)."""
    kinds = [space.variables[number].kind for number in found]
    return kinds.count("free") <= free and kinds.count("covers") <= 1


def told(space: Space, found: Domains) -> Term:
    """The case as a list of what it states."""
    chinese, english = [], []
    for number in sorted(found, key=lambda each: _order(space.variables[each], each)):
        variable = space.variables[number]
        value = variable.value(found[number])
        if variable.kind == "free" or value is NOT_APPLICABLE or _as_usual(variable, found[number]):
            continue
        zh, en = _said(variable, value)
        chinese.append(zh)
        english.append(en)
    return Term("，".join(chinese) or "任何情形", ", ".join(english) or "any case")


def _order(variable: Variable, number: int) -> tuple[int, int]:
    return 0 if variable.kind in _STATED else 1, number


def _as_usual(variable: Variable, bit: int) -> bool:
    """A reading or figure that is as it stands, or a fact that is assumed."""
    return variable.values is not None and variable.liked >= 0 and bit == 1 << variable.liked


def _said(variable: Variable, value: Any) -> tuple[str, str]:
    if variable.kind == "covers":
        return (variable.name if value else f"非 {variable.name}",) * 2
    name = f"口径.{variable.name}" if variable.kind == "reading" else variable.name
    if isinstance(value, bool):
        return f"{name} {'是' if value else '否'}", f"{name} = {'yes' if value else 'no'}"
    return f"{name} {variable.shown(value)}", f"{name} = {variable.shown(value)}"
