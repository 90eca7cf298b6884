"""What must hold of a ledger without the notice's text: codes E0801 to E0809. Part of :mod:`engine.trace`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.core.policy import CorePolicy
from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.syntax.citations import of_last_year
from engine.trace.carriers import ROUTING, RULES, Carrier, read_parameters, unused_definitions
from engine.trace.ledger import Entry, Ledger
from engine.trace.register import BINDING, CONDITION, DEADLINE, PROCEDURE, STATED, TABLE, Statement
from engine.trace.scenarios import Scenario

#: Kinds whose members cite nothing themselves: being named is enough.
_SILENT = frozenset({"enumeration"})
_KINDS = {
    "condition": Term("条件", "condition"), "deadline": Term("期限", "deadline"), "entitlement": Term("倾斜", "entitlement"),
    "definition": Term("定义", "definition"), "classification": Term("归类", "classification"),
    "decision_table": Term("决策表", "decision table"), "exception": Term("例外", "exception"),
    "routing_table": Term("附件表", "annex table"), "row": Term("附件行", "annex row"), "note": Term("备注", "note"),
    "gap": Term("缺口", "gap"), "parameter": Term("参数", "parameter"), "group": Term("组", "group"),
    "enumeration": Term("枚举", "enumeration"), "reference": Term("依据文件", "document relied on"),
    "next_step": Term("下一步", "next step"),
}  # fmt: skip


def kind_word(kind: str) -> Term:
    """What a kind of carrier is called."""
    return _KINDS[kind]


def check(ledger: Ledger, carriers: list[Carrier], core: CorePolicy, features: bool) -> list[Diagnostic]:
    """Everything found; scenarios are asked for only where there are ``features``."""
    found = [*registered(ledger, carriers), *_unused(core), *_parameters(ledger, carriers, core)]
    if features:
        found += [*_untested(ledger), *_tags(ledger)]
    return found


def registered(ledger: Ledger, carriers: list[Carrier]) -> list[Diagnostic]:
    """Where the register and the rules do not lead to each other: E0801 to E0806, unused definitions left aside."""
    return [*_statements(ledger, carriers), *_orphans(ledger)]


def _statements(ledger: Ledger, carriers: list[Carrier]) -> Iterator[Diagnostic]:
    names = {each.name for each in carriers}
    for entry in (*ledger.entries, *_of_layers(ledger)):
        if entry.statement is not None:
            yield from _named(entry, entry.statement, names)
            yield from _carriage(entry, entry.statement)
            if entry.statement.exhorts:
                yield from _resting(entry, entry.statement)


def _of_layers(ledger: Ledger) -> list[Entry]:
    return [entry for layer in ledger.layers for entry in layer.entries]


def _named(entry: Entry, statement: Statement, names: Iterable[str]) -> Iterator[Diagnostic]:
    """E0805 and E0806: everything in 落实于 exists and cites the statement."""
    by_name: dict[str, list[Carrier]] = {}
    for carrier in entry.carriers:
        by_name.setdefault(carrier.name, []).append(carrier)
    for name, place in statement.named:
        meant = by_name.get(name, [])
        if not meant:
            yield Diagnostic("E0805", place, {"locator": entry.locator, "name": name, "suggestion": did_you_mean(name, names)})
        elif not any(_cites(each, entry.locator) for each in meant):
            arguments = {"locator": entry.locator, "name": name, "kind": kind_word(meant[0].kind)}
            yield Diagnostic("E0806", place, arguments)


def _cites(carrier: Carrier, locator: str) -> bool:
    return carrier.kind in _SILENT or locator in carrier.clauses


def _carriage(entry: Entry, statement: Statement) -> Iterator[Diagnostic]:
    """E0801 and E0804: carried as 落实 says, or with a reason why no machine can."""
    named = {name for name, _ in statement.named}
    kinds = {each.kind for each in entry.carriers if each.name in named and _cites(each, entry.locator)}
    wanted = {
        CONDITION: RULES, DEADLINE: RULES, TABLE: RULES | ROUTING, PROCEDURE: set(_KINDS), STATED: set(_KINDS),
    }.get(statement.carriage, set())  # fmt: skip
    excused = statement.carriage in (PROCEDURE, STATED) and bool(statement.reason)
    place = statement.places.get("落实", statement.span)
    if not kinds & wanted and not excused:
        yield Diagnostic("E0801", place, {"locator": entry.locator, "carriage": statement.carriage})
    binding = "".join(sorted(BINDING & set(statement.classes)))
    if statement.carriage == STATED and binding and not statement.reason:
        yield Diagnostic("E0804", place, {"locator": entry.locator, "classes": binding})


def _resting(entry: Entry, statement: Statement) -> Iterator[Diagnostic]:
    """E0803: no rule rests on an exhortation."""
    for each in entry.carriers:
        if each.kind in RULES and entry.locator in each.clauses:
            arguments = {"locator": entry.locator, "name": each.name, "kind": kind_word(each.kind)}
            yield Diagnostic("E0803", each.span, arguments)


def _orphans(ledger: Ledger) -> Iterator[Diagnostic]:
    """E0802: rules that no statement names."""
    for each in ledger.orphans:
        yield Diagnostic("E0802", each.span, {"name": each.name, "kind": kind_word(each.kind), "clauses": each.clauses})


def _unused(core: CorePolicy) -> Iterator[Diagnostic]:
    """E0802: definitions that nothing uses."""
    for name, place in unused_definitions(core):
        yield Diagnostic("E0802", place, {"name": name, "kind": kind_word("definition"), "clauses": ()})


def _parameters(ledger: Ledger, carriers: list[Carrier], core: CorePolicy) -> Iterator[Diagnostic]:
    """E0807: a figure that no rule reads. One left open waits for a lower document; one named by statements that are only
    recorded is recorded too."""
    read = read_parameters(core)
    stated: dict[str, set[str]] = {}
    for entry in ledger.entries:
        for name, _ in entry.statement.named if entry.statement is not None else ():
            stated.setdefault(name, set()).add(entry.statement.carriage if entry.statement is not None else "")
    for each in carriers:
        name = each.name.removeprefix("参数.")
        parameter = ledger.resolved.parameters.get(name) if each.kind == "parameter" else None
        if parameter is None or name in read or all(value is None for _, value in parameter.entries):
            continue
        if stated.get(each.name) != {STATED}:
            yield Diagnostic("E0807", each.span, {"name": name, "clauses": each.clauses})


def _untested(ledger: Ledger) -> Iterator[Diagnostic]:
    """E0808: every statement and every row has a scenario."""
    for entry in ledger.entries:
        if not entry.scenarios:
            place = entry.statement.span if entry.statement is not None else _row_place(entry)
            yield Diagnostic("E0808", place, {"locator": entry.locator})


def _row_place(entry: Entry) -> Span:
    assert entry.row is not None
    return entry.row.span


def _tags(ledger: Ledger) -> Iterator[Diagnostic]:
    """E0809: every tag is a clause or a row."""
    known = {entry.locator for entry in (*ledger.entries, *_of_layers(ledger))}
    said: set[tuple[str, Span]] = set()
    for scenario in ledger.scenarios:
        for locator, place in scenario.tags:
            if locator not in known and (locator, place) not in said:
                said.add((locator, place))
                if of_last_year(locator):
                    yield Diagnostic("E0359", place, {"locator": locator})
                    continue
                arguments = {"locator": locator, "name": _name(scenario), "suggestion": did_you_mean(locator, known)}
                yield Diagnostic("E0809", place, arguments)


def _name(scenario: Scenario) -> str:
    return scenario.name or scenario.span.file
