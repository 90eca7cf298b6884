"""What reading alone costs: DuckDB goes through the same columns and decides nothing."""

NAME = "DuckDB (bare scan of the same columns)"


def batch(path, threads):
    import duckdb

    con = duckdb.connect()
    con.execute(f"SET threads={threads}")
    con.execute(f"""SELECT sum(declared_year), sum(required_years), count(channel), count(series), count(level),
      count(employer_type), count(region), sum(len(records)) FROM read_parquet('{path}')""").fetchall()
    return
