"""Parameters and readings with typed values. Part of :mod:`engine.typed`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.resolved.declarations.dates import read_date
from engine.resolved.symbols import Parameter, Reading, Unit
from engine.typed import types as t
from engine.typed.literals import lookalike, scaled, without_zeros
from engine.typed.policy import TypedParameter

Report = Callable[[Diagnostic], None]
_KINDS = {"year": t.YEAR, "date": t.DATE, "text": t.TEXT, "boolean": t.BOOLEAN}
#: What an open parameter may be, where its declaration does not say.
_OPEN_BOUNDS = (0, 10**9)
_NOT_NEGATIVE = Term("不小于 0", "at least 0")


def type_parameter(parameter: Parameter, units: Mapping[str, Unit], report: Report) -> TypedParameter:
    """A parameter's type and values; a value that does not fit is reported and left out."""
    if parameter.type == "group":
        versions = tuple((_from(start, where, report), words) for (start, words), where, _ in _placed(parameter))
        return TypedParameter(parameter.name, t.Type("group", enumeration=parameter.enumeration or ""), versions)
    type_ = _KINDS.get(parameter.type) or t.quantity(parameter.unit or "")
    if parameter.unit and parameter.unit not in units and type_.kind == "quantity":
        meant = did_you_mean(parameter.unit, sorted(units))
        arguments: dict[str, object] = {"unit": parameter.unit, "meant": meant}
        report(Diagnostic("E0320", parameter.places.get("单位", parameter.span), arguments))
        return TypedParameter(parameter.name, t.ANY, ((None, None),))
    entries = tuple(
        (_from(start, where, report), _entry(value, parameter, type_, units, span, report))
        for (start, value), where, span in _placed(parameter)
    )
    return TypedParameter(parameter.name, type_, entries)


def _placed(parameter: Parameter) -> list[tuple[tuple[str | None, object], Span, Span]]:
    """Every entry with the places of its date and of its value."""
    anywhere = (parameter.span,) * len(parameter.entries)
    dates = parameter.from_spans if len(parameter.from_spans) == len(anywhere) else anywhere
    values = parameter.value_spans if len(parameter.value_spans) == len(anywhere) else anywhere
    return list(zip(parameter.entries, dates, values, strict=True))


def _from(start: str | None, span: Span, report: Report) -> str | None:
    """The date from which an entry holds."""
    if start is None:
        return None
    day, problem = read_date(start, span)
    if problem is not None:
        report(problem)
    return day.isoformat() if day is not None else None


def _entry(value: object, parameter: Parameter, type_: t.Type, units: Mapping[str, Unit], span: Span, report: Report) -> object:
    """One value of a parameter. A figure with a unit counts something: below zero only where 取值范围 says so."""
    if value is None:
        return None
    found = _value(value, type_, units, span, parameter.name, report)
    counted = type_.kind == "quantity" and type_.unit and (parameter.range is None or parameter.range[0] >= 0)
    if counted and isinstance(found, int) and found < 0:
        report(Diagnostic("E0145", span, {"value": str(value), "bound": _NOT_NEGATIVE}))
        return None
    return found


def _value(value: object, type_: t.Type, units: Mapping[str, Unit], span: Span, name: str, report: Report) -> object:
    """One value as the type wants it."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if type_.kind == "boolean":
        return value if isinstance(value, bool) else _misfit(text, type_, span, name, report)
    if type_.kind == "text":
        return text
    if type_.kind == "date":
        day, problem = read_date(text, span)
        if problem is not None:
            report(problem)
        return day.isoformat() if day is not None else None
    scale = units[type_.unit].scale if type_.unit in units else 0
    number = None if isinstance(value, bool) else scaled(text, scale)
    if number is None or not t.INT_MIN <= number <= t.INT_MAX:
        return _misfit(text, type_, span, name, report)
    return number


def _misfit(text: str, type_: t.Type, span: Span, name: str, report: Report) -> object:
    """Report a value that is not of its type; nothing stands in its place."""
    meant = lookalike(text)
    plain = without_zeros(text)
    if plain:
        report(Diagnostic("E0430", span, {"text": text, "meant": plain}))
    elif meant:
        letter = next(letter for letter in text if letter.isalpha())
        report(Diagnostic("E0331", span, {"text": text, "letter": letter, "meant": meant}))
    else:
        report(Diagnostic("E0417", span, {"name": name, "text": text, "type": type_.describe()}))
    return None


def bounds(parameter: TypedParameter, declared: Parameter, units: Mapping[str, Unit]) -> tuple[int, int] | None:
    """The smallest and largest value that a quantity parameter can have."""
    if parameter.type.kind != "quantity":
        return None
    scale = 10 ** (units[parameter.type.unit].scale if parameter.type.unit in units else 0)
    known = [value for _, value in parameter.entries if isinstance(value, int)]
    if declared.range is not None:
        known += [declared.range[0] * scale, declared.range[1] * scale]
    if any(value is None for _, value in parameter.entries) and declared.range is None:
        known += [_OPEN_BOUNDS[0], _OPEN_BOUNDS[1] * scale]
    return (min(known), max(known)) if known else (0, 0)


def reading_type(reading: Reading) -> t.Type:
    """The type of the value that a reading's option stands for."""
    if reading.type == "integer":
        return t.quantity("")
    return _KINDS.get(reading.type) or t.word(f"口径.{reading.name}")


def option_values(reading: Reading, report: Report) -> tuple[tuple[str, object], ...]:
    """Every option with its value; the option's own name where it stands for a word."""
    found = []
    for name, value, _ in reading.options:
        wanted = {"year": t.YEAR, "integer": t.quantity(""), "boolean": t.BOOLEAN}.get(reading.type)
        fits = isinstance(value, bool) if wanted is t.BOOLEAN else isinstance(value, int) and not isinstance(value, bool)
        if wanted is not None and not fits:
            text = "" if value is None else str(value)
            _misfit(text, wanted, reading.places.get(name, reading.span), reading.name, report)
        found.append((name, name if reading.type == "word" else value))
    return tuple(found)
