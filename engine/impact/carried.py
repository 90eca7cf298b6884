"""The applicants of a table as another policy would see them, as SQL: what :mod:`engine.impact.moving` does row by row. Part of
:mod:`engine.impact`.

That can be where both policies ask for the same facts in the same words, as those of two years do as a rule. Dates and years
move; a row whose moved values are not plainly what the other policy takes goes row by row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.artifact.tables import Tables
from engine.batch.mapped import quoted, text
from engine.columnar.program import YEARS
from engine.diagnostics.terms import Term
from engine.impact.slices import Carried

#: What makes a fact the same fact under both policies; ranges may differ.
_SAME = (
    "type", "enumeration", "unit", "scale", "absent", "assumed", "may_not_apply", "judge", "columns", "missing_year", "contains",
)  # fmt: skip
_FIGURES = ("quantity", "integer", "number")


def carried(before: Tables, after: Tables, subject: str, rows: Mapping[str, str]) -> Carried | Term:
    """How a subject's facts are carried over, or why they cannot be in bulk. ``rows``: locators of the other policy by those of
    the register's."""
    if subject not in after["subjects"]:
        return Term(f"后一份政策没有主体“{subject}”", f"the newer policy has no subject {subject}")
    old, new = before["subjects"][subject], after["subjects"][subject]
    for name in ("relations", "fills", "reference_date", "year", "row_choice", "wording"):
        if old.get(name) != new.get(name):
            return Term("由一项事实得出另一项的办法不同", "what follows from facts is not the same under both policies")
    return _Carrying(before, after, old, new, rows).carried()


class _Carrying:
    """Carries the facts of one subject over."""

    def __init__(
        self, before: Tables, after: Tables, old: Mapping[str, Any], new: Mapping[str, Any], rows: Mapping[str, str]
    ) -> None:
        self._before, self._after = before, after
        self._old, self._new = ({fact["id"]: fact for fact in each["facts"]} for each in (old, new))
        self._reference = new["reference_date"]
        self._rows = rows
        self._years = int(after["policy"]["year"]) - int(before["policy"]["year"])
        self._replaced: dict[str, str] = {}
        self._fits: list[str] = []

    def carried(self) -> Carried | Term:
        """All facts."""
        for id, fact in self._new.items():
            known = self._old.get(id)
            if known is None or not self._fact(known, fact):
                return Term(f"事实“{fact['name']}”不同", f"the fact {fact['name']} is not the same under both policies")
        if self._reference in self._replaced:
            self._replaced["_on"] = self._replaced[self._reference]
        listed = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in self._replaced.items())
        columns = Carried().columns + (f" REPLACE ({listed})" if listed else "")
        return Carried(columns, " AND ".join(self._fits) or "TRUE")

    def _fact(self, known: Mapping[str, Any], fact: Mapping[str, Any]) -> bool:
        """Whether a fact can be carried over; notes how."""
        id, type_ = fact["id"], fact["type"]
        if any(known.get(name) != fact.get(name) for name in _SAME):
            return False
        if type_ in ("word", "row"):
            self._words(id, *self._known_words(fact, type_))
            return True
        if type_ == "list":
            return all(
                self._before["enumerations"][column["enumeration"]]["words"].keys()
                <= self._after["enumerations"][column["enumeration"]]["words"].keys()
                for column in fact["columns"]
            )
        if type_ == "records":
            return self._records(known, fact)
        if type_ == "date":
            if self._years:
                self._replaced[id] = _moved(quoted(id), self._years)
                self._fits.append(f"coalesce(year({quoted(id)}) + {self._years} BETWEEN 1 AND 9999, TRUE)")
        elif type_ == "years":
            for end in ("first", "last"):
                self._year(f"{id}__{end}", fact)
        elif type_ == "year":
            self._year(id, fact)
        elif type_ in _FIGURES:
            self._within(quoted(id), known, fact)
        return True

    def _known_words(self, fact: Mapping[str, Any], type_: str) -> tuple[list[str], list[str]]:
        """All words of the fact, and those that stay as they are."""
        if type_ == "row":
            listed = list(self._before["rows"])
            return listed, [each for each in listed if self._rows.get(each, each) == each and each in self._after["rows"]]
        listed = list(self._before["enumerations"][fact["enumeration"]]["words"])
        there = self._after["enumerations"].get(fact["enumeration"], {}).get("words", ())
        return listed, [each for each in listed if each in there]

    def _words(self, id: str, listed: list[str], kept: list[str]) -> None:
        if listed != kept:
            self._fits.append(f"coalesce({quoted(id)} IN ({', '.join(map(text, kept)) or 'NULL'}), {quoted(id)} IS NULL)")

    def _year(self, column: str, fact: Mapping[str, Any]) -> None:
        name = quoted(column)
        if self._years:
            self._replaced[column] = f"{name} + {self._years}"
        low, high = fact["range"] or (1, 9999)
        self._fits.append(f"coalesce({name} + {self._years} BETWEEN {low} AND {high}, TRUE)")

    def _within(self, name: str, known: Mapping[str, Any], fact: Mapping[str, Any]) -> None:
        if fact["range"] is not None and fact["range"] != known["range"]:
            self._fits.append(f"coalesce({name} BETWEEN {fact['range'][0]} AND {fact['range'][1]}, TRUE)")

    def _records(self, known: Mapping[str, Any], fact: Mapping[str, Any]) -> bool:
        """Records by year: the year moves, the fields are the same."""
        id = quoted(fact["id"])
        names = ("id", "range", *_SAME)
        old, new = ([{name: field.get(name) for name in names} for field in each["fields"]] for each in (known, fact))
        if old != new or any(field["type"] not in (*_FIGURES, "boolean") for field in fact["fields"]):
            return False
        if self._years:
            entry = ", ".join(f"{quoted(field['id'])}: e.{quoted(field['id'])}" for field in fact["fields"])
            self._replaced[fact["id"]] = f"list_transform({id}, lambda e: {{year: e.year + {self._years}, {entry}}})"
            outside = f"e.year + {self._years} NOT BETWEEN {YEARS[0]} AND {YEARS[1]}"
            self._fits.append(f"NOT list_contains(list_transform(coalesce({id}, []), lambda e: {outside}), TRUE)")
        return True


def _moved(day: str, years: int) -> str:
    """A date in another year, as :func:`engine.difference.rolled.moved` moves it: the last of February stays that."""
    shifted = f"CAST({day} + INTERVAL ({years}) YEAR AS DATE)"
    last = f"month({day}) = 2 AND {day} = last_day({day})"
    return f"CASE WHEN {last} THEN last_day({shifted}) ELSE {shifted} END"
