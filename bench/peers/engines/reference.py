"""Python written by hand: the oracle itself."""

from bench.peers import ce

NAME = "python (reference)"


class Engine:
    """Task CE."""

    def eval(self, a):
        return ce.oracle(a)


def scale_load(n):
    ns = {}
    src = ["def f(series, level, hours):", " n = 0"]
    for _i, s, level, h in ce.scale_rules(n):
        src.append(f" if series == {s!r} and level == {level!r} and hours >= {h}: n += 1")
    exec(compile("\n".join(src + [" return n"]), "<rules>", "exec"), ns)
    return ns["f"]


def scale_eval(f, a):
    return f(a["series"], a["level"], a["hours"])


def batch(path, threads):
    import pyarrow.parquet as pq

    out = []
    for b in pq.ParquetFile(path).iter_batches(20_000):
        out += [ce.oracle(a) for a in b.to_pylist()]
    return lambda: ce.summary(out)
