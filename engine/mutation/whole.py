"""Changes of whole statements, figures, readings and rows. Part of :mod:`engine.mutation`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from engine.artifact.tables import Tables
from engine.core.nodes import Constant
from engine.core.policy import Condition, CorePolicy, Row
from engine.core.uses import Index, Uses
from engine.core.walk import of_subject
from engine.diagnostics import NOWHERE, Span
from engine.mutation.mutant import Mutant, Statement
from engine.mutation.rewriting import items, mapped

_NAMES = {
    "condition": ("条件", "condition"), "entitlement": ("倾斜", "entitlement"), "row": ("行", "row"), "gap": ("缺口", "gap"),
}  # fmt: skip


def statements(core: CorePolicy) -> Iterator[Mutant]:
    """A condition, entitlement, row or gap left out; a condition asked of everyone."""
    for statement, item in items(core):
        kind, name = statement
        if kind == "definition":
            continue
        held = frozenset({statement})
        clauses = getattr(item, "clauses", ()) or ((f"附件1·{name}",) if kind == "row" else ())
        zh, en = _NAMES[kind]
        if kind == "condition" and getattr(item, "kind", "") == "note":
            zh, en = "备注", "note"
        yield Mutant(
            "removed",
            f"去掉{zh}“{name}”",
            f"{en} `{name}` removed",
            clauses,
            item.span,
            held,
            core=_mapping(held, lambda kind, found: None),
        )
        if isinstance(item, Condition) and item.applies is not None and item.kind != "note":
            yield Mutant(
                "removed",
                f"去掉“{name}”的适用",
                f"applicability of `{name}` removed",
                clauses,
                item.span,
                held,
                before=item.applies,
                after=Constant(True),
                core=_mapping(held, lambda kind, found: replace(found, applies=None)),
            )


def _used(core: CorePolicy) -> Uses:
    """What any rule of the policy reads."""
    return Index(core).uses(root for part in core.subjects for root in of_subject(part))


def figures(core: CorePolicy, tables: Tables, places: Callable[[str], Span]) -> Iterator[Mutant]:
    """Each figure and date of the parameters one more and one less; each word of a group left out."""
    used = set(_used(core).parameters)
    for name, parameter in tables["parameters"].items():
        if name not in used:
            continue
        for number, (_, value) in enumerate(parameter["entries"]):
            for other, text in _others(value, parameter):
                yield Mutant(
                    "figure",
                    f"参数“{name}”：{text}",
                    f"parameter `{name}`: {text}",
                    (parameter["clause"] or "",),
                    places(name),
                    frozenset(),
                    tables=partial(_with, name=name, number=number, value=other),
                )


def _others(value: Any, parameter: dict[str, Any]) -> Iterator[tuple[Any, str]]:
    if isinstance(value, list):
        for word in value if len(value) > 1 else ():
            yield [each for each in value if each != word], f"去掉 {word}"
    elif isinstance(value, bool):
        yield not value, "是 ↔ 否"
    elif isinstance(value, int):
        step = 10 ** parameter["scale"]
        for other in (value - step, value + step):
            yield other, f"{value / step:g} → {other / step:g}"
    elif isinstance(value, str) and parameter["type"] == "date":
        for days in (-1, 1):
            moved = (date.fromisoformat(value) + timedelta(days=days)).isoformat()
            yield moved, f"{value} → {moved}"


def _choosing(tables: Tables, name: str, option: str) -> Tables:
    return tables | {"readings": tables["readings"] | {name: tables["readings"][name] | {"chosen": option}}}


def _mapping(held: frozenset[Statement], change: Callable[[str, Any], Any | None]) -> Callable[[CorePolicy], CorePolicy]:
    return lambda core: mapped(core, held, change)


def _with(tables: Tables, name: str, number: int, value: Any) -> Tables:
    parameter = tables["parameters"][name]
    entries = [list(entry) for entry in parameter["entries"]]
    entries[number][1] = value
    return tables | {"parameters": tables["parameters"] | {name: parameter | {"entries": entries}}}


def readings(core: CorePolicy, tables: Tables, places: Callable[[str], Span]) -> Iterator[Mutant]:
    """Another option of each reading that rules use."""
    used = set(_used(core).readings)
    for name, reading in tables["readings"].items():
        for option in reading["options"] if name in used else ():
            if option["name"] == reading["chosen"]:
                continue
            text = f"{reading['chosen']} → {option['name']}"
            yield Mutant(
                "reading",
                f"口径“{name}”：{text}",
                f"reading `{name}`: {text}",
                (reading["clause"] or "",),
                places(name),
                frozenset(),
                tables=partial(_choosing, name=name, option=option["name"]),
            )


def months(core: CorePolicy, tables: Tables) -> Iterator[Mutant]:
    """The working months of a row and of the next row that has others, swapped."""
    for part in core.subjects:
        for number, row in enumerate(part.rows):
            later = (each for each in part.rows[number + 1 :] if each.table == row.table)
            other = next((each for each in later if _cells(tables, each) != _cells(tables, row)), None)
            if other is not None:
                yield _swapped(row, other, part.conditions)


def _cells(tables: Tables, row: Row) -> tuple[Any, Any]:
    known = tables["rows"][row.locator]
    return known["start"], known["finish"]


def _swapped(row: Row, other: Row, conditions: tuple[Condition, ...]) -> Mutant:
    pair = {row.locator: other, other.locator: row}
    asked: set[Statement] = {("condition", each.name) for each in conditions if row.table in each.tables}

    def change(kind: str, item: Any) -> Any:
        if kind != "row":
            return item
        dates = {name: value for name, value in pair[item.locator].attributes if name in ("start", "finish")}
        return replace(item, attributes=tuple((name, dates.get(name, value)) for name, value in item.attributes))

    def tables(found: Tables) -> Tables:
        rows = dict(found["rows"])
        for mine, its in pair.items():
            cells = {key: found["rows"][its.locator][key] for key in ("start", "finish", "start_date", "finish_date")}
            rows[mine] = found["rows"][mine] | cells
        return found | {"rows": rows}

    held = frozenset({("row", row.locator), ("row", other.locator), *asked})
    return Mutant(
        "months",
        f"{row.locator} 与 {other.locator} 的评审工作时间互换",
        f"months of {row.locator} and {other.locator} swapped",
        (f"附件1·{row.locator}",),
        row.span or NOWHERE,
        held,
        core=lambda core: mapped(core, held, change),
        tables=tables,
    )
