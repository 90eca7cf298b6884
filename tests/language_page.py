"""The examples of ``docs/language.md``: found, and run through the pipeline and both evaluators.

A block's info string says what it is: ``policy`` must check, ``policy error=E0402`` must give exactly that code, ``yaml
file=…`` must stand in the page's policy folder, and ``outcome`` is rules, an empty line and a table of facts whose last
column names what is asked: a definition, a condition, an entitlement or 决定 (the decision). ``citations`` lists what each
comparison of its rules rests on, ``format`` a rule file before and after formatting; ``ebnf`` is read by people only.
"""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from engine.artifact.from_core import build_tables
from engine.case.from_mapping import case_from_mapping
from engine.core import nodes as n
from engine.core.invariants import check_invariants
from engine.core.policy import Condition, CorePolicy, SubjectPolicy
from engine.evaluate import compiled, reference
from engine.evaluate.outcome import Bindings, Outcome
from engine.pipeline import Run, run
from engine.values import Interval, NotApplicable, Unknown
from engine.values.calendar import Calendar
from tests.repository import ROOT

PAGE = ROOT / "docs" / "language.md"
FOLDER = ROOT / "tests" / "policies" / "language"
LAYERS = {"province": ROOT / "tests" / "policies" / "language-province"}
_FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_KINDS = {"absent": "缺", "unknown": "不详", "judgement": "待判断", "calendar": "无日历", "conflict": "冲突"}
_STATUS = {"met": "满足", "not_met": "不满足", "undetermined": "待定", "not_required": "不要求"}


class Block(NamedTuple):
    """One fenced block: the first word of its info string, its options, its text and its line on the page."""

    kind: str
    options: dict[str, str]
    text: str
    line: int


def blocks() -> list[Block]:
    """All fenced blocks of the page."""
    page = PAGE.read_text(encoding="utf-8")
    return [
        Block(
            match[1], dict(option.split("=", 1) for option in match[2].split()), match[3],
            page.count("\n", 0, match.start()) + 1,
        )
        for match in _FENCE.finditer(page)
    ]  # fmt: skip


def pipeline(rules: str, folder: Path, layer: str | None = None, tables: dict[str, str] | None = None) -> Run:
    """The page's policy with ``rules`` as its rule file and more decision tables, through all stages."""
    copy = folder / "policy"
    shutil.copytree(FOLDER, copy)
    (copy / "rules").mkdir(exist_ok=True)
    (copy / "rules" / "page.policy").write_text(rules, encoding="utf-8")
    for name, text in (tables or {}).items():
        (copy / "tables" / name).write_text(text, encoding="utf-8")
    result = run(str(copy), [str(LAYERS[layer])] if layer else ())
    if "core" in result.stages:
        check_invariants(result.stages["core"])
    return result


class Asked(NamedTuple):
    """An ``outcome`` block taken apart."""

    rules: str
    header: list[str]
    rows: list[list[str]]


def taken_apart(text: str) -> Asked:
    """Rules, header and rows."""
    lines = text.rstrip("\n").split("\n")
    first = next(i for i, line in enumerate(lines) if "|" in line)
    cells = [[cell.strip() for cell in line.split("|")] for line in lines[first:]]
    return Asked("\n".join(lines[:first]).rstrip() + "\n", cells[0], cells[1:])


def answers(asked: Asked, made: Run, row: list[str]) -> set[str]:
    """What both evaluators answer to one row of facts, in the page's words; one element where they agree."""
    typed, core = made.stages["typed"], made.stages["core"]
    tables = build_tables(typed, core, "")
    given = dict(zip(asked.header[:-1], row[:-1], strict=True))
    mapping = _mapping({name: cell for name, cell in given.items() if not name.startswith("口径.")}, typed)
    case, diagnostics = case_from_mapping(mapping, tables)
    assert case is not None, diagnostics
    chosen = dict(core.chosen) | {name[3:]: cell for name, cell in given.items() if name.startswith("口径.")}
    readings = {name: dict(options)[chosen[name]] for name, options in core.readings}
    bindings = Bindings(dict(core.parameters), readings, _calendar(tables["calendar"]), case.on)
    wanted = asked.header[-1]
    policy = _asking(core, wanted, len(core.atoms))
    module = compiled.load(compiled.generate(policy))
    outcomes = (reference.evaluate(policy, "申报", case.facts, bindings), module.evaluate("申报", case.facts, bindings))
    assert outcomes[0] == outcomes[1]
    units = {definition.resolved.name: definition.type for definition in typed.definitions}
    return {_told(outcome, wanted, units.get(wanted), typed, core) for outcome in outcomes}


def _calendar(listed_by_year: dict[str, Any]) -> Calendar:
    return Calendar({
        int(year): tuple(frozenset(date.fromisoformat(day) for day in days) for days in listed)  # type: ignore[misc]
        for year, listed in listed_by_year.items()
    })  # fmt: skip


