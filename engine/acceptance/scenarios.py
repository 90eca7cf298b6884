"""The scenarios of a feature file as they run: figures filled in, the background before them.

Part of :mod:`engine.acceptance`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

_TYPES = {"Context": "given", "Action": "when", "Outcome": "then"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scenario with its figures filled in. ``type``: given, when or then."""

    type: str
    text: str
    table: list[list[str]] | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, or one line of the examples of an outline, steps of the background included.

    ``file`` and ``line`` (1-based) are where it stands, an example where its line stands; ``folder`` holds the file and,
    below ``layers``, what the scenario may lay over the policy.
    """

    name: str
    tags: tuple[str, ...]
    steps: tuple[Step, ...]
    file: str = ""
    line: int = 0
    folder: str = ""

    def matches(self, words: str) -> bool:
        """Whether ``words`` occur in its file's name, in its own or in a tag."""
        return any(words in text for text in (self.file, self.name, *self.tags))


def scenarios(text: str, file: str = "", folder: str = "") -> Iterator[Scenario]:
    """The scenarios of a feature file's text; raises a gherkin ``ParserError``."""
    for each in _of_text(text):
        yield replace(each, file=file, folder=folder)


@lru_cache(maxsize=48)
def _of_text(text: str) -> tuple[Scenario, ...]:
    """The scenarios of a text wherever it stands: it is looked through for faults, run and held against mutants."""
    document: Any = Parser().parse(text) | {"uri": ""}
    lines = dict(_lines(document))
    found = []
    for pickle in Compiler().compile(document):
        tags = tuple(tag["name"].removeprefix("@") for tag in pickle["tags"])
        line = lines.get(pickle["astNodeIds"][-1], 0)
        found.append(Scenario(pickle["name"], tags, tuple(map(_step, pickle["steps"])), line=line))
    return tuple(found)


def _lines(node: Any) -> Iterator[tuple[str, int]]:
    """The ids of everything in a document with their lines."""
    if isinstance(node, dict):
        if "id" in node and "location" in node:
            yield node["id"], node["location"]["line"]
        for part in node.values():
            yield from _lines(part)
    elif isinstance(node, list):
        for part in node:
            yield from _lines(part)


def _step(step: Any) -> Step:
    rows = step.get("argument", {}).get("dataTable", {}).get("rows")
    table = None if rows is None else [[cell["value"] for cell in row["cells"]] for row in rows]
    return Step(_TYPES.get(step.get("type", ""), "unknown"), step["text"], table)
