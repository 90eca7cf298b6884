"""The types of the language. Part of :mod:`engine.typed`."""

from __future__ import annotations

from dataclasses import dataclass

#: Values are kept as 64-bit integers by every back end.
INT_MIN, INT_MAX = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Type:
    """``kind``: boolean, quantity, year, date, word, text, row, years, list, group.

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
        return self.kind in ("quantity", "year", "date")

    def describe(self) -> str:
        """The type in the officer's words."""
        if self.kind == "quantity":
            return f"数量（{self.unit}）" if self.unit else "整数"
        if self.kind == "word":
            return f"“{self.enumeration}”的词语"
        return _WORDS[self.kind]


_WORDS = {
    "boolean": "是非判断", "year": "年", "date": "日期", "text": "文本", "row": "行号", "years": "年段", "list": "名单", "group": "一组词语",
}
BOOLEAN = Type("boolean")
YEAR = Type("year")
DATE = Type("date")
TEXT = Type("text")
ROW = Type("row")
YEARS = Type("years")


def quantity(unit: str) -> Type:
    """A quantity of a unit."""
    return Type("quantity", unit)


def word(enumeration: str) -> Type:
    """A word of an enumeration."""
    return Type("word", enumeration=enumeration)
