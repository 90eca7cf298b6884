"""``python -m bench.routing``: every combination of the facts that routing reads, and where each of them is sent.

Words that no scope and no gap tells apart stand for each other, so the full product is covered by one case of each class;
the figures count every combination. Exits with 1 when a combination finds neither a row nor a stated reason.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from multiprocessing import Pool
from typing import Any, NamedTuple

from engine import api, pipeline
from engine.artifact.tables import bindings
from engine.core import nodes as c
from engine.core.policy import CorePolicy
from engine.core.uses import Index
from engine.core.walk import of_policy
from engine.evaluate.compiled import compile_source, generate, load
from engine.resolved.symbols import FactSymbol, Subject
from engine.values import NOT_APPLICABLE

Facts = dict[str, Any]


class Choice(NamedTuple):
    """One class of a fact's values: a value of it, and how many values it stands for."""

    value: Any
    size: int


def _told_apart(core: CorePolicy, fact: str) -> list[frozenset[Any]]:
    """The sets of words that any statement compares a fact with."""
    groups = {name: entries[-1][1] for name, entries in core.parameters if isinstance(entries[-1][1], frozenset)}
    found: set[frozenset[Any]] = set()
    for node in of_policy(core):
        match node:
            case c.Member(c.Fact(id), c.Constant(value)) if id == fact and isinstance(value, frozenset):
                found.add(value)
            case c.Member(c.Fact(id), c.Parameter(name)) if id == fact:
                found.add(groups[name])
            case c.Compare(_, c.Fact(id), c.Constant(value)) | c.Compare(_, c.Constant(value), c.Fact(id)) if id == fact:
                found.add(frozenset((value,)))
    return sorted(found, key=sorted)


def _classes(words: list[str], sets: list[frozenset[Any]]) -> list[Choice]:
    """Words that are in the same sets, one for all."""
    found: dict[tuple[bool, ...], list[str]] = {}
    for word in words:
        found.setdefault(tuple(word in each for each in sets), []).append(word)
    return [Choice(members[0], len(members)) for members in found.values()]


def _titles(core: CorePolicy, subject: Subject) -> Iterator[tuple[Facts, int]]:
    """Series, title, level and specialty, in the combinations that the relations allow."""
    by_title, by_specialty = (relation for relation in subject.relations[:2])
    series, title, level = by_title.columns
    specialty = by_specialty.columns[1]
    sets = {id: _told_apart(core, id) for id in (title, specialty)}
    for one, rank in sorted({(row[0], row[2]) for row in by_title.rows}):
        titles = _classes([row[1] for row in by_title.rows if (row[0], row[2]) == (one, rank)], sets[title])
        specialties = _classes([row[1] for row in by_specialty.rows if row[0] == one], sets[specialty])
        for named, special in itertools.product(titles, specialties):
            yield {series: one, level: rank, title: named.value, specialty: special.value}, named.size * special.size


def _choices(core: CorePolicy, fact: FactSymbol, words: dict[str, list[str]]) -> list[Choice]:
    """The classes of one further fact."""
    if fact.type == "boolean":
        return [Choice(True, 1), Choice(False, 1)]
    if fact.type == "list":
        return [Choice(kind, 1) for kind in ("none", "this", "other", "all")]
    return _classes(words[fact.enumeration or ""], _told_apart(core, fact.id))


def _entries(kind: str, facts: Facts, series: str, level: str, levels: list[str]) -> Any:
    """Where the employer evaluates its own staff: nowhere, here, at another level, everywhere."""
    if kind == "none":
        return ()
    if kind == "all":
        return "*"
    other = next(each for each in levels if each != facts[level])
    return ((facts[series], facts[level] if kind == "this" else other),)


def _run(work: tuple[str, str, int, int]) -> tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]], dict[Any, Facts]]:
    """One part of the product: combinations by the rows they find, and by the gaps where they find none."""
    folder, name, part, parts = work
    stages = pipeline.run(folder, (), "core").stages
    core: CorePolicy = stages["core"]
    subject: Subject = stages["resolved"].subjects[name]
    routed = replace(core.subject(name), conditions=(), entitlements=())
    core = replace(core, subjects=(routed,))
    evaluate = load(compile_source(generate(core))).evaluate
    policy = api.load_policy(folder)
    about = bindings(policy.tables, date(policy.year, 9, 1))
    words = {e.name: list(e.words) for e in stages["resolved"].enumerations.values()}
    read = set(Index(core).uses([row.scope for row in routed.rows] + [gap.scope for gap in routed.gaps]).facts)
    related = {column for relation in subject.relations[:2] for column in relation.columns}
    more = [fact for fact in subject.facts if fact.id in read - related and fact.type != "row"]
    series, _, level = subject.relations[0].columns
    levels = words["级别"]
    rows: Counter[tuple[str, ...]] = Counter()
    gaps: Counter[tuple[str, ...]] = Counter()
    seen: dict[Any, Facts] = {}
    base = {fact.id: NOT_APPLICABLE for fact in subject.facts if fact.type == "row"}
    for number, (facts, size) in enumerate(_titles(core, subject)):
        if number % parts != part:
            continue
        for chosen in itertools.product(*(_choices(core, fact, words) for fact in more)):
            case = (
                base
                | facts
                | {
                    fact.id: _entries(choice.value, facts, series, level, levels) if fact.type == "list" else choice.value
                    for fact, choice in zip(more, chosen, strict=True)
                }
            )
            outcome = evaluate(name, case, about)
            count = size
            for choice in chosen:
                count *= choice.size
            found = tuple(row.locator for row in outcome.rows)
            rows[found] += count
            if not found:
                found = ("", *(gap for gap, _ in outcome.gaps))
                gaps[found[1:]] += count
            seen.setdefault(found, case)
    return rows, gaps, seen


def main() -> int:
    """Print the table of destinations."""
    located = api.locate_policy(api.known_years(".")[-1], ".")
    assert located is not None
    subject = api.load_policy(located.path).subjects()[0]
    started = time.perf_counter()
    with Pool(2) as pool:
        results = pool.map(_run, [(located.path, subject, part, 16) for part in range(16)])
    rows = sum((r for r, _, _ in results), Counter())
    gaps = sum((g for _, g, _ in results), Counter())
    seen = {key: case for _, _, cases in reversed(results) for key, case in cases.items()}
    print(f"{rows.total():,} combinations in {time.perf_counter() - started:.0f} s")
    print(f"  one row {sum(n for found, n in rows.items() if len(found) == 1):,}, none {rows[()]:,}")
    for found, count in sorted(rows.items(), key=lambda item: -item[1]):
        if len(found) > 1:
            print(f"  {' + '.join(found)}: {count:,}")
    for found, count in sorted(gaps.items(), key=lambda item: -item[1]):
        print(f"  none, told {'、'.join(found) or 'NOTHING'}: {count:,}")
    if () in gaps:
        print("without a row or a reason, for example:", seen[("",)])
    return 1 if () in gaps else 0


if __name__ == "__main__":
    sys.exit(main())
