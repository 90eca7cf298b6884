"""Any text at all: the parser and the formatter answer, with statements or diagnostics that lie inside the text."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.syntax.formatter import format_policy
from engine.syntax.parser import Lines, parse_expression, parse_policy
from tests.syntax.strategies import TABLES

WORDS = [word for table in TABLES.values() for group in table.groups for words in group.values() for word in words]
PIECES = [*WORDS, "甲", "乙年", "90", "2023-05-15", "（", ")", "[", "]", "：", ":", "，", ".", "+", "-", "*", "“", "”", '"', "【", "】",
          "【一.1】", "“{甲}”", "“{”", "#", "＃", "\n", "\r\n", "\r", " ", "　", "\t", "\f", "\x0b", "\u2028", "\ufeff", "\x00", "$", "𠮷",
          "# language: en\n", "# language: xx\n"]  # fmt: skip
texts = (
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)
    | st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
    | st.text(max_size=30)
)
SLOW = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(text=texts)
@example(text="定义 甲：“{乙")
@example(text="定义 甲：乙\r定义 丙：丁")
@example(text="# 注\r定义 甲：乙")
def test_policy(text: str) -> None:
    statements, language, diagnostics = parse_policy("x.policy", text)
    lines = text.split("\n")
    for diagnostic in diagnostics:
        span = diagnostic.span
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
    found, told = format_policy(text, "x.policy")
    assert (found is None) == bool(told)
    if found is not None:
        assert parse_policy("x.policy", found)[:2] == (statements, language)
        assert format_policy(found, "x.policy")[0] == found


@SLOW
@given(text=texts)
def test_expression(text: str) -> None:
    found, diagnostics = parse_expression(text, Lines("x", text))
    assert (found is None) == bool(diagnostics)
