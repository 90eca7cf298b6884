"""What programs may ask of this room; :mod:`engine.api` hands these names on. Part of :mod:`engine.batch`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec

from engine.artifact.tables import Tables
from engine.batch import from_sheets, spark
from engine.batch.rows import problem
from engine.batch.run import Batch, run_batch
from engine.batch.run import Request as BatchRequest
from engine.batch.summary import summary, summary_as_csv, summary_as_text
from engine.columnar.program import Programs
from engine.errors import InvalidInput

__all__ = [
    "Batch", "BatchRequest", "columnar_programs", "register_as_sql", "run_batch", "summary", "summary_as_csv", "summary_as_text",
]  # fmt: skip


def columnar_programs(
    folder: str, layers: Sequence[str], tables: Tables, engine: str = "duckdb", cache: str | None = None
) -> Programs:
    """What a columnar engine (``duckdb``, ``spark``) runs, made of the policy in ``folder`` whose tables these are;
    programs of DuckDB are kept in the folder ``cache``.

    Raises :class:`engine.errors.InvalidInput` (E0972, E0978, E0987) where a package is not installed.
    """
    if engine == "spark":
        return _spark_programs(folder, layers, tables)
    _need_sqlglot()
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


def register_as_sql(
    folder: str, layers: Sequence[str], name: str, *, key: str | None = None, ignored: Sequence[str] = (),
    year: int | None = None, subject: str | None = None, only: str | None = None, dialect: str = "duckdb",
) -> str:  # fmt: skip
    """The policy of one subject as a script that reads the table in the file ``name`` (``PATH``, ``PATH#TABLE``) and decides its
    rows; ``key``: the column that names each row; ``ignored``: columns passed over; ``year``: rows that state another one are
    not decided; the rest as for :func:`engine.columnar.public.policy_as_sql`.

    Raises :class:`engine.errors.InvalidInput` also for a file that cannot be read, or with columns that hold no facts.
    """
    _need_sqlglot()
    from engine.batch.warehouse import register_of
    from engine.columnar.public import policy_as_sql

    register = partial(register_of, name, key=key, ignored=ignored, year=year)
    return policy_as_sql(folder, layers, subject=subject, only=only, dialect=dialect, register=register)


def _need_sqlglot() -> None:
    if find_spec("sqlglot") is None:
        raise InvalidInput([problem("E0972", "", name="sqlglot")], {})
