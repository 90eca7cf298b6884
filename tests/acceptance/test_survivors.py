"""Mutants that no scenario notices: told with an application that shows the difference, or proved to change nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.helpers import invoke

EXAMPLE = Path(__file__).parents[1] / "release" / "example"
BOUNDARY = "      | 2025-11-28 | 符合   | 不符合           |\n"


def changed(place: Path, file: str, old: str, new: str) -> Path:
    """A copy of the example with one text changed."""
    shutil.copytree(EXAMPLE, place)
    text = (place / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (place / file).write_text(text.replace(old, new), encoding="utf-8")
    return place / "policy"


def test_a_survivor_is_told_with_an_application_that_shows_it(tmp_path: Path) -> None:
    pytest.importorskip("z3")
    folder = changed(tmp_path / "a", "features/example.feature", BOUNDARY, "")
    answer = invoke("mutate", str(folder), "--jobs", "1")
    lines = answer.out.splitlines()
    assert answer.code == 1
    at = lines.index("未发现  rules/example.policy:3    “截止当日 是 当日逾期”的 是 → 不是")
    assert lines[at + 1].startswith("    最近的场景  features/example.feature:")
    assert '    结论会不同的一份  {"申报日期": "2025-11-28"}' in lines[at : at + 5]
    assert lines[-1].startswith("改动16处：场景发现12处，证明等价0处，未发现4处")
    told = json.loads(invoke("mutate", str(folder), "--jobs", "1", "--format", "json", "-k", "不是").out)
    assert [each["example"] for each in told["judged"]] == [{"申报日期": "2025-11-28"}]
    assert "decided otherwise  {" in invoke("mutate", str(folder), "--jobs", "1", "-k", "不是", "--lang", "en").out


def test_a_change_that_changes_nothing_is_proved(tmp_path: Path) -> None:
    pytest.importorskip("z3")
    rule = "应当 总学时 不少于 参数.累计学时 【二.1】"
    folder = changed(
        tmp_path / "a",
        "policy/rules/example.policy",
        rule,
        "应当 总学时 不少于 参数.累计学时 【二.1】\n      或 总学时 不少于 95 学时 【二.1】",
    )
    answer = invoke("mutate", str(folder), "--jobs", "1", "-k", "二.1", "--format", "json")
    judged = {each["text"]["zh"]: each["fate"] for each in json.loads(answer.out)["judged"]}
    assert judged["去掉“总学时 ≥ 95 学时”"] == "equivalent"
    assert judged["去掉“总学时 ≥ 累计学时”"] == "killed"


def test_what_would_be_no_policy_is_no_mutant(tmp_path: Path) -> None:
    """每个 whose message names its variable has no 存在 in its place."""
    rule = "    应当 总学时 不少于 参数.累计学时 【二.1】\n    否则 不得申报 “学时不足”\n"
    each = (
        "    应当 每个 年 于 （申报年度，申报年度 - 1）：总学时 不少于 参数.累计学时 【二.1】\n    否则 不得申报 “{}学时不足”\n"
    )
    told = {}
    for name, text in (("named", "{年}年"), ("not", "")):
        folder = changed(tmp_path / name, "policy/rules/example.policy", rule, each.replace("{}", text))
        answer = invoke("mutate", str(folder), "--jobs", "1", "-k", "quantifier", "--format", "json")
        told[name] = (answer.code, answer.err.split()[:1])
    assert told == {"named": (2, ["E0873"]), "not": (1, [])}
