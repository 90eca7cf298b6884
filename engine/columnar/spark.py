"""Queries run by Spark. Part of :mod:`engine.columnar`; the one module that imports pyspark (extra ``spark``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
from pyspark.sql import SparkSession

from engine.columnar.query import CASES, DAYS, Query
from engine.columnar.relation import Column
from engine.columnar.script import DAY_COLUMNS

_TYPES = {"boolean": pa.bool_(), "integer": pa.int64(), "date": pa.date32(), "text": pa.string()}
#: A session on one machine; ANSI mode, where what cannot be done raises instead of giving a null.
_SETTINGS = {
    "spark.sql.ansi.enabled": "true", "spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false",
    "spark.driver.memory": "2g", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
    "spark.log.level": "ERROR", "spark.sql.shuffle.partitions": "2", "spark.ui.showConsoleProgress": "false",
}  # fmt: skip
#: Rows up to which a query is computed while it is planned; making code for it takes Spark longer.
AT_HAND = 100
_THRESHOLD = "spark.sql.execution.arrow.localRelationThreshold"


def connect(threads: int = 2, folder: str | None = None) -> SparkSession:
    """A session of Spark on this machine; one for a process. ``folder``: for what Spark writes beside the work."""
    builder = SparkSession.builder.master(f"local[{threads}]").appName("policy")
    settings = _SETTINGS | ({} if folder is None else {"spark.local.dir": folder, "spark.sql.warehouse.dir": f"{folder}/tables"})
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def run(query: Query, rows: Sequence[Mapping[str, Any]], session: SparkSession) -> list[dict[str, Any]]:
    """The result for rows of the input relation (:meth:`engine.columnar.relation.Relation.row`), in their order."""
    session.conf.set(_THRESHOLD, "48MB" if len(rows) <= AT_HAND else "0")
    _view(session, DAYS, DAY_COLUMNS, [day._asdict() for day in query.days])
    _view(session, CASES, query.columns, rows)
    found: list[dict[str, Any]] = session.sql(query.sql()).toArrow().to_pylist()
    return found


def _view(session: SparkSession, name: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> None:
    schema = pa.schema([(column.name, arrow_type(column)) for column in columns])
    table = pa.Table.from_pylist(list(rows), schema=schema)
    session.createDataFrame(table).createOrReplaceTempView(name)


def arrow_type(column: Column) -> pa.DataType:
    """The type of a column in Arrow and Parquet."""
    if column.type != "record[]":
        return _TYPES[column.type]
    return pa.list_(pa.struct([(name, _TYPES[type]) for name, type in column.fields]))
