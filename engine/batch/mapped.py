"""The columns of a table as SQL for the relation that queries read, and what must hold for it. Part of :mod:`engine.batch`.

A row is *sound* where every value is plainly what its fact may have; of any other row nothing is read here: it goes the way
of the Python engine, which says what is wrong with it. So this module may know as few forms as it likes, but what it takes
must be what the reader of applications makes of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from engine.batch.plan import Column
from engine.case.keys import by_name
from engine.case.year_spans import ENDS
from engine.columnar.cells import MOMENTS, quoted, text
from engine.columnar.program import YEARS

#: The greatest number where a fact has no range.
_MOST = 10**12
_YEAR_KEYS = frozenset(("年", "年度", "年份", "year"))
#: Types of whole numbers.
WHOLE = frozenset(("tinyint", "smallint", "integer", "bigint", "hugeint", "utinyint", "usmallint", "uinteger", "ubigint"))
_BROKEN = frozenset(("float", "double"))
#: Texts without any meaning of their own: letters and digits, short.
_PLAIN = r"[\x{4E00}-\x{9FFF}A-Za-z0-9]{1,60}"
#: Words that a fact is unknown.
UNKNOWN = ("不详", "unknown")
_SPECIAL = ("不详", "不适用", "待判断", "unknown", "judgement")


#: Cell (``c3``; ``c4.year`` within the entries of a list) → least and greatest value, where it is whole and never null.
Proven = Mapping[str, tuple[int, int]]


class ListType(NamedTuple):
    """The type of a list whose cell may say that it covers everything, as the column ``everything`` says; otherwise as the
    database's own types."""

    children: list[tuple[str, Any]]
    everything: str
    id: str = "list"


class Mapped(NamedTuple):
    """A table's columns. ``words``: fact → column whose values are read one by one, by way of combinations; ``dates``: the
    same for texts that are dates; ``given``: column of the relation → SQL; ``sound``: SQL that must be true; ``absent``:
    facts without a column."""

    words: dict[str, int]
    dates: dict[str, int]
    given: dict[str, str]
    sound: tuple[str, ...]
    absent: tuple[str, ...]


def mapped(
    subject: Mapping[str, Any],
    tables: Mapping[str, Any],
    columns: Sequence[Column],
    types: Sequence[Any],
    known: frozenset[str],
    proven: Proven | None = None,
) -> Mapped | None:
    """How the columns are read; columns ``known`` have no nulls in sound rows. ``None`` where rows have to be read one by one.

    ``types``: DuckDB's types of all columns, which are called ``c0``, ``c1``, …; ``proven``: what is known of their values.
    """
    facts = {fact["name"]: fact for fact in subject["facts"]}
    made = Mapped({}, {}, {}, (), ())
    parts: dict[str, list[Column]] = {}
    sound: list[str] = []
    for column in columns:
        if column.type == "subject":
            sound.append(_empty(column.place, types, f" OR c{column.place} = {text(subject['name'])}"))
        else:
            parts.setdefault(column.path[0], []).append(column)
    for name, fact in facts.items():
        found = _Fact(fact, tables, known, proven or {}).read(parts[name], types, made) if name in parts else _absent(fact, made)
        if found is None:  # nothing but empty cells can be read
            if fact["type"] == "date" and fact["may_not_apply"]:
                return None
            found = _absent(fact, made) + [_empty(column.place, types) for column in parts[name]]
        sound += found
    absent = tuple(fact["id"] for name, fact in facts.items() if name not in parts)
    return made._replace(sound=tuple(sound), absent=absent)


def nothing(fact: Mapping[str, Any]) -> str:
    """Texts that say no more of a fact than an empty cell does, as SQL."""
    same = fact.get("absent") == "unknown" and not fact.get("judge")
    return ", ".join(map(text, ("", *(UNKNOWN if same else ()))))


def _empty(place: int, types: Sequence[Any], also: str = "") -> str:
    """That a cell is empty; ``also``: or, where it is a text, something else."""
    return f"(c{place} IS NULL OR c{place} = ''{also})" if types[place].id == "varchar" else f"c{place} IS NULL"


