"""Finished chunks of a Parquet output while a run is under way: one parcel after the other. Part of :mod:`engine.batch`.

A parcel is an Arrow stream with three columns: a row's key, its line, and the number of what its record says. What records
say stands once for all rows of the parcel that say the same, as JSON in its metadata. So a parcel is small, and the file is put
together from parcels some hundred thousand rows at a time, by numbers and dictionaries, without a step of Python for any of
them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from engine.batch import from_sheets, packed, parquet
from engine.batch.rows import Bytes
from engine.batch.verdict import FIELDS

#: The fields of a record that every row has of its own.
OWN = ("key", "line")
_SAID = b"said"
#: Most rows of a parcel that are written together; half as many rows, or different records, make a group of rows of the file.
_GROUP = 262_144


Record = Mapping[str, Any]


def parcel(
    keys: Any,
    lines: Any,
    numbers: Any,
    said: Mapping[int, Record],
    order: Any = None,
    others: Sequence[tuple[int, Record]] = (),
) -> memoryview:
    """A parcel: three columns of Arrow, and what each number says; ``others``: records that are sorted in, each by a number
    of the column ``order``."""
    arrow, compute = parquet.library(""), import_module("pyarrow.compute")
    kinds = (arrow.string(), arrow.int64(), arrow.int32())
    names, told = [*OWN, "number"], dict(said)
    columns = [column.cast(kind) for column, kind in zip((keys, lines, numbers), kinds, strict=True)]
    table = arrow.Table.from_arrays(columns, names=names)
    if others:
        added = _columns(_numbered([record for _, record in others], told))
        added.append(packed.whole("q", [place for place, _ in others]).cast(order.type))
        both = arrow.concat_tables([table.append_column("order", order), arrow.Table.from_arrays(added, names=[*names, "order"])])
        table = both.select(names).combine_chunks().take(compute.sort_indices(both.column("order")))
    spelled = json.dumps(list(told.items()), ensure_ascii=False).encode("utf-8", "backslashreplace")
    table = table.replace_schema_metadata({_SAID: spelled})
    size = arrow.MockOutputStream()
    _stream(table, size)
    made = arrow.allocate_buffer(size.size())
    _stream(table, arrow.FixedSizeBufferWriter(made))
    return memoryview(made)


def _stream(table: Any, sink: Any) -> None:
    with parquet.library("").ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)


def _numbered(records: Iterable[Record], told: dict[int, Record]) -> Iterator[tuple[str | None, int, int]]:
    """Key, line and number of each record; what the numbers say is added to ``told``."""
    numbers: dict[str, int] = {}
    free = max(told, default=-1) + 1
    for record in records:
        rest = {name: value for name, value in record.items() if name not in OWN}
        number = numbers.setdefault(json.dumps(rest), free + len(numbers))
        told[number] = rest
        yield record["key"], record["line"], number


def of_lines(lines: Bytes) -> memoryview:
    """Lines of JSON, as they are in their file, as a parcel."""
    records = [json.loads(line) for line in bytes(lines).splitlines()]
    told: dict[int, Record] = {}
    keys, places, numbers = _columns(_numbered(records, told))
    return parcel(keys, places, numbers, told)


def _columns(rows: Iterable[tuple[str | None, int, int]]) -> list[Any]:
    """The three columns of a parcel."""
    keys, lines, numbers = list(zip(*rows, strict=True)) or [(), (), ()]
    return [packed.texts(keys), packed.whole("q", lines), packed.whole("i", numbers)]


def write(parcels: str, path: str) -> None:
    """All parcels of a file as a Parquet file, with the columns of :func:`engine.batch.parquet.schema`. Raises ``OSError``."""
    arrow, written = parquet.library(path), from_sheets.package(".parquet", path)
    wanted = parquet.schema()
    schema = arrow.schema([field if field.name in OWN else field.with_type(packed.packed(field.type)) for field in wanted])
    options = {"use_dictionary": _repeated(wanted), "write_statistics": list(OWN), "store_schema": False}
    with arrow.OSFile(parcels) as stream, open(path, "wb") as out:
        with written.ParquetWriter(out, schema, compression="zstd", **options) as writer:
            group = _Group(schema)
            for said, pieces in _opened(stream):
                for piece in pieces:
                    group.add(piece, said)
                    if group.full:
                        writer.write_table(group.table())
                        group = _Group(schema)
            if group.count:
                writer.write_table(group.table())
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


def _opened(stream: Any) -> Iterator[tuple[list[tuple[int, Record]], Iterator[Any]]]:
    """What the numbers of each parcel say, and its rows, at most those of a group at a time."""
    arrow = parquet.library("")
    while stream.tell() < stream.size():
        with arrow.ipc.open_stream(stream) as opened:
            rows = opened.read_all()
            said = json.loads(opened.schema.metadata[_SAID])
            yield said, (rows.slice(at, _GROUP) for at in range(0, rows.num_rows, _GROUP))


class _Group:
    """Rows that are written together, of one parcel or of several. ``count``: how many they are."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._said: list[Record] = []
        self._places: Any = None
        self._before: Any = None
        self._of: Any = None
        self._rows: list[Any] = []
        self._numbers: list[Any] = []
        self.count = 0

    @property
    def full(self) -> bool:
        """Whether these are enough."""
        return 2 * max(self.count, len(self._said)) >= _GROUP

    def add(self, rows: Any, said: list[tuple[int, Record]]) -> None:
        """Rows of a parcel, whose numbers say that."""
        compute = import_module("pyarrow.compute")
        if self._of is not said:
            before = len(self._said)
            self._said += [record for _, record in said]
            self._places = packed.whole("i", [number for number, _ in said])
            self._of, self._before = said, packed.whole("i", [before])[0]
        numbers = rows.column(2).combine_chunks()
        self._numbers.append(compute.add(compute.index_in(numbers, value_set=self._places), self._before))
        self._rows.append(rows.select([0, 1]))
        self.count += rows.num_rows

    def table(self) -> Any:
        """The records."""
        arrow = parquet.library("")
        own = arrow.concat_tables(self._rows).combine_chunks()
        rest = arrow.schema([field for field in self._schema if field.name not in OWN])
        records = packed.table(self._said, rest)
        lists = [field.name for field in rest if import_module("pyarrow.types").is_list(field.type)]
        empty = {name for name in lists if not any(record[name] for record in self._said)}
        found = records.drop_columns(list(empty)).take(arrow.concat_arrays(self._numbers))
        columns = dict(zip(OWN, own.columns, strict=True)) | dict(zip(found.column_names, found.columns, strict=True))
        columns |= {name: packed.empty(rest.field(name).type, self.count) for name in empty}
        return arrow.Table.from_arrays([columns[name] for name in FIELDS], schema=self._schema)
