"""One YAML file of a policy folder: bytes → :class:`Document`. Part of :mod:`engine.source`.

Order matters: size and encoding, then invisible characters, then the line scan for input-method mistakes, then the
guard against nesting that the C parser does not survive, and only then PyYAML's events. A byte order mark is refused
(E0102): other tools of the chain (git diff, editors' schema plug-ins) show it as part of the first key.
"""

from __future__ import annotations

from bisect import bisect_left

import yaml

from engine.diagnostics import Diagnostic, Span
from engine.source.limits import POLICY, Limits
from engine.source.nodes import Document, Node
from engine.source.text import LineTable, decode, find_forbidden, whole
from engine.source.yaml_prescan import Prescan, Repair, dangerous_nesting, prescan
from engine.source.yaml_problems import ADVICE, GENERAL, explain_problem
from engine.source.yaml_tree import TreeBuilder

#: PyYAML's C parser where it was built with one.
FASTEST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(
    file: str, data: bytes, limits: Limits = POLICY, loader: type = FASTEST_LOADER
) -> tuple[Document | None, list[Diagnostic]]:
    """The document that ``data`` holds, or every reason found why it is none. ``file`` is the name for messages."""
    text, diagnostics = decode(file, data, limits, allow_mark=False)
    if text is None:
        return None, diagnostics
    table = LineTable(file, text)
    diagnostics += find_forbidden(table)
    if diagnostics:
        return None, diagnostics
    nested = dangerous_nesting(text)
    if nested is not None:
        return None, [Diagnostic("E0124", table.span(nested, nested + 1), {"limit": limits.depth})]
    found = prescan(table)
    root, problems = _parse(_repaired(table, found.repairs), limits, loader)
    diagnostics = found.diagnostics + ([_unshift(each, table, found) for each in problems] if found.trustworthy else [])
    diagnostics = sorted(diagnostics[: limits.diagnostics], key=lambda each: (each.span.line, each.span.column))
    if diagnostics or root is None:
        return None, diagnostics or [Diagnostic("E0133", whole(file), {"name": file})]
    return Document(file, text, root), []


def _parse(table: LineTable, limits: Limits, loader: type) -> tuple[Node | None, list[Diagnostic]]:
    builder = TreeBuilder(table, limits)
    try:
        root = builder.build(yaml.parse(table.text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        return None, [*builder.diagnostics, explain_problem(error, table)]
    except yaml.YAMLError:
        arguments = {"reason": GENERAL, "advice": ADVICE}
        return None, [*builder.diagnostics, Diagnostic("E0131", whole(table.file), arguments)]
    return root, builder.diagnostics


def _repaired(table: LineTable, repairs: list[Repair]) -> LineTable:
    if not repairs:
        return table
    parts: list[str] = []
    at = 0
    for repair in repairs:
        parts += [table.text[at : repair.offset], repair.text]
        at = repair.offset + repair.length
    return LineTable(table.file, "".join([*parts, table.text[at:]]))


def _unshift(diagnostic: Diagnostic, table: LineTable, found: Prescan) -> Diagnostic:
    """The diagnostic of the repaired text with its places moved back to the text as it was written."""
    grown: dict[int, list[int]] = {}
    for repair in found.repairs:
        if len(repair.text) > repair.length:
            line, column = table.position(repair.offset)
            columns = grown.setdefault(line, [])
            columns.append(column + len(columns) + 1)
    labels = tuple(label._replace(span=_moved(label.span, grown)) for label in diagnostic.labels)
    return diagnostic._replace(span=_moved(diagnostic.span, grown), labels=labels)


def _moved(span: Span, grown: dict[int, list[int]]) -> Span:
    column = span.column - bisect_left(grown.get(span.line, []), span.column)
    end_column = span.end_column - bisect_left(grown.get(span.end_line, []), span.end_column)
    return span._replace(column=column, end_column=end_column)
