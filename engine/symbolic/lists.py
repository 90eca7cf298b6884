"""A list fact: known or not, everything, or entries of words. Part of :mod:`engine.symbolic`.

As many entries stand for a list as there are questions whether it covers something: each question is settled by one entry, and
to leave out the others settles none otherwise. So nothing is lost by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.symbolic import logic
from engine.symbolic.logic import Formula, Term, both, either, equal, negated, variable
from engine.symbolic.truth import Truth
from engine.symbolic.value import Value

if TYPE_CHECKING:
    from engine.symbolic.variables import Variables


class Entry(NamedTuple):
    """One entry: whether there is one, and by column whether the word is unknown and which it is."""

    used: Formula
    columns: tuple[tuple[Formula, Term], ...]


class Asked(NamedTuple):
    """A question whether the list covers ``values``, and the variables that stand for the answer."""

    values: tuple[Value, ...]
    certain: Formula
    possible: Formula


class ListVariable:
    """The list fact ``fact``."""

    def __init__(self, variables: Variables, fact: dict[str, Any]) -> None:
        self.variables = variables
        self.fact = fact
        self.unknown = variable(f"{fact['id']} unknown", logic.BOOLEAN)
        self.everything = variable(f"{fact['id']} everything", logic.BOOLEAN)
        self.asked: list[Asked] = []

    def covers(self, values: tuple[Value, ...]) -> Truth:
        """Whether some entry equals ``values`` column by column."""
        asked = next((asked for asked in self.asked if all(map(_alike, asked.values, values))), None)
        if asked is None:
            name = f"{self.fact['id']} {{}} {len(self.asked)}"
            certain, possible = (variable(name.format(how), logic.BOOLEAN) for how in ("covers", "may cover"))
            asked = Asked(values, certain, possible)
            self.asked.append(asked)
        given, incident = negated(self.unknown), either(*(value.incident for value in values))
        true = both(given, either(self.everything, asked.certain))
        false = both(given, negated(self.everything), negated(asked.possible))
        return Truth(true, false, incident)

    def entries(self) -> list[Entry]:
        """The entries, one for each question."""
        id, columns = self.fact["id"], self.fact["columns"]
        return [
            Entry(
                variable(f"{id} {number}", logic.BOOLEAN),
                tuple(
                    (
                        variable(f"{id} {number} {column['id']} unknown", logic.BOOLEAN),
                        variable(f"{id} {number} {column['id']}", logic.WORD),
                    )
                    for column in columns
                ),
            )
            for number in range(len(self.asked))
        ]

    def limits(self) -> list[Formula]:
        """What the questions have to do with the entries, and the entries with their words."""
        entries = self.entries()
        found: list[Formula] = []
        for entry in entries:
            for (_, word), column in zip(entry.columns, self.fact["columns"], strict=True):
                words = self.variables.tables["enumerations"][column["enumeration"]]["words"]
                found.append(either(*(equal(word, self.variables.symbols.number(each)) for each in words)))
        for values, certain, possible in self.asked:
            fits = [_fits(entry, values) for entry in entries]
            found.append(equal(certain, either(*(one for one, _ in fits))))
            found.append(equal(possible, either(*(two for _, two in fits))))
        return found

    def cut(self, length: int) -> ListVariable:
        """Without the questions asked after the first ``length``."""
        del self.asked[length:]
        return self


def _fits(entry: Entry, values: tuple[Value, ...]) -> tuple[Formula, Formula]:
    """Whether an entry certainly, and whether it possibly, equals ``values``."""
    certain: list[Formula] = [entry.used]
    possible: list[Formula] = [entry.used]
    for (open_, word), value in zip(entry.columns, values, strict=True):
        alike = both(negated(value.inapplicable), equal(word, value.parts[0])) if value.parts else False
        certain += [negated(open_), negated(value.unknown), alike]
        possible.append(either(open_, value.unknown, alike))
    return both(*certain), both(*possible)


def _alike(left: Value, right: Value) -> bool:
    """Whether two values are written alike."""
    if left.kind != right.kind or len(left.parts) != len(right.parts):
        return False
    flags = ((left.unknown, right.unknown), (left.inapplicable, right.inapplicable))
    return all(logic.identical(one, two) for one, two in (*flags, *zip(left.parts, right.parts, strict=True)))
