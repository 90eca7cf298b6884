"""Finished chunks of a Parquet output while a run is under way: one parcel after the other. Part of :mod:`engine.batch`.

A parcel is an Arrow stream with three columns: a row's key, its line, and the number of what its record says. What records
say stands once for all rows of the parcel that say the same, as JSON in its metadata: field by field the different values, and
which of them each record has. So a parcel is small, and the file is put
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
_SAID, _PLACES = b"said", b"places"
#: Most rows of a parcel that are written together; half as many rows, or different records, make a group of rows of the file.
_GROUP = 262_144


class Said:
    """What records say, by their numbers: of each field the different ``values``, and the ``places`` of those of each number."""

    def __init__(self, fields: Mapping[str, tuple[Sequence[Any], Any]] | None = None) -> None:
        """``fields``: values and, as numpy's numbers, places."""
        nothing = import_module("numpy").zeros(0, "int32")
        self.values = {name: list(fields[name][0]) if fields else [] for name in FIELDS if name not in OWN}
        self._places = {name: fields[name][1] if fields else nothing for name in self.values}
        self._more: dict[str, list[int]] = {name: [] for name in self.values}
        self._spelled: dict[str, dict[str, int]] = {}
        self._numbers: dict[tuple[int, ...], int] = {}
        self.count = len(self._places[next(iter(self.values))])

    def number(self, record: Mapping[str, Any]) -> int:
        """The number of a record's fields."""
        places = tuple(self._place(name, record[name]) for name in self.values)
        number = self._numbers.setdefault(places, self.count)
        if number == self.count:
            self.count += 1
            for name, place in zip(self.values, places, strict=True):
                self._more[name].append(place)
        return number

    def _place(self, name: str, value: Any) -> int:
        values = self.values[name]
        met = self._spelled.get(name)
        if met is None:
            met = self._spelled[name] = {json.dumps(value): place for place, value in enumerate(values)}
        place = met.setdefault(json.dumps(value), len(values))
        if place == len(values):
            values.append(value)
        return place

    def counted(self, field: str, counts: Any) -> Iterator[tuple[Any, int]]:
        """The values of a field, and how many records have each, where ``counts`` is how many have each number."""
        numbers = import_module("numpy")
        found = numbers.zeros(len(self.values[field]), "int64")
        numbers.add.at(found, self._places[field], counts)
        return zip(self.values[field], found.tolist(), strict=True)

    def places(self) -> bytes:
        """All places, field after field."""
        numbers = import_module("numpy")
        found = (numbers.concatenate([self._places[name], numbers.array(self._more[name], "int32")]) for name in self.values)
        return b"".join(each.astype("int32").tobytes() for each in found)


def parcel(
    keys: Any, lines: Any, numbers: Any, said: Said, order: Any = None, others: Sequence[tuple[int, Mapping[str, Any]]] = ()
) -> memoryview:
    """A parcel: three columns of Arrow, and what each number says; ``others``: records that are sorted in, each by a number
    of the column ``order``."""
    arrow, compute = parquet.library(""), import_module("pyarrow.compute")
    kinds = (arrow.string(), arrow.int64(), arrow.int32())
    names = [*OWN, "number"]
    columns = [column.cast(kind) for column, kind in zip((keys, lines, numbers), kinds, strict=True)]
    table = arrow.Table.from_arrays(columns, names=names)
    if others:
        added = _columns([record for _, record in others], said)
        added.append(packed.whole("q", [place for place, _ in others]).cast(order.type))
        both = arrow.concat_tables([table.append_column("order", order), arrow.Table.from_arrays(added, names=[*names, "order"])])
        table = both.select(names).combine_chunks().take(compute.sort_indices(both.column("order")))
    spelled = json.dumps(said.values, ensure_ascii=False).encode("utf-8", "backslashreplace")
    table = table.replace_schema_metadata({_SAID: spelled, _PLACES: said.places()})
    size = arrow.MockOutputStream()
    _stream(table, size)
    made = arrow.allocate_buffer(size.size())
    _stream(table, arrow.FixedSizeBufferWriter(made))
    return memoryview(made)


def _stream(table: Any, sink: Any) -> None:
    with parquet.library("").ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)


def of_lines(lines: Bytes) -> memoryview:
    """Lines of JSON, as they are in their file, as a parcel."""
    said = Said()
    keys, places, numbers = _columns([json.loads(line) for line in bytes(lines).splitlines()], said)
    return parcel(keys, places, numbers, said)


