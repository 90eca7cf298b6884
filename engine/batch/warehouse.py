"""A register's file as the table that a script for a database reads. Part of :mod:`engine.batch`.

Only the names and types of the columns are read; what they hold is said by the plan of the header, as for
:func:`~engine.batch.run.run_batch`, and refused for the same reasons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from engine.batch import from_sheets, sources
from engine.batch.from_csv import encoding_of
from engine.batch.plan import plan_of
from engine.batch.rows import problem
from engine.columnar.cells import quoted, text
from engine.columnar.from_table import PARTS, Cells, Register
from engine.diagnostics.safe_text import safe
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput

#: Kinds of files whose tables DuckDB reads by itself.
KINDS = (".duckdb", ".parquet", *sources.SEPARATORS)
_NO_TABLE = Term("DuckDB 自己只读 .duckdb、.parquet、.csv、.tsv", "DuckDB by itself reads .duckdb, .parquet, .csv and .tsv")
_NOT_UTF8 = Term("它不是 UTF-8 编码", "it is not in UTF-8")
_LENGTH = 200


def register_of(
    name: str, subject: Mapping[str, Any], key: str | None = None, ignored: Sequence[str] = (), year: int | None = None
) -> Register:
    """The table in a file ``name`` (``PATH``, ``PATH#TABLE``) for the facts of ``subject``; ``key``: the column that names each
    row; ``ignored``: columns passed over; ``year``: rows that state another one are not decided.

    Raises :class:`InvalidInput` for a file that cannot be read, or with columns that hold no facts.
    """
    source = sources.source(name)
    if source.kind not in KINDS:
        raise InvalidInput([problem("E0968", source.name, name=source.name, reason=_NO_TABLE)], {})
    if source.kind in sources.SEPARATORS:
        _see_encoding(source)
    sources.check([source], subject, key, ignored, None)
    relation, columns = _text_file(source) if source.kind in sources.SEPARATORS else _stored(source)
    header = tuple(each for each, _ in columns)
    plan, problems = plan_of(header, subject, key, ignored, name)
    if problems:
        raise InvalidInput(problems, {})
    paths = {column.place: column.path for column in plan.columns}
    cells = tuple(_cells(each, type, paths.get(place, ())) for place, (each, type) in enumerate(columns))
    own = None if plan.key is None else header[plan.key]
    return Register(relation, cells, own, source.kind in sources.SEPARATORS, safe(name, _LENGTH), year)


def _see_encoding(source: sources.Source) -> None:
    with open(source.path, "rb") as stream:
        if encoding_of(stream, source.name, None) != "utf-8":
            raise InvalidInput([problem("E0968", source.name, name=source.name, reason=_NOT_UTF8)], {})


def _text_file(source: sources.Source) -> tuple[str, list[tuple[str, Any]]]:
    """What stands after FROM in the script, and the columns with their types: none where they are texts."""
    with ExitStack() as stack:
        header = sources.Opened(source, "utf-8", stack).header or ()
    names = [each or f"column{place}" for place, each in enumerate(header)]
    typed = ", ".join(f"{text(each)}: 'VARCHAR'" for each in names)
    form = f"delim = {text(sources.SEPARATORS[source.kind])}, quote = '\"', escape = '\"', header = true, auto_detect = false"
    return f"read_csv({text(source.path)}, {form}, columns = {{{typed}}})", [(each, None) for each in names]


def _stored(source: sources.Source) -> tuple[str, list[tuple[str, Any]]]:
    """The same for a table with types."""
    library = from_sheets.package(".duckdb", source.name)
    try:
        with library.connect() as base:
            relation, read = f"read_parquet({text(source.path)})", f"read_parquet({text(source.path)})"
            if source.kind == ".duckdb":
                base.execute(f"ATTACH {text(source.path)} AS register (READ_ONLY)")
                tables = "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'register'"
                relation = quoted(source.part or str(base.execute(tables).fetchall()[0][0]))
                read = f"register.main.{relation}"
            found = base.sql(f"SELECT * FROM {read} LIMIT 0")
            return relation, list(zip(found.columns, found.types, strict=True))
    except library.Error as error:
        raise from_sheets.damaged(source.name, error, None) from error


def _cells(name: str, type: Any, path: tuple[str, ...]) -> Cells:
    """A column; parts that are texts of JSON are cast to texts of their own."""
    if type is None:
        return Cells(name, "varchar", path)
    if str(type) == "JSON":
        return Cells(name, "json", path)
    return Cells(name, str(type.id), path, _written(type) if type.id in PARTS and "JSON" in str(type) else None)


def _written(type: Any) -> str:
    if str(type) == "JSON":
        return "VARCHAR"
    if type.id == "struct":
        return f"STRUCT({', '.join(f'{quoted(name)} {_written(inner)}' for name, inner in type.children)})"
    if type.id == "map":
        return f"MAP({', '.join(_written(inner) for _, inner in type.children)})"
    return f"{_written(type.children[0][1])}[]" if type.id in ("list", "array") else str(type)
