"""The columns of a register as the relation that queries read, in SQL that needs nothing of ours. Part of :mod:`engine.columnar`.

For DuckDB. ``policy_register`` is a view of the texts of the cells, by the English names of facts: the one place where a table
has a name. ``policy_read`` are its rows as they were read, with what could not be read; ``cases`` those of them that can be
decided. What a text may be is said in :mod:`~engine.columnar.cells`, for facts with parts in :mod:`~engine.columnar.entries`,
what follows from it in :mod:`~engine.columnar.following`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.artifact.tables import Tables
from engine.case.reading import plain
from engine.case.year_spans import ENDS
from engine.columnar import cells
from engine.columnar.cells import MOMENTS, listed, quoted, text
from engine.columnar.entries import Entries, Parted
from engine.columnar.following import Following, default_of
from engine.columnar.relation import CASES, ID, KINDS, ON, Column, Relation

REGISTER, READ, WORDS, DECIDED = "policy_register", "policy_read", "policy_words", "policy_decided"
#: What stands for a value of a type that no text of the fact can have: nothing but a blank is never read.
_UNREADABLE = "CASE WHEN {} IS NOT NULL THEN ' ' END"
_WHOLE = ("tinyint", "smallint", "integer", "bigint", "hugeint", "utinyint", "usmallint", "uinteger", "ubigint", "uhugeint")
_TEXTS = ("varchar", "json", "enum")
PARTS = ("list", "struct", "map", "array")
#: What stands above the parts of a script.
_TOLD = (
    "文字怎样读成数、日期、是否 / how texts are read",
    "词的各种写法，以及哪些词同时出现 / words in all spellings, and which go together",
    "名册：表在别处时，只改 FROM 后面 / the register: where the table is elsewhere, change what stands after FROM",
    "逐行读出事实；读不懂的列在 _errors / the rows as read; what cannot be read is in _errors",
)
NESTED = ("records", "list", "years")
_NUMBERS = ("integer", "quantity", "year", "years", "date")


class Cells(NamedTuple):
    """A column of a table: its name; what DuckDB calls its type (``json`` for texts of JSON); where its values go within an
    application: a fact, or a fact and its part (``继续教育``, ``2022``, ``总学时``), nothing where it is passed over; the
    type with parts that it is cast to before they are read, if any."""

    name: str
    type: str
    path: tuple[str, ...]
    cast: str | None = None


class Register(NamedTuple):
    """A table: ``relation``, as stands after FROM; all its columns; the name of that which is the key; ``text``: whether it is a
    file of texts, in which a row of blanks is no row; ``title``: what it is called in the head of the script; ``year``: rows that
    state another one are not decided."""

    relation: str
    columns: tuple[Cells, ...]
    key: str | None
    text: bool
    title: str
    year: int | None = None


class FromTable:
    """Reads a register for one subject."""

    def __init__(self, tables: Tables, subject: str, register: Register) -> None:
        self._tables = tables
        self._subject: Mapping[str, Any] = tables["subjects"][subject]
        self._register = register
        self._facts: dict[str, Mapping[str, Any]] = {fact["name"]: fact for fact in self._subject["facts"]}
        self._entries = Entries(tables, self._subject)
        self._following = Following(self._subject)
        self._parts: dict[str, list[Cells]] = {}
        for column in register.columns:
            if column.path:
                self._parts.setdefault(column.path[0], []).append(column)

    def head(self) -> Iterator[str]:
        """Lines that say what the script reads and writes."""
        yield f"{self._register.title}: {REGISTER} → {READ} → {CASES}; docs/columnar.md"

    def statements(self) -> str:
        """Everything before the query: macros, dictionaries, the register, and how it is read."""
        made = [_table(WORDS, ("fact", "text", "word"), list(self._word_rows()))]
        made += [_table(name, columns, list(rows)) for name, columns, rows in self._following.tables()]
        parts = zip(_TOLD, (cells.macros(), "".join(made), self._view(), self._read()), strict=True)
        return "\n".join(f"-- {told}\n{part}" for told, part in parts)

    # ---- the table and its words ----------------------------------------------------------------------------------------

    def _view(self) -> str:
        key = next((each for each in self._register.columns if each.name == self._register.key), None)
        number = "_row"
        while any(each.name.lower() == number for each in self._register.columns):
            number = "_" + number
        shown = [(f"CAST({quoted(number)} AS VARCHAR)" if key is None else self._key(key), ID)]
        shown += [(self._text(each), _place(self._facts, each.path)) for each in self._register.columns if each.path]
        filled = " OR ".join(self._filled(each) for each in self._register.columns)
        lines = ",\n".join(f"  {sql} AS {quoted(name)}" for sql, name in shown)
        return (
            f"CREATE OR REPLACE TEMP VIEW {REGISTER} AS\nSELECT\n{lines}\n"
            f"FROM (SELECT row_number() OVER () AS {quoted(number)}, * FROM {self._register.relation})\nWHERE {filled};\n"
        )

    def _filled(self, column: Cells) -> str:
        """That there is anything in a cell."""
        name = self._cell(column)
        if column.type not in _TEXTS:
            return f"{name} IS NOT NULL"
        return f"coalesce({f'policy_stripped({name})' if self._register.text else name}, '') <> ''"

    def _key(self, column: Cells) -> str:
        if column.type in ("boolean", *PARTS):
            return "CAST(NULL AS VARCHAR)"
        return f"nullif(policy_stripped({self._plainly(column) or f'CAST({quoted(column.name)} AS VARCHAR)'}), '')"

    def _text(self, column: Cells) -> str:
        """A cell as a text that says the same to the reader of applications."""
        name, kind = self._cell(column), self._kind(column.path)
        unreadable = _UNREADABLE.format(name)
        if column.type in _TEXTS:
            return f"nullif(policy_stripped({name}), '')"
        if column.type == "blob":
            decoded = f"TRY(decode({name}))"
            return f"CASE WHEN {name} IS NOT NULL AND {decoded} IS NULL THEN ' ' ELSE nullif(policy_stripped({decoded}), '') END"
        if column.type == "boolean":
            return f"CASE WHEN {name} THEN '是' WHEN NOT {name} THEN '否' END" if kind == "boolean" else unreadable
        if column.type in PARTS:
            held = name if column.cast is None else f"CAST({name} AS {column.cast})"
            return f"CAST(to_json({held}) AS VARCHAR)" if kind in NESTED and len(column.path) == 1 else unreadable
        if column.type in (*_WHOLE, "decimal", "float", "double") and kind not in _NUMBERS:
            return unreadable
        return self._plainly(column) or unreadable

    @staticmethod
    def _plainly(column: Cells) -> str | None:
        """A value without parts as a text."""
        name = FromTable._cell(column)
        if column.type in (*_WHOLE, "decimal", "date"):
            return f"CAST({name} AS VARCHAR)"
        if column.type in ("float", "double"):
            return f"policy_decimal(CAST({name} AS DOUBLE))"
        if column.type == "blob":
            return f"TRY(decode({name}))"
        return f"policy_moment({name})" if column.type in MOMENTS else name if column.type in _TEXTS else None

    @staticmethod
    def _cell(column: Cells) -> str:
        """A cell, as a text where its type has other names for texts."""
        return f"CAST({quoted(column.name)} AS VARCHAR)" if column.type in _TEXTS[1:] else quoted(column.name)

    def _kind(self, path: tuple[str, ...]) -> str:
        fact = self._facts.get(path[0])
        if fact is None:
            return "text"
        if len(path) == 3:
            return next(str(field["type"]) for field in fact["fields"] if field["name"] == path[2])
        return str(fact["type"])

    def _word_rows(self) -> Iterator[str]:
        for fact in self._facts.values():
            if fact["name"] in self._parts and fact["type"] == "word":
                for key, word in self._entries.words(fact["enumeration"]).keys.items():
                    yield f"({text(fact['id'])}, {text(key)}, {text(word)})"
            if fact["name"] in self._parts and fact["type"] == "row":
                for key, locator in self._rows().items():
                    yield f"({text(fact['id'])}, {text(key)}, {text(locator)})"

    def _rows(self) -> dict[str, str]:
        """Names of rows, and what :meth:`_row_key` makes of locators → locator."""
        rows = self._tables["rows"]
        names = [row["name"] for row in rows.values()]
        found = {f"{row['table']}·{row['number']}": locator for locator, row in rows.items()}
        once = (each for each in names if names.count(each) == 1 and plain(each) == each)
        located = {row["name"]: locator for locator, row in rows.items()}
        return found | {each: located[each] for each in once}

    def _row_key(self, cell: str) -> str:
        """A locator in the one form in which the words have it."""
        tables = sorted(self._tables["tables"], key=len, reverse=True)
        separated = r"[·•・.\-\s]*"
        found = text(rf"^({'|'.join(map(cells.escaped, tables))}){separated}第?0*([0-9]{{1,9}})[项号行]?$")
        bare = f"regexp_replace(policy_plain({cell}), {text(rf'^附件[0-9]*{separated}')}, '')"
        located = f"regexp_extract({bare}, {found}, 1) || '·' || TRY_CAST(regexp_extract({bare}, {found}, 2) AS BIGINT)"
        return f"CASE WHEN regexp_matches({bare}, {found}) THEN {located} ELSE policy_plain({cell}) END"

    # ---- reading --------------------------------------------------------------------------------------------------------

    def _read(self) -> str:
        """The statement that reads the register."""
        values, joins = ["r.*", f'({self._tells_nothing()}) AS "_empty"'], list[str]()
        read = ["r.*"]
        errors = [f"CASE WHEN {quoted(ID)} IS NULL THEN {text(ID)} END", "CASE WHEN \"_empty\" THEN '_row' END"]
        for name, fact in self._facts.items():
            made = self._fact(fact, joins)
            values += [f"{sql} AS {quoted(f'{column}__value')}" for column, sql in made.values.items()]
            read += [f"{sql} AS {quoted(column)}" for column, sql in made.read.items()]
            if name in self._parts:
                values += [f"{made.bad} AS {quoted(fact['id'] + '__bad')}"] if made.bad else []
                errors.append(f"CASE WHEN {quoted(fact['id'] + '__bad')} THEN {text(fact['id'])} END")
        errors += [*self._other_subject(), *self._other_year()]
        steps = [("_cells", f"SELECT {', '.join(read)} FROM {REGISTER} r")]
        steps.append(("_values", f"SELECT {', '.join(values)} FROM _cells r{''.join(joins)}"))
        steps.append(("_marked", f"SELECT {', '.join(self._marked())} FROM _values"))
        last = "_marked"
        if self._following.keys:
            chain, end = self._following.chain("_marked")
            steps += chain
            last = "_completed"
            steps.append((last, self._completed(end)))
        columns = [f"{sql} AS {quoted(column)}" for column, sql in self._relation()]
        wrong = f'list_filter([{", ".join(errors)}], lambda e: e IS NOT NULL) AS "_errors"'
        written = ",\n".join(f"{step} AS MATERIALIZED (\n  {sql}\n)" for step, sql in steps)
        shown = ",\n  ".join([quoted(ID), *columns, wrong])
        return f"CREATE OR REPLACE TEMP TABLE {READ} AS\nWITH {written}\nSELECT\n  {shown}\nFROM {last};\n"

    def _tells_nothing(self) -> str:
        """That no fact is filled in, but for the key where that is one."""
        telling = [each for each in self._register.columns if each.path and each.path[0] in self._facts]
        told = [f"r.{quoted(_place(self._facts, each.path))} IS NULL" for each in telling if each.name != self._register.key]
        return " AND ".join(told) or "TRUE"

    def _other_subject(self) -> list[str]:
        """That a row says it is about something else."""
        column = next((each for each in self._register.columns if each.path and each.path[0] not in self._facts), None)
        if column is None:
            return []
        cell, names = quoted(_place(self._facts, column.path)), listed([self._subject["name"], self._subject["id"]])
        return [f"CASE WHEN {cell} IS NOT NULL AND policy_plain({cell}) NOT IN ({names}) THEN 'subject' END"]

    def _other_year(self) -> list[str]:
        """That a row says it is about another year."""
        year = self._subject["year"]
        if self._register.year is None or year is None:
            return []
        return [f"CASE WHEN {quoted(year)} <> {self._register.year} THEN {text(year)} END"]

    def _fact(self, fact: Mapping[str, Any], joins: list[str]) -> Parted:
        """The values of a fact as its columns have them, and, for one with parts, whether they cannot be read."""
        id, columns = fact["id"], self._parts.get(fact["name"], [])
        if fact["type"] in NESTED:
            return self._parted(fact, columns)
        if not columns:
            return Parted({id: f"CAST(NULL AS {_TYPES[KINDS[fact['type']]]})"}, "FALSE")
        cell = f"r.{quoted(id)}"
        word = "NULL"
        if fact["type"] in ("word", "row"):
            key = self._row_key(cell) if fact["type"] == "row" else f"policy_plain({cell})"
            alias = quoted(f"w_{id}")
            joins.append(f"\n  LEFT JOIN {WORDS} {alias} ON {alias}.fact = {text(id)} AND {alias}.text = {key}")
            word = f"{alias}.word"
            exact = self._entries.words(fact["enumeration"]).exact if fact["type"] == "word" else ()
            if exact:
                word = f"CASE WHEN {cell} IN ({listed(exact)}) THEN {cell} ELSE {word} END"
        return Parted({id: cells.value(fact, cell, self._tables, word)}, "")

    def _parted(self, fact: Mapping[str, Any], columns: Sequence[Cells]) -> Parted:
        if not columns:
            return self._entries.absent(fact)
        cell = [f"r.{quoted(_place(self._facts, each.path))}" for each in columns]
        if len(columns[0].path) == 1:
            return self._entries.whole(fact, cell[0])
        if fact["type"] == "records":
            ids = {field["name"]: field["id"] for field in fact["fields"]}
            placed = {(int(each.path[1]), ids[each.path[2]]): sql for each, sql in zip(columns, cell, strict=True)}
            return self._entries.apart(fact, placed)
        ends: dict[str, str] = {}
        others = []
        for each, sql in zip(columns, cell, strict=True):
            end = ENDS.get(each.path[1])
            if end is None or end in ends:
                others.append(f"{sql} IS NOT NULL")
            else:
                ends[end] = sql
        none = "CAST(NULL AS VARCHAR)"
        found = self._entries.span(fact, ends.get("first", none), ends.get("last", none))
        return found._replace(bad=f"({' OR '.join([found.bad, *others])})")

    # ---- from what is given to what is known ----------------------------------------------------------------------------

    def _marked(self) -> list[str]:
        """The values with what is known of those that are not there: given as unknown, not applicable."""
        found = [quoted(ID), quoted("_empty")]
        subject = next((each for each in self._register.columns if each.path and each.path[0] not in self._facts), None)
        if subject is not None:
            found.append(quoted(_place(self._facts, subject.path)))
        for name, fact in self._facts.items():
            found += [f"{quoted(f'{column.name}__value')} AS {quoted(column.name)}" for column in _values(fact)]
            cell, value, bad = (quoted(fact["id"] + end) for end in ("", "__value", "__bad"))
            if fact["type"] in NESTED:
                found += [bad] if name in self._parts else []
                continue
            if name in self._parts:
                unread = f"{cell} IS NOT NULL AND {value} IS NULL AND NOT {cells.open_words(fact, cell)}"
                found.append(f"({unread}) AS {bad}")
            given = f"policy_unknown({cell})" if name in self._parts else "FALSE"
            found.append(f"({given} AND {value} IS NULL) AS {quoted(fact['id'] + '__given')}")
            if fact["may_not_apply"]:
                none = "FALSE"
                if name in self._parts:
                    none = f"policy_none({cell}) AND {value} IS NULL"
                if fact["absent"] == "not_applicable":
                    none = f"{cell} IS NULL OR ({none})" if name in self._parts else "TRUE"
                found.append(f"({none}) AS {quoted(fact['id'] + '__na')}")
        return found

    def _completed(self, end: str) -> str:
        """The rows with what follows for their combination."""
        replaced = [f"l.{quoted(id)} AS {quoted(id)}" for id in self._following.keys]
        more = "".join(f", l.{quoted(f'{id}__registered{time}')}" for id in self._following.filled for time in (1, 2))
        joined = self._following.joined("v", "l")
        return f"SELECT v.* REPLACE ({', '.join(replaced)}){more} FROM _marked v JOIN {end} l ON {joined}"

    def _relation(self) -> Iterator[tuple[str, str]]:
        """Columns of the relation, all but the row's name, as SQL."""
        reference = self._subject["reference_date"]
        facts = {fact["id"]: fact for fact in self._facts.values()}
        yield ON, self._settled(facts[reference]) if reference else "CAST(NULL AS DATE)"
        for fact in facts.values():
            for column in _values(fact):
                yield column.name, self._settled(fact) if column.name == fact["id"] else quoted(column.name)
            if fact["type"] not in NESTED and fact["may_not_apply"]:
                yield f"{fact['id']}__na", quoted(f"{fact['id']}__na")

    def _settled(self, fact: Mapping[str, Any]) -> str:
        """A fact with what a register has for it, or what is assumed, where it was left out."""
        id, default = fact["id"], default_of(fact)
        filled = id in self._following.filled
        if fact["type"] in NESTED or (default is None and not filled) or (id in self._following.keys and not filled):
            return quoted(id)
        others = [quoted(f"{id}__registered1")] if filled else []
        others += [default] if default is not None else []
        others += [quoted(f"{id}__registered2")] if filled else []
        left_out = f"NOT {quoted(f'{id}__given')}"
        if fact["may_not_apply"]:
            left_out += f" AND NOT {quoted(f'{id}__na')}"
        return f"coalesce({quoted(id)}, CASE WHEN {left_out} THEN coalesce({', '.join(others)}) END)"


