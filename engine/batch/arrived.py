"""Rows that were read here, as columns of texts in Arrow. Part of :mod:`engine.batch`.

Columns are put together of whole buffers: handing values over one by one is slow, and imports pandas where that is installed.
A text stands for a cell only where the reader of applications makes the same of both; a row with any other cell is marked as
not good, so that nothing of it is read from these columns.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from importlib import import_module
from itertools import accumulate
from typing import Any

from engine.batch.blocks import Block
from engine.batch.nested import LONGEST
from engine.batch.nodes import Number
from engine.batch.plan import NESTED, Plan

#: What a column may hold beside texts, by the kind of what it is for.
_ALSO: dict[str, tuple[type, ...]] = {
    "word": (), "number": (int, Number), "truth": (bool,), "parts": (dict, list), "key": (int, Number),
}  # fmt: skip
_KINDS = {"integer": "number", "quantity": "number", "year": "number", "boolean": "truth"} | dict.fromkeys(NESTED, "parts")


def kind_of(plan: Plan, place: int) -> str | None:
    """What a column is for; ``None`` where nobody reads it."""
    for column in plan.columns:
        if column.place == place:
            return _KINDS.get(column.type, "word") if len(column.path) == 1 else "number"
    return "key" if place == plan.key else None


def texts(cells: Sequence[Any], kind: str | None) -> tuple[list[str | None], list[int]]:
    """Cells as texts, and the places of those that no text stands for."""
    also, found, bad = _ALSO[kind or "word"], [], []
    for place, cell in enumerate(cells):
        if cell is not None and cell.__class__ is not str:
            if cell.__class__ in also:
                cell = _text(cell)
            else:
                bad.append(place)
                cell = None
        found.append(cell)
    return found, bad


def _text(cell: Any) -> str:
    if isinstance(cell, dict | list):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def of_columns(library: Any, block: Block, ids: Sequence[int], plan: Plan) -> Any:
    """Rows of a table: ``_id``, the columns that somebody reads, ``_good``."""
    names, columns, bad = ["_id"], [whole_numbers(library, ids)], set(block.bad)
    for place, cells in enumerate(block.columns):
        kind = kind_of(plan, place)
        if kind is None:
            continue
        column = _of_texts(library, cells) if block.texts_only else None
        if column is None:
            found, others = texts(cells, kind)
            encodable, more = _encodable(found)
            bad.update(others, more)
            column = column_of(library, [None if cell is None else cell.encode("utf-8") for cell in encodable])
        names.append(f"c{place}")
        columns.append(column)
    good = whole_numbers(library, [place not in bad for place in range(len(ids))])
    return library.record_batch([*columns, good], [*names, "_good"])


def whole_numbers(library: Any, numbers: Sequence[int]) -> Any:
    """Whole numbers as a column."""
    return library.Array.from_buffers(library.int64(), len(numbers), [None, library.py_buffer(array("q", numbers))])


def column_of(library: Any, texts: Sequence[bytes | None]) -> Any:
    """Texts in UTF-8 as a column; in the place of those that are not there stand empty ones."""
    given = [text or b"" for text in texts]
    ends = array("q", accumulate(map(len, given), initial=0))
    buffers = [None, library.py_buffer(ends), library.py_buffer(b"".join(given))]
    return library.Array.from_buffers(library.large_string(), len(given), buffers)


def _of_texts(library: Any, cells: Sequence[str]) -> Any:
    """Texts of one line each as a column; ``None`` where they are not. Cut out of one long text, which is far quicker than
    handing them over one by one."""
    try:
        joined = "\n".join(cells).encode("utf-8")
    except UnicodeEncodeError:
        return None
    column = import_module("pyarrow.compute").split_pattern(column_of(library, [joined]), "\n").values
    return column if len(column) == len(cells) else None


def _encodable(found: list[str | None]) -> tuple[list[str | None], list[int]]:
    """The same without texts that are none in any encoding, and the places of these."""
    bad = []
    for place, cell in enumerate(found):
        if cell is not None and not cell.isascii():
            try:
                cell.encode("utf-8")
            except UnicodeEncodeError:
                bad.append(place)
    return [None if place in bad else cell for place, cell in enumerate(found)] if bad else found, bad


def of_texts(library: Any, block: Block, ids: Sequence[int]) -> Any:
    """JSON rows: ``_id`` and ``raw``, empty where a row has to be looked at more closely."""
    found = [b"" if each is None or len(each) > LONGEST else _unescaped(each) for each in block.texts]
    if not _decodes(b"\n".join(found)):
        found = [each if _decodes(each) else b"" for each in found]
    return library.record_batch([whole_numbers(library, ids), column_of(library, found)], ["_id", "raw"])


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unescaped(data: bytes) -> bytes:
    """A text in ASCII whose only escapes are of characters beyond it, with these characters in their places."""
    if b"\\" not in data or not data.isascii():
        return data
    escapes = data.count(b"\\u")
    if data.count(b"\\") != escapes or b"\\u00" in data or b"\\ud" in data or b"\\uD" in data:
        return data
    try:
        return data.decode("unicode_escape").encode("utf-8")
    except UnicodeDecodeError:
        return data
