"""Everything in a policy that may carry a statement, and the clauses that it cites. Part of :mod:`engine.trace`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.core import nodes as c
from engine.core.policy import Condition, CorePolicy, Entitlement
from engine.core.uses import Index
from engine.core.walk import asked, of_policy, of_subject, walk
from engine.diagnostics import NOWHERE, Span
from engine.resolved.policy import ResolvedPolicy
from engine.trace.scenarios import short
from engine.typed.policy import TypedPolicy, TypedRuling

#: Kinds that a machine evaluates.
RULES = frozenset({"condition", "deadline", "entitlement", "definition", "classification", "decision_table", "exception"})
#: Kinds that make up the annex tables and what no row takes.
ROUTING = frozenset({"routing_table", "row", "note", "gap"})
_CITED = re.compile(r"【([^】]+)】")


@dataclass(frozen=True, slots=True)
class Carrier:
    """Something that may carry a statement. ``names``: how the register may call it; ``clauses``: what it cites itself,
    rows without the name of their annex; ``subject``: whom it is asked of, for rules."""

    kind: str
    name: str
    clauses: tuple[str, ...]
    span: Span = field(default=NOWHERE, compare=False)
    subject: str = ""


def collect(typed: TypedPolicy, core: CorePolicy) -> list[Carrier]:
    """All carriers: rules, tables and rows, figures, lists of words, documents relied on."""
    return [
        *_definitions(typed, core),
        *_asked(core),
        *_routing(typed.resolved, core),
        *_declared(typed.resolved),
    ]


def readings_by_clause(core: CorePolicy) -> dict[str, list[str]]:
    """The names of the readings that stand beside each clause in some citation."""
    found: dict[str, dict[str, None]] = {}
    cited = [(atom.clauses, atom.readings) for atom in core.atoms]
    cited += [(n.clauses, n.readings) for n in of_policy(core) if isinstance(n, c.Alternative)]
    cited += [(item.clauses, item.readings) for _, item in _items(core)]
    for clauses, readings in cited:
        for clause in clauses if readings else ():
            found.setdefault(short(clause), {}).update(dict.fromkeys(readings))
    return {clause: list(readings) for clause, readings in found.items()}


def unused_definitions(core: CorePolicy) -> list[tuple[str, Span]]:
    """Definitions that nothing asked of any subject reaches."""
    used = set(Index(core).uses(node for part in core.subjects for node in of_subject(part)).definitions)
    return [(each.name, each.span) for each in core.definitions if each.name not in used]


def read_parameters(core: CorePolicy) -> set[str]:
    """The names of the parameters that some expression reads."""
    return {node.name for node in of_policy(core) if isinstance(node, c.Parameter)}


def _cited(roots: Iterable[c.Node | None], *more: Iterable[str]) -> tuple[str, ...]:
    """The clauses that expressions cite, calls not followed, and ``more``; each once."""
    found = [clause for clauses in more for clause in clauses]
    for node in walk(*roots):
        if isinstance(node, c.Alternative):
            found += node.clauses
        elif hasattr(node, "atom"):
            found += node.atom.clauses
    return tuple(dict.fromkeys(short(clause) for clause in found))


def _definitions(typed: TypedPolicy, core: CorePolicy) -> Iterator[Carrier]:
    bodies = {definition.name: definition.body for definition in core.definitions}
    kinds = {"table": "decision_table"}
    for definition in typed.definitions:
        own = definition.resolved
        heads = [citation.text for citation in own.citations if citation.kind == "clause"]
        slots = [citation.text for slot in own.slots for citation in slot.citations if citation.kind == "clause"]
        body = bodies[own.name]
        clauses = _cited([body], heads, slots, _figures(body, typed.resolved))
        yield Carrier(kinds.get(own.kind, own.kind), own.name, clauses, own.span)
        rulings: list[TypedRuling] = [*definition.exceptions, *(each for _, filled in definition.slots for each in filled)]
        for ruling in rulings if own.kind == "definition" else ():
            yield Carrier("exception", ruling.name, tuple(map(short, ruling.clauses or tuple(heads))), ruling.span)
    for table in typed.tables.values():
        listed = dict.fromkeys(short(clause) for row in table.rows for clause in row.clauses)
        place = typed.resolved.collect_tables[table.name].span
        yield Carrier("decision_table", table.name, tuple(listed), place)


def _figures(body: c.Node, resolved: ResolvedPolicy) -> list[str]:
    """The clauses of the figures that a definition reads: a date with its exceptions has no comparison to cite at."""
    names = [node.name for node in walk(body) if isinstance(node, c.Parameter)]
    found = [resolved.parameters[name] for name in names if name in resolved.parameters]
    return [parameter.clause for parameter in found if parameter.clause and parameter.type != "group"]


def _asked(core: CorePolicy) -> Iterator[Carrier]:
    for subject, item in _items(core):
        yield Carrier(_kind(item), item.name, _cited(asked(item), item.clauses, _quoted(item)), item.span, subject)
    for part in core.subjects:
        for gap in part.gaps:
            yield Carrier("gap", gap.name, _cited([gap.scope]), gap.span, part.name)


def _items(core: CorePolicy) -> Iterator[tuple[str, Condition | Entitlement]]:
    """Everything asked or granted, with the name of its subject."""
    for part in core.subjects:
        yield from ((part.name, condition) for condition in part.conditions)
        yield from ((part.name, entitlement) for entitlement in part.entitlements)


def _kind(item: Condition | Entitlement) -> str:
    if isinstance(item, Entitlement):
        return "entitlement"
    return "note" if " 备注" in item.name and not item.tables and item.applies is not None else item.kind


def _quoted(item: Condition | Entitlement) -> list[str]:
    """Clauses that a message names in its own text."""
    parts = item.message.parts if item.message is not None else ()
    return [clause for part in parts if isinstance(part, str) for clause in _in_text(part)]


def _in_text(text: str) -> list[str]:
    return [clause for found in _CITED.findall(text) for clause in re.split(r"[、，,]", found)]


def _routing(resolved: ResolvedPolicy, core: CorePolicy) -> Iterator[Carrier]:
    """Tables and their rows. A table carries its heading, the entry of its annex in the list of annexes, and what the
    notes of its rows cite."""
    for table in resolved.tables.values():
        quoted = [clause for row in table.rows for note in row.notes for clause in _in_text(note[0])]
        annex = re.match(r"附(\d+)\.", table.clause)
        listed = [f"附.{annex[1]}"] if annex else []
        clauses = dict.fromkeys(map(short, [table.clause, *listed, *quoted]))
        yield Carrier("routing_table", table.name, tuple(clauses), table.span)
    for part in core.subjects:
        for row in part.rows:
            yield Carrier("row", row.locator, _cited([row.scope], [row.locator]), row.span)


def _declared(resolved: ResolvedPolicy) -> Iterator[Carrier]:
    for name, parameter in resolved.parameters.items():
        clauses = (short(parameter.clause),) if parameter.clause else ()
        if parameter.type == "group":
            yield Carrier("group", name, clauses, parameter.span)
        else:
            yield Carrier("parameter", f"参数.{name}", clauses, parameter.span)
    for name in resolved.enumerations:
        yield Carrier("enumeration", f"枚举.{name}", (), Span("vocabulary/enumerations.yaml"))
    notice = Span("notice.yaml")
    for name, number, _, clause in resolved.notice.references:
        yield Carrier("reference", number or name, (short(clause),) if clause else (), notice)
    for _, text, clause in resolved.notice.next_steps:
        yield Carrier("next_step", text, (short(clause),) if clause else (), notice)
