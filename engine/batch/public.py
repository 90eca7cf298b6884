"""What programs may ask of this room; :mod:`engine.api` hands these names on. Part of :mod:`engine.batch`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from engine.artifact.tables import Tables
from engine.batch import from_sheets, spark
from engine.batch.rows import problem
from engine.batch.run import Batch, Programs, run_batch
from engine.batch.run import Request as BatchRequest
from engine.batch.summary import summary, summary_as_csv, summary_as_text
from engine.errors import InvalidInput

__all__ = ["Batch", "BatchRequest", "columnar_programs", "run_batch", "summary", "summary_as_csv", "summary_as_text"]


def columnar_programs(
    folder: str, layers: Sequence[str], tables: Tables, engine: str = "duckdb", cache: str | None = None
) -> Programs:
    """What a columnar engine (``duckdb``, ``spark``) runs, made of the policy in ``folder`` whose tables these are;
    programs of DuckDB are kept in the folder ``cache``.

    Raises :class:`engine.errors.InvalidInput` (E0972, E0978, E0987) where a package is not installed.
    """
    if engine == "spark":
        return _spark_programs(folder, layers, tables)
    if find_spec("sqlglot") is None:
        raise InvalidInput([problem("E0972", "", name="sqlglot")], {})
    from_sheets.package(".duckdb", "")
    from_sheets.package(".parquet", "")
    from engine.columnar.programs import Programs as Made

    return Made(folder, layers, tables, cache=cache)


def _spark_programs(folder: str, layers: Sequence[str], tables: Tables) -> Programs:
    spark.check()
    from engine.batch.spark_rows import HANDED_ON
    from engine.columnar import spark_bits
    from engine.columnar.programs import Programs as Made

    return Made(folder, layers, tables, spark_bits.DIALECT, HANDED_ON)
