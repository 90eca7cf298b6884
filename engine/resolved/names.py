"""What every name of a policy stands for, and the nearest known name for one that stands for nothing.

Part of :mod:`engine.resolved`; filled by :mod:`engine.resolved.from_surface`, asked by :mod:`engine.resolved.bind`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.diagnostics.suggest import did_you_mean
from engine.resolved.symbols import Enumeration, FactSymbol, Parameter, Reading, Unit

#: Attributes of a routing row that rules may ask for: word in the keyword language → English name.
ROW_ATTRIBUTES = {
    "启动日期": "start", "完成日期": "finish", "驻地": "seat", "表": "table",
    "start": "start", "finish": "finish", "seat": "seat", "table": "table",
}


@dataclass
class Names:
    """The tables of names. Facts are found by Chinese name or English id, words by the enumerations that have them."""

    units: dict[str, Unit] = field(default_factory=dict)
    enumerations: dict[str, Enumeration] = field(default_factory=dict)
    facts: dict[str, FactSymbol] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    groups: dict[str, Parameter] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    codes: dict[str, Reading] = field(default_factory=dict)
    definitions: dict[str, int] = field(default_factory=dict)  # name → number of parameters
    collect_tables: set[str] = field(default_factory=set)
    words: dict[str, set[str]] = field(default_factory=dict)  # word → enumerations
    clauses: dict[str, str] = field(default_factory=dict)  # locator → kind; rows of the annex included

    def add_words(self, enumeration: str, words: Iterable[str | None]) -> None:
        """Make the words of an enumeration (or the options of a reading) known."""
        for word in words:
            if word:
                self.words.setdefault(word, set()).add(enumeration)

    def everything(self) -> set[str]:
        """All names that may stand alone in an expression."""
        return {*self.facts, *self.definitions, *self.groups, *self.words}

    def nearest(self, name: str, candidates: Iterable[str] | None = None) -> str | None:
        """The known name that ``name`` was most likely meant to be."""
        return did_you_mean(name, sorted(candidates if candidates is not None else self.everything()))

    def clause_count(self, locator: str) -> tuple[str, int] | None:
        """The article of a locator and how many statements it has, for telling what does exist."""
        article = locator.rsplit(".", 1)[0] if "." in locator else locator.rsplit("·", 1)[0]
        separator = "." if "." in locator else "·"
        count = sum(1 for known in self.clauses if known.startswith(article + separator))
        return (article, count) if count else None
