"""What may be wrong with a feature file though it runs: a scenario that has lost its steps would pass. Part of
:mod:`engine.acceptance`.

A line whose keyword is misspelt, or followed by a full-width colon, is read as description; everything below it is
then description too. Each check gives one line per fault, with the line of the file where there is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from typing import Any

from gherkin.dialect import Dialect
from gherkin.errors import CompositeParserException, ParserError
from gherkin.parser import Parser

from engine.acceptance.definitions import definitions
from engine.acceptance.runner import meant
from engine.acceptance.scenarios import Scenario, Step, scenarios

Node = dict[str, Any]

_DIALECT: Any = Dialect.for_name("zh-CN")
_STEP_WORDS = tuple(
    word.strip()
    for words in (_DIALECT.given_keywords, _DIALECT.when_keywords, _DIALECT.then_keywords, _DIALECT.and_keywords)
    for word in words
    if word.strip() != "*"
)
#: Like a keyword with its colon, or a row of a table, a tag or a quoted text that has lost its place.
_LIKE_A_KEYWORD = re.compile(r"\w{1,8}[:：]|[|@]|\"\"\"|```")


def faults(text: str, locators: Container[str]) -> list[str]:
    """What is wrong with the text of a feature file; ``locators`` are the clauses and rows that tags may name."""
    try:
        feature: Any = Parser().parse(text).get("feature")
    except (CompositeParserException, ParserError) as problem:
        return [f"cannot be read: {str(problem).splitlines()[-1].strip()}"]
    if feature is None:
        return ["no feature"]
    found = list(_scenarios(feature["children"]))
    complaints = [] if found else ["no scenario"]
    complaints += _descriptions(feature)
    for scenario in found:
        complaints += [f"line {scenario['location']['line']}: {fault}" for fault in _of_scenario(scenario)]
    complaints += [f"scenario twice: {name}" for name in _repeated(scenario["name"] for scenario in found)]
    complaints += [f"tag names nothing: {tag}" for tag in sorted(_tags(feature)) if tag not in locators]
    return complaints + (_of_steps(text) if not complaints else [])


def _scenarios(children: list[Node]) -> Iterator[Node]:
    """Scenarios and outlines, those inside rules too."""
    for child in children:
        if "rule" in child:
            yield from _scenarios(child["rule"]["children"])
        elif "scenario" in child:
            yield child["scenario"]


def _of_scenario(scenario: Node) -> Iterator[str]:
    if not scenario["steps"]:
        yield "no step"
    if scenario["description"].strip():
        yield "a line that is no step"
    if not scenario["name"]:
        yield "no name"
    if scenario["keyword"] in _DIALECT.scenario_outline_keywords and not scenario["examples"]:
        yield "an outline without examples"
    if scenario["examples"] and not all(table.get("tableBody") for table in scenario["examples"]):
        yield "examples without rows"
    for table in scenario["examples"]:
        if table["description"].strip():
            yield "a line among the examples that is no row"
        if table["tags"]:
            yield "tags stand above the scenario, not above its examples"
        yield from _of_columns(scenario, [cell["value"] for cell in table.get("tableHeader", {}).get("cells", [])])


def _of_columns(scenario: Node, columns: list[str]) -> Iterator[str]:
    text = str([(step["text"], step.get("dataTable")) for step in scenario["steps"]])
    for name in sorted(set(re.findall(r"<([^<>]+)>", text)) - set(columns)):
        yield f"no column <{name}>"
    for name in _repeated(columns):
        yield f"column twice: {name}"


def _descriptions(feature: Node) -> Iterator[str]:
    """Lines of prose under the feature, a rule or the background that were meant to be more than prose."""
    inner = [child[kind] for child in feature["children"] for kind in ("rule", "background") if kind in child]
    for node in (feature, *inner):
        for line in node["description"].splitlines():
            if line.strip().startswith(_STEP_WORDS) or _LIKE_A_KEYWORD.match(line.strip()):
                yield f"taken for description: {line.strip()}"


def _tags(feature: Node) -> set[str]:
    nodes = [feature, *_scenarios(feature["children"])]
    return {tag["name"].removeprefix("@") for node in nodes for tag in node["tags"]}


def _repeated(names: Any) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _of_steps(text: str) -> list[str]:
    """Faults of the scenarios as they run, figures filled in and the background before them; each fault once."""
    return list(dict.fromkeys(fault for scenario in scenarios(text) for fault in _of_run(scenario)))


def _of_run(scenario: Scenario) -> Iterator[str]:
    types = [step.type for step in scenario.steps]
    if "then" not in types:
        yield f"{scenario.name}: nothing is claimed (那么)"
    if "when" not in types:
        yield f"{scenario.name}: nothing is asked (当)"
    if types != sorted(types, key=["unknown", "given", "when", "then"].index):
        yield f"{scenario.name}: steps out of order"
    for step in scenario.steps:
        found = meant(step)
        if len(found) != 1:
            yield f"{scenario.name}: {len(found) or 'no'} definition{'s' * (len(found) > 1)} of {step.text}"


def unused(texts: list[str]) -> list[str]:
    """Step definitions that no scenario of ``texts`` uses."""
    steps = {(step.type, step.text) for text in texts for scenario in scenarios(text) for step in scenario.steps}
    used = {id(each) for type_, text in steps for each in meant(Step(type_, text, None))}
    return [each.pattern for each in definitions() if id(each) not in used]