def _asking(core: CorePolicy, wanted: str, number: int) -> CorePolicy:
    """A policy that asks for the value of a definition; the policy itself for anything else."""
    definition = next((d for d in core.definitions if d.name == wanted), None)
    if definition is None:
        return core
    call = n.Call(wanted, (), definition.boolean)
    requires = call if definition.boolean else n.Applicable(call, n.Atom(number))
    condition = Condition(wanted, "申报", "condition", (), None, requires, "advice", None, (), ())
    part = SubjectPolicy("申报", (condition,), (), (), ())
    return CorePolicy(core.definitions, (part,), core.parameters, core.readings, core.chosen, core.records, core.atoms)


def _mapping(given: dict[str, str], typed: Any) -> dict[str, Any]:
    """The cells as an application: names to JSON values; — leaves a fact out."""
    facts = {fact.name: fact for fact in typed.resolved.subjects["申报"].facts}
    found: dict[str, Any] = {}
    for name, cell in given.items():
        if cell == "—":
            continue
        record = re.fullmatch(r"(\w+)\[(\d+)\]\.(\w+)", name)
        if record:
            fields = {field.name: field for field in facts[record[1]].fields}
            found.setdefault(record[1], {}).setdefault(record[2], {})[record[3]] = _value(cell, fields[record[3]].type)
        else:
            found[name] = _value(cell, facts[name].type)
    return found


def _value(cell: str, kind: str) -> Any:
    if kind == "years" and "至" in cell:
        first, last = cell.split("至")
        return {"起": int(first), "止": int(last)}
    if kind == "list" and cell not in ("不详", "全部"):
        pairs = [pair.split("/") for pair in cell.split("、") if pair != "无"]
        return [{"县": county, "级别": level} for county, level in pairs]
    if re.fullmatch(r"\d+(\.\d+)?", cell):
        return float(cell) if "." in cell else int(cell)
    return cell


def _told(outcome: Outcome, wanted: str, type_: Any, typed: Any, core: CorePolicy) -> str:
    """An answer in the page's words."""
    if wanted == "决定":
        return outcome.decision
    everywhere = [*outcome.conditions, *(c for row in outcome.rows for c in row.conditions)]
    condition = next((c for c in everywhere if c.name == wanted), None)
    if condition is not None and type_ is None:
        return _STATUS[condition.status]
    if condition is None:
        entitlements = [*outcome.entitlements, *(e for row in outcome.rows for e in row.entitlements)]
        entitlement = next(e for e in entitlements if e.name == wanted)
        return _truth(entitlement.truth, {x for r in entitlement.reasons for x in r.labels}, outcome, typed)
    (element,) = condition.elements
    if type_.kind == "boolean":
        return _truth(element.truth, {x for r in element.reasons for x in r.labels}, outcome, typed)
    return _shown(element.reasons[0].left, type_, outcome, typed)


def _truth(truth: bool | None, labels: set[Any], outcome: Outcome, typed: Any) -> str:
    return ("是" if truth else "否") if truth is not None else _unknown(labels, outcome, typed)


def _shown(value: Any, type_: Any, outcome: Outcome, typed: Any) -> str:
    if isinstance(value, Unknown):
        return _unknown(set(value.labels), outcome, typed)
    if isinstance(value, Interval):
        low, high = _number(value.low, type_, typed), _number(value.high, type_, typed)
        return low if low == high else f"{low.removesuffix(f' {type_.unit}')}—{high}"
    if isinstance(value, NotApplicable):
        return "不适用"
    if isinstance(value, date):
        return value.isoformat()
    return _number(value, type_, typed) if type_.kind == "quantity" else str(value)


def _number(value: int, type_: Any, typed: Any) -> str:
    unit = typed.resolved.units.get(type_.unit)
    scale = unit.scale if unit else 0
    text = f"{value / 10**scale:g}" if scale else str(value)
    return f"{text} {type_.unit}" if type_.unit else text


def _unknown(labels: set[Any], outcome: Outcome, typed: Any) -> str:
    """``未知（缺 甲、不详 乙）``; without labels, the incident that made it so."""
    names = {fact.id: fact.name for fact in typed.resolved.subjects["申报"].facts}
    fields = {f"{r.id}].{f.id}": f.name for r in typed.resolved.subjects["申报"].facts for f in r.fields}

    def name(subject: str) -> str:
        record, _, rest = subject.partition("[")
        if rest:
            year, _, field = rest.partition("].")
            return f"{names[record]}[{year}].{fields[f'{record}].{field}']}"
        return names.get(subject, subject.replace("parameter:", "参数."))

    told = sorted(f"{_KINDS[label.kind]} {name(label.subject)}" for label in labels)
    told += [incident.kind for incident in outcome.incidents if not labels]
    return f"未知（{'、'.join(told)}）"
