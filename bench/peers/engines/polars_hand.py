"""Polars by hand: records exploded and grouped again, routing by a join with all combinations."""

import os

from bench.peers import ce

NAME = "polars (hand-written)"


def batch(path, threads):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars as pl

    rows = ce.expanded()
    keys = ["series", "level", "employer_type", "region"]
    lut = pl.DataFrame(rows, schema=keys + ["k"], orient="row").lazy()
    lf = pl.scan_parquet(path).select("id", "declared_year", "required_years", "channel", "records", *keys)
    r = pl.col("records").struct.field
    per = (
        lf.select("id", "declared_year", "required_years", "records")
        .explode("records")
        .with_columns(
            (pl.col("declared_year") - r("year")).alias("back"),
            (
                (r("year") < 2019)
                | ((r("total") >= 90) & (r("professional") >= 60) & (r("public") >= 18) & (r("general_public") >= 12))
            ).alias("ok"),
        )
        .group_by("id")
        .agg(
            (pl.col("ok") & (pl.col("back") == 0)).any().alias("y0"),
            (pl.col("ok") & (pl.col("back") == 1)).any().alias("y1"),
            (pl.col("ok") & (pl.col("back") >= 0) & (pl.col("back") < pl.max_horizontal(pl.col("required_years"), pl.lit(2)) + 3))
            .sum()
            .alias("n"),
        )
    )
    df = (
        lf.drop("records")
        .join(per, on="id", how="left")
        .join(lut, on=keys, how="left")
        .select(
            "id",
            (pl.col("channel") != "platform").alias("fa"),
            (~(pl.col("y0") & pl.col("y1"))).alias("fc"),
            (pl.col("n") < pl.col("required_years")).alias("fd"),
            pl.col("k").is_null().alias("fe"),
            pl.col("k").fill_null(0),
            pl.col("region").is_in(ce.MOUNTAIN).alias("sep"),
        )
        .sort("id")
        .collect()
    )

    def summ():
        from bench.peers.engines import columns

        return columns.summary(*[df[c].to_numpy() for c in ("fa", "fc", "fd", "fe", "k", "sep")])

    return summ
