"""Columns of the relation as Arrow hands them to Spark. Part of :mod:`engine.columnar`; needs pyarrow alone."""

from __future__ import annotations

import pyarrow as pa  # type: ignore[import-untyped]

from engine.columnar.relation import Column

_TYPES = {"boolean": pa.bool_(), "integer": pa.int64(), "date": pa.date32(), "text": pa.string()}


def arrow_type(column: Column) -> pa.DataType:
    """The type of a column in Arrow and Parquet."""
    if column.type != "record[]":
        return _TYPES[column.type]
    return pa.list_(pa.struct([(name, _TYPES[type]) for name, type in column.fields]))
