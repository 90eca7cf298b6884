"""The readings (口径) of a policy with all that uses each. Part of :mod:`engine.planning`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from engine.artifact.tables import Tables
from engine.core.nodes import Node
from engine.core.policy import CorePolicy
from engine.core.uses import Index
from engine.explain.flips import is_confirmed


class _Item(NamedTuple):
    """Something that may rest on a reading: its kind, name, expressions, and the readings it cites by itself."""

    kind: str
    name: str
    roots: tuple[Node, ...]
    cited: tuple[str, ...]


def list_readings(tables: Tables, core: CorePolicy) -> list[dict[str, Any]]:
    """Every reading in the order of the policy: question, options, the one chosen and why, and ``used_by``.

    ``used_by`` names conditions, deadlines, entitlements, rows and gaps whose result the reading decides or whose text
    cites it, each as ``{kind, name, subject, effect}`` with ``effect`` ``decides`` or ``cited``.
    """
    uses: dict[str, list[dict[str, str]]] = {name: [] for name in tables["readings"]}
    index = Index(core)
    for subject, item in _items(core):
        found = index.uses(item.roots)
        cited = {*item.cited, *(name for number in found.atoms for name in core.atoms[number].readings)}
        for name in uses:
            if name in found.readings or name in cited:
                effect = "decides" if name in found.readings else "cited"
                uses[name].append({"kind": item.kind, "name": item.name, "subject": subject, "effect": effect})
    return [
        {
            "code": reading["code"],
            "name": name,
            "question": reading["question"],
            "clause": reading["clause"],
            "options": [
                {"name": o["name"], "value": o["value"], "note": o["note"], "chosen": o["name"] == reading["chosen"]}
                for o in reading["options"]
            ],
            "chosen": reading["chosen"],
            "reason": reading["reason"],
            "confidence": reading["confidence"],
            "confirmed_by": reading["confirmed"] if is_confirmed(reading) else None,
            "used_by": uses[name],
        }
        for name, reading in tables["readings"].items()
    ]


def _items(core: CorePolicy) -> Iterator[tuple[str, _Item]]:
    """All that is asked, granted, routed or referred, with the subject it belongs to."""
    for part in core.subjects:
        for c in part.conditions:
            yield part.name, _Item(c.kind, c.name, _given(c.applies, c.requires), c.readings)
        for e in part.entitlements:
            yield part.name, _Item("entitlement", e.name, (e.applies,), e.readings)
        for row in part.rows:
            yield part.name, _Item("row", row.locator, (row.scope,), ())
        for gap in part.gaps:
            yield part.name, _Item("gap", gap.name, (gap.scope,), ())


def _given(*nodes: Node | None) -> tuple[Node, ...]:
    return tuple(node for node in nodes if node is not None)
