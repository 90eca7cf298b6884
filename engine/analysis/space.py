"""The finite domains of one subject's case: what each fact may be, and which facts must agree. Part of :mod:`engine.analysis`.

Words, statements and options of readings are numbered as they stand in the vocabulary; a figure with a range is numbered by
its value, a date by its day. Whatever has no such domain (free text, counts over spans of years) is *free*: it may be true or
false, the same wherever it is said alike. That can only hide that something is impossible, never claim it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from typing import Any, NamedTuple

from engine.resolved.symbols import FactSymbol, Relation, Subject, Unit
from engine.values import NOT_APPLICABLE

#: Figures with more possible values than this are not gone through.
WIDEST = 70_000
_FIGURES = ("integer", "quantity", "year")
#: What a day may be, by its number.
_DAYS = date(1950, 1, 1).toordinal(), date(2099, 12, 31).toordinal()
#: What a year without a range of its own may be.
_YEARS = (1, 2999)


class Variable(NamedTuple):
    """``kind``: fact, day (a fact that is a date), field, parameter, reading, year, covers (a list that covers something), free.

    ``values`` are those of an enumerated variable in order; of a figure: ``None``, and ``low`` is its least value.
    ``liked``: the number of the value taken where any may be, of a figure the one not to go beyond; −1 for the least.
    """

    kind: str
    name: str
    values: tuple[Any, ...] | None
    low: int
    size: int
    liked: int = -1
    year: Hashable = None
    unit: str = ""
    scale: int = 1

    def value(self, bit: int) -> Any:
        """The value that a single bit stands for."""
        at = bit.bit_length() - 1
        if self.kind == "day":
            return date.fromordinal(self.low + at)
        return self.low + at if self.values is None else self.values[at]

    def shown(self, value: Any) -> str:
        """A value as people write it: figures in their unit."""
        if self.values is not None or isinstance(value, date):
            return str(value)
        whole, part = divmod(value, self.scale)
        figure = f"{whole}.{part:0{len(str(self.scale)) - 1}d}".rstrip("0") if part else str(whole)
        return f"{figure} {self.unit}" if self.unit else figure


class Space:
    """The variables of one subject, made as they are asked for."""

    def __init__(
        self, subject: Subject, words: dict[str, tuple[str, ...]], units: dict[str, Unit], issued: date | None = None
    ) -> None:
        self.subject = subject
        self._issued = issued
        self.facts: dict[str, FactSymbol] = {fact.id: fact for fact in subject.facts}
        self.variables: list[Variable] = []
        self._words = words
        self._units = units
        self._known: dict[Hashable, int] = {}
        self._full: list[int] = []
        self._columns: dict[int, tuple[int, int]] = {}
        self._projected: dict[Any, tuple[list[tuple[int, ...]], dict[tuple[int, int], list[tuple[int, ...]]]]] = {}
        self._contained: dict[int, list[tuple[int, tuple[int, ...]]]] = {}

    # ---- variables ----------------------------------------------------------------------------------------------

    def variable(self, key: Hashable, make: Variable) -> int:
        """The number of a variable, which is ``make`` where it is new."""
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.variables)
            self.variables.append(make)
            self._full.append((1 << make.size) - 1)
        return found

    def free(self, key: Hashable, name: str = "", kind: str = "free") -> int:
        """A variable for something that may be true or false."""
        return self.variable(("free", key), Variable(kind, name, (False, True), 0, 2))

    def fact(self, id: str) -> int | None:
        """The variable of a fact with a finite domain."""
        symbol = self.facts.get(id)
        if symbol is None:
            return None
        if ("fact", id) not in self._known:
            made = self._domain(symbol, "fact")
            if made is None:
                return None
            number = self.variable(("fact", id), made)
            for at, relation in enumerate(self.subject.relations):
                for column, name in enumerate(relation.columns):
                    if name == id:
                        self._columns.setdefault(number, (at, column))
        return self._known["fact", id]

    def field(self, record: str, field: str, year: Hashable) -> int | None:
        """The variable of a record's field in a year."""
        symbol = self.facts.get(record)
        part = next((each for each in symbol.fields if each.id == field), None) if symbol is not None else None
        if symbol is None or part is None:
            return None
        key = ("field", record, field, year)
        if key not in self._known:
            made = self._domain(part, "field", f"{symbol.name}·{part.name}")
            if made is None:
                return None
            self.variable(key, made._replace(year=year))
            self._contain(symbol, year)
        return self._known[key]

    def _domain(self, symbol: FactSymbol, kind: str, name: str = "") -> Variable | None:
        name = name or symbol.name
        if symbol.type in ("boolean", "word", "row"):
            words: tuple[Any, ...] = (False, True) if symbol.type == "boolean" else ()
            if symbol.type == "word":
                words = self._words.get(symbol.enumeration or "", ())
            elif symbol.type == "row":
                words = self._words[""]
            optional = symbol.may_not_apply or symbol.type == "row"  # nobody has to choose a row
            values = ((NOT_APPLICABLE,) if optional else ()) + words
            liked = values.index(symbol.assumed) if symbol.assumed in words else 0 if optional else -1
            return Variable(kind, name, values, 0, len(values), liked) if values else None
        if symbol.type == "date" and not symbol.may_not_apply:
            liked = self._issued.toordinal() - _DAYS[0] if self._issued is not None else -1
            return Variable("day", name, None, _DAYS[0], _DAYS[1] - _DAYS[0] + 1, liked) if kind == "fact" else None
        if symbol.type in _FIGURES and not symbol.may_not_apply:
            low, high = symbol.range or (_YEARS if symbol.type == "year" else (0, -1))
            unit = self._units.get(symbol.unit or "")
            scale = 10**unit.scale if unit is not None else 1
            low, high = low * scale, high * scale
            made = self.figure(kind, name, low, high, symbol.type == "year")
            return None if made is None else made._replace(unit=symbol.unit or "", scale=scale)
        return None

    def figure(self, kind: str, name: str, low: int = _YEARS[0], high: int = _YEARS[1], year: bool = True) -> Variable | None:
        """A variable for a whole number, by default a year."""
        liked = self._issued.year - low if year and self._issued is not None else -1
        return Variable(kind, name, None, low, high - low + 1, max(liked, -1)) if 0 <= high - low < WIDEST else None

    def full(self, variable: int) -> int:
        """All values of a variable."""
        return self._full[variable]

    def liked(self, variable: int, domain: int) -> int:
        """The values to try first: the one taken where any may be, else all."""
        at = self.variables[variable].liked
        if at >= 0 and self.variables[variable].values is None:
            below = domain & (1 << at + 1) - 1
            return 1 << below.bit_length() - 1 if below else domain
        return 1 << at if at >= 0 and domain >> at & 1 else domain

    # ---- what must agree ----------------------------------------------------------------------------------------

    def agree(self, domains: dict[int, int]) -> bool:
        """Take out of ``domains`` what relations and containment forbid; false where a variable has no value left."""
        if not all(domains.values()):
            return False
        related = [number for number in domains if number in self._columns]
        figures = [number for number in domains if number in self._contained]
        while True:
            before = [domains[number] for number in (*related, *figures)]
            if related and not self._relate(related, domains):
                return False
            for number in figures:
                if not all(self._fits(whole, parts, domains) for whole, parts in self._contained[number]):
                    return False
            if before == [domains[number] for number in (*related, *figures)]:
                return True

    def tied(self, one: int, other: int) -> bool:
        """Whether two variables are part and whole, or parts of one whole, or columns of one relation."""
        figures = any({one, other} <= {whole, *parts} for whole, parts in self._contained.get(one, ()))
        ids = [self._id(number) for number in (one, other) if number in self._columns]
        return figures or (len(ids) == 2 and any(set(ids) <= set(each.columns) for each in self.subject.relations))

    def _relate(self, related: list[int], domains: dict[int, int]) -> bool:
        shared: dict[int, dict[str, int]] = {}
        for number in related:
            for at, relation in enumerate(self.subject.relations):
                id = relation.columns[self._columns[number][1]] if self._columns[number][0] == at else self._id(number)
                if id in relation.columns:
                    shared.setdefault(at, {})[id] = number
        for at, columns in shared.items():
            numbers = tuple(columns.values())
            left = dict.fromkeys(numbers, 0)
            for row in self._rows(self.subject.relations[at], tuple(columns), numbers, domains):
                if all(bit & domains[number] for bit, number in zip(row, numbers, strict=True)):
                    for bit, number in zip(row, numbers, strict=True):
                        left[number] |= bit
            for number in numbers:
                domains[number] &= left[number] | self._inapplicable(number)
                if not domains[number]:
                    return False
        return True

    def _id(self, number: int) -> str:
        at, column = self._columns[number]
        return self.subject.relations[at].columns[column]

    def _inapplicable(self, number: int) -> int:
        values = self.variables[number].values
        return 1 if values and values[0] is NOT_APPLICABLE else 0

    def _rows(
        self, relation: Relation, columns: tuple[str, ...], numbers: tuple[int, ...], domains: dict[int, int]
    ) -> Iterable[tuple[int, ...]]:
        """The rows of a relation as bits of the columns spoken of: where one of these has a single word, those with it."""
        key = relation.name, columns
        if key not in self._projected:
            at = [relation.columns.index(column) for column in columns]
            bits = [{word: 1 << place for place, word in enumerate(self.variables[n].values or ())} for n in numbers]
            found = sorted(
                {tuple(known.get(row[place], 0) for place, known in zip(at, bits, strict=True)) for row in relation.rows}
            )
            by_word: dict[tuple[int, int], list[tuple[int, ...]]] = {}
            for row in found:
                for place, bit in enumerate(row):
                    by_word.setdefault((place, bit), []).append(row)
            self._projected[key] = found, by_word
        rows, by_word = self._projected[key]
        single = [
            by_word.get((place, domains[number]), [])
            for place, number in enumerate(numbers)
            if not domains[number] & domains[number] - 1
        ]
        return min(single, key=len, default=rows)

    def _contain(self, record: FactSymbol, year: Hashable) -> None:
        """Note which figures of a year are parts of which, as far as both are spoken of."""
        known = {
            field.id: self._known["field", record.id, field.id, year]
            for field in record.fields
            if ("field", record.id, field.id, year) in self._known
        }
        for number in known.values():
            self._contained.pop(number, None)
        for whole, parts in record.contains:
            spoken = tuple(known[part] for part in parts if part in known)
            if whole in known and spoken:
                for number in (known[whole], *spoken):
                    self._contained.setdefault(number, []).append((known[whole], spoken))

    def _fits(self, whole: int, parts: tuple[int, ...], domains: dict[int, int]) -> bool:
        """The parts together are no more than the whole, as far as all are within ``domains``."""
        if whole not in domains:
            return True
        given = [part for part in parts if part in domains]
        least = {part: self.variables[part].low + _lowest(domains[part]) for part in given}
        sum_, low = sum(least.values()), self.variables[whole].low
        if sum_ > low:
            domains[whole] = domains[whole] >> (sum_ - low) << (sum_ - low)
        most = low + domains[whole].bit_length() - 1
        for part in given:
            room = most - (sum_ - least[part]) - self.variables[part].low
            domains[part] &= (1 << room + 1) - 1 if room >= 0 else 0
        return bool(domains[whole]) and all(domains[part] for part in given)


def _lowest(domain: int) -> int:
    return (domain & -domain).bit_length() - 1
