"""What is measured on, written once below ``PEERS_HOME``: ``python -m bench.peers.data FOLDER [ROWS …]``.

Applicants as Parquet (records nested), and as JSON what the adapters in JavaScript read: the tables of task CE, the rules in
JsonLogic and for zen, applicants with the oracle's answers. Registers of more than a million rows are the one of a million
several times over, ids counted on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.peers import ce
from bench.peers.engines import jsonlogic_src, zen

CHECKED = 2_000
DRAWN = 1_000_000
GROUP = 100_000
SIZES = (10, 100, 1_000, 10_000)


def main(arguments: Sequence[str]) -> None:
    """Write what is not there yet."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    inputs = ce.scale_inputs()
    expected = {count: [ce.scale_oracle(ce.scale_rules(count), each) for each in inputs] for count in SIZES}
    written = {
        "tables.json": {
            "levels": ce.LEVELS, "employers": ce.EMPLOYERS, "regions": ce.REGIONS, "mountain": ce.MOUNTAIN,
            "series": ce.SERIES, "routes": ce.ROUTES,
        },
        "zen-graph.json": zen.graph(),
        "jsonlogic.json": {"years": jsonlogic_src.years(), "rules": jsonlogic_src.rules()},
        "one.json": next(ce.generate(1)),
        "scale.json": ce.scale_rules(SIZES[-1]),
        "scale-inputs.json": inputs,
        "scale-expected.json": expected,
    }  # fmt: skip
    for name, content in written.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    _lines(folder / f"ce-{CHECKED}.jsonl", ce.generate(CHECKED))
    _lines(folder / f"expected-{CHECKED}.jsonl", map(ce.oracle, ce.generate(CHECKED)))
    for rows in (CHECKED, *map(int, arguments[1:])):
        register(folder, rows)


def _lines(path: Path, objects: Iterable[Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)


def register(folder: Path, rows: int) -> Path:
    """The Parquet file of that many applicants."""
    import pyarrow.parquet as pq

    path = folder / f"ce-{rows}.parquet"
    if path.exists():
        return path
    made = path.with_suffix(".part")
    with pq.ParquetWriter(made, _schema(), compression="snappy") as writer:
        for table in _drawn(rows) if rows <= DRAWN else _repeated(register(folder, DRAWN), rows):
            writer.write_table(table, row_group_size=GROUP)
    made.rename(path)
    return path


def _drawn(rows: int) -> Iterable[Any]:
    import pyarrow as pa

    gathered: list[dict[str, Any]] = []
    for applicant in ce.generate(rows):
        gathered.append(applicant)
        if len(gathered) == GROUP:
            yield pa.Table.from_pylist(gathered, schema=_schema())
            gathered.clear()
    if gathered:
        yield pa.Table.from_pylist(gathered, schema=_schema())


def _repeated(path: Path, rows: int) -> Iterable[Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for first in range(0, rows, GROUP):
        table = pq.ParquetFile(path).read_row_group(first // GROUP % (DRAWN // GROUP))
        table = table.slice(0, min(GROUP, rows - first))
        yield table.set_column(0, _schema().field("id"), pa.array(range(first, first + table.num_rows), pa.int32()))


def _schema() -> Any:
    import pyarrow as pa

    record = pa.struct([(field, pa.int16()) for field in ce.RECORD_FIELDS])
    return pa.schema([
        ("id", pa.int32()), ("declared_year", pa.int16()), ("required_years", pa.int8()), ("level", pa.string()),
        ("series", pa.string()), ("region", pa.string()), ("employer_type", pa.string()), ("self_evaluating", pa.bool_()),
        ("channel", pa.string()), ("mountain_years", pa.float32()), ("records", pa.list_(record)),
    ])  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
