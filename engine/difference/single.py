"""One change undone alone: the newer policy with one thing as it was. Part of :mod:`engine.difference`.

Held against the newer policy it shows what that change does by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from engine.core import nodes as n
from engine.core.policy import CorePolicy, Definition, SubjectPolicy
from engine.core.walk import asked, of_policy, walk
from engine.difference.canonical import of_subject
from engine.difference.edition import Edition, Key
from engine.evaluate import compiled

_LISTS = {"condition": "conditions", "entitlement": "entitlements", "row": "rows", "gap": "gaps"}


def undone(new: Edition, moved: Edition, unit: Key) -> Edition | None:
    """``new`` with ``unit`` as ``moved`` (the older policy in its year) has it; ``None`` where that makes no policy."""
    kind, name = unit
    if kind in ("parameter", "reading"):
        table = f"{kind}s"
        before, after = moved.tables[table].get(name), new.tables[table].get(name)
        if before is None or after is None or before["type"] != after["type"]:
            return None
        return new._replace(tables=new.tables | {table: new.tables[table] | {name: before}})
    core = _core(new.core, moved.core, unit)
    if core is None or not _stated(core, new):
        return None
    rows = dict(new.tables["rows"])
    if kind == "row":
        rows.pop(name, None)
        rows |= {name: moved.tables["rows"][name]} if name in moved.tables["rows"] else {}
    tables = new.tables | {"rows": rows}
    return new._replace(core=core, tables=tables, code=compiled.compile_source(compiled.generate(core)))


def _stated(core: CorePolicy, new: Edition) -> bool:
    """Whether every fact that is asked about is one that the newer policy knows."""
    known = {fact["id"] for subject in new.tables["subjects"].values() for fact in subject["facts"]}
    asked_ = (node.id if isinstance(node, n.Fact) else getattr(node, "record", None) for node in of_policy(core)
              if isinstance(node, n.Fact | n.Field))  # fmt: skip
    return all(id in known for id in asked_)


def _core(new: CorePolicy, moved: CorePolicy, unit: Key) -> CorePolicy | None:
    kind, name = unit
    offset = len(new.atoms)
    definitions = {each.name: each for each in new.definitions}
    if kind == "definition":
        before = next((each for each in moved.definitions if each.name == name), None)
        if before is None or name not in definitions:
            return None
        definitions[name] = _renumbered(before, offset)
        subjects = new.subjects
    else:
        found = [_subject(part, moved, unit, offset) for part in new.subjects]
        if all(one is two for one, two in zip(found, new.subjects, strict=True)):
            return None
        subjects = tuple(found)
    for each in moved.definitions:
        definitions.setdefault(each.name, _renumbered(each, offset))
    wanted = _ordered(definitions, subjects)
    if wanted is None or not _declared(new, wanted, subjects):
        return None
    return replace(new, definitions=wanted, subjects=subjects, atoms=(*new.atoms, *moved.atoms))


def _subject(part: SubjectPolicy, moved: CorePolicy, unit: Key, offset: int) -> SubjectPolicy:
    """A subject with one statement as it was: put back, taken out, or another."""
    kind, _ = unit
    other = next((each for each in moved.subjects if each.name == part.name), None)
    before = of_subject(other).get(unit) if other is not None else None
    after = of_subject(part).get(unit)
    if before is None and after is None:
        return part
    listed = [each for each in getattr(part, _LISTS[kind]) if each is not after]
    at = getattr(part, _LISTS[kind]).index(after) if after is not None else len(listed)
    if before is not None:
        back = _renumbered(before, offset)
        if after is not None and hasattr(after, "message"):
            back = replace(back, message=after.message)
        listed.insert(at, back)
    changed: dict[str, Any] = {_LISTS[kind]: tuple(listed)}
    return replace(part, **changed)


def _renumbered(node: Any, offset: int) -> Any:
    """A statement whose atoms stand ``offset`` further on."""
    if isinstance(node, n.Atom):
        return replace(node, number=node.number + offset) if node.number >= 0 else node
    if isinstance(node, tuple):
        return tuple(_renumbered(each, offset) for each in node)
    if not is_dataclass(node) or isinstance(node, n.Constant | type):
        return node
    changed = {one.name: _renumbered(getattr(node, one.name), offset) for one in fields(node) if one.name != "span"}
    return replace(node, **changed)


def _ordered(definitions: dict[str, Definition], subjects: Iterable[SubjectPolicy]) -> tuple[Definition, ...] | None:
    """The definitions that are used, callees first; ``None`` where they go round in a circle or one is missing."""
    found: dict[str, Definition] = {}
    pending: set[str] = set()

    def visit(name: str) -> bool:
        if name in found:
            return True
        if name in pending or name not in definitions:
            return False
        pending.add(name)
        complete = all(visit(each) for each in _called([definitions[name].body]))
        pending.discard(name)
        found[name] = definitions[name]
        return complete

    roots = [node for part in subjects for item in of_subject(part).values() for node in _roots(item)]
    return tuple(found.values()) if all(visit(name) for name in _called(roots)) else None


def _roots(item: Any) -> list[Any]:
    return [item.scope] if hasattr(item, "scope") else asked(item)


def _called(roots: list[Any]) -> list[str]:
    return list(dict.fromkeys(node.name for node in walk(*roots) if isinstance(node, n.Call)))


def _declared(new: CorePolicy, definitions: Iterable[Definition], subjects: Iterable[SubjectPolicy]) -> bool:
    """Whether every figure, reading and field that is read is one of the newer policy."""
    parameters, readings = ({name for name, _ in listed} for listed in (new.parameters, new.readings))
    kept = {(record, field) for record, _, listed in new.records for field, _ in listed}
    roots = [each.body for each in definitions]
    roots += [node for part in subjects for item in of_subject(part).values() for node in _roots(item)]
    for node in walk(*roots):
        if isinstance(node, n.Parameter) and node.name not in parameters:
            return False
        if isinstance(node, n.Reading) and node.name not in readings:
            return False
        if isinstance(node, n.Field) and (node.record, node.field) not in kept:
            return False
    return True
