"""What is said of an atom, as f-strings of generated code. Part of :mod:`engine.direct`.

The sentences are those of :mod:`engine.explain.comparisons` in Chinese, with everything but the figures put in beforehand.
What is not said here (lists, values that may not apply, figures of a committee's own notice) is left to the general way.
"""

from __future__ import annotations

import ast
from typing import Any, NamedTuple

from engine.artifact.tables import Tables
from engine.diagnostics.safe_text import safe
from engine.explain.comparisons import NEGATED, OPERATOR_WORDS
from engine.explain.figures import decimal
from engine.explain.words.zh import WORDS

Side = dict[str, Any]

ORDERED = ("<", "<=", ">", ">=")


class NotSaid(Exception):
    """No sentence is made for this here."""


class Figures(NamedTuple):
    """Where the figures of an atom stand in generated code: locals or constants. ``bindings``: variable → local;
    ``counted``: locals of first year, last year and the list of years that counted, for a count."""

    left: str
    right: str
    bindings: dict[str, str]
    counted: tuple[str, str, str] | None


class Written(NamedTuple):
    """A value as a piece of an f-string: ``kind`` is number, year, date or word."""

    text: str
    kind: str
    unit: str
    scale: int


class Book:
    """What sentences about one subject are made of."""

    def __init__(self, tables: Tables, subject: dict[str, Any]) -> None:
        self.tables = tables
        self.facts = {fact["id"]: fact for fact in subject["facts"]}
        self.fields = {(fact["id"], field["id"]): field for fact in subject["facts"] for field in fact["fields"]}
        self.derived = {column for relation in subject["relations"] for column in relation["columns"]}
        self.derived |= {fill["fact"] for fill in subject.get("fills", ())}
        self.governed = any(row["notice"] for row in tables["rows"].values())

    def is_safe(self, fact: str) -> bool:
        """Whether the words of a fact can be printed as they are."""
        words = self.tables["enumerations"].get(self.facts[fact].get("enumeration") or "", {"words": [""]})["words"]
        return "" not in words and all(safe(word) == word for word in words)

    def sentence(self, number: int, truth: bool, satisfied: bool, figures: Figures) -> str:
        """An f-string for an atom that came out as ``truth`` in a statement that did or did not hold."""
        return "f" + repr(_Sentence(self, self.tables["atoms"][number], truth, satisfied, figures).written())


def plain(text: str) -> str:
    """Fixed text within an f-string."""
    return text.replace("{", "{{").replace("}", "}}")


def listed(words: Any) -> str:
    """The members of a group."""
    return WORDS["list"].join([safe(word) for word in sorted(words)]) or WORDS["none"]


