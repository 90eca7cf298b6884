"""Records by year: functions from years to whether there is a record, and what its fields are. Part of
:mod:`engine.symbolic`.

They are functions to the solver, so a field may be asked of any year, however it is computed. What holds of every year is
said of each year that is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.symbolic import logic
from engine.symbolic.dates import FIRST, LAST
from engine.symbolic.logic import Formula, Term, at_most, both, either, equal, implied, negated
from engine.symbolic.value import SORTS, UNKNOWN, Value, constant, definite, pick

if TYPE_CHECKING:
    from engine.symbolic.variables import Variables

_KINDS = {"boolean": "boolean", "integer": "number", "quantity": "number", "year": "number", "date": "date", "word": "word"}


class RecordVariable:
    """The record ``fact``; ``years``: the first and last year that a record may be of."""

    def __init__(self, variables: Variables, fact: dict[str, Any], bounds: tuple[int, ...]) -> None:
        self.variables = variables
        self.fact = fact
        self.bounds = bounds
        self.unknown = logic.variable(f"{fact['id']} unknown", logic.BOOLEAN)
        self.fields = {field["id"]: field for field in fact["fields"]}
        self.present = self._function("present", logic.BOOLEAN)
        self.years: list[Term] = []
        self._limited: list[list[Formula]] = []

    def _function(self, name: str, sort: str) -> Any:
        z3 = logic.z3()
        to = {logic.BOOLEAN: z3.BoolSort, logic.NUMBER: z3.IntSort, logic.WORD: lambda: z3.BitVecSort(logic.WORD_BITS)}[sort]()
        return z3.Function(f"{self.fact['id']} {name}", z3.IntSort(), to)

    def field(self, field: str, year: Value, missing: Any) -> Value:
        """The field in a year."""
        year = definite(year)
        declared = self.fields.get(field)
        if not year.parts or declared is None or _KINDS.get(declared["type"]) is None:
            return UNKNOWN._replace(incident=year.incident)
        term = logic.constant(year.parts[0], logic.NUMBER)
        if not any(term.eq(known) for known in self.years):
            self.years.append(term)
        present = self.present(term)
        given = self.given(declared, term)
        absent = UNKNOWN if missing is None else constant(missing, self.variables.symbols)
        found = pick(present, given, absent)
        unknown = either(self.unknown, year.unknown, found.unknown)
        inapplicable = both(found.inapplicable, negated(unknown))
        return found._replace(unknown=unknown, inapplicable=inapplicable, incident=year.incident)

    def given(self, field: dict[str, Any], year: Term) -> Value:
        """The field of the record of a year."""
        kind = _KINDS[field["type"]]
        term = self._function(field["id"], SORTS[kind][0])(year)
        unknown = self._function(f"{field['id']} unknown", logic.BOOLEAN)(year)
        optional = field["may_not_apply"] or field["absent"] == "not_applicable"
        inapplicable = self._function(f"{field['id']} inapplicable", logic.BOOLEAN)(year) if optional else False
        return Value(kind, unknown, inapplicable, (term,) * len(SORTS[kind]))

    def limits(self) -> list[Formula]:
        """What holds of the years that were asked for."""
        for year in self.years[len(self._limited) :]:
            found: list[Formula] = []
            found.append(implied(self.present(year), both(at_most(self.bounds[0], year), at_most(year, self.bounds[1]))))
            values = {id: self.given(field, year) for id, field in self.fields.items() if field["type"] in _KINDS}
            for id, value in values.items():
                found.append(negated(both(value.unknown, value.inapplicable)))
                found += self._range(self.fields[id], value)
            found += self._contained(values)
            self._limited.append(found)
        return [each for limited in self._limited for each in limited]

    def _range(self, field: dict[str, Any], value: Value) -> list[Formula]:
        from engine.symbolic.variables import range_of

        if value.kind == "word":
            words = self.variables.words(field) or ()
            return [either(*(equal(value.parts[0], self.variables.symbols.number(word)) for word in words))]
        if value.kind == "boolean":
            return []
        low, high = (FIRST, LAST) if value.kind == "date" else range_of(field)
        return [at_most(low, value.parts[0]), at_most(value.parts[0], high)]

    def _contained(self, values: dict[str, Value]) -> list[Formula]:
        """Parts within wholes, as far as they are known."""
        found = []
        for rule in self.fact["contains"]:
            whole = values[rule["whole"]]
            parts = [values[part] for part in rule["parts"]]
            total: Term = sum((logic.chosen(part.open, 0, part.parts[0], logic.NUMBER) for part in parts), 0)
            found.append(implied(negated(whole.open), at_most(total, whole.parts[0])))
        return found

    def cut(self, length: int) -> RecordVariable:
        """Without the years asked for after the first ``length``."""
        del self.years[length:], self._limited[length:]
        return self
