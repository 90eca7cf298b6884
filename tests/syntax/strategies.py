"""Random surface trees of every node kind, such as the parser can make, and random layouts of their text."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from engine.syntax import nodes as n
from engine.syntax.keywords import keyword_table, languages

TABLES = {language: keyword_table(language) for language in languages()}
RESERVED = {word for table in TABLES.values() for word in table.reserved()}
#: Words that only make a keyword together with the next one; kept out of random names.
PARTS = {part for t in TABLES.values() for g in t.groups for ws in g.values() for w in ws for part in w.split(" ")}

#: Names that contain keywords, beside plain ones.
NAMES = (
    "非全日制",
    "且末县",
    "或有事项",
    "是否在编",
    "若干",
    "则例",
    "每个人",
    "前年",
    "后勤",
    "到岗",
    "从业年限",
    "归口",
    "其余额",
    "属于否",
    "不是",
    "参数",
    "口径",
    "本行",
    "年度",
    "总学时",
    "年",
    "工作日",
    "个",
    "hours",
    "android",
    "notice",
    "origin",
    "_x1",
    "Σ",
)
CJK = "甲乙丙丁人事申报且或非是若则前后于从到归"

names = st.one_of(
    st.sampled_from(NAMES), st.text(CJK, min_size=1, max_size=4), st.text("abcxyz_", min_size=1, max_size=4)
).filter(lambda name: name not in RESERVED | PARTS)
units = names
quoted = st.text("甲乙，。（）【】#：:;x 1“'", max_size=8)
dates = st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True)
figures = st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,3})?", fullmatch=True)
locators = st.sampled_from(["五(一).2", "一.5", "附件1·表一·19", "表二·3", "头.1"])
citations = st.one_of(
    st.builds(n.Citation, st.just("clause"), locators),
    st.builds(n.Citation, st.just("reading"), st.sampled_from(["A1", "A17", "当年学时"])),
)
some_citations = st.lists(citations, max_size=3).map(tuple)
COMPARISONS = list(TABLES["zh-CN"].comparisons)

plain_leaves = st.one_of(
    st.builds(n.Number, figures, st.none() | units),
    st.builds(n.Date, dates),
    st.builds(n.Boolean, st.booleans()),
    st.builds(n.Name, names),
    st.builds(n.AggregatedTable, st.sampled_from(["count", "sum"]), names),
)
text_leaves = st.one_of(st.builds(n.Text, quoted), st.builds(n.Question, quoted))


def _joined(kind: Any, inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    operands = st.lists(inner.filter(lambda node: not isinstance(node, kind)), min_size=2, max_size=3)
    return operands.map(lambda listed: kind(tuple(listed)))


def _cited(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[n.Cited]:
    return st.builds(
        n.Cited, inner.filter(lambda node: not isinstance(node, n.Cited)),
        st.lists(citations, min_size=1, max_size=2).map(tuple),
    )  # fmt: skip


def _takes_unit(node: Any) -> bool:
    """Whether a unit written behind ``node`` would become part of it."""
    return (isinstance(node, n.Number) and node.unit is None) or (isinstance(node, n.Fallback) and _takes_unit(node.fallback))


@st.composite
def _shifted(draw: Any, inner: st.SearchStrategy[Any]) -> n.Shifted:
    amount = draw(inner)
    unit = None if _takes_unit(amount) else draw(st.none() | units)
    direction = draw(st.sampled_from(["before", "after"]))
    return n.Shifted(draw(inner), direction, amount, unit, draw(st.sampled_from([None, "last", "next"])))


@st.composite
def _aggregated(draw: Any, inner: st.SearchStrategy[Any]) -> n.Aggregated:
    kind = draw(st.sampled_from(["count", "sum"]))
    condition = draw(st.none() | inner) if kind == "sum" else None
    return n.Aggregated(kind, draw(names), draw(_ranges(inner)), condition, draw(inner))


def _ranges(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.builds(n.Interval, inner, inner), inner)


def _quantified(every: bool, variable: str, range_: Any, body: Any) -> n.Quantified:
    return n.Quantified(every, variable, n.NOWHERE, range_, body)


def _composite(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(n.Attribute, inner, names),
        st.builds(n.Index, inner, inner),
        st.builds(n.Apply, names, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(n.Items, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(n.Negation, inner),
        _joined(n.Conjunction, inner),
        _joined(n.Disjunction, inner),
        st.builds(n.Comparison, st.sampled_from(COMPARISONS), inner, inner),
        st.builds(n.ApplicableTest, inner),
        st.builds(n.Binary, st.sampled_from(["+", "-", "*"]), inner, inner),
        st.builds(n.Minus, inner),
        _shifted(inner),
        st.builds(n.Fallback, inner, inner),
        st.builds(_quantified, st.booleans(), names, _ranges(inner), inner),
        _aggregated(inner),
        st.builds(n.Conditional, inner, inner, inner),
        _cited(inner),
    )


expressions = st.recursive(plain_leaves | text_leaves, _composite, max_leaves=12)
#: For messages, where a text cannot hold another quoted text.
unquoted = st.recursive(plain_leaves, _composite, max_leaves=4)


@st.composite
def templates(draw: Any) -> n.Template:
    """Messages; two texts never stand side by side."""
    parts: list[Any] = []
    for part in draw(st.lists(st.text("甲乙{}，x ", min_size=1, max_size=5) | unquoted, max_size=4)):
        if not (isinstance(part, str) and parts and isinstance(parts[-1], str)):
            parts.append(part)
    return n.Template(tuple(parts))


def _condition(kind: str, name: str, cited: Any, subject: str, tables: Any, applies: Any, requires: Any, told: Any) -> Any:
    return n.Condition(kind, name, cited, subject, tables, applies, requires, *told)


_tables = st.lists(names, max_size=2).map(tuple)
_told = st.one_of(st.just((None, None)), st.tuples(names, st.none() | templates()))
statements = st.one_of(
    st.builds(n.Definition, names, st.lists(names, max_size=2).map(tuple), some_citations, expressions),
    st.builds(n.Exception_, names, st.none() | names, expressions, expressions),
    st.builds(
        _condition, st.sampled_from(["condition", "deadline"]), names, some_citations, names, _tables,
        st.none() | expressions, expressions, _told,
    ),
    st.builds(n.Entitlement, names, some_citations, names, _tables, expressions, st.none() | templates()),
    st.builds(
        n.Classification, names, some_citations,
        st.lists(st.tuples(expressions, names), min_size=1, max_size=3).map(tuple), names,
    ),
    st.builds(n.Slot, names, names, some_citations),
    st.builds(n.Fill, names, expressions, expressions),
)  # fmt: skip

_COMMENTS = ("# 注：（“且”", "#且 甲", "# 【五(一).2", "#", "＃全角")
_WIDER = {"(": "（", ")": "）", ":": "：", ",": "，", "=": "＝", "<": "＜", ">": "＞", "+": "＋", "-": "－", "1": "１"}


@st.composite
def layouts(draw: Any, printed: str, language: str) -> str:
    """``printed`` with other blanks, line breaks, comments, widths and words of the same concepts."""
    table = TABLES[language]
    starts = {word for words in table.statements.values() for word in words}
    concepts = {word: words for group in table.groups for words in group.values() for word in words}
    phrases = "|".join(re.escape(word) for word in sorted(concepts, key=len, reverse=True) if " " in word)
    phrase = f"(?:{phrases})(?!\\w)|" if phrases else ""
    pattern = rf"“[^”]*”|【[^】]*】|\d{{4}}-\d\d-\d\d|\d+(?:\.\d+)?|{phrase}[^\W\d]\w*|\S"
    text, last = "", ""
    for token in re.findall(pattern, printed):
        begins = token in starts
        glued = bool(re.search(r"\w$", last)) and bool(re.match(r"\w", token))
        blanks = [" ", "  ", "\n", "\n\n", "\r\n\t", "　"] + ([] if glued or begins else [""] * 4)
        between = draw(st.sampled_from(blanks))
        if draw(st.integers(0, 9)) == 0:
            between += draw(st.sampled_from(_COMMENTS)) + draw(st.sampled_from(["\n", "\r\n", "\n\n  "]))
        if token in concepts and "是" not in concepts[token]:  # 是 is a value too, its other words are not
            token = draw(st.sampled_from(concepts[token]))
        elif not token.startswith(("“", "【")):
            token = "".join(_WIDER.get(char, char) if draw(st.booleans()) else char for char in token)
        text += between + token
        last = token
    return text + draw(st.sampled_from(["", "\n", "\n\n", "  # 末尾"]))
