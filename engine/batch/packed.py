"""Arrow arrays made of plain values, their texts in dictionaries. Part of :mod:`engine.batch`; needs pyarrow.

Arrays are made of their parts here: where pyarrow finds out by itself what values are, it loads pandas to ask whether they are
pandas' own, which takes longer than a register of a hundred thousand rows.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from engine.batch import parquet

#: Arrow's whole numbers by the letter that :mod:`array` knows them by.
_WHOLE = {"i": "int32", "q": "int64"}


def whole(letter: str, values: Sequence[int | None]) -> Any:
    """Whole numbers of 32 (``i``) or 64 bits (``q``)."""
    arrow = parquet.library("")
    data = array(letter, [value or 0 for value in values])
    return arrow.Array.from_buffers(getattr(arrow, _WHOLE[letter])(), len(values), [_there(values), arrow.py_buffer(data)])


def made(numbers: Any) -> Any:
    """Numbers of numpy's, of 32 or 64 bits, as an array of Arrow's."""
    arrow = parquet.library("")
    kind = arrow.int64() if numbers.dtype.itemsize == 8 else arrow.int32()
    return arrow.Array.from_buffers(kind, len(numbers), [None, arrow.py_buffer(numbers)])


def numbers(column: Any) -> Any:
    """A column of Arrow's of whole numbers of 32 or 64 bits, none of them null, as numpy's."""
    numeric = import_module("numpy")
    kind = str(column.type)
    if not len(column):
        return numeric.zeros(0, kind)
    chunks = getattr(column, "chunks", [column])
    return numeric.concatenate([
        numeric.frombuffer(chunk.buffers()[1], kind)[chunk.offset : chunk.offset + len(chunk)] for chunk in chunks if len(chunk)
    ])  # fmt: skip


def numbered(values: Any) -> tuple[Any, Any]:
    """Which of the different numbers each of them is, and these, in the order in which they are met first."""
    found = made(values).dictionary_encode()
    return numbers(found.indices), numbers(found.dictionary)


def texts(values: Sequence[str | None]) -> Any:
    """Texts."""
    arrow = parquet.library("")
    pieces = [(value or "").encode("utf-8", "backslashreplace") for value in values]
    ends = array("i", [0])
    for piece in pieces:
        ends.append(ends[-1] + len(piece))
    return arrow.Array.from_buffers(
        arrow.string(), len(pieces), [_there(values), arrow.py_buffer(ends), arrow.py_buffer(b"".join(pieces))]
    )


def packed(type: Any) -> Any:
    """A type whose texts stand in a dictionary."""
    arrow, types = parquet.library(""), import_module("pyarrow.types")
    if types.is_list(type):
        return arrow.list_(packed(type.value_type))
    if types.is_struct(type):
        return arrow.struct([(field.name, packed(field.type)) for field in type])
    return arrow.dictionary(arrow.int32(), type) if types.is_string(type) else type


def empty(type: Any, count: int) -> Any:
    """So many lists without an entry."""
    ends = parquet.library("").py_buffer(bytes(4 * (count + 1)))
    return parquet.library("").Array.from_buffers(type, count, [None, ends], children=[column([], type.value_type)])


def column(values: Sequence[Any], type: Any) -> Any:
    """Values as an array of a :func:`packed` type: texts, truths, lists and structures of these."""
    arrow, types = parquet.library(""), import_module("pyarrow.types")
    if types.is_list(type):
        ends = array("i", [0])
        for value in values:
            ends.append(ends[-1] + len(value))
        inner = column([each for value in values for each in value], type.value_type)
        return arrow.Array.from_buffers(type, len(values), [None, arrow.py_buffer(ends)], children=[inner])
    if types.is_struct(type):
        fields = [column([value[field.name] for value in values], field.type) for field in type]
        return arrow.StructArray.from_arrays(fields, fields=list(type))
    if types.is_boolean(type):
        return arrow.Array.from_buffers(type, len(values), [None, _bits(values)])
    numbers: dict[str, int] = {}
    places = [None if value is None else numbers.setdefault(value, len(numbers)) for value in values]
    return arrow.DictionaryArray.from_arrays(whole("i", places), texts(list(numbers)))


def _there(values: Sequence[Any]) -> Any:
    """Which values are there; nothing where all of them are."""
    return _bits([value is not None for value in values]) if None in values else None


def _bits(truths: Sequence[bool]) -> Any:
    data = bytearray(-(-len(truths) // 8))
    for place, truth in enumerate(truths):
        data[place >> 3] |= truth << (place & 7)
    return parquet.library("").py_buffer(bytes(data))
