"""Scenarios of the feature files and the clauses and rows that they are about. Part of :mod:`engine.trace`.

A scenario is about the clauses that its tags name (those of its feature and rule too) and, where it is an outline with a
column ``行``, about the rows that stand in that column. One without steps, or an outline without examples, shows nothing
and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from gherkin.errors import CompositeParserException, ParserError
from gherkin.parser import Parser

from engine.diagnostics import NOWHERE, Diagnostic, Span
from engine.diagnostics.terms import Term
from engine.syntax.citations import normalise_locator

#: The column of an outline whose cells are locators of rows.
ROW_COLUMN = "行"
_ANNEX = "附件1·"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario or an outline. ``tags`` pairs a locator with its place; ``rows`` are those of the column ``行``;
    ``runs`` is how many cases it makes."""

    name: str
    tags: tuple[tuple[str, Span], ...]
    rows: tuple[str, ...]
    runs: int
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def locators(self) -> tuple[str, ...]:
        """Everything that the scenario is about, each once."""
        return tuple(dict.fromkeys([*(locator for locator, _ in self.tags), *self.rows]))


def read_features(texts: dict[str, str]) -> tuple[list[Scenario], list[Diagnostic]]:
    """The scenarios of feature files given by name; a file that cannot be read is a diagnostic."""
    found: list[Scenario] = []
    diagnostics: list[Diagnostic] = []
    for file, text in texts.items():
        scenarios, problems = _read(file, text)
        found += scenarios
        diagnostics += problems
    return found, diagnostics


@lru_cache(maxsize=48)
def _read(file: str, text: str) -> tuple[tuple[Scenario, ...], tuple[Diagnostic, ...]]:
    """The scenarios of one file, or why it cannot be read; most files stay as they are while a policy is worked on."""
    try:
        feature: Any = Parser().parse(text).get("feature")
    except (CompositeParserException, ParserError) as problem:
        first = problem.errors[0] if isinstance(problem, CompositeParserException) and problem.errors else problem
        place: Any = getattr(first, "location", None) or {}
        line, column = place.get("line", 1), place.get("column", 1)
        stopped = str(first).strip().splitlines()[-1].partition("): ")[2] or str(first)
        arguments = {"name": file, "reason": Term("从这一行起读不下去", stopped)}
        return (), (Diagnostic("E0810", Span(file, line, column, line, column + 1), arguments),)
    if feature is None:
        return (), ()
    return tuple(each for each in _scenarios(file, feature["children"], feature["tags"]) if each.runs), ()


def short(locator: str) -> str:
    """A locator in its settled form; rows without the name of their annex."""
    return normalise_locator(locator).removeprefix(_ANNEX)


def _scenarios(file: str, children: list[Any], tags: list[Any]) -> Iterator[Scenario]:
    for child in children:
        if "rule" in child:
            yield from _scenarios(file, child["rule"]["children"], [*tags, *child["rule"]["tags"]])
        elif "scenario" in child and child["scenario"]["steps"]:
            yield _scenario(file, child["scenario"], tags)


def _scenario(file: str, node: Any, inherited: list[Any]) -> Scenario:
    tags = [*inherited, *node["tags"], *(tag for table in node["examples"] for tag in table["tags"])]
    rows: list[str] = []
    runs = 0
    for table in node["examples"]:
        heads = [cell["value"] for cell in (table.get("tableHeader") or {}).get("cells", [])]
        body = table.get("tableBody") or []
        runs += len(body)
        for column in (place for place, head in enumerate(heads) if head == ROW_COLUMN):
            rows += [short(part) for row in body for part in row["cells"][column]["value"].split("、")]
    named = tuple((short(tag["name"].removeprefix("@")), _place(file, tag)) for tag in tags)
    cases = runs if node["examples"] else 1
    return Scenario(node["name"], named, tuple(dict.fromkeys(rows)), cases, _place(file, node))


def _place(file: str, node: Any) -> Span:
    line, column = node["location"]["line"], node["location"].get("column", 1)
    return Span(file, line, column, line, column + len(node["name"]))