class _Sentence:
    """One sentence under way."""

    def __init__(self, book: Book, atom: dict[str, Any], truth: bool, satisfied: bool, figures: Figures) -> None:
        self.book = book
        self.atom = atom
        self.satisfied = satisfied
        self.positive = truth is satisfied
        self.figures = figures

    def written(self) -> str:
        """The body of the f-string."""
        left, right, kind = self.atom["left"], self.atom["right"], self.atom["kind"]
        if left is None:
            return plain(str(self.atom["text"]))
        if kind == "compare" and right is not None:
            return self.compared(left, right)
        name, failed = self.name(left), "" if self.satisfied else "_failed"
        if kind == "applicable":
            return WORDS[("applies" if self.positive else "not_applies") + failed].format(name=name)
        if kind == "member" and right is not None:
            operator = "in" if self.positive else "not_in"
            return WORDS[operator + failed].format(name=name, value=self.whole(self.value(left)), group=self.group(right))
        if kind == "truth":
            value, other = ("yes", "no") if self.positive is self.satisfied else ("no", "yes")
            return WORDS["truth" + failed].format(name=name, value=WORDS[value], required=WORDS[other])
        raise NotSaid

    # ---- names and values -----------------------------------------------------------------------------------

    def name(self, side: Side) -> str:
        """What a side is called."""
        book = self.book
        if side["kind"] == "fact":
            return plain(book.facts[side["fact"]]["name"])
        if side["kind"] == "field":
            year = (side["year"] or {}).get("variable")
            if year not in self.figures.bindings:
                raise NotSaid
            name = plain(book.fields[side["record"], side["field"]]["name"])
            return WORDS["of_year"].format(year=f"{{N[{self.figures.bindings[year]}]}}", name=name)
        if side["kind"] == "row":
            if book.governed:
                raise NotSaid
            return plain(WORDS.get("row_" + str(side["text"]), str(side["text"])))
        return plain(str(side["parameter"] if side["kind"] == "parameter" else side["text"] or ""))

    def like(self, side: Side) -> dict[str, Any]:
        """What tells how the values of a side are written."""
        if side["kind"] == "fact":
            return self.book.facts[side["fact"]]
        if side["kind"] == "field":
            return self.book.fields[side["record"], side["field"]]
        return side

    def value(self, side: Side, right: bool = False) -> Written:
        """The value of a side."""
        like, local = self.like(side), self.figures.right if right else self.figures.left
        if like.get("may_not_apply"):
            raise NotSaid
        kind, unit, scale = like["type"], like["unit"] or "", like["scale"] or 0
        if local[:1] in "\"'":
            return Written(plain(safe(ast.literal_eval(local))), "word", "", 0)
        if kind == "year":
            return Written(WORDS["year"].format(year=local if local.isdecimal() else f"{{N[{local}]}}"), "year", "", 0)
        if kind in ("integer", "quantity", "number"):
            if scale and not unit:
                raise NotSaid
            text = f"{{decimal({local}, {scale})}}" if scale else f"{{N[{local}]}}"
            if local.isdecimal():
                text = decimal(int(local), scale)
            return Written(text, "number", unit, scale)
        if kind == "date":
            return Written(f"{{{local}.year}}年{{{local}.month}}月{{{local}.day}}日", "date", "", 0)
        if kind == "word" and like.get("enumeration"):
            words = self.book.tables["enumerations"][like["enumeration"]]["words"]
            return Written(f"{{{local}}}" if all(safe(word) == word for word in words) else f"{{safe({local})}}", "word", "", 0)
        if kind in ("word", "text"):
            return Written(f"{{safe({local})}}", "word", "", 0)
        raise NotSaid

    def whole(self, value: Written) -> str:
        """A value with its unit."""
        return value.text + plain(value.unit)

    def group(self, right: Side) -> str:
        """A group by its name where it has one, else by its members."""
        name = self.name(right) if right["kind"] in ("group", "parameter") else ""
        return name or f"{{listed({self.figures.right})}}"

    # ---- comparisons ----------------------------------------------------------------------------------------

    def compared(self, left: Side, right: Side) -> str:
        """As :func:`engine.explain.comparisons._compared`."""
        operator = self.atom["operator"] if self.positive else NEGATED[self.atom["operator"]]
        first = self.first(left)
        if self.satisfied and operator == "=":
            return first
        measured, second = self.value(left), self.value(right, True)
        value = self.whole(second)
        if right["kind"] == "fact":
            if self.like(right)["absent"] != "unknown" or right["fact"] in self.book.derived:
                raise NotSaid  # where it comes from is told
            value = WORDS["stated"].format(name=self.name(right), value=value)
            if self.figures.counted:
                if self.satisfied:
                    return first + WORDS["clause"].format(words=value)
                return self.with_difference(WORDS["beside"].format(left=first, value=value), operator, measured, second)
        dated = "_date" if "date" in (measured.kind, second.kind) and operator not in ("=", "!=") else ""
        words = WORDS[OPERATOR_WORDS[operator] + dated].format(value=value)
        if self.satisfied:
            return first + WORDS["clause"].format(words=words)
        if right["kind"] == "row":
            words = WORDS["which_is"].format(value=words, name=self.name(right))
        told = WORDS["failed"].format(left=first, required=WORDS["should"].format(required=words))
        return self.with_difference(told, operator, measured, second)

    def with_difference(self, stated: str, operator: str, measured: Written, second: Written) -> str:
        """By how much it falls short, where that can be said."""
        kinds = {measured.kind, second.kind}
        if operator not in ORDERED or not (kinds == {"date"} or kinds <= {"number", "year"}):
            return stated
        more = " + 1" if operator in ("<", ">") else ""
        key = "short" if operator in (">", ">=") else "over"
        left, right = self.figures.left, self.figures.right
        if measured.kind == "date":
            return WORDS[key + "_date"].format(stated=stated, by=f"{{abs(({left} - {right}).days){more}}}天")
        unit = "年" if measured.kind == "year" else plain(measured.unit)
        amount = f"abs({left} - {right}){more}"
        by = f"{{decimal({amount}, {measured.scale})}}" if measured.scale else f"{{{amount}}}"
        return WORDS[key].format(stated=stated, by=by + unit)

    def first(self, left: Side) -> str:
        """As :func:`engine.explain.comparisons._left`."""
        value = self.value(left)
        if left["kind"] == "variable":
            return self.whole(value)
        if self.figures.counted:
            if left["kind"] != "aggregate":
                raise NotSaid
            return self.count(value)
        name = self.name(left)
        if value.kind == "word":
            return WORDS["word_is"].format(name=name, value=value.text)
        number = value.text if value.unit and name.endswith(plain(value.unit)) else self.whole(value)
        return WORDS["value_is"].format(name=name, value=number)

    def count(self, value: Written) -> str:
        """A count over years, with the years that count."""
        assert self.figures.counted is not None
        first, last, years = self.figures.counted
        return f"{{span({first}, {last})}}{WORDS['counted_none'].format(count=self.whole(value))}{{those({years})}}"


class _Numbers(dict[int, str]):
    """Whole numbers as texts, those of every day made beforehand."""

    def __missing__(self, number: int) -> str:
        return str(number)


N = _Numbers({number: str(number) for number in range(10_000)})

_BEFORE, _BETWEEN, _BEHIND = WORDS["years"].replace("{last}", "{first}").split("{first}")
#: What a count says beyond what one of nothing says.
_FROM, _UNTIL = WORDS["counted"].removeprefix(WORDS["counted_none"]).split("{years}")
_COMMA = WORDS["list"]


def span(first: int, last: int) -> str:
    """The years that a count went through."""
    if not 1000 <= first <= last <= 9999:
        raise NotSaid
    return _BEFORE + N[first] + (_BETWEEN + N[last] if first != last else "") + _BEHIND


def those(years: list[int]) -> str:
    """The years that count."""
    return _FROM + _COMMA.join([N[year] for year in years]) + _UNTIL if years else ""
