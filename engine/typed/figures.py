"""Parameters and readings with typed values. Part of :mod:`engine.typed`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.diagnostics import Diagnostic, Span
from engine.resolved.symbols import Parameter, Reading, Unit
from engine.typed import types as t
from engine.typed.literals import lookalike, read_date, scaled
from engine.typed.policy import TypedParameter

Report = Callable[[Diagnostic], None]
_KINDS = {"year": t.YEAR, "date": t.DATE, "text": t.TEXT, "boolean": t.BOOLEAN}
#: What an open parameter may be, where its declaration does not say.
_OPEN_BOUNDS = (0, 10**9)


def type_parameter(parameter: Parameter, units: Mapping[str, Unit], report: Report) -> TypedParameter:
    """A parameter's type and values; a value that does not fit is reported and left out."""
    if parameter.type == "group":
        dates = tuple((_from(start, span, report), tuple(value)) for (start, value), span in _placed(parameter))  # type: ignore[arg-type]
        return TypedParameter(parameter.name, t.Type("group", enumeration=parameter.enumeration or ""), dates)
    type_ = _KINDS.get(parameter.type) or t.quantity(parameter.unit or "")
    if parameter.unit and parameter.unit not in units and type_.kind == "quantity":
        report(Diagnostic("E0320", parameter.span, {"unit": parameter.unit}))
        return TypedParameter(parameter.name, type_, ((None, None),))
    entries = tuple(
        (_from(start, span, report), None if value is None else _value(value, type_, units, span, parameter.name, report))
        for (start, value), span in _placed(parameter)
    )
    return TypedParameter(parameter.name, type_, entries)


def _placed(parameter: Parameter) -> list[tuple[tuple[str | None, object], Span]]:
    spans = parameter.value_spans
    if len(spans) != len(parameter.entries):
        spans = (parameter.span,) * len(parameter.entries)
    return list(zip(parameter.entries, spans, strict=True))


def _from(start: str | None, span: Span, report: Report) -> str | None:
    if start is None:
        return None
    day, problem = read_date(start, span)
    if problem is not None:
        report(problem)
    return day.isoformat() if day is not None else None


def _value(value: object, type_: t.Type, units: Mapping[str, Unit], span: Span, name: str, report: Report) -> object:
    """One value as the type wants it."""
    text = str(value)
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


def _misfit(text: str, type_: t.Type, span: Span, name: str, report: Report) -> None:
    meant = lookalike(text)
    if meant:
        letter = next(letter for letter in text if letter.isalpha())
        report(Diagnostic("E0331", span, {"text": text, "letter": letter, "meant": meant}))
    else:
        report(Diagnostic("E0417", span, {"name": name, "text": text, "type": type_.describe()}))


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
        if reading.type in ("year", "integer") and (not isinstance(value, int) or isinstance(value, bool)):
            report(Diagnostic("E0417", reading.span, {"name": reading.name, "text": str(value), "type": "整数"}))
        elif reading.type == "boolean" and not isinstance(value, bool):
            report(Diagnostic("E0417", reading.span, {"name": reading.name, "text": str(value), "type": "是非判断"}))
        found.append((name, name if reading.type == "word" else value))
    return tuple(found)
