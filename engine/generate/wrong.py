"""Rows spoilt on purpose, each in one way, for trying what happens to bad rows. Part of :mod:`engine.generate`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from engine.artifact.tables import Tables
from engine.generate.chance import Chance

Row = dict[str, Any]


class Spoiler:
    """Spoils rows of one subject. ``text`` ways need a format of text; the others are wrong in every format."""

    def __init__(self, tables: Tables, subject: dict[str, Any], chance: Chance) -> None:
        self._chance = chance
        self._by_type: dict[str, list[str]] = {}
        for fact in subject["facts"]:
            self._by_type.setdefault(fact["type"], []).append(fact["name"])
        self._contains = [(fact["name"], _names(fact)) for fact in subject["facts"] if fact["contains"]]
        self._ways: list[Callable[[Row], Row | None]] = [
            self._unknown_word, self._no_such_date, self._letter_for_digit, self._wrong_type, self._part_over_whole,
        ]  # fmt: skip

    def row(self, row: Row) -> Row:
        """The row with one value that cannot be read; the next way is tried where the row has no such fact."""
        first = self._chance.between(0, len(self._ways) - 1)
        for number in range(len(self._ways)):
            spoilt = self._ways[(first + number) % len(self._ways)](dict(row))
            if spoilt is not None:
                return spoilt
        return row

    def json(self, row: Row) -> str:
        """A line of JSON that is no application, or none that can be read."""
        text = json.dumps(row, ensure_ascii=False)
        way = self._chance.between(0, 4)
        if way == 0:
            return text[: self._chance.between(2, len(text) - 2)]
        if way == 1:
            return text[:-1] + ', "没有这一项": 1}'
        if way == 2:
            key = next(iter(row))
            return text[:-1] + f", {json.dumps(key, ensure_ascii=False)}: 1}}"
        if way == 3:
            return "[]"
        return json.dumps(self.row(row), ensure_ascii=False)

    def csv(self, line: str, row: Row, write: Callable[[Row], str]) -> str:
        """A line of a table whose cells do not fit, or one with a wrong value."""
        way = self._chance.between(0, 2)
        if way == 0:
            return line.rstrip("\r\n") + ",多一栏\r\n"
        if way == 1:
            return '"' + line.replace('"', "")
        return write(self.row(row))

    def _present(self, row: Row, *types: str) -> str | None:
        names = [name for type_ in types for name in self._by_type.get(type_, ()) if name in row]
        return self._chance.one(names) if names else None

    def _set(self, row: Row, name: str | None, value: Any) -> Row | None:
        return None if name is None else row | {name: value}

    def _unknown_word(self, row: Row) -> Row | None:
        name = self._present(row, "word")
        return self._set(row, name, f"没有这个词{self._chance.between(1, 9)}")

    def _no_such_date(self, row: Row) -> Row | None:
        return self._set(row, self._present(row, "date"), self._chance.one(("2023-02-30", "12/31/2023", "20231331")))

    def _letter_for_digit(self, row: Row) -> Row | None:
        return self._set(row, self._present(row, "integer", "quantity"), self._chance.one(("1O", "-3", "4.75", "九")))

    def _wrong_type(self, row: Row) -> Row | None:
        return self._set(row, self._present(row, "boolean", "year", "years"), self._chance.one(("也许", "二〇二三", "3年")))

    def _part_over_whole(self, row: Row) -> Row | None:
        for name, (whole, part) in self._contains:
            years = row.get(name)
            if not isinstance(years, dict):
                continue
            year = next((year for year, entry in years.items() if isinstance(entry, dict) and part in entry), None)
            if year is not None:
                return row | {name: years | {year: years[year] | {whole: 1, part: 2}}}
        return None


def _names(fact: dict[str, Any]) -> tuple[str, str]:
    names = {field["id"]: field["name"] for field in fact["fields"]}
    rule = fact["contains"][0]
    return names[rule["whole"]], names[rule["parts"][0]]
