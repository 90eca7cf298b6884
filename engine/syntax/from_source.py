"""``SourcePolicy`` → ``SurfacePolicy``: parse the rules and the expressions inside YAML. Part of :mod:`engine.syntax`."""

from __future__ import annotations

from collections.abc import Iterator

from engine.diagnostics import Diagnostic, Span
from engine.source.discovery import SourcePolicy
from engine.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from engine.syntax.kept import Packed, digest_of, pack, unpack
from engine.syntax.nodes import Boolean, Expression, Statement
from engine.syntax.parser import parse_expression, parse_policy
from engine.syntax.policy import RuleFile, SurfacePolicy

#: Keys whose text is an expression of the language (docs/policy-format.md).
EXPRESSION_KEYS = frozenset({"范围", "当", "若", "则", "其余"})


def translate(source: SourcePolicy, kept: Packed | None = None) -> tuple[SurfacePolicy, list[Diagnostic]]:
    """Parse everything that is written in the language; all mistakes are collected.

    ``kept``: files parsed before, which are not parsed again; files that are new and without mistakes are added.
    """
    diagnostics: list[Diagnostic] = []
    rules = []
    for file, text in source.rules.items():
        statements, language, found = _parsed(source.prefix + file, text, kept)
        rules.append(RuleFile(file, language, tuple(statements)))
        diagnostics += found
    expressions: dict[Span, Expression] = {}
    for document in source.documents.values():
        for node in _expressions(document.root):
            if isinstance(node.value, bool):  # a decision table may say true and false as YAML does
                expressions[node.span] = Boolean(node.value, node.span)
                continue
            expression, found = parse_expression(node.text, node.locate)
            diagnostics += found
            if expression is not None:
                expressions[node.span] = expression
    return SurfacePolicy(source, tuple(rules), expressions), diagnostics


def _parsed(file: str, text: str, kept: Packed | None) -> tuple[list[Statement], str, list[Diagnostic]]:
    if kept is None:
        return parse_policy(file, text)
    digest = digest_of(text)
    if digest in kept:
        return *unpack(file, kept[digest]), []
    statements, language, found = parse_policy(file, text)
    if not found:
        kept[digest] = pack(statements, language)
    return statements, language, found


def _is_new_scope(node: MappingNode, key: str) -> bool:
    """Whether an amendment gives a row another 范围 under this key."""
    column = node.get("栏")
    return key == "新值" and isinstance(column, ScalarNode) and column.text == "范围"


def _expressions(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, MappingNode):
        for key, value in node.entries:
            if isinstance(value, ScalarNode) and (key.text in EXPRESSION_KEYS or _is_new_scope(node, key.text)):
                yield value
            else:
                yield from _expressions(value)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _expressions(item)
