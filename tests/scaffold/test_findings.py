"""Errors among the tasks: each once, those about an open item with it, places that cite what is gone together."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.diagnostics import Diagnostic, Span
from engine.scaffold.findings import cited, with_findings
from engine.scaffold.task import Task
from engine.scaffold.todo import list_todo
from tests.cli.helpers import invoke
from tests.release.conftest import EXAMPLE

GONE = "2025年通知原有今删·二.9"


def at(file: str, line: int) -> Span:
    return Span(file, line, 3, line, 8)


def item(locator: str, subject: str) -> Task:
    place = at("notice.yaml", 9)
    return Task(place, "open", "删去", locator, subject, {"zh": "看", "en": "look"}, edits=("notice.yaml:9:3",))


def citing(file: str, line: int) -> Diagnostic:
    return Diagnostic("E0359", at(file, line), {"locator": GONE})


def test_places_that_cite_what_is_gone_stand_with_the_item() -> None:
    found = [citing("rules/甲.policy", 4), citing("readings.yaml", 7), citing("rules/甲.policy", 4)]
    (task,) = with_findings([item(GONE, "去年的二.9")], found)
    assert task.evidence == {"cited": "rules/甲.policy:4、readings.yaml:7"}
    assert task.edits == ("notice.yaml:9:3", "rules/甲.policy:4:3", "readings.yaml:7:3")


def test_they_are_one_task_where_the_item_is_closed() -> None:
    (task,) = with_findings([], [citing("rules/甲.policy", 4), citing("readings.yaml", 7)])
    assert (task.kind, task.reason, task.locator, task.decide) == ("error", "E0359", GONE, True)
    assert task.evidence == {"cited": "rules/甲.policy:4、readings.yaml:7"}
    assert task.what["zh"].startswith("今年的通知没有这一条，下列地方还引用它：")
    assert task.what["en"].startswith("this year's notice does not have it, and these places still cite it:")


def test_places_are_found_in_the_texts_while_names_cannot_be_looked_up() -> None:
    """Comments cite nothing, and the entry that tells of it is not a place to edit."""
    texts = {
        "rules/甲.policy": f"# 原为 {GONE}\n条件 甲 【{GONE}、2025年通知原有未找到·五(一).7】\n",
        "notice.yaml": f'核对:\n  - {{位置: "{GONE}", 事由: 删去}}\n',
        "committees.yaml": "    备注: 见【2025年通知原有今删·表一·18】\n",
    }
    told = [(each.span.file, each.span.line, each.span.column, each.arguments["locator"]) for each in cited(texts)]
    assert told == [
        ("rules/甲.policy", 2, 7, GONE), ("rules/甲.policy", 2, 23, "2025年通知原有未找到·五(一).7"),
        ("committees.yaml", 1, 11, "2025年通知原有今删·表一·18"),
    ]  # fmt: skip


def test_what_check_and_ledger_both_tell_is_told_once() -> None:
    found = Diagnostic("E0801", at("clauses.yaml", 3), {"locator": "二.1", "carriage": "条件"})
    assert [task.reason for task in with_findings([], [found, found])] == ["E0801"]
    (task,) = with_findings([item("二.1", "条款 二.1")], [found, found])
    assert "“二.1”" in task.evidence["also"]


def test_other_errors_stay_tasks_of_their_own() -> None:
    wrong = Diagnostic("E0310", at("rules/甲.policy", 2), {"locator": "二.7"})
    first, second = with_findings([item("二.7", "条款 二.7")], [wrong])
    assert first.evidence == {}
    assert (second.kind, second.reason, second.edits) == ("error", "E0310", ("rules/甲.policy:2:3",))


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE.parent, tmp_path / "某市")
    return tmp_path / "某市" / "policy"


def test_what_only_the_ledger_finds_is_on_the_list(policy: Path) -> None:
    """A clause without a scenario, and tags of scenarios that no clause answers to."""
    feature = policy.parent / "features" / "example.feature"
    text = feature.read_text(encoding="utf-8")
    assert text.count("@二.2") == 1
    feature.write_text(text.replace("@二.2", f"@{GONE}"), encoding="utf-8")
    assert json.loads(invoke("check", str(policy), "--format", "json").out)["errors"] == 0
    told = [(task.reason, task.place.file, task.locator) for task in list_todo(str(policy)).tasks]
    assert told == [("E0808", "clauses.yaml", "二.2"), ("E0359", "features/example.feature", GONE)]


def test_a_rule_that_cites_what_is_gone(policy: Path) -> None:
    """Told as such, in both languages: not as a clause that was left out of the register."""
    rules = policy / "rules" / "example.policy"
    text = rules.read_text(encoding="utf-8")
    at_ = text.index("【二.1】")
    rules.write_text(text[:at_] + f"【{GONE}】" + text[at_ + len("【二.1】") :], encoding="utf-8")
    zh, en = (invoke("check", str(policy), "--lang", lang) for lang in ("zh", "en"))
    line = text[:at_].count("\n") + 1
    column = at_ - text.rfind("\n", 0, at_) + 1
    assert zh.err.splitlines()[0] == (
        f"E0359 rules/example.policy:{line}:{column} “{GONE}”是去年的条款或行，今年的通知里没有，这里还引用它。"
    )
    assert "  办法：去年的规定今年不再适用的，删去或改写这里；改写成了另一条的，改引那一条。不必补登。" in zh.err.splitlines()
    assert en.err.splitlines()[0] == (
        f"E0359 rules/example.policy:{line}:{column} `{GONE}` is a clause or row of last year that this year's notice does not have, "
        "and it is still cited here"
    )
    assert "is not to be registered again" in en.err
    told = list_todo(str(policy))
    assert not told.runs
    assert [(task.reason, task.evidence["cited"]) for task in told.tasks if task.reason == "E0359"] == [
        ("E0359", f"rules/example.policy:{line}")
    ]


def test_the_notice_is_held_against_the_register_where_it_is_given(policy: Path) -> None:
    """A text that is another one altogether is one task."""
    notice = policy.parent / "会议纪要.txt"
    notice.write_text("今天开会。\n", encoding="utf-8")
    assert [task.reason for task in list_todo(str(policy), None, str(notice)).tasks] == ["E0818"]
