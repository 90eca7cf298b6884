"""Definitions, conditions, entitlements, scopes and gaps that read otherwise. Part of :mod:`engine.difference`.

Held against each other blind to places, names and order (:mod:`engine.difference.canonical`): a rule written otherwise that is
the same is *reworded*; one that is not is *changed*, and what that means is asked afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.difference.canonical import Canonical, Numbers, statements
from engine.difference.change import Change
from engine.difference.edition import Edition, Key
from engine.difference.figures import renamed_figures
from engine.difference.matching import Rows
from engine.difference.renumbering import Renumbering
from engine.difference.row_changes import called, clause

#: Kinds of statements whose coming and going is told elsewhere.
_ELSEWHERE = ("row", "gap")


def rule_changes(old: Edition, moved: Edition, new: Edition, rows: Rows, found: Renumbering) -> Iterator[Change]:
    """The rules of ``moved``, which is ``old`` in the year of ``new``, against those of ``new``; ``found``: what only has another
    number."""
    numbers = Numbers()
    before, after = statements(moved.core), statements(new.core)
    renamed = _renamed(before, after, Canonical(moved, numbers), Canonical(new, numbers))
    names = {one: two for (kind, one), (_, two) in renamed.items() if kind == "definition"}
    sides = Canonical(moved, numbers, names, renamed_figures(moved, new)), Canonical(new, numbers)
    parted = {*rows.merged, *(each for source, listed in rows.split.items() for each in (rows.same[source], *listed))}
    back = {other: locator for locator, other in rows.same.items()}
    for key, item in after.items():
        source = next((each for each, other in renamed.items() if other == key), key)
        if source not in before:
            if key[0] not in _ELSEWHERE and not _is_note(item):
                yield Change("rule_added", _clause(key, item, new), key[1], None, new.texts.get(key, ""), {"rule": key[0]}, key)
            continue
        if source != key:
            yield Change("rule_renamed", _clause(key, item, new), key[1], source[1], key[1], {"rule": key[0]})
        if not _is_note(item):
            texts = old.texts.get((key[0], back.get(source[1], source[1])), ""), new.texts.get(key, "")
            if key[0] == "row" and key[1] in parted and texts[0] == texts[1]:
                continue  # told as parted or joined
            yield from _same(key, source, before[source], item, sides, texts, new, found)
    yield from _tables(old, new, found)
    for key, item in before.items():
        if key not in after and key not in renamed and key[0] not in _ELSEWHERE and not _is_note(item):
            yield Change("rule_removed", _clause(key, item, old), key[1], old.texts.get(key, ""), None, {"rule": key[0]}, key)


def _tables(old: Edition, new: Edition, found: Renumbering) -> Iterator[Change]:
    """Tables of decisions that are written into the rules that use them, line by line."""
    known = {each.name for side in (old, new) for each in side.core.definitions}
    for key in [*new.texts, *(each for each in old.texts if each not in new.texts)]:
        texts = [found.text(old.texts.get(key, "")), new.texts.get(key, "")]
        if key[0] == "definition" and key[1] not in known and texts[0] != texts[1]:
            one, two = (text.splitlines() for text in texts)
            detail = {"added": [each.strip() for each in two if each not in one],
                      "removed": [each.strip() for each in one if each not in two]}  # fmt: skip
            clause = next((line.partition(": ")[2] for line in (*two, *one) if line.startswith("条款: ")), "")
            yield Change("table", clause, key[1], None, None, detail)


def _is_note(item: Any) -> bool:
    return getattr(item, "kind", "") == "note"


def _renamed(before: Mapping[Key, Any], after: Mapping[Key, Any], old: Canonical, new: Canonical) -> dict[Key, Key]:
    """Statements that only bear another name."""
    left = {key: old.statement(key[0], item, True) for key, item in before.items() if key not in after}
    right: dict[tuple[str, int], Key] = {}
    for key, item in after.items():
        if key not in before and key[0] != "row":
            right.setdefault((key[0], new.statement(key[0], item, True)), key)
    found: dict[Key, Key] = {}
    for key, number in left.items():
        other = right.pop((key[0], number), None)
        if other is not None:
            found[key] = other
    return found


def _same(
    key: Key, source: Key, one: Any, two: Any, sides: tuple[Canonical, Canonical], texts: tuple[str, str], new: Edition,
    found: Renumbering,
) -> Iterator[Change]:  # fmt: skip
    kind, name = key
    where, detail = _clause(key, two, new), {"rule": kind}
    shown = called(new.tables["rows"][name], name) if kind == "row" else name
    if kind == "row":
        detail = detail | {"locator": name}
    if sides[0].statement(kind, one, False) != sides[1].statement(kind, two, False):
        yield Change("rule_changed", where, shown, *texts, detail, key)
    else:
        said = [sides[0].message(one, False, found.text), sides[1].message(two, False)]
        cited = [found.texts(getattr(one, "clauses", ())), [*getattr(two, "clauses", ())]]
        if said[0] != said[1]:
            yield Change("rule_said", where, shown, _message(one), _message(two), detail)
        if cited[0] != cited[1]:
            yield Change("rule_cited", where, shown, _join(getattr(one, "clauses", ())), _join(cited[1]), detail)
        if found.text(texts[0]) != texts[1] and said[0] == said[1] and cited[0] == cited[1] and key == source:
            yield Change("rule_reworded", where, shown, *texts, detail)


def _message(item: Any) -> str:
    if getattr(item, "message", None) is None:
        return ""
    return "".join(part if isinstance(part, str) else "{…}" for part in item.message.parts)


def _join(clauses: Iterable[str]) -> str:
    return "、".join(clauses)


def _clause(key: Key, item: Any, edition: Edition) -> str:
    """The clause that a statement rests on first."""
    if key[0] == "row":
        return clause(key[1])
    if key[0] == "gap":
        return next(iter(edition.tables["gaps"].get(key[1], {"clauses": []})["clauses"]), "")
    found = getattr(item, "clauses", ())
    if not found and key[0] == "definition":
        found = _first_cited(item)
    return next(iter(found), "")


def _first_cited(item: Any) -> tuple[str, ...]:
    from engine.core.walk import walk

    for node in walk(item.body):
        atom = getattr(node, "atom", None)
        if atom is not None and atom.clauses:
            return tuple(atom.clauses)
    return ()