def _columns(records: Sequence[Mapping[str, Any]], said: Said) -> list[Any]:
    """The three columns of a parcel of these records."""
    numbers = packed.whole("i", [said.number(record) for record in records])
    return [packed.texts([each["key"] for each in records]), packed.whole("q", [each["line"] for each in records]), numbers]


def write(parcels: str, path: str, ends: Iterable[int]) -> None:
    """All parcels of a file as a Parquet file, with the columns of :func:`engine.batch.parquet.schema`; ``ends``: how many bytes
    of it there are, as it grows. Raises ``OSError``."""
    arrow, written = parquet.library(path), from_sheets.package(".parquet", path)
    wanted = parquet.schema()
    schema = arrow.schema([field if field.name in OWN else field.with_type(packed.packed(field.type)) for field in wanted])
    options = {"use_dictionary": _repeated(wanted), "write_statistics": list(OWN), "store_schema": False}
    with arrow.OSFile(parcels) as stream, open(path, "wb") as out:
        with written.ParquetWriter(out, schema, compression="zstd", **options) as writer:
            group = _Group(schema)
            for said, pieces in _opened(stream, ends):
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


#: Of each field of a parcel the different values, and which of them each number has.
_Fields = Mapping[str, tuple[Sequence[Any], Any]]


def _opened(stream: Any, ends: Iterable[int]) -> Iterator[tuple[_Fields, Iterator[Any]]]:
    """What the numbers of each parcel say, and its rows, at most those of a group at a time."""
    arrow = parquet.library("")
    for end in ends:
        while stream.tell() < end:
            with arrow.ipc.open_stream(stream) as opened:
                rows = opened.read_all()
                data = json.loads(opened.schema.metadata[_SAID])
                places = import_module("numpy").frombuffer(opened.schema.metadata[_PLACES], "int32").reshape(len(data), -1)
                said = {name: (values, packed.made(each)) for (name, values), each in zip(data.items(), places, strict=True)}
                yield said, (rows.slice(at, _GROUP) for at in range(0, rows.num_rows, _GROUP))


class _Group:
    """Rows that are written together, of one parcel or of several. ``count``: how many they are."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._fields = [field for field in schema if field.name not in OWN]
        self._values: dict[str, dict[str, Any]] = {field.name: {} for field in self._fields}
        self._places: dict[str, list[Any]] = {field.name: [] for field in self._fields}
        self._of: _Fields | None = None
        self._records = 0
        self._before: Any = None
        self._rows: list[Any] = []
        self._numbers: list[Any] = []
        self.count = 0

    @property
    def full(self) -> bool:
        """Whether these are enough."""
        return 2 * max(self.count, self._records) >= _GROUP

    def add(self, rows: Any, said: _Fields) -> None:
        """Rows of a parcel, whose numbers say that."""
        compute = import_module("pyarrow.compute")
        if self._of is not said:
            self._begin(said)
        numbers = rows.column(2).combine_chunks()
        self._numbers.append(compute.add(numbers, self._before))
        self._rows.append(rows.select([0, 1]))
        self.count += rows.num_rows

    def _begin(self, said: _Fields) -> None:
        """Another parcel: its different values among those that there are."""
        for name, (values, places) in said.items():
            met = self._values[name]
            spelled = [json.dumps(value) for value in values]
            for each, value in zip(spelled, values, strict=True):
                met.setdefault(each, value)
            order = {each: place for place, each in enumerate(met)}
            self._places[name].append(packed.whole("i", [order[each] for each in spelled]).take(places))
        self._before = packed.whole("i", [self._records])[0]
        self._records += len(places)
        self._of = said

    def table(self) -> Any:
        """The records."""
        arrow = parquet.library("")
        own = arrow.concat_tables(self._rows).combine_chunks()
        columns = dict(zip(OWN, own.columns, strict=True))
        numbers = arrow.concat_arrays(self._numbers)
        for field in self._fields:
            values = list(self._values[field.name].values())
            if import_module("pyarrow.types").is_list(field.type) and not any(values):
                columns[field.name] = packed.empty(field.type, self.count)
            else:
                made = packed.column(values, field.type)
                columns[field.name] = made.take(arrow.concat_arrays(self._places[field.name]).take(numbers))
        return arrow.Table.from_arrays([columns[name] for name in FIELDS], schema=self._schema)
