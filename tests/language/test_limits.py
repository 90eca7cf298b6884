"""However deep, long or broken a policy is: never an exception, never silence, and an answer soon."""

from __future__ import annotations

import re
import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.source.discovery import read_folder
from engine.syntax.keywords import keyword_table
from engine.syntax.parser import MAX_DIAGNOSTICS, parse_policy
from tests.helpers import expect
from tests.language.small import Checked, check, texts, with_rules
from tests.repository import ROOT

#: Against blow-ups only: a busy machine is no failure. ``python -m bench.limits`` measures the 2 seconds meant.
SECONDS = 30.0
MEGABYTES = 512
MANY = 10_000
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.fixture(scope="module", autouse=True)
def _grammar_is_built() -> None:
    check(texts())


def timed(files: dict[str, str]) -> Checked:
    """Checked within the time that every refusal has."""
    before = time.process_time()
    checked = check(files)
    assert time.process_time() - before < SECONDS
    return checked


DEEP = {
    "brackets": "（" * MANY + "含涉密材料" + "）" * MANY,
    "brackets in brackets of calls": "学时合格（" * MANY + "申报年度" + "）" * MANY,
    "negations": "非 " * MANY + "含涉密材料",
    "signs": "- " * MANY + "1 少于 2",
    "sums": "申报年度" + " + 1" * MANY + " 晚于 2020",
    "products": "3" + " * 1" * MANY + " 少于 2",
    "conditionals in the last branch": "若 含涉密材料 则 是 否则 " * 5_000 + "是",
    "conditionals in the first part": "若 " * 5_000 + "含涉密材料" + " 则 是 否则 否" * 5_000,
    "quantifiers": "每个 年 于 （1，2）：" * 5_000 + "含涉密材料",
    "indices": "继续教育" + "[1]" * MANY + " 是 是",
    "attributes": "申报日期" + ".年度" * MANY + " 是 2020",
    "shifts": "申报日期" + " 前 1 天" * MANY + " 早于 2020-01-01",
}


@pytest.mark.parametrize("kind", DEEP)
def test_deep_nesting_is_refused(kind: str) -> None:
    checked = timed(with_rules(f"定义 样例：\n    {DEEP[kind]}\n"))
    expect(checked.diagnostics, "E0204", "此处的嵌套超过 64 层。")


@pytest.mark.parametrize("kind", DEEP)
def test_deep_nesting_inside_yaml_is_refused(kind: str) -> None:
    text = DEEP[kind][:300] + DEEP[kind][-300:]
    files = texts() | {"gaps.yaml": texts()["gaps.yaml"].replace("单位性质 是 个体", f"'{text}'")}
    assert timed(files).diagnostics


def test_a_statement_of_100_000_characters_is_refused() -> None:
    text = " 且 ".join(["含涉密材料"] * 15_000)
    checked = timed(with_rules(f"定义 样例：\n    {text}\n"))
    expect(checked.diagnostics, "E0215", at=(1, 1))


@pytest.mark.parametrize("word", ["且", "或"])
def test_chains_of_10_000_are_no_nesting(word: str) -> None:
    text = f" {word} ".join(["含涉密材料"] * MANY)
    checked = check(with_rules(f"定义 样例：\n    {text}\n"))
    assert checked.diagnostics == []
    assert checked.typed is not None


def test_a_mistake_at_the_end_of_a_long_chain() -> None:
    text = " 且 ".join(["含涉密材料"] * MANY)
    checked = timed(with_rules(f"定义 样例：\n    {text} 且 含涉密村料\n"))
    expect(checked.diagnostics, "E0301", underlines="含涉密村料", sources=checked.sources)


def test_chains_of_definitions_overflow_nothing() -> None:
    chain = "定义 步1：\n    含涉密材料\n" + "".join(f"定义 步{i}：\n    非 步{i - 1}\n" for i in range(2, 5_001))
    checked = check(with_rules(chain))
    assert checked.diagnostics == []
    assert checked.typed is not None


def test_a_cycle_of_5_000_definitions_is_told_once() -> None:
    chain = "".join(f"定义 步{i}：\n    非 步{i % 5_000 + 1}\n" for i in range(1, 5_001))
    assert [each.code for each in check(with_rules(chain)).diagnostics] == ["E0313"]


