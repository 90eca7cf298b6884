"""Every example of the language reference is true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from engine.core.nodes import Node
from engine.core.walk import of_subject, walk
from engine.diagnostics import Severity
from engine.syntax.formatter import format_policy
from engine.syntax.keywords import keyword_table
from engine.typed.nodes import Form
from tests.language_page import FOLDER, PAGE, Block, answers, blocks, pipeline, taken_apart

BLOCKS = blocks()


def only(kind: str) -> pytest.MarkDecorator:
    """Every block of one kind, named by its line on the page."""
    return pytest.mark.parametrize("block", [b for b in BLOCKS if b.kind == kind], ids=lambda b: f"line {b.line}")


@only("policy")
def test_policy(block: Block, tmp_path: Path) -> None:
    made = pipeline(block.text, tmp_path, block.options.get("layer"))
    codes = {d.code for d in made.diagnostics if d.severity == Severity.ERROR}
    assert codes == ({block.options["error"]} if "error" in block.options else set()), made.diagnostics


@only("outcome")
def test_outcome(block: Block, tmp_path: Path) -> None:
    asked = taken_apart(block.text)
    made = pipeline(asked.rules, tmp_path, block.options.get("layer"))
    assert not made.failed, made.diagnostics
    wrong = [(row, found) for row in asked.rows if (found := answers(asked, made, row)) != {row[-1]}]
    assert wrong == []


def test_every_construct_has_an_outcome(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The outcomes on the page reach every form of typed expression, every core node and every statement."""
    forms, nodes = set(), set()
    for block in BLOCKS:
        if block.kind == "outcome":
            stages = pipeline(taken_apart(block.text).rules, tmp_path_factory.mktemp("page")).stages
            core = stages["core"]
            roots = [d.body for d in core.definitions] + [n for s in core.subjects for n in of_subject(s)]
            nodes |= {type(node) for node in walk(*roots)}
            forms |= set(re.findall(r"<Form\.(\w+):", repr(stages["typed"])))
    assert forms == {form.name for form in Form}
    assert set(get_args(Node)) <= nodes


@only("citations")
def test_citations(block: Block, tmp_path: Path) -> None:
    asked = taken_apart(block.text)
    core = pipeline(asked.rules, tmp_path).stages["core"]
    found = [
        [atom.left.text, "、".join(atom.clauses), "、".join(atom.readings)]
        for atom in core.atoms
        if atom.left is not None and atom.span.file == "rules/page.policy"
    ]
    assert sorted(found) == sorted([asked.header, *asked.rows])


@only("format")
def test_format(block: Block) -> None:
    before, _, after = block.text.partition("---\n")
    assert format_policy(before, "page.policy") == (after, [])


@only("yaml")
def test_yaml_stands_in_the_folder(block: Block) -> None:
    text = (FOLDER / block.options["file"]).read_text(encoding="utf-8")
    assert block.text in text


def test_every_fence_says_what_it_is() -> None:
    assert {block.kind for block in BLOCKS} == {"policy", "outcome", "citations", "format", "yaml", "ebnf"}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_keyword_table_is_the_one_in_use(language: str) -> None:
    """The page's table lists every concept with all its words, the settled one first."""
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    column = {"zh-CN": 0, "en": 1}[language]
    on_page = {row[0]: re.findall(r"`([^`]+)`", row[1 + column]) for row in rows}
    table = keyword_table(language)
    in_use = {concept: words for group in table.groups for concept, words in group.items()}
    for mapping in (table.namespaces, table.consequences, table.authorities):
        in_use |= {concept: [word] for concept, word in mapping.items()}
    if language == "zh-CN":
        in_use["true"] = [table.word("true")]
    assert on_page == in_use
