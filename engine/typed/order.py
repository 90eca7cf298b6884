"""Definitions and collecting tables in dependency order, or the cycle that forbids one. Part of :mod:`engine.typed`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from graphlib import CycleError, TopologicalSorter

from engine.diagnostics import Diagnostic
from engine.resolved.nodes import DefinitionReference, TableReference
from engine.resolved.policy import CollectTable, Definition
from engine.syntax.tree import walk


def uses(item: Definition | CollectTable) -> list[str]:
    """The definitions and tables that one of them names, in order of the text, each once."""
    if isinstance(item, CollectTable):
        parts, rulings = [], item.rows
    else:
        fillings = tuple(filling for slot in item.slots for filling in slot.fillings)
        parts, rulings = [item.body], (*item.exceptions, *fillings)
    for ruling in rulings:
        parts += [ruling.condition] + ([ruling.value] if ruling.value is not None else [])
    found = (node for part in parts for node in walk(part))
    return list(dict.fromkeys(node.name for node in found if isinstance(node, DefinitionReference | TableReference)))


def dependency_order(definitions: Mapping[str, Definition | CollectTable], report: Callable[[Diagnostic], None]) -> list[str]:
    """Names, callees first; every cycle is reported once and what stands in it is left out."""
    graph = {name: [used for used in uses(d) if used in definitions] for name, d in definitions.items()}
    while True:
        sorter = TopologicalSorter(graph)
        try:
            return list(sorter.static_order())
        except CycleError as error:
            cycle = list(reversed(error.args[1]))
            first = min(cycle[:-1], key=lambda name: definitions[name].span)
            turned = _from(cycle[:-1], first)
            report(Diagnostic("E0313", definitions[first].span, {"name": first, "cycle": " → ".join([*turned, first])}))
            left_out = set(cycle)
            graph = {
                name: [used for used in listed if used not in left_out] for name, listed in graph.items() if name not in left_out
            }


def _from(cycle: list[str], first: str) -> list[str]:
    at = cycle.index(first)
    return cycle[at:] + cycle[:at]
