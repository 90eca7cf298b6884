"""What every name of a policy stands for, and the nearest known name for one that stands for nothing.

Part of :mod:`engine.resolved`; filled by :mod:`engine.resolved.from_surface`, asked by :mod:`engine.resolved.bind`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.resolved.document_symbols import RowLife
from engine.resolved.symbols import Enumeration, FactSymbol, Parameter, Reading, Unit

#: Attributes of a routing row that rules may ask for: word in the keyword language → English name.
ROW_ATTRIBUTES = {
    "启动日期": "start",
    "完成日期": "finish",
    "驻地": "seat",
    "表": "table",
    "start": "start",
    "finish": "finish",
    "seat": "seat",
    "table": "table",
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
    dropped: dict[str, RowLife] = field(default_factory=dict)  # rows that an amendment takes out, by locator
    guesses: int = 100  # how many more names are compared with all others: a file full of mistakes must not take minutes

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
        self.guesses -= 1
        if self.guesses < 0:
            return None
        return did_you_mean(name, sorted(candidates if candidates is not None else self.everything()))

    def qualified(self, name: str, namespaces: Mapping[str, str]) -> str | None:
        """How a parameter, reading, attribute of a row or field that was named without its home should be written."""
        homes: dict[str, Collection[str]] = {"parameter": self.parameters, "reading": self.readings, "row": ROW_ATTRIBUTES}
        for space, known in homes.items():
            if name in known:
                return f"{namespaces[space]}.{name}"
        for fact in self.facts.values():
            if any(name in (each.name, each.id) for each in fact.fields):
                return f"{fact.name}[年].{name}"
        return None

    def kind_of(self, name: str) -> Term | None:
        """What a name is, for telling that something else is wanted."""
        kinds: tuple[tuple[Collection[str], Term], ...] = (
            (self.facts, Term("事实", "a fact")),
            (self.definitions, Term("定义", "a definition")),
            (self.collect_tables, Term("全取的决策表", "a collecting table")),
            (self.groups, Term("一组词语", "a group of words")),
            (self.words, Term("取值", "a word")),
        )
        for known, kind in kinds:
            if name in known:
                return kind
        return None

    def clause_count(self, locator: str) -> tuple[str, int] | None:
        """The article of a locator and how many statements it has, for telling what does exist."""
        heads = [locator.rsplit(separator, 1)[0] for separator in ".·" if separator in locator]
        for article in (*heads, locator):
            count = sum(1 for known in self.clauses if known.startswith((f"{article}.", f"{article}·")))
            if count:
                return article, count
        return None
