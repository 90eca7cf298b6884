"""A Parquet file as numpy columns, for numpy by hand and for OpenFisca."""

import numpy as np

from bench.peers import ce

VOC = {
    "series": ce.SERIES,
    "level": ce.LEVELS,
    "employer_type": ce.EMPLOYERS,
    "region": ce.REGIONS,
    "channel": ["platform", "offline"],
}


def load(path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    t = pq.read_table(
        path,
        columns=["declared_year", "required_years", "records"] + list(VOC),
        read_dictionary=list(VOC),
        use_threads=False,
    ).combine_chunks()
    c = {"n": t.num_rows}
    for k, vals in VOC.items():
        col = t[k]
        chunks = []
        for ch in col.chunks:
            remap = np.array([vals.index(v) for v in ch.dictionary.to_pylist()], dtype=np.int16)
            chunks.append(remap[ch.indices.to_numpy(zero_copy_only=False)])
        c[k] = np.concatenate(chunks)
    for k in ("declared_year", "required_years"):
        c[k] = t[k].to_numpy()
    rec = t["records"].combine_chunks()
    if isinstance(rec, pa.ChunkedArray):
        rec = pa.concat_arrays(rec.chunks)
    off = rec.offsets.to_numpy()
    fl = rec.values
    for f in ce.RECORD_FIELDS:
        c[f] = fl.field(f).to_numpy(zero_copy_only=False)
    c["offsets"] = off
    c["rec_owner"] = np.repeat(np.arange(c["n"]), np.diff(off))
    return c


def summary(*columns):
    """The answers of such columns as texts."""
    return ce.spelled(*(column.tolist() for column in columns))
