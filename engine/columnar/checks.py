"""Values that no application may have, told in a column of their own. Part of :mod:`engine.columnar`.

The engine refuses such values when it reads a file; a warehouse hands its rows over as they are. A row with one has no
decision, and what is computed from it cannot fail: the translation reads every figure as null where it is out of range.
So it is with what no application may have together: parts beyond their whole (:mod:`engine.case.containment`), words that no
row of a relation combines (:mod:`engine.case.relations`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from engine.columnar.relation import DATES, KINDS, Relation
from engine.columnar.scalar import SMALL, Bounds, Pool, Scalar


def within(pool: Pool, number: Scalar, bounds: Bounds | tuple[date, date]) -> Scalar:
    """Whether a number or date is between bounds, both included."""
    low, high = map(pool.constant, bounds)
    return pool.all_of([pool.compare(">=", number, low), pool.compare("<=", number, high)])


def kept(pool: Pool, number: Scalar, bounds: Bounds | None) -> Scalar:
    """A value that a row hands over, null where it is a number out of bounds or a date that there is not."""
    if number.type == "date":
        return pool.case([(within(pool, number, DATES), number)], pool.null("date"))
    if bounds is None or bounds == SMALL:
        return number
    inside = pool.case([(within(pool, number, bounds), number)], pool.null("integer"))
    return pool.call("kept", "integer", inside, bounds=bounds)


class Checks:
    """The checks of one relation."""

    def __init__(
        self, pool: Pool, relation: Relation, words: Mapping[str, Iterable[str]], relations: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        """``words``: of the enumerations; ``relations``: tables of words that go together (``columns``, ``rows``)."""
        self.pool = pool
        self.relation = relation
        self.relations = relations
        self.words = {name: tuple(listed) for name, listed in words.items()}

    def errors(self, used: Iterable[Scalar] | None) -> dict[str, Scalar]:
        """Name of a fact → whether its columns hold what no application may have; for facts of the columns ``used``, for all
        facts without them."""
        names = dict.fromkeys(self.relation.facts)
        if used is not None:
            names = dict.fromkeys(str(scalar.value).partition("__")[0] for scalar in used if scalar.operation == "column")
        wrong = {id: self._wrong(id, self.relation.facts[id]) for id in names if id in self.relation.facts}
        for together in self.relations:
            for id, told in self._contradicted(together, wrong).items():
                wrong[id] = [*wrong[id], *told]
        return {id: self.pool.is_true(self.pool.any_of(parts)) for id, parts in wrong.items()}

    def _contradicted(self, together: Mapping[str, Any], names: Collection[str]) -> dict[str, list[Scalar]]:
        """Fact → when it belongs to the fewest known facts, two at least, whose words no row of a relation combines."""
        pool, places = self.pool, [place for place, id in enumerate(together["columns"]) if id in names]
        met: dict[tuple[int, ...], Scalar] = {}
        found: dict[str, list[Scalar]] = {}
        for size in range(2, len(places) + 1):
            for chosen in combinations(places, size):
                fewer = [pool.is_true(each) for some, each in met.items() if set(some) < set(chosen)]
                met[chosen] = pool.all_of([self._apart(together, chosen), *map(pool.negation, fewer)])
                for place in chosen:
                    found.setdefault(together["columns"][place], []).append(met[chosen])
        return found

    def _apart(self, together: Mapping[str, Any], chosen: Sequence[int]) -> Scalar:
        """Whether no row combines the words of these columns, which are words of their facts; null where one is unknown."""
        pool, ids = self.pool, together["columns"]
        met = {place: {row[place] for row in together["rows"]} for place in chosen}
        order = sorted(chosen, key=lambda place: (len(met[place]), place))
        cells = [pool.column(ids[place], "text") for place in order]
        fit = [pool.negation(self._bad(cell, self.relation.facts[ids[at]])) for cell, at in zip(cells, order, strict=True)]
        return pool.all_of([*fit, self._unmet(cells, {tuple(row[place] for place in order) for row in together["rows"]})])

    def _unmet(self, cells: Sequence[Scalar], rows: Collection[tuple[str, ...]]) -> Scalar:
        """Whether no row has the words of the cells, which are known."""
        pool, (cell, *others) = self.pool, cells
        if not others:
            return pool.negation(pool.member(cell, sorted(word for (word,) in rows)))
        below: dict[str, set[tuple[str, ...]]] = {}
        for word, *rest in rows:
            below.setdefault(word, set()).add(tuple(rest))
        arms = [(pool.compare("=", cell, pool.constant(word)), self._unmet(others, below[word])) for word in sorted(below)]
        return pool.case(arms, pool.true)

    def _wrong(self, id: str, fact: Mapping[str, Any]) -> list[Scalar]:
        pool, bounds = self.pool, self.relation.bounds(fact)
        match fact["type"]:
            case "years":
                ends = [pool.column(f"{id}__{end}", "integer") for end in ("first", "last")]
                return [self._outside(end, bounds) for end in ends] + [
                    pool.compare("!=", pool.is_null(ends[0]), pool.is_null(ends[1]))
                ]
            case "list":
                everything = pool.column(f"{id}__all", "boolean")
                return [pool.absent(everything), *self._entries(id, fact["columns"])]
            case "records":
                return [*self._entries(id, fact["fields"]), *self._years(id), *self._excesses(id, fact)]
            case kind:
                value = pool.column(id, KINDS[kind])
                wrong = [self._bad(value, fact)]
                if fact["may_not_apply"]:
                    none = pool.column(f"{id}__na", "boolean")
                    wrong += [pool.absent(none), pool.all_of([none, pool.is_known(value)])]
                return wrong

    def _bad(self, value: Scalar, about: Mapping[str, Any]) -> Scalar:
        """Whether a plain value is none of its type."""
        if about.get("enumeration") in self.words:
            return self.pool.negation(self.pool.member(value, sorted(self.words[about["enumeration"]])))
        if about.get("type") == "date":
            return self.pool.negation(within(self.pool, value, DATES))
        return self._outside(value, self.relation.bounds(about) if "type" in about else None)

    def _outside(self, value: Scalar, bounds: Bounds | None) -> Scalar:
        return self.pool.false if bounds is None or bounds == SMALL else self.pool.negation(within(self.pool, value, bounds))

    def _entries(self, id: str, columns: Sequence[Mapping[str, Any]]) -> list[Scalar]:
        """Whether an entry of a list holds a bad value."""
        pool, entry = self.pool, self.pool.variable("_e", "record")
        kinds = {column["id"]: KINDS[column.get("type", "word")] for column in columns}
        bad = [self._bad(pool.call("field", kinds[each["id"]], entry, value=each["id"]), each) for each in columns]
        return [self._some(id, entry, pool.any_of(bad))]

    def _years(self, id: str) -> list[Scalar]:
        """Whether a record has a year that is none, or one twice."""
        pool, entry = self.pool, self.pool.variable("_e", "record")
        year = pool.call("field", "integer", entry, value="year")
        wrong = pool.any_of([pool.is_null(year), self._outside(year, (1, 9999))])
        years = pool.each(pool.column(id, "record[]"), entry, year)
        twice = pool.compare("<", pool.call("distinct", "integer", years), pool.call("length", "integer", years))
        return [self._some(id, entry, wrong), twice]

    def _excesses(self, id: str, fact: Mapping[str, Any]) -> list[Scalar]:
        """Whether the known parts of a year's entry are more than their whole."""
        pool, entry = self.pool, self.pool.variable("_e", "record")
        fields = {each["id"]: each for each in fact["fields"]}

        def figure(name: str) -> Scalar:
            return kept(pool, pool.call("field", "integer", entry, value=name), self.relation.bounds(fields[name]))

        found = []
        for rule in fact["contains"]:
            parts = [pool.case([(pool.is_known(part), part)], pool.constant(0)) for part in map(figure, rule["parts"])]
            found.append(self._some(id, entry, pool.compare(">", pool.total(parts), figure(rule["whole"]))))
        return found

    def _some(self, id: str, entry: Scalar, wrong: Scalar) -> Scalar:
        if wrong is self.pool.false:
            return wrong
        judged = self.pool.each(self.pool.column(id, "record[]"), entry, wrong)
        return self.pool.call("contains", "boolean", judged, self.pool.true)
