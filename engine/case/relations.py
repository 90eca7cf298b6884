"""Facts that must agree with each other by a table (关系), and facts that follow from it. Part of :mod:`engine.case`.

Every relation lists the combinations that exist. Known facts leave some of its rows; no row left is a contradiction, one
value left in a column is that fact's value. Relations share facts, so this is repeated until nothing more follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any, NamedTuple

from engine.case.reading import Reader
from engine.diagnostics import Label, Span
from engine.diagnostics.terms import Term
from engine.values import Unknown

Relation = dict[str, Any]


class Contradiction(NamedTuple):
    """Known facts (ids) that no row of a relation combines: as few of them as show it."""

    relation: Relation
    facts: tuple[str, ...]


def derive(relations: list[Relation], facts: dict[str, Any]) -> dict[str, str]:
    """Fill in what follows, in place. Gives the facts filled in, by id, with their values."""
    derived: dict[str, str] = {}
    progress = True
    while progress:
        progress = False
        for relation in relations:
            for fact, value in _consequences(relation, facts):
                facts[fact] = derived[fact] = value
                progress = True
    return derived


def _consequences(relation: Relation, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Unknown facts of which the relation leaves one value."""
    columns = relation["columns"]
    open_columns = [index for index, fact in enumerate(columns) if isinstance(facts[fact], Unknown)]
    if not open_columns or len(open_columns) == len(columns):
        return []
    rows = _compatible(relation, facts)
    found = []
    for index in open_columns:
        left = {row[index] for row in rows}
        if len(left) == 1:
            found.append((columns[index], left.pop()))
    return found


def _compatible(relation: Relation, facts: Mapping[str, Any]) -> list[list[str]]:
    """The rows that agree with all known facts."""
    known = _known(relation, facts)
    rows: list[list[str]] = relation["rows"]
    for index, value in known.items():
        rows = [row for row in rows if row[index] == value]
    return rows


def _known(relation: Relation, facts: Mapping[str, Any]) -> dict[int, str]:
    """Known words by column; an inapplicable fact says nothing."""
    values = enumerate(facts[fact] for fact in relation["columns"])
    return {index: value for index, value in values if isinstance(value, str)}


def contradictions(relations: list[Relation], facts: Mapping[str, Any]) -> list[Contradiction]:
    """Where known facts disagree, each relation once."""
    found = []
    for relation in relations:
        if not _compatible(relation, facts):
            known = _known(relation, facts)
            found += _smallest(relation, known)
    return found


def _smallest(relation: Relation, known: dict[int, str]) -> list[Contradiction]:
    """The first fewest facts, two at least, that no row combines. A word no row holds at all contradicts nothing alone."""
    for size in range(2, len(known) + 1):
        for chosen in combinations(known, size):
            if not any(all(row[index] == known[index] for index in chosen) for row in relation["rows"]):
                return [Contradiction(relation, tuple(relation["columns"][index] for index in chosen))]
    return []


def report(reader: Reader, found: list[Contradiction], facts: Mapping[str, Any]) -> None:
    """Report contradictions at the given fact that stands last, with a label at the others that were given."""
    entries = {fact["id"]: fact for fact in reader.subject["facts"]}
    for relation, members in found:
        places: list[tuple[Span, str]] = sorted((reader.spans[fact], fact) for fact in members if fact in reader.spans)
        given = [fact for _, fact in places]
        if not given:
            # Both follow from other facts, which contradict each other by way of these.
            places = sorted((span, fact) for fact, span in reader.spans.items() if fact in entries)[-1:]
        last = places[-1][1] if given else members[-1]
        others = [fact for fact in members if fact != last]
        labels = tuple(Label(span, "other") for span, fact in places[:-1])
        shown = [_shown(reader, entries[fact], facts[fact]) for fact in others]
        arguments: dict[str, object] = {
            "relation": relation["name"],
            "name": Term(entries[last]["name"], last),
            "text": _word(reader, entries[last], facts[last]),
            "others": shown,
            "possible": [_word(reader, entries[last], word) for word in _possible(relation, last, others, facts)],
        }
        reader.report("E0639", places[-1][0], labels, **arguments)


def _shown(reader: Reader, fact: dict[str, Any], word: str) -> Term:
    """A fact with its word, and whether it stands in the file or follows from what does."""
    zh, en = ("", "") if fact["id"] in reader.spans else ("（由其他各项推出）", " (it follows from the others)")
    return Term(f"{fact['name']}“{word}”{zh}", f"`{fact['id']}` `{_word(reader, fact, word).en}`{en}")


def _word(reader: Reader, fact: dict[str, Any], word: str) -> Term:
    """A word of a fact's enumeration in both languages."""
    return Term(word, reader.tables["enumerations"][fact["enumeration"]]["words"].get(word) or word)


def _possible(relation: Relation, wanted: str, others: list[str], facts: Mapping[str, Any]) -> list[str]:
    """The words that would agree with the other facts, when they are few enough to be of help."""
    columns = relation["columns"]
    rows = relation["rows"]
    for fact in others:
        rows = [row for row in rows if row[columns.index(fact)] == facts[fact]]
    words = list(dict.fromkeys(row[columns.index(wanted)] for row in rows))
    return words if len(words) <= 12 else []