#: Types of scalars as DuckDB has them.
_TYPES = {"boolean": "BOOLEAN", "integer": "BIGINT", "date": "DATE", "text": "VARCHAR"}


def _values(fact: Mapping[str, Any]) -> list[Column]:
    """The columns of the relation that hold the values of a fact."""
    found = Relation({"facts": [fact]}).columns()[2:]
    return found if fact["type"] in NESTED else found[:1]


def _place(facts: Mapping[str, Mapping[str, Any]], path: tuple[str, ...]) -> str:
    """Where a column goes, in English."""
    fact = facts.get(path[0])
    if fact is None:
        return "_subject"
    if len(path) == 3:
        return f"{fact['id']}[{path[1]}].{next(field['id'] for field in fact['fields'] if field['name'] == path[2])}"
    return str(fact["id"]) if len(path) == 1 else f"{fact['id']}.{path[1]}"


def _table(name: str, columns: Sequence[str], rows: Sequence[str]) -> str:
    """The statement that makes a table of its rows."""
    named = ", ".join(map(quoted, columns))
    if not rows:
        nothing = ", ".join(f"CAST(NULL AS VARCHAR) AS {quoted(column)}" for column in columns)
        return f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {nothing} WHERE FALSE;\n"
    values = ",\n  ".join(rows)
    return f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM (VALUES\n  {values}\n) AS t({named});\n"


def deciding(query: str) -> str:
    """The query over the rows that were read, and the rows that were not."""
    sound = f'"{CASES}" AS (\n  SELECT * EXCLUDE ("_errors") FROM {READ} WHERE len("_errors") = 0\n)'
    unread = f'SELECT {quoted(ID)}, "_errors" AS "errors" FROM {READ} WHERE len("_errors") > 0'
    told = "-- 结论；读不懂的行只有 errors / decisions; rows that cannot be read have errors alone"
    return f"{told}\nWITH {sound}, {DECIDED} AS (\n{query}\n)\nSELECT * FROM {DECIDED}\nUNION ALL BY NAME\n{unread};\n"
