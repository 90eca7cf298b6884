"""The types of the language. Part of :mod:`engine.typed`."""

from __future__ import annotations

from dataclasses import dataclass

from engine.diagnostics.terms import Term

#: Values are kept as 64-bit integers by every back end.
INT_MIN, INT_MAX = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Type:
    """``kind``: boolean, quantity, year, date, word, text, row, years, list, group, or any (of something wrong already told).

    ``unit`` belongs to quantities (``""``: a plain whole number), ``enumeration`` to words and groups, ``columns`` (their
    enumerations) to lists.
    """

    kind: str
    unit: str = ""
    enumeration: str = ""
    columns: tuple[str, ...] = ()

    @property
    def ordered(self) -> bool:
        """Whether ``<`` means something."""
        return self.kind in ("quantity", "year", "date", "any")

    def describe(self) -> Term:
        """The type in the officer's words."""
        if self.kind == "quantity":
            return Term(f"数量（{self.unit}）", f"a quantity ({self.unit})") if self.unit else Term("整数", "a whole number")
        if self.kind == "word":
            return Term(f"“{self.enumeration}”的取值", f"a word of `{self.enumeration}`")
        return _WORDS[self.kind]


_WORDS = {
    "boolean": Term("是非判断", "a statement that is true or false"),
    "year": Term("年份", "a year"),
    "date": Term("日期", "a date"),
    "text": Term("文本", "a text"),
    "row": Term("行号", "a row of the annex"),
    "years": Term("年段", "a span of years"),
    "list": Term("名单", "a list"),
    "group": Term("一组词语", "a group of words"),
    "records": Term("逐年记录", "records by year"),
    "any": Term("不明的值", "a value that is not known"),
}
BOOLEAN = Type("boolean")
YEAR = Type("year")
DATE = Type("date")
TEXT = Type("text")
ROW = Type("row")
ANY = Type("any")
YEARS = Type("years")


def quantity(unit: str) -> Type:
    """A quantity of a unit."""
    return Type("quantity", unit)


def word(enumeration: str) -> Type:
    """A word of an enumeration."""
    return Type("word", enumeration=enumeration)
