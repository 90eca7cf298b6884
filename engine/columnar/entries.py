"""Facts with parts, from texts of JSON or from columns of their own, as SQL. Part of :mod:`engine.columnar`.

JSON is taken apart by patterns, and only where the whole text fits one: names and figures without escapes, in any order. Of
any other text nothing is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from engine.case.lists import LONGEST
from engine.columnar.cells import (
    JSON_NUMBER,
    JSON_STRING,
    Dictionary,
    dictionary,
    escaped,
    listed,
    member,
    open_words,
    quoted,
    text,
    value,
)
from engine.columnar.duckdb_sql import column_type
from engine.columnar.relation import KINDS, YEARS, Column, Relation

#: Bytes of a longer text than which nothing is read.
_MOST = 100_000
_SPACE = r"[ \t\r\n]*"
_YEAR_NAMES = "年|年度|年份|year"
_YEAR_KEY = '"[0-9]{4}(?:年度?)?"'
_SCALAR = rf"(?:{JSON_STRING}|{JSON_NUMBER}|true|false|null)"
_ENDS = {"起": "first", "from": "first", "止": "last", "to": "last"}
_EVERYTHING = ("全部", "all")


class Parted(NamedTuple):
    """SQL of a fact with parts: column of the relation → its value; ``bad``: whether what stands there cannot be read."""

    values: dict[str, str]
    bad: str


class Entries:
    """Reads the facts with parts of one subject."""

    def __init__(self, tables: Mapping[str, Any], subject: Mapping[str, Any]) -> None:
        self.tables = tables
        own = next((fact["range"] for fact in subject["facts"] if fact["id"] == subject["year"]), None)
        self._years = YEARS if own is None else (YEARS[0], own[1])

    def absent(self, fact: Mapping[str, Any]) -> Parted:
        """A fact without a column: never given."""
        return Parted({name: f"CAST(NULL AS {kind})" for name, kind in _columns(fact)} | self._nothing_listed(fact), "FALSE")

    @staticmethod
    def _nothing_listed(fact: Mapping[str, Any]) -> dict[str, str]:
        return {f"{fact['id']}__all": "FALSE"} if fact["type"] == "list" else {}

    def whole(self, fact: Mapping[str, Any], cell: str) -> Parted:
        """A fact in one column, as a text of JSON."""
        return {"records": self._records, "list": self._list, "years": self._span}[fact["type"]](fact, cell)

    # ---- records --------------------------------------------------------------------------------------------------------

    def _records(self, fact: Mapping[str, Any], cell: str) -> Parted:
        names = "|".join(escaped(field[key]) for field in fact["fields"] for key in ("name", "id"))
        entry = _object(f'"(?:{names})"', _SCALAR)
        dated = _object(f'"(?:{names}|{_YEAR_NAMES})"', _SCALAR)
        item = rf"{_YEAR_KEY}{_SPACE}:{_SPACE}(?:{entry}|null|\"(?:不详|unknown)\")"
        keyed, in_order = rf"\{{{_SPACE}{_several(item)}\}}{_SPACE}", rf"\[{_SPACE}{_several(dated)}\]{_SPACE}"
        loose = rf'"[0-9]{{4}}(?:年度?)?"{_SPACE}:{_SPACE}(?:\{{[^{{}}]*\}}|null|"[^"]*")'
        items = (
            f"CASE WHEN {_fits(cell, keyed)} THEN regexp_extract_all({cell}, {text(loose)}) "
            rf"WHEN {_fits(cell, in_order)} THEN regexp_extract_all({cell}, '\{{[^{{}}]*\}}') END"
        )
        year = f"policy_year(CASE WHEN e[1] = '\"' THEN e[2:5] ELSE policy_unquoted(policy_token(e, '{_YEAR_NAMES}')) END, "
        year += f"{', '.join(map(str, fact['range'] or self._years))})"
        given = rf"list_filter({items}, lambda e: NOT regexp_matches(e, ':{_SPACE}null$'))"
        cells = [self._field(field, "e") for field in fact["fields"]]
        made = ", ".join(["year: " + year, *(f"{quoted(id)}: {value}" for id, value, _ in cells)])
        once = rf"(e[1] = '\"' OR policy_times(e, '{_YEAR_NAMES}') = 1)".replace('\\"', '"')
        wrong = " OR ".join([f"({year}) IS NULL", f"NOT {once}", *(wrong for _, _, wrong in cells)])
        years = f"list_transform({items}, lambda e: {year})"
        bad = (
            f"list_contains(list_transform({items}, lambda e: {wrong}), TRUE) "
            f"OR len(list_distinct({years})) < len({years})"
        )
        return Parted(
            {fact["id"]: f"list_transform({given}, lambda e: {{{made}}})"},
            f"({cell} IS NOT NULL AND NOT {open_words(fact, cell)} AND coalesce({bad}, TRUE))",
        )

    def _field(self, field: Mapping[str, Any], entry: str) -> tuple[str, str, str]:
        """Of a field within an entry: its id, SQL of its value, SQL of whether it cannot be read."""
        names = text("|".join(escaped(field[key]) for key in ("name", "id")))
        token = f"policy_token({entry}, {names})"
        cell = f"policy_unquoted({token})"
        found = self._json_value(field, token, cell)
        wrong = f"policy_times({entry}, {names}) > 1 OR ({cell} IS NOT NULL AND ({found}) IS NULL AND NOT {_open(field, cell)})"
        return field["id"], found, wrong

    def _json_value(self, field: Mapping[str, Any], token: str, cell: str) -> str:
        """The value of a field in JSON, where truths are no texts and texts stand in quotes."""
        found = self._value(field, cell)
        if field["type"] == "boolean":
            return f"CASE {token} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE ELSE policy_yes({cell}) END"
        if field["type"] == "date":
            return f"policy_written_date({cell})"
        if field["type"] in ("text", "word"):
            return f"CASE WHEN {token}[1] = '\"' THEN {found} END"
        return found

    def _value(self, field: Mapping[str, Any], cell: str) -> str:
        word = "NULL"
        if field["type"] == "word":
            word = self._word(field["enumeration"], cell)
        return f"CAST({value(field, cell, self.tables, word)} AS {_sql_type(KINDS[field['type']])})"

    def _word(self, enumeration: str, cell: str) -> str:
        return member(self.words(enumeration), cell)

    def words(self, enumeration: str) -> Dictionary:
        """The texts that stand for the words of an enumeration."""
        return dictionary(self.tables["enumerations"][enumeration]["words"])

    def apart(self, fact: Mapping[str, Any], cells: Mapping[tuple[int, str], str]) -> Parted:
        """Records whose fields have columns of their own; ``cells``: year and id of the field → SQL of its text."""
        low, high = fact["range"] or self._years
        entries, wrong = [], []
        for year in sorted({year for year, _ in cells}):
            given = " OR ".join(f"{cell} IS NOT NULL" for (of, _), cell in cells.items() if of == year)
            parts = [f"year: CAST({year} AS BIGINT)"]
            for field in fact["fields"]:
                cell = cells.get((year, field["id"]))
                found = f"CAST(NULL AS {_sql_type(KINDS[field['type']])})" if cell is None else self._value(field, cell)
                parts.append(f"{quoted(field['id'])}: {found}")
                if cell is not None:
                    wrong.append(f"({cell} IS NOT NULL AND ({found}) IS NULL AND NOT {_open(field, cell)})")
            if not low <= year <= high:
                wrong.append(f"({given})")
            entries.append(f"CASE WHEN {given} THEN {{{', '.join(parts)}}} END")
        found = f"list_filter([{', '.join(entries)}], lambda e: e IS NOT NULL)"
        return Parted({fact["id"]: f"CASE WHEN len({found}) > 0 THEN {found} END"}, f"({' OR '.join(wrong)})")

    # ---- lists and spans ------------------------------------------------------------------------------------------------

    def _list(self, fact: Mapping[str, Any], cell: str) -> Parted:
        columns = fact["columns"]
        names = "|".join(escaped(column[key]) for column in columns for key in ("name", "id"))
        item = _object(f'"(?:{names})"', f"(?:{JSON_STRING}|null)")
        loose = r"\{[^{}]*\}"
        if len(columns) == 1:
            item, loose = f"{item}|{JSON_STRING}", loose + '|"[^"]*"'
        whole = rf"\[{_SPACE}{_several(item)}\]{_SPACE}"
        items = f"CASE WHEN {_fits(cell, whole)} THEN regexp_extract_all({cell}, {text(loose)}) END"
        taken, wrong = [], []
        for column in columns:
            pattern = text("|".join(escaped(column[key]) for key in ("name", "id")))
            token = f"policy_token(e, {pattern})"
            token = token if len(columns) > 1 else f"CASE WHEN e[1] = '\"' THEN e ELSE {token} END"
            inner = f"policy_unquoted({token})"
            word = self._word(column["enumeration"], inner)
            every = f"coalesce({word} IS NULL AND policy_plain({inner}) IN ({listed(_EVERYTHING)}), FALSE)"
            all_words = listed(list(self.tables["enumerations"][column["enumeration"]]["words"]))
            taken.append(f"CASE WHEN {every} THEN [{all_words}] ELSE [{word}] END")
            wrong.append(f"policy_times(e, {pattern}) > 1")
            wrong.append(f"({inner} IS NOT NULL AND {word} IS NULL AND NOT {every} AND NOT policy_unknown({inner}))")
        entries = f"flatten(list_transform({items}, lambda e: {_product(columns, taken)}))"
        everything = f"coalesce(policy_plain({cell}) IN ({listed(_EVERYTHING)}), FALSE)"
        bad = f"len({items}) > {LONGEST} OR list_contains(list_transform({items}, lambda e: {' OR '.join(wrong)}), TRUE)"
        return Parted(
            {fact["id"]: f"list_distinct({entries})", f"{fact['id']}__all": everything},
            f"({cell} IS NOT NULL AND NOT {open_words(fact, cell)} AND NOT {everything} AND coalesce({bad}, TRUE))",
        )

    def _span(self, fact: Mapping[str, Any], cell: str) -> Parted:
        names = "|".join(_ENDS)
        whole = _object(f'"(?:{names})"', f"(?:{JSON_STRING}|{JSON_NUMBER}|null)") + _SPACE
        ends, twice = {}, []
        for end in ("first", "last"):
            named = text("|".join(name for name, which in _ENDS.items() if which == end))
            ends[end] = f"policy_unquoted(policy_token({cell}, {named}))"
            twice.append(f"policy_times({cell}, {named}) > 1")
        found = self.span(fact, ends["first"], ends["last"])
        fits = _fits(cell, whole)
        values = {name: f"CASE WHEN {fits} THEN {sql} END" for name, sql in found.values.items()}
        bad = f"NOT {fits} OR {' OR '.join(twice)} OR {found.bad}"
        return Parted(values, f"({cell} IS NOT NULL AND NOT {open_words(fact, cell)} AND coalesce({bad}, TRUE))")

    def span(self, fact: Mapping[str, Any], first: str, last: str) -> Parted:
        """A span of years whose ends have columns of their own."""
        bounds = ", ".join(map(str, Relation.bounds(fact) or YEARS))
        found = {cell: f"policy_year({cell}, {bounds})" for cell in (first, last)}
        both = " AND ".join(f"{year} IS NOT NULL" for year in found.values())
        wrong = [
            f"({cell} IS NOT NULL AND {year} IS NULL AND NOT {_open(fact, cell)})" for cell, year in found.items()
        ]
        id = fact["id"]
        values = {f"{id}__first": f"CASE WHEN {both} THEN {found[first]} END"}
        values[f"{id}__last"] = f"CASE WHEN {both} THEN {found[last]} END"
        return Parted(values, f"({' OR '.join(wrong)} OR coalesce({found[first]} > {found[last]}, FALSE))")


def _product(columns: Sequence[Mapping[str, Any]], taken: Sequence[str]) -> str:
    """The entries that one item stands for: every choice of one word from each list of words."""
    variables = [f"w{place}" for place in range(len(columns))]
    parts = ", ".join(f"{quoted(column['id'])}: {each}" for column, each in zip(columns, variables, strict=True))
    made = f"[{{{parts}}}]"
    for variable, words in zip(reversed(variables), reversed(taken), strict=True):
        made = f"flatten(list_transform({words}, lambda {variable}: {made}))"
    return made


def _open(about: Mapping[str, Any], cell: str) -> str:
    """As :func:`open_words`; a part that does not apply is nothing that a query can read."""
    return open_words({"judge": about.get("judge")}, cell)


def _columns(fact: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The columns of the relation for a fact, with their types."""
    found: Sequence[Column] = Relation({"facts": [fact]}).columns()[2:]
    return [(column.name, column_type(column)) for column in found]


def _sql_type(kind: str) -> str:
    return column_type(Column("", kind))


def _fits(cell: str, pattern: str) -> str:
    return f"coalesce(strlen({cell}) <= {_MOST} AND regexp_full_match({cell}, {text(pattern)}), FALSE)"


def _object(name: str, held: str) -> str:
    member_ = f"{name}{_SPACE}:{_SPACE}{held}"
    return rf"\{{{_SPACE}{_several(member_)}\}}"


def _several(one: str) -> str:
    """None, one or more of the same, between brackets."""
    return f"(?:(?:{one}){_SPACE}(?:,{_SPACE}(?:{one}){_SPACE})*)?"
