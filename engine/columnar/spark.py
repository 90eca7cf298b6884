"""Queries run by Spark. Part of :mod:`engine.columnar`; the one module that imports pyspark (extra ``spark``)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]
from py4j.protocol import Py4JError
from pyspark import TaskContext
from pyspark.errors import PySparkException, PythonException
from pyspark.sql import DataFrame, SparkSession

from engine.columnar.program import Program
from engine.columnar.query import CASES, DAYS, Query
from engine.columnar.relation import Column
from engine.columnar.script import DAY_COLUMNS
from engine.columnar.spark_sql import column_type
from engine.columnar.spark_types import arrow_type

#: A session on one machine; ANSI mode, where what cannot be done raises instead of giving a null.
_SETTINGS = {
    "spark.sql.ansi.enabled": "true", "spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false",
    "spark.driver.memory": "2g", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
    "spark.log.level": "ERROR", "spark.sql.shuffle.partitions": "2", "spark.ui.showConsoleProgress": "false",
}  # fmt: skip
#: Rows up to which a query is computed while it is planned; making code for it takes Spark longer.
AT_HAND = 100
_THRESHOLD = "spark.sql.execution.arrow.localRelationThreshold"
#: Tells Spark's tasks which chunks a job is about.
_JOB = "policy.job"
#: Batches of Arrow that go in, and what is made of them.
Stage = Callable[[Iterable[Any]], Iterator[Any]]


class Stopped(Exception):
    """Spark could not begin, or not go on; the text says why, in one line. ``java``: whether there is no Java that fits."""

    java = False


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


# ---- registers ----------------------------------------------------------------------------------------------------------


class Asked(NamedTuple):
    """What is asked of rows: a program, over the columns ``more`` and its own; ``results`` makes ``columns`` of the answers;
    ``small``: no code is made for the query."""

    program: Program
    more: str
    results: Stage
    columns: str
    small: bool


class Staged:
    """A register's program run by Spark, between two stages of Python that run where Spark has its processes.

    ``master``: where Spark is; ``None``: as spark-submit or Spark's configuration say, this machine where they say nothing.
    Raises :class:`Stopped`.
    """

    def __init__(self, master: str | None) -> None:
        active = SparkSession.getActiveSession()
        self._own = active is None
        with _told():
            self._base = active or _begun(master)
            context = self._base.sparkContext
            if str(context.master).startswith("local"):
                context.pythonExec = sys.executable
            self._session = self._base.newSession()
            for name in ("spark.sql.ansi.enabled", "spark.sql.session.timeZone"):
                self._session.conf.set(name, _SETTINGS[name])
            self._session.conf.set(_THRESHOLD, "0")
            self.parallel = int(self._base.sparkContext.defaultParallelism)

    def handed(self, data: object) -> Any:
        """Data that every process is given once, as ``value``."""
        return self._base.sparkContext.broadcast(data)

    def run(self, asked: Asked, parts: Sequence[Sequence[bytes]], cases: Stage) -> list[dict[str, Any]]:
        """What comes of ``parts``, in their order; ``cases`` is given them in the column ``chunk``.

        Every part stays together and in order. Raises :class:`Stopped`.
        """
        batches = [pa.RecordBatch.from_arrays([pa.array(part, pa.binary())], ["chunk"]) for part in parts]
        with _told():
            frame = self._planned(asked, self._session.createDataFrame(pa.Table.from_batches(batches)), cases)
            found: list[dict[str, Any]] = frame.toArrow().to_pylist()
        return found

    def planned(self, asked: Asked, cases: Callable[[int, int], Iterator[Any]]) -> Callable[[int, int], list[dict[str, Any]]]:
        """What comes of the chunks between two numbers, in their order, planned once for all jobs.

        ``cases`` finds the chunks between two numbers by itself. Raises :class:`Stopped`, both here and when it is called.
        """
        context, parallel = self._base.sparkContext, self.parallel

        def shares(batches: Iterable[Any]) -> Iterator[Any]:
            """The share of one of Spark's tasks."""
            task = TaskContext.get()
            first, last = map(int, task.getLocalProperty(_JOB).split(":"))
            ends = [first + (last - first) * at // parallel for at in (task.partitionId(), task.partitionId() + 1)]
            for _ in batches:
                pass  # a number, by which there is a task
            yield from cases(*ends)

        def job(first: int, last: int) -> list[dict[str, Any]]:
            with _told():
                context.setLocalProperty(_JOB, f"{first}:{last}")
                found: list[dict[str, Any]] = frame.toArrow().to_pylist()
            return found

        with _told():
            frame = self._planned(asked, self._session.range(0, parallel, 1, parallel), shares)
        return job

    def _planned(self, asked: Asked, pieces: DataFrame, cases: Stage) -> DataFrame:
        session, program = self._session, asked.program
        columns = ", ".join(f"`{column.name}` {column_type(column)}" for column in (Column(*each) for each in program.columns))
        session.conf.set("spark.sql.codegen.wholeStage", str(not asked.small).lower())
        session.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN" if asked.small else "FALLBACK")
        if program.days:
            days = [{"day": date.fromisoformat(day), "working": working, "before": before, "run": run}
                    for day, working, before, run in program.days]  # fmt: skip
            _view(session, DAYS, DAY_COLUMNS, days)
        pieces.mapInArrow(cases, f"{asked.more}, {columns}").createOrReplaceTempView(CASES)
        return session.sql(program.sql).mapInArrow(asked.results, asked.columns)

    def stop(self) -> None:
        """End the session, where it was begun here."""
        if self._own:
            self._base.stop()


def _begun(master: str | None) -> SparkSession:
    """A session of our own; without the web page, and with what Spark's own configuration says."""
    builder = SparkSession.builder.appName("policy")
    for name in ("spark.ui.enabled", "spark.ui.showConsoleProgress", "spark.log.level"):
        builder = builder.config(name, _SETTINGS[name])
    return (builder if master is None else builder.master(master)).getOrCreate()


@contextmanager
def _told() -> Iterator[None]:
    """Tells what Spark meets as :class:`Stopped`."""
    try:
        yield
    except (PySparkException, Py4JError, OSError) as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        stopped = Stopped(lines[-1] if isinstance(error, PythonException) else lines[0])
        stopped.java = isinstance(error, PySparkException) and error.getCondition() == "JAVA_GATEWAY_EXITED"
        raise stopped from error
