"""What the YAML library complains of, in an officer's words. Part of :mod:`engine.source`, for ``yaml_reader``.

Both of PyYAML's parsers are covered; they word the same complaint differently.
"""

from __future__ import annotations

import re

import yaml

from engine.diagnostics import Diagnostic
from engine.diagnostics.terms import Term
from engine.source.text import LineTable

GENERAL = Term("此处的写法不合 YAML 规则", "this is not valid YAML")
_PROBLEMS: tuple[tuple[str, Term, Term], ...] = (
    (
        "could not find expected ':'|found undefined|implicit key",
        Term("这一行缺少半角冒号“:”", "this line lacks its colon"),
        Term("请写成“键: 值”，冒号用半角，后跟一个空格。", "Write `key: value`, with a space after the colon."),
    ),
    (
        "mapping values are not allowed",
        Term("此处不应再出现“: ”", "a second `: ` cannot stand here"),
        Term(
            "如果文字里本来就有冒号，请给整段文字加英文双引号；否则请核对缩进。",
            "If the colon belongs to the text, put the text in double quotes; otherwise check the indentation.",
        ),
    ),
    (
        "expected ',' or '[]}]'",
        Term("方括号或花括号内缺少逗号，或者括号没有写完", "a comma or the closing bracket is missing"),
        Term("请检查括号是否成对、各项之间是否为半角逗号。", "Check that brackets are paired and items part by `,`."),
    ),
    (
        "unexpected end of stream",
        Term("引号没有写完", "the quotation is not closed"),
        Term("请在文字末尾补上同样的引号。", "Close the text with the same quotation mark."),
    ),
    (
        "unknown escape|did not find expected hexdecimal|expected escape sequence",
        Term("双引号内的反斜杠“\\”后不能是这个字符", "this character cannot follow a backslash in double quotes"),
        Term("请把反斜杠写成两个“\\\\”，或改用单引号。", "Write the backslash twice, or use single quotes."),
    ),
    (
        "alphabetic or numeric character|alphabetic or numeric",
        Term("文字不能以“&”或“*”开头", "a text cannot start with `&` or `*`"),
        Term("请给整段文字加英文双引号。", "Put the text in double quotes."),
    ),
    (
        "cannot start any token",
        Term("文字不能以这个字符开头", "a text cannot start with this character"),
        Term("请给整段文字加英文双引号；缩进请用空格，不用 Tab。", "Use double quotes around it; indent with spaces."),
    ),
    (
        "expected key|block end|'-' indicator|not expected|expected <",
        Term("这一行的缩进与上文不一致", "the indentation of this line does not fit the lines above"),
        Term("请与同级的键左边对齐，下级多缩进两格。", "Align it with its siblings; indent a level by two spaces."),
    ),
)
ADVICE = Term("请对照 docs/policy-format.md 的写法。", "Compare with docs/policy-format.md.")


def explain_problem(error: yaml.MarkedYAMLError, table: LineTable) -> Diagnostic:
    """E0131 at the place of ``error``, with a reason and advice the officer can act on."""
    told = f"{error.problem or ''}"
    reason, advice = GENERAL, ADVICE
    for pattern, words, what_to_do in _PROBLEMS:
        if re.search(pattern, told):
            reason, advice = words, what_to_do
            break
    mark = error.problem_mark or error.context_mark
    if "end of stream" in told and error.context_mark is not None:
        mark = error.context_mark
    if "could not find expected ':'" in told and error.context_mark is not None:
        mark = error.context_mark
    at = min(mark.index, len(table.text)) if mark is not None else 0
    end = at + 1 if table.text[at : at + 1].strip() else at
    return Diagnostic("E0131", table.span(at, end), {"reason": reason, "advice": advice})
