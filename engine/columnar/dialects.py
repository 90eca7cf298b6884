"""The databases that queries are written for, by name. Part of :mod:`engine.columnar`."""

from __future__ import annotations

from engine.columnar.duckdb_sql import DUCKDB
from engine.columnar.postgres_sql import POSTGRES
from engine.columnar.spark_sql import SPARK
from engine.columnar.writing import Dialect

#: The default first.
DIALECTS: tuple[Dialect, ...] = (DUCKDB, SPARK, POSTGRES)


def dialect_of(name: str) -> Dialect:
    """The dialect called ``name``."""
    return next(dialect for dialect in DIALECTS if dialect.name == name)
