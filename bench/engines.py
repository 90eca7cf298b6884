"""``python -m bench.engines [--rows N] [--part decision|clauses]``: DuckDB and Spark decide the same register, row for row.

Applications are drawn, and mixed inside DuckDB to ``N`` that differ: about a quarter of the facts of each are another's, and
a few values are none that an application may have. Both databases read the same Parquet file; every row and every column of
the results is compared. Needs the extras ``columnar`` and ``spark``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench.columnar import policy_cases
from engine.artifact.tables import bindings
from engine.columnar import database, spark
from engine.columnar.duckdb_sql import DUCKDB
from engine.columnar.query import CASES, compile_subject
from engine.columnar.relation import ID, Relation
from engine.columnar.spark_sql import SPARK

#: Of a hundred facts, how many are another application's; of a thousand plain values, how many are bad.
MIXED, BAD = 25, 1
#: What no application may have, by type of column.
BAD_VALUES = {"integer": "1099511627776", "text": "'☒'"}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--part", choices=("decision", "clauses"), default="clauses")
    parser.add_argument("--drawn", type=int, default=5_000)
    parser.add_argument("--threads", type=int, default=2)
    wanted = parser.parse_args(arguments)
    core, tables, subject, cases = policy_cases(wanted.drawn)
    relation = Relation(tables["subjects"][subject])
    ours = compile_subject(core, tables, subject, bindings(tables, None), wanted.part, DUCKDB)
    theirs = compile_subject(core, tables, subject, bindings(tables, None), wanted.part, SPARK)
    base = database.connect()
    base.execute(f"SET threads = {wanted.threads}")
    database.run(ours, [relation.row(str(number), case.facts, case.on) for number, case in enumerate(cases)], base)
    with tempfile.TemporaryDirectory() as folder:
        register = Path(folder, "cases.parquet")
        base.execute(f"COPY ({mixed(relation, len(cases), wanted.rows)}) TO '{register}' (FORMAT parquet, ROW_GROUP_SIZE 50000)")
        base.execute(f"""CREATE OR REPLACE TABLE "{CASES}" AS SELECT * FROM '{register}'""")
        clock = time.perf_counter()
        base.execute(f"CREATE TABLE ours AS {ours.sql()}")
        _say("DuckDB", wanted.rows, clock)
        session = spark.connect(wanted.threads, folder)
        session.read.parquet(str(register)).createOrReplaceTempView(CASES)
        clock = time.perf_counter()
        session.sql(theirs.sql()).write.parquet(f"{folder}/theirs")
        _say("Spark", wanted.rows, clock)
        session.stop()
        base.execute(f"CREATE VIEW theirs AS SELECT * FROM '{folder}/theirs/*.parquet'")
        return _compare(base, wanted.rows)


def mixed(relation: Relation, drawn: int, rows: int) -> str:
    """The query of ``rows`` applications, each fact from the same drawn one or, now and then, from another."""
    columns = [column for column in relation.columns() if column.name != ID]
    lists = ", ".join(f'list("{column.name}" ORDER BY "{ID}"::INT) AS "{column.name}"' for column in columns)
    picked = []
    for column in columns:
        fact = column.name.partition("__")[0]
        draw = f"hash(i, '{fact}')"
        at = f"CASE WHEN {draw} % 100 < {MIXED} THEN ({draw} // 100) % {drawn} ELSE i % {drawn} END"
        value = f'"{column.name}"[1 + ({at})::INT]'
        if column.type in BAD_VALUES:
            value = f"CASE WHEN hash({draw}) % 1000 < {BAD} THEN {BAD_VALUES[column.type]} ELSE {value} END"
        picked.append(f'{value} AS "{column.name}"')
    return f"""SELECT i::VARCHAR AS "{ID}", {", ".join(picked)} FROM (SELECT {lists} FROM "{CASES}"), range({rows}) r(i)"""


def _say(engine: str, rows: int, start: float) -> None:
    seconds = time.perf_counter() - start
    print(f"{engine:8} {rows:,} rows in {seconds:,.1f} s  ({rows / seconds:,.0f} rows/s)", flush=True)


def _compare(base, rows: int) -> int:  # type: ignore[no-untyped-def]
    """Print how many rows there are of each decision, and how many differ."""
    for decision, count, errors in base.execute(
        "SELECT decision, count(*), count(*) FILTER (WHERE len(errors) > 0) FROM ours GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        print(f"  {decision or 'no decision':15} {count:>10,}" + (f"  ({errors:,} with a bad value)" if errors else ""))
    columns = [entry[0] for entry in base.execute("DESCRIBE ours").fetchall()]
    packed = {side: "{" + ", ".join(f"'{name}': {side}.\"{name}\"" for name in columns) + "}" for side in ("ours", "theirs")}
    different, matched = base.execute(
        f"SELECT count(*) FILTER (WHERE {packed['ours']} IS DISTINCT FROM {packed['theirs']}), "
        f'count(*) FILTER (WHERE ours."{ID}" = theirs."{ID}") FROM ours FULL JOIN theirs ON ours."{ID}" = theirs."{ID}"'
    ).fetchone()
    hashes = [base.execute(f"SELECT bit_xor(hash({packed[side]})) FROM {side}").fetchone()[0] for side in packed]
    print(f"{matched:,} of {rows:,} rows matched, {different:,} differ in any of {len(columns)} columns")
    print(f"hash of all rows: DuckDB {hashes[0]:016x}, Spark {hashes[1]:016x}")
    return int(bool(different) or matched != rows or hashes[0] != hashes[1])


if __name__ == "__main__":
    sys.exit(main())
