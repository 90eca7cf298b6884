"""What may be wrong with a feature file though it runs: a scenario that has lost its steps would pass. Part of
:mod:`engine.acceptance`.

A line whose keyword is misspelt, or followed by a full-width colon, is read as description; everything below it is
then description too. Each fault comes with the line of the file where there is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from typing import Any, NamedTuple

from gherkin.dialect import Dialect
from gherkin.errors import (
    AstBuilderException,
    CompositeParserException,
    NoSuchLanguageException,
    ParserError,
    UnexpectedEOFException,
)
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


class Fault(NamedTuple):
    """One fault: what is wrong in Chinese and English, and the line of the file (0: the file as a whole)."""

    line: int
    zh: str
    en: str


def faults(text: str, locators: Container[str]) -> list[Fault]:
    """What is wrong with the text of a feature file; ``locators`` are the clauses and rows that tags may name."""
    try:
        feature: Any = Parser().parse(text).get("feature")
    except (CompositeParserException, ParserError) as problem:
        errors = problem.errors if isinstance(problem, CompositeParserException) else ()
        return [_unreadable(errors[0] if errors else problem, text)]
    if feature is None:
        return [Fault(0, "没有功能", "no feature")]
    found = list(_scenarios(feature["children"]))
    complaints = [] if found else [Fault(0, "没有场景", "no scenario")]
    complaints += _descriptions(feature)
    for scenario in found:
        line = scenario["location"]["line"]
        complaints += [Fault(line, zh, en) for zh, en in _of_scenario(scenario)]
    repeated = _repeated(scenario["name"] for scenario in found)
    complaints += [Fault(0, f"场景重名：{name}", f"scenario twice: {name}") for name in repeated]
    complaints += [
        Fault(line, f"标签查无此条：{tag}", f"tag names nothing: {tag}")
        for tag, line in sorted(_tags(feature).items())
        if tag not in locators
    ]
    return complaints + (_of_steps(text) if not complaints else [])


def _unreadable(problem: Any, text: str) -> Fault:
    """What the parser stopped at first, without its own token names in Chinese."""
    line = (problem.location or {}).get("line", 0)
    lines = text.splitlines()
    said = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    reason = str(problem).partition("): ")[2] or str(problem)
    if isinstance(problem, NoSuchLanguageException):
        zh = f"不认识的语言“{said}”，应为“# language: zh-CN”"
    elif isinstance(problem, AstBuilderException):
        zh = "表格各行的格数不同"
    elif isinstance(problem, UnexpectedEOFException):
        zh = "文件到末尾还没有写完，例如三个双引号没有配对"
    else:
        zh = f"读不懂“{said}”，请核对关键词、半角冒号和第一行的“# language: zh-CN”"
    return Fault(line, zh, f"cannot be read: {reason}")


def _scenarios(children: list[Node]) -> Iterator[Node]:
    """Scenarios and outlines, those inside rules too."""
    for child in children:
        if "rule" in child:
            yield from _scenarios(child["rule"]["children"])
        elif "scenario" in child:
            yield child["scenario"]


def _of_scenario(scenario: Node) -> Iterator[tuple[str, str]]:
    if not scenario["steps"]:
        yield "没有步骤", "no step"
    if scenario["description"].strip():
        yield "有一行不是步骤", "a line that is no step"
    if not scenario["name"]:
        yield "没有名称", "no name"
    if scenario["keyword"] in _DIALECT.scenario_outline_keywords and not scenario["examples"]:
        yield "场景大纲没有例子", "an outline without examples"
    if scenario["examples"] and not all(table.get("tableBody") for table in scenario["examples"]):
        yield "例子没有内容行", "examples without rows"
    for table in scenario["examples"]:
        if table["description"].strip():
            yield "例子里有一行不是表格", "a line among the examples that is no row"
        if table["tags"]:
            yield "标签应写在场景上方，不写在例子上方", "tags stand above the scenario, not above its examples"
        yield from _of_columns(scenario, [cell["value"] for cell in table.get("tableHeader", {}).get("cells", [])])


def _of_columns(scenario: Node, columns: list[str]) -> Iterator[tuple[str, str]]:
    text = str([(step["text"], step.get("dataTable")) for step in scenario["steps"]])
    for name in sorted(set(re.findall(r"<([^<>]+)>", text)) - set(columns)):
        yield f"没有这一列：<{name}>", f"no column <{name}>"
    for name in _repeated(columns):
        yield f"列名重复：{name}", f"column twice: {name}"


def _descriptions(feature: Node) -> Iterator[Fault]:
    """Lines of prose under the feature, a rule or the background that were meant to be more than prose."""
    inner = [child[kind] for child in feature["children"] for kind in ("rule", "background") if kind in child]
    for node in (feature, *inner):
        for line in node["description"].splitlines():
            if line.strip().startswith(_STEP_WORDS) or _LIKE_A_KEYWORD.match(line.strip()):
                yield Fault(node["location"]["line"], f"被当成了说明：{line.strip()}", f"taken for description: {line.strip()}")


def _tags(feature: Node) -> dict[str, int]:
    """The tags of a feature with a line where each stands."""
    nodes = [feature, *_scenarios(feature["children"])]
    return {tag["name"].removeprefix("@"): tag["location"]["line"] for node in nodes for tag in node["tags"]}


def _repeated(names: Any) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _of_steps(text: str) -> list[Fault]:
    """Faults of the scenarios as they run, figures filled in and the background before them; each fault once."""
    found = [Fault(each.line, *fault) for each in scenarios(text) for fault in _of_run(each)]
    return list({fault.en: fault for fault in found}.values())


def _of_run(scenario: Scenario) -> Iterator[tuple[str, str]]:
    types = [step.type for step in scenario.steps]
    name = scenario.name
    if "then" not in types:
        yield f"{name}：没有“那么”", f"{name}: nothing is claimed (那么)"
    if "when" not in types:
        yield f"{name}：没有“当”", f"{name}: nothing is asked (当)"
    if types != sorted(types, key=["unknown", "given", "when", "then"].index):
        yield f"{name}：步骤的先后不对", f"{name}: steps out of order"
    for step in scenario.steps:
        found = len(meant(step))
        if found != 1:
            zh = f"用语里没有这一步：{step.text}" if not found else f"这一步有{found}种解释：{step.text}"
            yield f"{name}：{zh}", f"{name}: {found or 'no'} definition{'s' * (found > 1)} of {step.text}"


def unused(texts: list[str]) -> list[str]:
    """Step definitions that no scenario of ``texts`` uses."""
    steps = {(step.type, step.text) for text in texts for scenario in scenarios(text) for step in scenario.steps}
    used = {id(each) for type_, text in steps for each in meant(Step(type_, text, None))}
    return [each.pattern for each in definitions() if id(each) not in used]
