"""SQL by hand for DuckDB over nested Parquet; under many rules, a table of rules that is asked."""

from bench.peers import ce

NAME = "DuckDB (hand-written SQL)"


def sql(path):
    """The rules as one query; routes are looked up in a table of all combinations."""
    routes = ",".join(map(str, ce.expanded()))
    mountain = ",".join(f"'{county}'" for county in ce.MOUNTAIN)
    return f"""
WITH lut(series, level, employer_type, region, k) AS (VALUES {routes}),
p AS (SELECT id, declared_year AS dy, required_years AS need, channel, series, level, employer_type, region,
  [r.year FOR r IN records IF r.year < 2019 OR (r.total >= 90 AND r.professional >= 60 AND r.public >= 18
   AND r.general_public >= 12)] AS ys FROM read_parquet('{path}'))
SELECT p.id AS id, channel <> 'platform' AS fa,
  NOT (list_contains(ys, dy) AND list_contains(ys, (dy - 1)::SMALLINT)) AS fc,
  len([y FOR y IN ys IF y > dy - (greatest(need, 2) + 3) AND y <= dy]) < need AS fd,
  k IS NULL AS fe, coalesce(k, 0)::TINYINT AS k, p.region IN ({mountain}) AS sep
FROM p LEFT JOIN lut USING (series, level, employer_type, region) ORDER BY p.id"""


def batch(path, threads):
    import duckdb

    answers = duckdb.connect(config={"threads": threads}).sql(sql(path)).to_arrow_table()
    return lambda: ce.spelled(*(answers[name].to_pylist() for name in ("fa", "fc", "fd", "fe", "k", "sep")))


def scale_load(n):
    import duckdb

    con = duckdb.connect()
    con.execute("SET threads=1")
    con.execute("CREATE TABLE rules(i INT, series VARCHAR, level VARCHAR, h INT)")
    import pyarrow as pa

    i, s, level, h = zip(*ce.scale_rules(n), strict=False)
    t = pa.table({"i": i, "s": s, "l": level, "h": h})
    con.register("t", t)
    con.execute("INSERT INTO rules SELECT * FROM t")
    return con


def scale_eval(con, a):
    return con.execute(
        "SELECT count(*) FROM rules WHERE series = ? AND level = ? AND h <= ?", [a["series"], a["level"], a["hours"]]
    ).fetchone()[0]