def test_a_file_full_of_mistakes_is_answered_soon() -> None:
    checked = timed(with_rules("条件 样例\n" * 15_000))
    assert len(checked.diagnostics) == MAX_DIAGNOSTICS


def test_a_file_full_of_unknown_names_is_answered_soon() -> None:
    names = "".join(f"定义 样例{i}：\n    未登记的名称{i} 且 又一个{i}\n" for i in range(1_000))
    assert len(timed(with_rules(names)).diagnostics) == 2_000


@pytest.mark.parametrize(
    "text",
    ["定义 甲：“" * 30_000, "乙 " * 80_000, "定义 甲：\n" + "丙" * 99_000, "【" * 60_000, "# 说明\n" * 15_000 + "定义"],
    ids=["quotes", "words", "one word", "citations", "remarks"],
)
def test_half_a_megabyte_of_nonsense_is_refused_soon(text: str) -> None:
    assert timed(with_rules(text)).diagnostics


def test_one_megabyte_of_rules_takes_seconds() -> None:
    rules = texts()["rules/continuing_education.policy"].split("条件 间隔一年", 1)[0].split("条件 连续", 1)[1]
    body = "条件 连续" + rules
    copies = 1_000_000 // len(body.encode())
    text = "".join(re.sub(r"条件 ", f"条件 第{i}", body) for i in range(copies))[:370_000].rsplit("条件", 1)[0]
    tracemalloc.start()
    before = time.process_time()
    checked = check(with_rules(text))
    seconds = time.process_time() - before
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert checked.diagnostics == []
    assert seconds < 60  # tracing memory slows everything down several times
    assert peak < MEGABYTES << 20


WORDS = sorted({word for table in [keyword_table("zh-CN")] for word in table.reserved()})
NAMES = [
    "申报",
    "含涉密材料",
    "年",
    "申报年度",
    "继续教育",
    "学时合格",
    "参数",
    "口径",
    "总学时",
    "工作地",
    "东县",
    "甲",
    "1",
    "90",
    "学时",
]
SIGNS = [
    "（",
    "）",
    "：",
    "，",
    "[",
    "]",
    ".",
    "【五(一).2】",
    "“文字”",
    "2025-02-29",
    "-",
    "+",
    "*",
    "≥",
    "\n",
    "\n    ",
    "“",
    "【",
    "{",
]
TOKENS = st.lists(st.sampled_from([*WORDS, *NAMES, *SIGNS]), max_size=40).map(" ".join)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def answered(files: dict[str, str]) -> None:
    """A typed policy or something to say, never both missing."""
    checked = check(files)
    assert (checked.typed is not None) != any(each.severity == "error" for each in checked.diagnostics)


@FUZZ
@given(st.one_of(ANY, TOKENS, TOKENS.map(lambda text: "条件 样例 【一.2】\n主体 申报\n应当 " + text)))
def test_any_text_as_rules(text: str) -> None:
    answered(with_rules(text))


@FUZZ
@given(TOKENS)
def test_any_text_as_an_expression_inside_yaml(text: str) -> None:
    quoted = "'" + text.replace("'", "''").replace("\n", " ") + "'"
    answered(texts() | {"gaps.yaml": texts()["gaps.yaml"].replace("单位性质 是 个体", quoted)})


@FUZZ
@given(st.data())
def test_small_policy_with_a_piece_of_any_file_cut_out(data: st.DataObject) -> None:
    files = texts()
    name = data.draw(st.sampled_from(sorted(files)))
    text = files[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    answered(files | {name: text[:start] + text[end:]})


def _shipped() -> dict[str, str]:
    policy, _ = read_folder(str(ROOT / "policies" / "2023"))
    assert policy is not None
    return policy.sources


@settings(FUZZ, max_examples=10)
@given(st.data())
def test_shipped_rules_with_pieces_cut_out(data: st.DataObject) -> None:
    files = _shipped()
    name = data.draw(st.sampled_from(sorted(name for name in files if name.endswith(".policy"))))
    text = files[name]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + text[end:]
    statements, _, found = parse_policy(name, text)
    assert statements or found or not text.strip()
    answered(files | {name: text})
