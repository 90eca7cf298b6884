"""The databases that the tests of this folder ask: DuckDB in the process, Spark in local mode, a PostgreSQL server of its own.

All are really run. One session of each for a process, made when first asked for.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from engine.columnar import database
from engine.columnar.dialects import dialect_of
from engine.columnar.query import Query
from engine.columnar.writing import Dialect

NAMES = ("duckdb", "spark", "postgres")
Rows = Sequence[Mapping[str, Any]]


class Engine(NamedTuple):
    """A database: its dialect, a query run over rows, a script run over tables that are there already."""

    dialect: Dialect
    run: Callable[[Query, Rows], list[dict[str, Any]]]


@cache
def engine(name: str) -> Engine:
    """A database by name."""
    return Engine(dialect_of(name), {"duckdb": lambda: database.run, "spark": _spark, "postgres": _postgres}[name]())


@cache
def spark_session() -> Any:
    """Spark in local mode. Needs Java 17 (``scripts/databases.sh`` installs it)."""
    from engine.columnar import spark

    folder = tempfile.mkdtemp(prefix="policy-spark-")
    session = spark.connect(2, folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(session.stop)
    return session


@cache
def postgres_connection() -> Any:
    """A session of a server that ends with this process. Needs PostgreSQL's programs (``scripts/databases.sh`` installs them)."""
    from engine.columnar import postgres

    folder = Path(tempfile.mkdtemp(prefix="policy-postgres-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    rights = _rights(folder)
    options = ["-A", "trust", "-E", "UTF8", "--locale=C", "-U", "policy", "-D", str(folder / "data")]
    subprocess.run([*rights, _program("initdb"), *options], check=True, capture_output=True, cwd="/")
    flags = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=10"
    control = [*rights, _program("pg_ctl"), "-D", str(folder / "data"), "-l", str(folder / "log"), "-w"]
    subprocess.run([*control, "-o", flags, "start"], check=True, stdout=subprocess.DEVNULL, cwd="/")
    atexit.register(lambda: subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/"))
    connection = postgres.connect(f"host={folder} user=policy dbname=postgres")
    atexit.register(connection.close)
    return connection


def _rights(folder: Path) -> list[str]:
    """How the server is started: it refuses to run as root, so root starts it as the user that the package made."""
    if os.getuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    program = shutil.which("runuser", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    assert program, "runuser is not installed, and PostgreSQL does not run as root"
    return [program, "-u", "postgres", "--"]


def _program(name: str) -> str:
    """A program of PostgreSQL, the newest where there are several; Debian keeps them apart from others."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    program = str(found[-1]) if found else shutil.which(name)
    assert program, f"PostgreSQL's {name} is not installed: apt-get install postgresql"
    return program


def _spark() -> Callable[[Query, Rows], list[dict[str, Any]]]:
    from engine.columnar import spark

    return lambda query, rows: spark.run(query, rows, spark_session())


def _postgres() -> Callable[[Query, Rows], list[dict[str, Any]]]:
    from engine.columnar import postgres

    return lambda query, rows: postgres.run(query, rows, postgres_connection())
