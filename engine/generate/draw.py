"""Rows of a synthetic register. Part of :mod:`engine.generate`; docs/generate.md says with what probabilities.

Each row is of one kind: ``ordinary`` (what the policy asks for, with room to spare), ``edge`` (one or two facts at a figure or
date of the policy, or just beside it), ``gap`` (one to three facts unknown or left out), ``mixed`` (any words, any figures).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from engine.artifact.tables import Tables
from engine.case.quantities import written
from engine.generate.anchors import anchors
from engine.generate.chance import Chance

#: The name under which each row carries its key: readers of applications pass over names that begin so.
KEY = "_编号"
#: Shares of the kinds of rows.
ORDINARY, EDGE, GAP = 0.50, 0.30, 0.15
#: How often an ordinary row has the word or truth that is asked for, or that is assumed where nothing is said.
USUAL = 0.97
#: How often related words are those of a title that a row of an annex reviews or recommends.
NAMED = 0.85
#: Types of facts that are figures.
_FIGURES = ("quantity", "integer")
_YEARS_SPAN = (3, 9)
_RECORD_YEARS = 4

Row = dict[str, Any]


class Drawer:
    """Draws rows of one subject. The same seed and policy give the same rows, and a longer register begins with a shorter."""

    def __init__(self, tables: Tables, subject: dict[str, Any], seed: str) -> None:
        self.chance = Chance(seed)
        self._tables = tables
        self._subject = subject
        self._facts: dict[str, dict[str, Any]] = {fact["id"]: fact for fact in subject["facts"]}
        self._around = anchors(tables, subject)
        self._relations = _by_first(subject["relations"])
        self._number = 0
        rows = tables["rows"].values()
        self._titles = {title for row in rows for title in (*row["reviews"], *row["recommends"])}
        self._makers: dict[str, Callable[[dict[str, Any], str], Any]] = {
            "boolean": self._boolean, "word": self._word, "integer": self._figure, "quantity": self._figure, "date": self._date,
            "year": self._year, "years": self._years, "text": self._text, "list": self._list, "row": self._row,
        }  # fmt: skip

    def rows(self, count: int) -> Iterator[Row]:
        """``count`` rows."""
        for _ in range(count):
            yield self.row()

    def row(self) -> Row:
        """One more row, with its key, in the order of the vocabulary; facts left out are not there."""
        self._number += 1
        at = self.chance.happens
        kind = "ordinary" if at(ORDINARY) else "edge" if at(EDGE / (1 - ORDINARY)) else "gap" if at(0.75) else "mixed"
        drawn = self._together(kind)
        for id, fact in self._facts.items():
            if id not in drawn and not (fact["type"] == "records" or self._left_out(fact)):
                drawn[id] = self._makers[fact["type"]](fact, kind)
        for id, fact in self._facts.items():
            if fact["type"] == "records":
                drawn[id] = self._records(fact, kind, drawn)
        if kind == "edge":
            for _ in range(self.chance.between(1, 2)):
                self._to_the_edge(drawn)
        if kind == "gap":
            for _ in range(self.chance.between(1, 3)):
                self._open(drawn)
        return {KEY: f"S{self._number:08d}"} | {self._facts[id]["name"]: drawn[id] for id in self._facts if id in drawn}

    # ---- facts ------------------------------------------------------------------------------------------------------

    def _left_out(self, fact: dict[str, Any]) -> bool:
        """Facts that mostly stay empty: those that rarely apply, and those for a committee to judge."""
        if fact["judge"]:
            return self.chance.happens(0.9)
        if fact["absent"] == "assume":
            return self.chance.happens(0.1)
        return bool(fact["absent"] == "not_applicable") and self.chance.happens(0.97)

    def _together(self, kind: str) -> Row:
        """Facts that must agree with each other, from a row of each relation in turn; mostly with a title that an annex names."""
        drawn: Row = {}
        for columns, rows in self._relations:
            known = drawn.get(columns[0])
            fitting = rows.get(known, ()) if known is not None else self.chance.early(list(rows.values()))
            if fitting:
                named = [row for row in fitting if self._titles.intersection(row)] if kind != "mixed" else []
                chosen = self.chance.one(named if named and self.chance.happens(NAMED) else fitting)
                drawn |= {id: word for id, word in zip(columns, chosen, strict=True) if drawn.get(id, word) == word}
        return drawn

    def _word(self, fact: dict[str, Any], kind: str) -> str:
        words = list(self._tables["enumerations"][fact["enumeration"]]["words"])
        usual = self._around.words.get(fact["id"]) or (fact["assumed"] if fact["absent"] == "assume" else None)
        if kind == "mixed":
            return self.chance.one(words)
        if usual in words and self.chance.happens(USUAL):
            return str(usual)
        return self.chance.early(words)

    def _boolean(self, fact: dict[str, Any], kind: str) -> bool:
        if kind == "mixed" or not isinstance(fact["example"], bool):
            return self.chance.happens(0.5)
        return bool(fact["example"]) is self.chance.happens(USUAL)

    def _figure(self, fact: dict[str, Any], kind: str, key: Any = None) -> int | float:
        return _number(self._scaled(fact, kind, key or fact["id"]), fact)

    def _scaled(self, fact: dict[str, Any], kind: str, key: Any) -> int:
        """A figure in units of its last decimal place: above or below what the policy asks for, else about the example."""
        unit = 10 ** (fact["scale"] or 0)
        low, high = fact["range"] or (0, 1_000 * unit)
        found = self._around.figures.get(key)
        if found is None:
            centre = int(fact["example"] or 0) * unit
            spread = max(2 * unit, centre // 2)
            value = self.chance.between(centre - spread, centre + spread) // unit * unit
        elif kind == "mixed":
            value = self.chance.between(0, 2 * found[0])
        else:
            room = max(unit, found[0] // 3)
            value = found[0] + self.chance.between(0, room) // unit * unit * (1 if found[1] else -1)
        return min(max(value, low), high)

    def _date(self, fact: dict[str, Any], kind: str) -> str:
        """Reference dates in the weeks after the notice, others about their example."""
        if fact["id"] == self._subject["reference_date"]:
            early = kind != "mixed" and self.chance.happens(0.7)
            days = self.chance.between(0, 75) if early else self.chance.between(-134, 230)
            return (self._around.issued + timedelta(days=days)).isoformat()
        example = date.fromisoformat(fact["example"]) if fact["example"] else self._around.issued
        spread = 3_000 if example.year < self._around.year - 1 else 45
        return (example + timedelta(days=self.chance.between(-spread, spread // 3))).isoformat()

    def _year(self, fact: dict[str, Any], kind: str) -> int:
        usual = fact["id"] != self._subject["year"] or self.chance.happens(0.9 if kind == "mixed" else 0.995)
        return self._around.year if usual else self._around.year - 1

    def _years(self, fact: dict[str, Any], kind: str) -> dict[str, int]:
        last = self._around.year - self.chance.happens(0.1)
        return {"起": last - self.chance.between(*_YEARS_SPAN) + 1, "止": last}

    def _text(self, fact: dict[str, Any], kind: str) -> str:
        return f"{fact['name']}{self.chance.between(1, 5_000):04d}"

    def _list(self, fact: dict[str, Any], kind: str) -> Any:
        if self.chance.happens(0.85):
            return []
        if self.chance.happens(0.2):
            return "全部"
        words = [list(self._tables["enumerations"][column["enumeration"]]["words"]) for column in fact["columns"]]
        count = self.chance.between(1, 3)
        names = [column["name"] for column in fact["columns"]]
        return [dict(zip(names, map(self.chance.early, words), strict=True)) for _ in range(count)]

    def _row(self, fact: dict[str, Any], kind: str) -> str:
        return self.chance.one(list(self._tables["rows"]))

    # ---- records ----------------------------------------------------------------------------------------------------

    def _records(self, fact: dict[str, Any], kind: str, drawn: Row) -> dict[str, Row]:
        """The years of the span that the row states, else the last few; now and then a year or a figure is not there."""
        spans = [value for value in drawn.values() if isinstance(value, dict) and set(value) == {"起", "止"}]
        first = spans[0]["起"] if spans else self._around.year - _RECORD_YEARS + 1
        missing = 0.1 if kind in ("gap", "mixed") else 0.01
        years = [year for year in range(first, self._around.year + 1) if not self.chance.happens(missing)]
        return {str(year): self._entry(fact, kind) for year in years}

    def _entry(self, fact: dict[str, Any], kind: str) -> Row:
        """One year's figures; parts never exceed their whole."""
        values = {
            field["id"]: self._scaled(field, kind, (fact["id"], field["id"])) if field["type"] in _FIGURES
            else self._makers[field["type"]](field, kind)
            for field in fact["fields"]
        }  # fmt: skip
        _contained(fact, values)
        return _shown(fact, values)

    # ---- edges and gaps ---------------------------------------------------------------------------------------------

    def _to_the_edge(self, drawn: Row) -> None:
        """Put one fact at a figure or date of the policy, or one step beside it."""
        places = [key for key in self._around.figures if (key[0] if isinstance(key, tuple) else key) in drawn]
        places += [id for id in self._around.dates if id in drawn]
        if not places:
            return
        place, step = self.chance.one(places), self.chance.between(-1, 1)
        if place in self._around.dates:
            drawn[place] = (self.chance.one(self._around.dates[place]) + timedelta(days=step)).isoformat()
            return
        if not isinstance(place, tuple):
            drawn[place] = _number(max(0, self._around.figures[place][0] + step), self._facts[place])
            return
        fact, years = self._facts[place[0]], drawn[place[0]]
        if years:
            year = self.chance.one(sorted(years)[-2:])
            values = _read(fact, years[year])
            values[place[1]] = max(0, self._around.figures[place][0] + step)
            _contained(fact, values, place[1])
            years[year] = _shown(fact, values)

    def _open(self, drawn: Row) -> None:
        """Leave one fact, or a figure of one year, out, or say that it is unknown."""
        id = self.chance.one(list(drawn))
        fact, unknown = self._facts[id], self.chance.happens(0.4)
        if fact["type"] == "records" and drawn[id]:
            year = self.chance.one(sorted(drawn[id]))
            if isinstance(drawn[id][year], dict):
                name = self.chance.one([field["name"] for field in fact["fields"]])
                rest = {key: value for key, value in drawn[id][year].items() if key != name}
                drawn[id][year] = rest | ({name: "不详"} if unknown else {})
        elif unknown:
            drawn[id] = "不详"
        else:
            del drawn[id]


