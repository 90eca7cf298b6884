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
from typing import Any, NamedTuple

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
    spelled = json.dumps(_by_field(told), ensure_ascii=False).encode("utf-8", "backslashreplace")
    table = table.replace_schema_metadata({_SAID: spelled})
    size = arrow.MockOutputStream()
    _stream(table, size)
    made = arrow.allocate_buffer(size.size())
    _stream(table, arrow.FixedSizeBufferWriter(made))
    return memoryview(made)


def _by_field(told: Mapping[int, Record]) -> dict[str, Any]:
    """Records by their numbers, and of each field the different values and their places in the order of the numbers."""
    fields: dict[str, Any] = {}
    for name in FIELDS:
        if name in OWN:
            continue
        different, met, values, places = {}, {}, [], []  # type: ignore[var-annotated]
        for record in told.values():
            value = record[name]
            place = met.get(id(value))  # most values that are alike are one object
            if place is None:
                place = met[id(value)] = different.setdefault(json.dumps(value), len(different))
                if place == len(values):
                    values.append(value)
            places.append(place)
        fields[name] = [values, places]
    return {"numbers": list(told), "fields": fields}


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


class _Said(NamedTuple):
    """What a parcel's records say: their ``numbers``, and by field the different values and their places."""

    numbers: Any
    fields: Mapping[str, tuple[Sequence[Any], Any]]


def _opened(stream: Any) -> Iterator[tuple[_Said, Iterator[Any]]]:
    """What the numbers of each parcel say, and its rows, at most those of a group at a time."""
    arrow = parquet.library("")
    while stream.tell() < stream.size():
        with arrow.ipc.open_stream(stream) as opened:
            rows = opened.read_all()
            data = json.loads(opened.schema.metadata[_SAID])
            fields = {name: (values, packed.whole("i", places)) for name, (values, places) in data["fields"].items()}
            said = _Said(packed.whole("i", data["numbers"]), fields)
            yield said, (rows.slice(at, _GROUP) for at in range(0, rows.num_rows, _GROUP))


class _Group:
    """Rows that are written together, of one parcel or of several. ``count``: how many they are."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._fields = [field for field in schema if field.name not in OWN]
        self._values: dict[str, dict[str, Any]] = {field.name: {} for field in self._fields}
        self._places: dict[str, list[Any]] = {field.name: [] for field in self._fields}
        self._of: _Said | None = None
        self._records = 0
        self._before: Any = None
        self._rows: list[Any] = []
        self._numbers: list[Any] = []
        self.count = 0

    @property
    def full(self) -> bool:
        """Whether these are enough."""
        return 2 * max(self.count, self._records) >= _GROUP

    def add(self, rows: Any, said: _Said) -> None:
        """Rows of a parcel, whose numbers say that."""
        compute = import_module("pyarrow.compute")
        if self._of is not said:
            self._begin(said)
        numbers = rows.column(2).combine_chunks()
        self._numbers.append(compute.add(compute.index_in(numbers, value_set=said.numbers), self._before))
        self._rows.append(rows.select([0, 1]))
        self.count += rows.num_rows

    def _begin(self, said: _Said) -> None:
        """Another parcel: its different values among those that there are."""
        for name, (values, places) in said.fields.items():
            met = self._values[name]
            spelled = [json.dumps(value) for value in values]
            for each, value in zip(spelled, values, strict=True):
                met.setdefault(each, value)
            order = {each: place for place, each in enumerate(met)}
            self._places[name].append(packed.whole("i", [order[each] for each in spelled]).take(places))
        self._before = packed.whole("i", [self._records])[0]
        self._records += len(said.numbers)
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
