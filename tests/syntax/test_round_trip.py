"""Printing and parsing are inverse on every tree that the parser can make, in every keyword language."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings

from engine.diagnostics import Span
from engine.syntax import nodes as n
from engine.syntax.parser import Lines, parse_expression, parse_policy
from engine.syntax.printer import print_expression, print_statement
from engine.syntax.tree import children, node_below, walk
from tests.syntax.strategies import TABLES, expressions, statements

LANGUAGES = sorted(TABLES)
SLOW = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


def parsed_expression(text: str, language: str) -> Any:
    found, diagnostics = parse_expression(text, Lines("x", text), language)
    assert not diagnostics, (text, diagnostics)
    return found


def parsed_statement(text: str, language: str) -> Any:
    head = "" if language == "zh-CN" else f"# language: {language}\n"
    found, _, diagnostics = parse_policy("x.policy", head + text)
    assert not diagnostics, (text, diagnostics)
    (statement,) = found
    return statement


@pytest.mark.parametrize("language", LANGUAGES)
@SLOW
@given(tree=expressions)
def test_expression_survives(language: str, tree: n.Expression) -> None:
    assert parsed_expression(print_expression(tree, language), language) == tree


@pytest.mark.parametrize("language", LANGUAGES)
@SLOW
@given(tree=statements)
def test_statement_survives(language: str, tree: n.Statement) -> None:
    assert parsed_statement(print_statement(tree, language), language) == tree


@SLOW
@given(tree=statements)
def test_one_text_in_two_languages(tree: n.Statement) -> None:
    """The keyword language is a matter of words alone."""
    assert parsed_statement(print_statement(tree, "en"), "en") == parsed_statement(print_statement(tree), "zh-CN")


def test_every_kind_is_generated() -> None:
    seen: set[type] = set()

    @settings(max_examples=600, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(tree=statements)
    def collect(tree: n.Statement) -> None:
        seen.update(type(node) for node in walk(tree))

    collect()
    assert set(get_args(n.Expression)) | set(get_args(n.Statement)) <= seen


@SLOW
@given(tree=expressions)
def test_places_lie_inside_their_parents(tree: n.Expression) -> None:
    text = print_expression(tree)
    for node in walk(parsed_expression(text, "zh-CN")):
        for child in children(node):
            if hasattr(child, "span") and not isinstance(child, n.Citation):
                assert _inside(child.span, node.span), (text, node, child)


def _inside(inner: Span, outer: Span) -> bool:
    return (outer.line, outer.column) <= (inner.line, inner.column) and (inner.end_line, inner.end_column) <= (
        outer.end_line, outer.end_column)  # fmt: skip


@SLOW
@given(tree=expressions)
def test_depth_and_walk_agree_with_a_plain_recursion(tree: n.Expression) -> None:
    def plain(node: Any) -> int:
        return 1 + max((plain(child) for child in _parts(node)), default=0)

    deepest = plain(tree)
    assert node_below(tree, deepest) is None
    assert node_below(tree, deepest - 1) is not None
    assert (node_below(tree, 1) is None) is (deepest == 1)


def _parts(node: Any) -> list[Any]:
    found: list[Any] = []
    for field in fields(node):
        value = getattr(node, field.name)
        for part in value if isinstance(value, tuple) and not isinstance(value, Span) else (value,):
            if is_dataclass(part) and not isinstance(part, Span):
                found.append(part)
    return found