def _by_first(relations: list[dict[str, Any]]) -> list[tuple[list[str], dict[str, list[list[str]]]]]:
    """Relations with their rows by the word of the first column."""
    found = []
    for relation in relations:
        rows: dict[str, list[list[str]]] = {}
        for row in relation["rows"]:
            rows.setdefault(row[0], []).append(row)
        found.append((relation["columns"], rows))
    return found


def _number(scaled: int, fact: dict[str, Any]) -> int | float:
    """A scaled figure as it is written."""
    text = written(scaled, fact["scale"] or 0)
    return float(text) if "." in text else int(text)


def _contained(fact: dict[str, Any], values: dict[str, Any], fixed: str | None = None) -> None:
    """Make wholes large enough for their parts; where the whole is ``fixed``, the parts smaller."""
    for _ in fact["contains"]:
        for rule in fact["contains"]:
            parts = [part for part in rule["parts"] if isinstance(values.get(part), int)]
            whole = values.get(rule["whole"])
            if not isinstance(whole, int) or sum(values[part] for part in parts) <= whole:
                continue
            if rule["whole"] != fixed:
                values[rule["whole"]] = sum(values[part] for part in parts)
                continue
            for part in parts:
                values[part] = min(values[part], whole // len(parts))


def _shown(fact: dict[str, Any], values: dict[str, Any]) -> Row:
    return {
        field["name"]: _number(values[field["id"]], field) if field["type"] in _FIGURES else values[field["id"]]
        for field in fact["fields"] if field["id"] in values
    }  # fmt: skip


def _read(fact: dict[str, Any], entry: Row) -> dict[str, Any]:
    """The scaled figures of one year as drawn before."""
    found: dict[str, Any] = {}
    for field in fact["fields"]:
        if field["name"] in entry:
            value = entry[field["name"]]
            plain = isinstance(value, int | float) and not isinstance(value, bool)
            found[field["id"]] = round(value * 10 ** (field["scale"] or 0)) if plain else value
    return found
