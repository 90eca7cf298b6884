"""Finished records as a Parquet file. Part of :mod:`engine.batch`; needs pyarrow."""

from __future__ import annotations

import json
import os
from importlib import import_module
from typing import Any

from engine.batch import from_sheets
from engine.batch.verdict import FIELDS

_GROUP = 50_000
_TEXTS = ("key", "file", "subject", "decision")
_LISTS = ("rows", "possible_rows", "failed", "failed_clauses", "open", "open_clauses", "missing", "referrals", "errors")


def library(name: str) -> Any:
    """pyarrow. Raises :class:`engine.errors.InvalidInput` (E0987) where it is not installed."""
    from_sheets.package(".parquet", name)
    return import_module("pyarrow")


def schema() -> Any:
    """The columns of the file."""
    arrow = library("")
    texts = arrow.list_(arrow.string())
    entitlement = arrow.struct([(name, arrow.string()) for name in ("entitlement", "status", "row")])
    kinds = {"line": arrow.int64(), "final": arrow.bool_(), "entitlements": arrow.list_(entitlement)}
    kinds |= dict.fromkeys(_TEXTS, arrow.string()) | dict.fromkeys(_LISTS, texts)
    return arrow.schema([(name, kinds[name]) for name in FIELDS])


def write(lines: str, path: str) -> None:
    """The records in ``lines`` (a file of JSON lines) to ``path``, some thousand at a time. Raises ``OSError``."""
    arrow, parquet = library(path), from_sheets.package(".parquet", path)
    wanted = schema()
    with open(lines, "rb") as stream, open(path, "wb") as out:
        with parquet.ParquetWriter(out, wanted, compression="zstd") as writer:
            rows: list[dict[str, Any]] = []
            for line in stream:
                rows.append(json.loads(line))
                if len(rows) == _GROUP:
                    writer.write_table(arrow.Table.from_pylist(rows, wanted))
                    rows = []
            writer.write_table(arrow.Table.from_pylist(rows, wanted))
        out.flush()
        os.fsync(out.fileno())
