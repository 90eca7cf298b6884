"""Finished chunks of a Parquet output while a run is under way: one parcel after the other. Part of :mod:`engine.batch`.

A parcel is an Arrow stream with three columns: a row's key, its line, and the number of what its record says. What records
say stands once for all rows of the parcel that say the same, as JSON in its metadata. So a parcel is small, and the file is put
together from parcels some ten thousand rows at a time, without a step of Python for any of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from engine.batch import from_sheets, parquet
from engine.batch.verdict import FIELDS

#: The fields of a record that every row has of its own.
OWN = ("key", "line")
_SAID = b"said"
_GROUP = 50_000


Record = Mapping[str, Any]


def parcel(
    keys: Any,
    lines: Any,
    numbers: Any,
    said: Mapping[int, Record],
    order: Any = None,
    others: Sequence[tuple[int, Record]] = (),
) -> bytes:
    """A parcel: three columns of Arrow, and what each number says; ``others``: records that are sorted in, each by a number
    of the column ``order``."""
    arrow = parquet.library("")
    kinds = (arrow.string(), arrow.int64(), arrow.int32())
    names, told = [*OWN, "number"], dict(said)
    columns = [column.cast(kind) for column, kind in zip((keys, lines, numbers), kinds, strict=True)]
    table = arrow.table(columns, names=names)
    if others:
        more = zip(*_numbered([record for _, record in others], told), strict=True)
        added = arrow.table([arrow.array(each, kind) for each, kind in zip(more, kinds, strict=True)], names=names)
        places = arrow.chunked_array([*order.chunks, arrow.array([place for place, _ in others], order.type)])
        both = arrow.concat_tables([table, added]).append_column("order", places)
        table = both.sort_by("order").drop_columns(["order"])
    spelled = json.dumps(list(told.items()), ensure_ascii=False).encode("utf-8", "backslashreplace")
    table = table.replace_schema_metadata({_SAID: spelled})
    sink = arrow.BufferOutputStream()
    with arrow.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    made: bytes = sink.getvalue().to_pybytes()
    return made


def _numbered(records: Iterable[Record], told: dict[int, Record]) -> Iterator[tuple[str, int, int]]:
    """Key, line and number of each record; what the numbers say is added to ``told``."""
    numbers: dict[str, int] = {}
    free = max(told, default=-1) + 1
    for record in records:
        rest = {name: value for name, value in record.items() if name not in OWN}
        number = numbers.setdefault(json.dumps(rest), free + len(numbers))
        told[number] = rest
        yield record["key"], record["line"], number


def of_lines(lines: bytes) -> bytes:
    """Lines of JSON, as they are in their file, as a parcel."""
    arrow, records = parquet.library(""), [json.loads(line) for line in lines.splitlines()]
    told: dict[int, Record] = {}
    columns = list(zip(*_numbered(records, told), strict=True)) or [(), (), ()]
    kinds = (arrow.string(), arrow.int64(), arrow.int32())
    keys, places, numbers = (arrow.array(each, kind) for each, kind in zip(columns, kinds, strict=True))
    return parcel(keys, places, numbers, told)


def write(parcels: str, path: str) -> None:
    """All parcels of a file as a Parquet file, with the columns of :func:`engine.batch.parquet.schema`. Raises ``OSError``."""
    arrow, written = parquet.library(path), from_sheets.package(".parquet", path)
    wanted = parquet.schema()
    with arrow.OSFile(parcels) as stream, open(path, "wb") as out:
        with written.ParquetWriter(
            out, wanted, compression="zstd", use_dictionary=_repeated(wanted), write_statistics=[*OWN, "decision"]
        ) as writer:
            waiting: list[Any] = []
            while stream.tell() < stream.size():
                with arrow.ipc.open_stream(stream) as opened:
                    for table in _tables(opened, wanted):
                        waiting.append(table)
                        if sum(each.num_rows for each in waiting) >= _GROUP:
                            writer.write_table(arrow.concat_tables(waiting))
                            waiting = []
            writer.write_table(arrow.concat_tables([wanted.empty_table(), *waiting]))
        out.flush()
        os.fsync(out.fileno())


def _repeated(wanted: Any) -> list[str]:
    """The columns whose values repeat themselves, by their paths within the file."""
    types, found = import_module("pyarrow.types"), []
    for field in wanted:
        listed = types.is_list(field.type)
        inner = [f".{each.name}" for each in field.type.value_type] if listed and types.is_struct(field.type.value_type) else [""]
        found += [field.name + ".list.element" * listed + each for each in inner if field.name not in OWN]
    return found


def _tables(opened: Any, wanted: Any) -> Iterable[Any]:
    """The records of one parcel, some ten thousand at a time."""
    arrow, compute = parquet.library(""), import_module("pyarrow.compute")
    said = json.loads(opened.schema.metadata[_SAID])
    rest = arrow.schema([field for field in wanted if field.name not in OWN])
    records = arrow.Table.from_pylist([record for _, record in said], rest).combine_chunks()
    places = arrow.array([number for number, _ in said], arrow.int32())
    for batch in opened:
        for at in range(0, batch.num_rows, _GROUP):
            some = batch.slice(at, _GROUP)
            found = records.take(compute.index_in(some.column(2), value_set=places))
            columns = dict(zip(OWN, some.columns, strict=False)) | dict(zip(rest.names, found.columns, strict=True))
            yield arrow.table([columns[name] for name in FIELDS], schema=wanted)
