"""Locators of annex rows: ``表一·19``, ``附件1·表一·19``, ``表一19``, ``表一第19项``. Part of :mod:`engine.case`.

All are brought to the form under which the tables of the policy list their rows; a row's own full name is understood too.
"""

from __future__ import annotations

from engine.case.reading import Reader, Target, plain
from engine.diagnostics.patterns import LazyPattern
from engine.source.json_nodes import JsonNode

_ANNEX = LazyPattern(r"附件[0-9]*[·•・.\-\s]*")
_NUMBER = LazyPattern(r"[·•・.\-\s]*第?0*([0-9]{1,9})[项号行]?")


def read_row(reader: Reader, target: Target, node: JsonNode) -> str | None:
    """The key of a row; ``None`` after reporting."""
    tables = reader.tables["tables"]
    if node.kind != "string":
        return reader.refuse("E0635", target, node, options=list(tables))
    text = plain(node.value)
    named = [locator for locator, row in reader.tables["rows"].items() if row["name"] == text]
    if len(named) == 1:
        return named[0]
    text = _ANNEX.sub("", text, count=1) if text.startswith("附件") else text
    for table in sorted(tables, key=len, reverse=True):
        number = _NUMBER.fullmatch(text, len(table)) if text.startswith(table) else None
        if number is not None:
            return _row(reader, target, node, table, int(number[1]))
    return reader.refuse("E0635", target, node, options=list(tables))


def _row(reader: Reader, target: Target, node: JsonNode, table: str, number: int) -> str | None:
    """The key of that row of ``table``, if there is such a row."""
    rows = {row["number"]: locator for locator, row in reader.tables["rows"].items() if row["table"] == table}
    if number not in rows:
        return reader.refuse("E0636", target, node, table=table, number=number, count=len(rows))
    return rows[number]
