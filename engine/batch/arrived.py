"""Rows that were read here, as columns of texts in Arrow. Part of :mod:`engine.batch`.

A text stands for a cell only where the reader of applications makes the same of both; a row with any other cell is marked as
not good, so that nothing of it is read from these columns.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
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
    names, columns, bad = ["_id"], [library.array(ids, library.int64())], set(block.bad)
    for place, cells in enumerate(block.columns):
        kind = kind_of(plan, place)
        if kind is None:
            continue
        column = _of_texts(library, cells) if block.texts_only else None
        if column is None:
            found, others = texts(cells, kind)
            encodable, more = _encodable(found)
            bad.update(others, more)
            column = library.array(encodable, library.string())
        names.append(f"c{place}")
        columns.append(column)
    good = [True] * len(ids)
    for place in bad:
        good[place] = False
    return library.record_batch([*columns, library.array(good, library.bool_())], names=[*names, "_good"])


def _of_texts(library: Any, cells: Sequence[str]) -> Any:
    """Texts of one line each as a column; ``None`` where they are not. Cut out of one long text, which is far quicker than
    handing them over one by one."""
    try:
        joined = "\n".join(cells).encode("utf-8")
    except UnicodeEncodeError:
        return None
    ends = library.array([0, len(joined)], library.int32())
    text = library.StringArray.from_buffers(1, ends.buffers()[1], library.py_buffer(joined))
    column = import_module("pyarrow.compute").split_pattern(text, "\n").values
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
    """JSON rows: ``_id`` and ``raw``, null where a row has to be looked at more closely."""
    found = [None if each is None or len(each) > LONGEST else _unescaped(each) for each in block.texts]
    try:
        raw = library.array(found, library.binary()).cast(library.string())
    except library.ArrowInvalid:
        raw = library.array([_decoded(each) for each in found], library.string())
    return library.record_batch([library.array(ids, library.int64()), raw], names=["_id", "raw"])


def _decoded(data: bytes | None) -> str | None:
    try:
        return None if data is None else data.decode("utf-8")
    except UnicodeDecodeError:
        return None


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
