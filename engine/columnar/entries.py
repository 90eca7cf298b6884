"""Facts with parts, from texts of JSON or from columns of their own, as SQL. Part of :mod:`engine.columnar`.

JSON is taken apart by patterns, and only where the whole text fits one: names and figures without escapes, in any order. Of
any other text nothing is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from engine.case.lists import LONGEST
from engine.case.year_spans import ENDS
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
_TWO = (("a", "x"), ("b", "y"))
_EVERYTHING = ("全部", "all")


class Parted(NamedTuple):
    """SQL of a fact: column of the relation → its value; ``bad``: whether what stands there cannot be read; ``read``: columns
    that both rest on, made of the cells before."""

    values: dict[str, str]
    bad: str
    read: Mapping[str, str] = MappingProxyType({})


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
        read = quoted(f"{fact['id']}__read")
        fields = [quoted(field["id"]) for field in fact["fields"]]
        kept = ", ".join(["year: e.y", *(f"{field}: e.{field}" for field in fields)])
        years = f"list_transform({read}, lambda e: e.y)"
        bad = f"list_contains(list_transform({read}, lambda e: e.w), TRUE) OR len(list_distinct({years})) < len({read})"
        return Parted(
            {fact["id"]: f"list_transform(list_filter({read}, lambda e: NOT e.n), lambda e: {{{kept}}})"},
            f"({cell} IS NOT NULL AND NOT {open_words(fact, cell)} AND coalesce({bad}, TRUE))",
            {f"{fact['id']}__read": self._entries(fact, items)},
        )

    def _entries(self, fact: Mapping[str, Any], items: str) -> str:
        """The items of records as structs: tokens, texts, values. ``y``: the year; ``n``: nothing is given; ``w``: something
        cannot be read."""
        fields = list(enumerate(fact["fields"]))
        patterns = {at: text("|".join(escaped(field[key]) for key in ("name", "id"))) for at, field in fields}
        year = f"policy_unquoted(policy_token(e, '{_YEAR_NAMES}'))"
        twice = [f"policy_times(e, {patterns[at]}) > 1" for at, _ in fields]
        twice.append(f"(e[1] = '{{' AND policy_times(e, '{_YEAR_NAMES}') <> 1)")
        steps = [[
            f"y: CASE WHEN e[1] = '\"' THEN e[2:5] ELSE {year} END",
            rf"n: regexp_matches(e, ':{_SPACE}null$')",
            f"w: {' OR '.join(twice)}",
            *(f"t{at}: policy_token(e, {patterns[at]})" for at, _ in fields),
        ]]  # fmt: skip
        again = ["y: e.y", "n: e.n", "w: e.w"]
        steps.append([*again, *(f"t{at}: e.t{at}, u{at}: policy_unquoted(e.t{at})" for at, _ in fields)])
        bounds = ", ".join(map(str, fact["range"] or self._years))
        values = (self._json_value(field, f"e.t{at}", f"e.u{at}") for at, field in fields)
        read = (f"u{at}: e.u{at}, {quoted(field['id'])}: {value}" for (at, field), value in zip(fields, values, strict=True))
        steps.append([f"y: policy_year(e.y, {bounds})", *again[1:], *read])
        wrong = (_wrong(field, f"e.u{at}", f"e.{quoted(field['id'])}") for at, field in fields)
        given = (f"{quoted(field['id'])}: e.{quoted(field['id'])}" for _, field in fields)
        steps.append([*again[:2], f"w: {' OR '.join(['e.w', 'e.y IS NULL', *wrong])}", *given])
        return _in_steps(items, steps)

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
        word = self._word(field["enumeration"], cell) if field["type"] == "word" else "NULL"
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
                    wrong.append(_wrong(field, cell, f"({found})"))
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
        read, entry = quoted(f"{fact['id']}__read"), list(enumerate(columns))
        patterns = [text("|".join(escaped(column[key]) for key in ("name", "id"))) for column in columns]
        tokens = [f"policy_token(e, {pattern})" for pattern in patterns]
        if len(columns) == 1:
            tokens = [f"CASE WHEN e[1] = '\"' THEN e ELSE {tokens[0]} END"]
        twice = " OR ".join(f"policy_times(e, {pattern}) > 1" for pattern in patterns)
        words = [self._word(column["enumeration"], f"e.u{at}") for at, column in entry]
        every = [f"coalesce(policy_plain(e.u{at}) IN ({listed(_EVERYTHING)}), FALSE)" for at, _ in entry]
        wrong = [f"(e.u{at} IS NOT NULL AND e.v{at} IS NULL AND NOT e.a{at} AND NOT policy_unknown(e.u{at}))" for at, _ in entry]
        taken = [self._taken(column, at) for at, column in entry]
        steps = [
            [f"w: {twice}", *(f"u{at}: policy_unquoted({token})" for at, token in enumerate(tokens))],
            ["w: e.w", *(f"u{at}: e.u{at}, v{at}: {words[at]}, a{at}: {every[at]}" for at, _ in entry)],
            [f"w: {' OR '.join(['e.w', *wrong])}", *(f"v{at}: e.v{at}, a{at}: e.a{at}" for at, _ in entry)],
        ]
        everything = f"coalesce(policy_plain({cell}) IN ({listed(_EVERYTHING)}), FALSE)"
        bad = f"len({read}) > {LONGEST} OR list_contains(list_transform({read}, lambda e: e.w), TRUE)"
        return Parted(
            {
                fact["id"]: f"list_distinct(flatten(list_transform({read}, lambda e: {_product(columns, taken)})))",
                f"{fact['id']}__all": everything,
            },
            f"({cell} IS NOT NULL AND NOT {open_words(fact, cell)} AND NOT {everything} AND coalesce({bad}, TRUE))",
            {f"{fact['id']}__read": _in_steps(items, steps)},
        )

    def _taken(self, column: Mapping[str, Any], at: int) -> str:
        """The words that a column of an item stands for: its own, or all of them."""
        words = listed(list(self.tables["enumerations"][column["enumeration"]]["words"]))
        return f"CASE WHEN e.v{at} IS NULL AND e.a{at} THEN [{words}] ELSE [e.v{at}] END"

    def _span(self, fact: Mapping[str, Any], cell: str) -> Parted:
        names = "|".join(ENDS)
        whole = _object(f'"(?:{names})"', f"(?:{JSON_STRING}|{JSON_NUMBER}|null)") + _SPACE
        first, last = (text("|".join(name for name, which in ENDS.items() if which == end)) for end in ("first", "last"))
        bounds = ", ".join(map(str, Relation.bounds(fact) or YEARS))
        wrong = (_wrong(fact, f"e.{end}", f"e.{year}") for end, year in _TWO)
        steps = [
            [
                f"a: policy_unquoted(policy_token(e, {first}))", f"b: policy_unquoted(policy_token(e, {last}))",
                f"w: policy_times(e, {first}) > 1 OR policy_times(e, {last}) > 1",
            ],
            ["w: e.w", "a: e.a", "b: e.b", f"x: policy_year(e.a, {bounds})", f"y: policy_year(e.b, {bounds})"],
            ["x: e.x", "y: e.y", f"w: e.w OR {' OR '.join(wrong)} OR coalesce(e.x > e.y, FALSE)"],
        ]  # fmt: skip
        read = quoted(f"{fact['id']}__read")
        both, ends = f"{read}[1].x IS NOT NULL AND {read}[1].y IS NOT NULL", {"first": "x", "last": "y"}
        return Parted(
            {f"{fact['id']}__{end}": f"CASE WHEN {both} THEN {read}[1].{year} END" for end, year in ends.items()},
            f"({cell} IS NOT NULL AND NOT {open_words(fact, cell)} AND coalesce({read}[1].w, TRUE))",
            {f"{fact['id']}__read": _in_steps(f"CASE WHEN {_fits(cell, whole)} THEN [{cell}] END", steps)},
        )

    def span(self, fact: Mapping[str, Any], first: str, last: str) -> Parted:
        """A span of years whose ends have columns of their own."""
        bounds = ", ".join(map(str, Relation.bounds(fact) or YEARS))
        found = {cell: f"policy_year({cell}, {bounds})" for cell in (first, last)}
        both = " AND ".join(f"{year} IS NOT NULL" for year in found.values())
        wrong = [_wrong(fact, cell, year) for cell, year in found.items()]
        id = fact["id"]
        values = {f"{id}__first": f"CASE WHEN {both} THEN {found[first]} END"}
        values[f"{id}__last"] = f"CASE WHEN {both} THEN {found[last]} END"
        return Parted(values, f"({' OR '.join(wrong)} OR coalesce({found[first]} > {found[last]}, FALSE))")


def _in_steps(items: str, steps: Sequence[Sequence[str]]) -> str:
    """A list gone through several times, each time made structs of what the time before gave: nothing is computed twice."""
    for step in steps:
        items = f"list_transform({items}, lambda e: {{{', '.join(step)}}})"
    return items


def _product(columns: Sequence[Mapping[str, Any]], taken: Sequence[str]) -> str:
    """The entries that one item stands for: every choice of one word from each list of words."""
    variables = [f"w{place}" for place in range(len(columns))]
    parts = ", ".join(f"{quoted(column['id'])}: {each}" for column, each in zip(columns, variables, strict=True))
    made = f"[{{{parts}}}]"
    for variable, words in zip(reversed(variables), reversed(taken), strict=True):
        made = f"flatten(list_transform({words}, lambda {variable}: {made}))"
    return made


def _wrong(about: Mapping[str, Any], cell: str, value: str) -> str:
    """SQL of whether a text has no value and does not say that it is unknown; a part that does not apply is nothing that a query
    can read."""
    return f"({cell} IS NOT NULL AND {value} IS NULL AND NOT {open_words({'judge': about.get('judge')}, cell)})"


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
