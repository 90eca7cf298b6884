"""What a row is called: the value of its key column, or its number where none was named. Part of :mod:`engine.batch`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.batch.rows import Bad, Row
from engine.batch.texts import plain_object
from engine.diagnostics.safe_text import safe
from engine.source.json_reader import read_json

LENGTH = 200
#: Keys that stand in a record, and in a second table, as they are in their cell: a pattern of the databases.
PLAIN_KEY = r"[0-9A-Za-z\x{4E00}-\x{9FFF}][0-9A-Za-z_.\x{4E00}-\x{9FFF}-]{0,99}"


def key_of(row: Row, key: str | None, place: int | None, plain: Mapping[str, Any] | None = None) -> str | None:
    """The key of a row, ``None`` where it has none. ``place``: the key's column in a table; ``plain``: a JSON row parsed."""
    value: Any = None
    if key is None:
        return None
    cells = row.payload.cells if isinstance(row.payload, Bad) else row.payload
    if isinstance(cells, list):
        value = None if place is None else cells[place]
    elif isinstance(row.payload, bytes):
        found = plain if plain is not None else plain_object(row.payload)
        value = _looked_up(row.payload, key) if found is None else found.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return safe(str(value).strip(), LENGTH) or None


def _looked_up(data: bytes, key: str) -> Any:
    """The key in a text that is not plainly in order; a text that cannot be read at all has none."""
    root, _ = read_json("", data)
    held = None if root is None else root.get(key)
    return held.value if held is not None and held.kind in ("string", "number") else None


def name_of(row: Row, key: str | None, file: str, wanted: str | None, several: bool) -> str | None:
    """What a row is called: its ``key``; its number, with the file's name where there are several, where no key is ``wanted``.

    A row that has none where one is wanted has no name: its number may be another row's key.
    """
    if wanted is not None:
        return key
    return f"{safe(file, LENGTH)}:{row.number}" if several else str(row.number)
