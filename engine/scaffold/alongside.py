"""What goes on with the year by itself: examples of the vocabulary, counts in the comments on top of files.

Part of :mod:`engine.scaffold`. Nothing here can change a decision; how many examples went on is told with the plan year.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from engine.resolved.declarations.access import child
from engine.scaffold.context import Context, table_files
from engine.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from engine.source.yaml_reader import read_yaml

_EXAMPLE = "示例"
_DATED = re.compile(r"(20\d\d)(?:-(\d\d)-(\d\d))?\Z")
#: How far from the plan year an example is taken for a year.
_BACK, _AHEAD = 20, 5
_HEAD = re.compile(r"(?:#[^\n]*\n)*")


def roll_examples(ctx: Context) -> int:
    """Years and days in 示例 as much later as the plan is; gives how many."""
    count = 0
    for file, document in ctx.policy.documents.items():
        if not file.startswith("vocabulary/"):
            continue
        for node in _examples(document.root, False):
            found = _DATED.match(node.text)
            if found is not None and ctx.last_year - _BACK <= int(found[1]) <= ctx.last_year + _AHEAD:
                later = _later(found, ctx.year - ctx.last_year)
                ctx.sheets[file].replace(node, int(later) if isinstance(node.value, int) else later)
                count += 1
    return count


def _later(found: re.Match[str], years: int) -> str:
    year = int(found[1]) + years
    if found[2] is None:
        return str(year)
    month = int(found[2])
    last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 31
    return f"{year}-{found[2]}-{min(int(found[3]), last):02d}"


def _examples(node: Node, within: bool) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        if within:
            yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _examples(item, within)
    elif isinstance(node, MappingNode):
        for key, item in node.entries:
            yield from _examples(item, within or key.text == _EXAMPLE)


def recount(ctx: Context) -> None:
    """The counts of clauses and rows in the comments at the top of their files."""
    tables = table_files(ctx.root("notice.yaml"))
    before, now = {}, {}
    for name, file in {"条款": "clauses.yaml", **tables}.items():
        before[file], now[file] = _length(ctx.root(file), name), _length(_rendered(ctx, file), name)
    rows = sum(before[file] for file in tables.values()), sum(now[file] for file in tables.values())
    for file, length in before.items():
        pairs = {f"{length}行": f"{now[file]}行"} if file != "clauses.yaml" else {
            f"{length}条": f"{now[file]}条", f"{rows[0]}行": f"{rows[1]}行"
        }  # fmt: skip
        for old, new in pairs.items():
            _replace(ctx, file, old, new)


def _replace(ctx: Context, file: str, old: str, new: str) -> None:
    sheet = ctx.sheets.get(file)
    if sheet is None or old == new:
        return
    head = _HEAD.match(sheet.text)
    for found in re.finditer(rf"(?<!\d){old}", head[0] if head else ""):
        sheet.put(found.start(), found.end(), new)


def _length(root: Node | None, key: str) -> int:
    listed = child(root, key)
    return len(listed.items) if isinstance(listed, SequenceNode) else 0


def _rendered(ctx: Context, file: str) -> Node | None:
    sheet = ctx.sheets.get(file)
    document, _ = read_yaml(file, sheet.rendered().encode("utf-8", "replace")) if sheet is not None else (None, [])
    return document.root if document is not None else None