def _absent(fact: Mapping[str, Any], made: Mapped) -> list[str]:
    """A fact without a column: never given."""
    id = fact["id"]
    if fact["type"] == "years":
        made.given.update({f"{id}__first": "NULL::BIGINT", f"{id}__last": "NULL::BIGINT"})
    elif fact["type"] == "list":
        entry = ", ".join(f"{quoted(column['id'])} VARCHAR" for column in fact["columns"])
        made.given.update({id: f"NULL::STRUCT({entry})[]", f"{id}__all": "FALSE"})
    elif fact["type"] == "records":
        fields = ", ".join(f"{quoted(field['id'])} BIGINT" for field in fact["fields"])
        made.given[id] = f"NULL::STRUCT(year BIGINT, {fields})[]"
    elif fact["type"] not in WORDS:
        made.given[id] = {"date": "NULL::DATE", "text": "NULL::VARCHAR"}.get(fact["type"], "NULL::BIGINT")
        if fact["may_not_apply"]:
            made.given[f"{id}__na"] = "TRUE" if fact["absent"] == "not_applicable" else "FALSE"
    return []


#: Types of facts whose values repeat themselves.
WORDS = ("word", "boolean", "row")


class _Fact:
    """Reads the columns of one fact: each method gives the conditions of soundness, ``None`` where it cannot read them."""

    def __init__(self, fact: Mapping[str, Any], tables: Mapping[str, Any], known: frozenset[str], proven: Proven) -> None:
        self.fact = fact
        self.id = str(fact["id"])
        self.tables = tables
        self.known = known
        self.proven = proven

    def read(self, columns: Sequence[Column], types: Sequence[Any], made: Mapped) -> list[str] | None:
        """The columns into ``made``."""
        kind, place = self.fact["type"], columns[0].place
        nested = len(columns) > 1 or len(columns[0].path) > 1
        if kind == "years":
            return self._years(columns, types, made)
        if kind == "records":
            return self._records(columns, types, made)
        if nested:
            return None
        if kind == "list":
            return self._list(place, types[place], made)
        if kind in WORDS:
            if types[place].id not in ("varchar", "boolean", "enum"):
                return None
            made.words[self.id] = place
            return []
        return self._single(place, types, made)

    def _single(self, place: int, types: Sequence[Any], made: Mapped) -> list[str] | None:
        """A text, a date or a number."""
        kind = self.fact["type"]
        if kind == "date" and types[place].id == "varchar":
            if self.fact["may_not_apply"]:
                return None
            made.dates[self.id] = place
            return []
        if kind == "text":
            found = self._text(f"c{place}", types[place])
        elif kind == "date":
            found = self._date(f"c{place}", types[place])
        else:
            found = self.number(f"c{place}", types[place], self.fact, self.id)
        if found is None:
            return None
        made.given[self.id] = found[0]
        if self.fact["may_not_apply"]:
            made.given[f"{self.id}__na"] = _empty(place, types) if self.fact["absent"] == "not_applicable" else "FALSE"
        return [found[1]]

    def _date(self, cell: str, type: Any) -> tuple[str, str] | None:
        if type.id not in ("date", *MOMENTS):
            return None
        within = f"{cell} BETWEEN '0001-01-01' AND '9999-12-31'"
        if type.id in MOMENTS:  # a day, where it is midnight
            within = f"({within} AND date_trunc('day', {cell}) = {cell})"
        value = cell if type.id == "date" else f"CAST({cell} AS DATE)"
        return value, f"coalesce({within}, {'FALSE' if self.id in self.known else 'TRUE'})"

    def _text(self, cell: str, type: Any) -> tuple[str, str] | None:
        special = ", ".join(map(text, _SPECIAL))
        ok = f"(regexp_full_match({cell}, {text(_PLAIN)}) AND {cell} NOT IN ({special}) AND {cell}[1] <> '交')"
        none = nothing(self.fact)
        value = f"CASE WHEN {cell} NOT IN ({none}) THEN {cell} END"
        return (value, f"coalesce({ok} OR {cell} IN ({none}), TRUE)") if type.id == "varchar" else None

    def number(self, cell: str, type: Any, about: Mapping[str, Any], name: str, place: str = "") -> tuple[str, str] | None:
        """A number scaled by its decimal places, and when it is sound: never null."""
        scale = about["scale"] or 0
        unit = 10**scale
        low, high = about["range"] or ((1, 9999) if about["type"] in ("year", "years") else (0, _MOST))
        if type.id in WHOLE:
            value = f"TRY(CAST({cell} AS BIGINT) * {unit})" if scale else cell
            least, most = -(-low // unit), high // unit
            ends = self.proven.get(place or cell)
            if ends is not None and least <= ends[0] and ends[1] <= most:
                return value, "TRUE"
            within = f"{cell} BETWEEN {least} AND {most}"
        elif type.id in _BROKEN:
            wide = f"CAST({cell} AS DOUBLE)"
            value = f"TRY_CAST(round({wide} * {unit}) AS BIGINT)"
            within = f"({wide} BETWEEN {low}/{unit}.0 AND {high}/{unit}.0 AND round({wide} * {unit}) / {unit} = {wide})"
        elif type.id == "decimal":
            value = f"TRY_CAST(round({cell} * {unit}) AS BIGINT)"
            within = f"({cell} BETWEEN {low} / {unit} AND {high} / {unit} AND round({cell}, {scale}) = {cell})"
        elif type.id == "varchar":
            places = rf"(?:\.[0-9]{{1,{scale}}}0*)?" if scale else r"(?:\.0+)?"
            pattern = "[0-9]{4}" if about["type"] in ("year", "years") else "[0-9]{1,12}" + places
            value = f"TRY_CAST(round(TRY_CAST({cell} AS DECIMAL(18, {scale})) * {unit}) AS BIGINT)"
            within = f"(regexp_full_match({cell}, {text(pattern)}) AND {value} BETWEEN {low} AND {high})"
        else:
            return None
        empty = f"{cell} IS NULL"
        if type.id == "varchar":
            empty = f"({empty} OR {cell} IN ({nothing(about if about is self.fact else {})}))"
        return value, f"coalesce({within}, FALSE)" if name in self.known else f"({empty} OR {within})"

    # ---- what has parts ---------------------------------------------------------------------------------------------

    def _years(self, columns: Sequence[Column], types: Sequence[Any], made: Mapped) -> list[str] | None:
        ends: dict[str, tuple[str, Any]] = {}
        for column in columns:
            if len(column.path) == 2 and column.path[1] in ENDS:
                ends[ENDS[column.path[1]]] = (f"c{column.place}", types[column.place])
            elif len(column.path) == 1 and types[column.place].id == "struct":
                for name, type in types[column.place].children:
                    if name not in ENDS or ENDS[name] in ends:
                        return None
                    ends[ENDS[name]] = (f"c{column.place}.{quoted(name)}", type)
            else:
                return None
        if set(ends) != {"first", "last"} or any(type.id not in WHOLE for _, type in ends.values()):
            return None
        first, last = ends["first"][0], ends["last"][0]
        low, high = self.fact["range"] or (1, 9999)
        both = f"({first} BETWEEN {low} AND {high} AND {last} BETWEEN {low} AND {high} AND {first} <= {last})"
        made.given.update({
            f"{self.id}__{end}": f"CASE WHEN {both} THEN {cell} END" for end, cell in (("first", first), ("last", last))
        })  # fmt: skip
        if f"{self.id}__first" in self.known:
            return [f"coalesce({both}, FALSE)"]
        return [f"coalesce(({first} IS NULL AND {last} IS NULL) OR {both}, FALSE)"]

    def _list(self, place: int, type: Any, made: Mapped) -> list[str] | None:
        cell, columns = f"c{place}", by_name(self.fact["columns"])
        if type.id != "list" or type.children[0][1].id != "struct":
            return None
        fields = {}
        for name, inner in type.children[0][1].children:
            column = columns.get(name)
            if column is None or column["id"] in fields or inner.id != "varchar":
                return None
            words = ", ".join(text(word) for word in self.tables["enumerations"][column["enumeration"]]["words"])
            fields[column["id"]] = (f"e.{quoted(name)}", f"coalesce(e.{quoted(name)} IN ({words}), FALSE)")
        if len(fields) != len(self.fact["columns"]):
            return None
        entry = ", ".join(f"{quoted(id)}: {value}" for id, (value, _) in fields.items())
        wrong = " AND ".join(sound for _, sound in fields.values())
        made.given[self.id] = f"list_transform({cell}, lambda e: {{{entry}}})"
        made.given[f"{self.id}__all"] = getattr(type, "everything", "FALSE")
        fits = f"(len({cell}) <= 500 AND NOT list_contains(list_transform({cell}, lambda e: NOT ({wrong})), TRUE))"
        return [f"coalesce({fits}, TRUE)"] if self.id not in self.known else [f"coalesce({fits}, FALSE)"]

    def _records(self, columns: Sequence[Column], types: Sequence[Any], made: Mapped) -> list[str] | None:
        fields = by_name(self.fact["fields"])
        if any(field["judge"] or field["absent"] != "unknown" for field in self.fact["fields"]):
            return None
        if len(columns[0].path) > 1:
            return self._apart(columns, types, made, fields)
        cell, type = f"c{columns[0].place}", types[columns[0].place]
        if type.id == "map" and type.children[1][1].id == "struct" and type.children[0][1].id in (*WHOLE, "varchar"):
            key = "e.key" if type.children[0][1].id in WHOLE else "TRY_CAST(e.key AS INTEGER)"
            return self._entries(f"map_entries({cell})", key, "e.value.", type.children[1][1].children, made, fields)
        if type.id != "list" or type.children[0][1].id != "struct":
            return None
        inner = type.children[0][1].children
        years = [name for name, kind in inner if name in _YEAR_KEYS and kind.id in WHOLE]
        if len(years) != 1:
            return None
        rest = [(name, kind) for name, kind in inner if name != years[0]]
        return self._entries(cell, f"e.{quoted(years[0])}", "e.", rest, made, fields, years[0])

    def _entries(
        self,
        listed: str,
        year: str,
        before: str,
        inner: Sequence[tuple[str, Any]],
        made: Mapped,
        fields: Mapping[str, Any],
        year_name: str = "",
    ) -> list[str] | None:
        """Records that stand in one list; ``year_name``: the field of the year, where it is one."""
        values: dict[str, str] = {}
        checks = []
        for name, type in inner:
            field = fields.get(name)
            if field is None or field["id"] in values:
                return None
            place = f"{listed}.{name}"
            found = self.number(before + quoted(name), type, field, f"{self.id}.{field['id']}", place)
            if found is None:
                return None
            values[field["id"]] = found[0]
            checks.append(found[1])
        for field in self.fact["fields"]:
            if field["id"] not in values:
                values[field["id"]] = "NULL::BIGINT"
                checks += ["FALSE"] * (f"{self.id}.{field['id']}" in self.known)
        checks += self._contained(values)
        entry = ", ".join([f"year: {year}", *(f"{quoted(id)}: {value}" for id, value in values.items())])
        bit = f"1::BIGINT << ({year} - {YEARS[0]})"
        ends = self.proven.get(f"{listed}.{year_name}")
        if ends is None or not YEARS[0] <= ends[0] <= ends[1] <= YEARS[1]:
            bit = f"CASE WHEN {year} BETWEEN {YEARS[0]} AND {YEARS[1]} THEN {bit} ELSE 0 END"
        once = f"bit_count(coalesce(list_bit_or(list_transform({listed}, lambda e: {bit})), 0)) = len({listed})"
        checks = [check for check in checks if check != "TRUE"]
        if checks:
            once += f" AND NOT list_contains(list_transform({listed}, lambda e: NOT ({' AND '.join(checks)})), TRUE)"
        sound = f"coalesce({once}, {'FALSE' if self.id in self.known else 'TRUE'})"
        as_it_is = before == "e." and all(value == f"e.{quoted(id)}" for id, value in values.items()) and year == 'e."year"'
        made.given[self.id] = listed if as_it_is else f"list_transform({listed}, lambda e: {{{entry}}})"
        return [sound]

    def _contained(self, values: Mapping[str, str]) -> list[str]:
        """That parts are not more than their whole."""
        found = []
        for rule in self.fact["contains"]:
            whole, parts = values[rule["whole"]], [values[part] for part in rule["parts"]]
            total = " + ".join(f"coalesce({part}, 0)" for part in parts)
            found.append(f"coalesce({total} <= {whole}, TRUE)")
        return found

    def _apart(
        self, columns: Sequence[Column], types: Sequence[Any], made: Mapped, fields: Mapping[str, Any]
    ) -> list[str] | None:
        """Records whose fields have columns of their own: ``继续教育[2022].总学时``."""
        by_year: dict[int, dict[str, str]] = {}
        sound = []
        for column in columns:
            if len(column.path) != 3 or not YEARS[0] <= int(column.path[1]) <= YEARS[1]:
                return None
            field = fields[column.path[2]]
            found = self.number(f"c{column.place}", types[column.place], field, "")
            if found is None:
                return None
            by_year.setdefault(int(column.path[1]), {})[field["id"]] = f"CASE WHEN {found[1]} THEN {found[0]} END"
            sound.append(found[1])
        entries = []
        for year, values in sorted(by_year.items()):
            every = {field["id"]: values.get(field["id"], "NULL::BIGINT") for field in self.fact["fields"]}
            sound += self._contained(every)
            entry = ", ".join([f"year: {year}::BIGINT", *(f"{quoted(id)}: {value}::BIGINT" for id, value in every.items())])
            given = " OR ".join(f"({value}) IS NOT NULL" for value in values.values())
            entries.append(f"CASE WHEN {given} THEN {{{entry}}} END")
        listed = f"list_filter([{', '.join(entries)}], lambda e: e IS NOT NULL)"
        made.given[self.id] = f"CASE WHEN len({listed}) > 0 THEN {listed} END"
        if self.known & {self.id, *(f"{self.id}.{field['id']}" for field in self.fact["fields"])}:
            return None
        return sound
