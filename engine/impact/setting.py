"""Figures and readings set to another value: ``参数.年度总学时=100``, ``口径.视同合格截止年=不含2019年``, ``60..120``.
Part of :mod:`engine.impact`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, NoReturn

from engine.artifact.tables import Tables
from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput

#: How many values a sweep may try.
MOST = 1_000
_KINDS = {"参数": "parameters", "parameter": "parameters", "口径": "readings", "解释": "readings", "reading": "readings"}
_FIGURES = ("quantity", "integer", "year", "number")
_EXPECTED = Term("参数.名称=值 或 口径.名称=选项", "parameter.NAME=VALUE or reading.NAME=OPTION")
_DATE = Term("日期，如 2024-03-31", "a date such as 2024-03-31")
_TRUTHS = {"是": True, "否": False, "true": True, "false": False}


class Setting(NamedTuple):
    """``kind``: ``parameters`` or ``readings``; ``name`` as in the tables; ``text`` as it was given; ``value`` as the tables have
    it, or the name of an option."""

    kind: str
    name: str
    text: str
    value: Any

    @property
    def key(self) -> str:
        """Its name, with the kind before it."""
        return ("参数." if self.kind == "parameters" else "口径.") + self.name


class Replaced(NamedTuple):
    """What a setting changes. ``name``, ``id``: as it is written in either language; ``before``, ``after``: the values as texts;
    ``unit``, ``unit_id``: that of a figure, as the policy calls it."""

    name: str
    id: str
    before: str
    after: str
    unit: str
    unit_id: str


class Sweep(NamedTuple):
    """The settings to try, ascending, all of one parameter; ``unit`` of its figures."""

    name: str
    unit: str
    settings: tuple[Setting, ...]


def setting(tables: Tables, text: str) -> Setting:
    """The setting that ``text`` says. Raises :class:`InvalidInput` (E0930 to E0932)."""
    kind, name, value = _parts(tables, "--set", text)
    if kind == "readings":
        options = [each["name"] for each in tables["readings"][name]["options"]]
        if value not in options:
            _refuse("E0932", name=name, value=value, expected=" | ".join(options), suggestion=did_you_mean(value, options))
        return Setting(kind, name, value, value)
    return Setting(kind, name, value, _value(tables["parameters"][name], name, value))


def sweep(tables: Tables, text: str) -> Sweep:
    """The sweep that ``text`` (``参数.NAME=LOW..HIGH`` or ``…/STEP``) says. Raises :class:`InvalidInput` (E0930 to E0933)."""
    kind, name, value = _parts(tables, "--sweep", text)
    range_, _, step = value.partition("/")
    low, dots, high = range_.partition("..")
    parameter = tables[kind][name]
    if kind != "parameters" or parameter["type"] not in _FIGURES or not dots:
        _refuse("E0933", text=text, most=MOST)
    try:
        first, last, by = Decimal(low.strip()), Decimal(high.strip()), Decimal(step.strip() or 1)
    except InvalidOperation:
        _refuse("E0933", text=text, most=MOST)
    if not all(each.is_finite() for each in (first, last, by)) or by <= 0 or last < first or (last - first) / by >= MOST:
        _refuse("E0933", text=text, most=MOST)
    values = [first + by * number for number in range(int((last - first) / by) + 1)]
    found = tuple(Setting(kind, name, f"{each:f}", _value(parameter, name, f"{each:f}")) for each in values)
    return Sweep(name, parameter["unit"], found)


def applied(tables: Tables, settings: Iterable[Setting]) -> Tables:
    """The tables with the settings in them: of a parameter the value of its plan year, of a reading the option chosen."""
    parameters, readings = dict(tables["parameters"]), dict(tables["readings"])
    for each in settings:
        if each.kind == "readings":
            readings[each.name] = readings[each.name] | {"chosen": each.value}
        else:
            entries = list(parameters[each.name]["entries"])
            place = in_force(entries, int(tables["policy"]["year"]))
            entries[place] = [entries[place][0], each.value]
            parameters[each.name] = parameters[each.name] | {"entries": entries}
    return tables | {"parameters": parameters, "readings": readings}


def in_force(entries: list[Any], year: int) -> int:
    """The place of the entry in force at the end of ``year``; of the first where none is yet."""
    end = date(year, 12, 31).isoformat()
    return max((place for place, (start, _) in enumerate(entries) if start is None or start <= end), default=0)


def check_once(settings: Iterable[Setting]) -> None:
    """Raise :class:`InvalidInput` (E0937) where two settings are of one name: only one of them could be meant."""
    met: set[str] = set()
    for each in settings:
        if each.key in met:
            _refuse("E0937", name=each.key)
        met.add(each.key)


def replaced(before: Tables, after: Tables, each: Setting) -> Replaced:
    """What a setting changes, between the tables without it and those with it."""
    unit, id = "", f"reading.{each.name}"
    if each.kind == "parameters":
        parameter = before["parameters"][each.name]
        unit, id = parameter["unit"] or "", f"parameter.{parameter['id']}"
    return Replaced(each.key, id, value_text(before, each), value_text(after, each), unit, unit_id(before, unit))


def unit_id(tables: Tables, unit: str) -> str:
    """The English name of a unit, empty where there is none."""
    return str(tables["units"][unit]["id"]) if unit in tables["units"] else unit


def value_text(tables: Tables, each: Setting) -> str:
    """The value of a parameter or reading as it stands, with its unit."""
    if each.kind == "readings":
        return str(tables["readings"][each.name]["chosen"])
    parameter = tables["parameters"][each.name]
    value = parameter["entries"][in_force(parameter["entries"], int(tables["policy"]["year"]))][1]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return f"{Decimal(value).scaleb(-parameter['scale']).normalize():f}{parameter['unit']}"
    return "、".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _parts(tables: Tables, option: str, text: str) -> tuple[str, str, str]:
    """Kind, name and value of what is to be set."""
    left, equals, value = text.partition("=")
    prefix, dot, name = left.strip().partition(".")
    kind = _KINDS.get(prefix)
    if not equals or not dot or kind is None or not value.strip():
        _refuse("E0930", option=option, text=text, expected=_EXPECTED)
    known: Mapping[str, Any] = tables[kind]
    found = next((each for each, about in known.items() if name in (each, about.get("id"), about.get("code"))), None)
    if found is None:
        shown = tuple(each for each, about in known.items() if kind == "readings" or about["clause"])
        what = Term("参数", "parameter") if kind == "parameters" else Term("口径", "reading")
        _refuse("E0931", kind=what, name=name, known=shown, suggestion=did_you_mean(name, list(known)))
    return kind, found, value.strip()


def _value(parameter: Mapping[str, Any], name: str, text: str) -> Any:
    """``text`` as a value of that parameter's type."""
    type_, unit = parameter["type"], parameter["unit"]
    bare = text.removesuffix(unit).strip() if unit else text
    if type_ in _FIGURES:
        try:
            scaled = Decimal(bare).scaleb(parameter["scale"])
        except InvalidOperation:
            scaled = Decimal("NaN")
        if not scaled.is_finite() or scaled != scaled.to_integral_value() or scaled.adjusted() > 15 or scaled < 0:
            _refuse("E0932", name=name, value=text, expected=_figure(parameter), suggestion=None)
        return int(scaled)
    if type_ == "date":
        try:
            return date.fromisoformat(bare).isoformat()
        except ValueError:
            _refuse("E0932", name=name, value=text, expected=_DATE, suggestion=None)
    if type_ == "boolean":
        if bare not in _TRUTHS:
            _refuse("E0932", name=name, value=text, expected=Term("是 或 否", "true or false"), suggestion=None)
        return _TRUTHS[bare]
    if type_ == "group":
        return sorted({each.strip() for each in bare.replace("、", ",").split(",") if each.strip()})
    return bare


def _figure(parameter: Mapping[str, Any]) -> Term:
    scale = parameter["scale"]
    chinese, english = (f"（{parameter['unit']}）", f" ({parameter['unit']})") if parameter["unit"] else ("", "")
    if not scale:
        return Term("整数" + chinese, "a whole number" + english)
    return Term(f"数，最多{scale}位小数{chinese}", f"a number with up to {scale} decimals{english}")


def _refuse(code: str, **arguments: Any) -> NoReturn:
    raise InvalidInput([Diagnostic(code, Span("", 0, 0, 0, 0), arguments)], {})
