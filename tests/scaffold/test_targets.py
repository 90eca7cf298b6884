"""``policy new-year``: where it writes, what it refuses, and what it takes along from folders and notices that are not as they should be."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.helpers import invoke
from tests.scaffold.from_truth import POLICY, truth
from tests.scaffold.test_commands import BEFORE, SAME, base, files, scaffold

__all__ = ["base"]  # a fixture


def test_a_folder_with_files_is_not_touched(base: Path, tmp_path: Path) -> None:
    target = tmp_path / "2024"
    target.mkdir()
    (target / "甲.txt").write_text("我的", encoding="utf-8")
    answer = scaffold(base, target)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.splitlines()[:2] == [
        f"E0940 {target} “{target}”已经存在，里面有文件，没有动它。",
        "  办法：请换一个文件夹名；确实要重做的，先把原来的移走。",
    ]
    assert files(target) == {"甲.txt": "我的".encode()}


def test_an_empty_folder_is_filled(base: Path, tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    assert scaffold(base, tmp_path / "2024").code == 0
    assert (tmp_path / "2024" / "notice.yaml").exists()


@pytest.mark.parametrize(
    "arguments,code",
    [
        (["2023", "--from", "{base}", "--notice", SAME, "-o", "{new}"], "E0941"),
        (["2022", "--from", "{base}", "--notice", SAME, "-o", "{new}"], "E0941"),
        (["2024", "--from", "{base}", "--notice", SAME, "-o", "{base}/2024"], "E0942"),
        (["2024", "--from", "{base}", "--notice", SAME, "-o", "{base}"], "E0942"),
        (["二四", "--from", "{base}", "--notice", SAME, "-o", "{new}"], "E0905"),
        (["2024", "--notice", SAME, "-o", "{new}"], "E0904"),
        (["2024", "--from", "{base}", "-o", "{new}"], "E0904"),
        (["2024", "--from", "{base}", "--notice", SAME], "E0904"),
        (["2024", "--from", "{base}", "--notice", "{new}.txt", "-o", "{new}"], "E0106"),
        (["2024", "--from", "{new}", "--notice", SAME, "-o", "{new}2"], "E0114"),
        (["2024", "--from", "{base}", "--notice", SAME, "-o", "{new}/里面/深处"], "E0911"),
        (["2024", "--from", "{base}", "--notice", "{new}.txt", "-o", "{new}/里面/深处"], "E0911"),
        (["2024", "--from", "{base}", "--notice", SAME, "-o", "{new}", "--features", "{new}"], "E0817"),
    ],
)
def test_what_is_refused_leaves_nothing(base: Path, tmp_path: Path, arguments: list[str], code: str) -> None:
    before = files(base)
    new = tmp_path / "2024"
    answer = invoke("new-year", *(each.replace("{base}", str(base)).replace("{new}", str(new)) for each in arguments))
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith(code)
    assert files(base) == before
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"PK\x03\x04nothing", "没有表，也没有条款".encode(), b"\x00" * 9, b"1" * 200_000], ids=range(6)
)
def test_a_notice_that_is_none(base: Path, tmp_path: Path, data: bytes) -> None:
    """Refused, or read as a notice in which nothing of last year is found: never a traceback, never a silent carry-over."""
    path = tmp_path / "通知.txt"
    path.write_bytes(data)
    answer = scaffold(base, tmp_path / "2024", str(path))
    assert "E0999" not in answer.err
    if answer.code:
        assert not (tmp_path / "2024").exists()
    else:
        told = json.loads(invoke("todo", str(tmp_path / "2024"), "--format", "json").out)
        gone = {reason: {task["locator"] for task in told["tasks"] if task["reason"] == reason} for reason in ("未找到", "删去")}
        assert all(locator.startswith("2023年通知原有未找到·") for locator in gone["未找到"] if "通知" in locator)
        assert len([locator for locator in gone["未找到"] if locator.startswith("2023年")]) == 65
        assert len([locator for locator in gone["删去"] if "·表" in locator]) == 72


def test_last_years_notice_must_be_that_of_the_register(tmp_path: Path) -> None:
    """The register of the shipped policy pins other words than the notice retold: no folder, nothing called gone."""
    zh = scaffold(POLICY, tmp_path / "2024", SAME, "--previous", BEFORE)
    en = scaffold(POLICY, tmp_path / "2024", SAME, "--previous", BEFORE, "--lang", "en")
    assert (zh.code, zh.out, en.code, en.out) == (2, "", 2, "")
    assert zh.err.splitlines() == [
        f"E0927 {BEFORE} “{BEFORE}”不是上一年度政策所登记的通知原文：登记了摘要值的条款65条，其中只有8条读来一样；"
        "对不上的如引.1、一.1、一.2、一.3、一.4、一.5、一.6、二.1、二.2、三.1、三.2、三.3。",
        "  办法：请换成登记时所用的原文（policy trace 上一年度文件夹 --notice 原文，逐条列出差别）；没有原文的，不写 --previous。",
        "",
    ]
    assert en.err.splitlines()[0] == (
        f"E0927 {BEFORE} `{BEFORE}` is not the text that last year's policy registers: of 65 clauses with a digest 8 read the same; "
        "among those that differ: 引.1, 一.1, 一.2, 一.3, 一.4, 一.5, 一.6, 二.1, 二.2, 三.1, 三.2, 三.3"
    )
    assert not (tmp_path / "2024").exists()


def test_a_clause_that_last_years_notice_has_otherwise(base: Path, tmp_path: Path) -> None:
    """Told, and not called gone: its words are not surely those of last year."""
    text = Path(BEFORE).read_text(encoding="utf-8")
    before = tmp_path / "去年.txt"
    before.write_text(_without_transition(text), encoding="utf-8")
    zh = scaffold(base, tmp_path / "2024", SAME, "--previous", str(before))
    en = scaffold(base, tmp_path / "en", SAME, "--previous", str(before), "--lang", "en")
    assert (zh.code, en.code) == (0, 0)
    assert zh.err.splitlines()[:2] == [
        f"W0928 {before} “{before}”里有1条与上一年度登记的摘要值对不上：五(一).8。这几条只作参考，没有找到的不算删去。",
        "  办法：请用 policy trace 上一年度文件夹 --notice 原文 看差别：原文录错的改原文，登记错的改登记，再重做一次。",
    ]
    assert en.err.startswith(
        f"W0928 {before} `{before}` differs from the digests of last year's register in 1 clauses: 五(一).8;"
    )
    assert "删去 2，没有找到 1\n" in zh.out
    assert "gone 2, not found 1\n" in en.out
    told = json.loads(invoke("todo", str(tmp_path / "2024"), "--format", "json").out)["tasks"]
    lost = [task for task in told if task["reason"] == "未找到"]
    assert [(task["locator"], task["file"]) for task in lost] == [("2023年通知原有未找到·五(一).8", "notice.yaml")]


def _without_transition(text: str) -> str:
    """Last year's notice with a slip of the pen in the clause about earlier years."""
    passage = next(p for p in truth("base-2023")["passages"] if p["locator"] == "五(一).8")
    line = passage["lines"][0] - 1
    lines = text.split("\n")
    words = passage["text"][4:8]
    assert lines[line].count(words) == 1
    lines[line] = lines[line].replace(words, words[::-1])
    return "\n".join(lines)


def test_last_year_must_be_in_its_form(base: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(base, tmp_path / "2023")
    (broken / "parameters.yaml").write_text("参数: [{名称: 甲}]\n", encoding="utf-8")
    answer = scaffold(broken, tmp_path / "2024")
    assert answer.code == 2
    assert "parameters.yaml:1" in answer.err
    assert not (tmp_path / "2024").exists()


def test_a_list_on_one_line_is_refused_by_name(base: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(base, tmp_path / "2023")
    text = (broken / "initial_titles.yaml").read_text(encoding="utf-8")
    assert "  - 序号: 1\n" in text
    (broken / "initial_titles.yaml").write_text(text.replace("  - 序号: 1\n", "  -\n    序号: 1\n"), encoding="utf-8")
    answer = scaffold(broken, tmp_path / "2024")
    assert answer.code == 2
    assert answer.err.startswith("E0943 initial_titles.yaml:")
    assert not (tmp_path / "2024").exists()


def test_documents_of_the_year_are_left_behind_and_told(base: Path, tmp_path: Path) -> None:
    last = shutil.copytree(base, tmp_path / "2023")
    (last / "county-plans").mkdir()
    (last / "county-plans" / "松阳县.yaml").write_text("县: 松阳县\n文号: 松人社〔2023〕1号\n持有: []\n", encoding="utf-8")
    answer = scaffold(last, tmp_path / "2024")
    assert "没有带过来：county-plans/松阳县.yaml\n" in answer.out
    assert not (tmp_path / "2024" / "county-plans").exists()
    told = json.loads(invoke("todo", str(tmp_path / "2024"), "--format", "json").out)["tasks"]
    assert [task["locator"] for task in told if task["reason"] == "未承接"] == ["county-plans/松阳县.yaml"]


def test_the_year_after_starts_clean(base: Path, tmp_path: Path) -> None:
    """Entries of 核对 do not pile up; an item that nobody confirmed is open again."""
    scaffold(base, tmp_path / "2024", SAME, "--previous", BEFORE)
    folder = tmp_path / "2024"
    parameters = (folder / "parameters.yaml").read_text(encoding="utf-8")
    assert parameters.count("核对: [") > 3
    confirmed = [line.replace("待确认", "专技处") if "评前报告工作日" in line else line for line in parameters.splitlines()]
    (folder / "parameters.yaml").write_text("\n".join(confirmed) + "\n", encoding="utf-8")
    answer = invoke("new-year", "2025", "--from", str(folder), "--notice", SAME, "-o", str(tmp_path / "2025"))
    assert (answer.code, answer.err[:5]) == (0, "W0947")
    lines = {
        re.search("名称: (\\w+)", line)[1]: line
        for line in (tmp_path / "2025" / "parameters.yaml").read_text(encoding="utf-8").splitlines() if "名称: " in line
    }  # fmt: skip
    assert all(line.count("核对") <= 1 for line in lines.values())
    assert "2024年留下的事项还没有确认" in lines["公需科目学时"]
    assert "核对" not in lines["评前报告工作日"]


def test_a_notice_that_cannot_be_read_is_told_even_while_the_policy_cannot_be_compared(base: Path, tmp_path: Path) -> None:
    assert scaffold(base, tmp_path / "2024").code == 0
    with (tmp_path / "2024" / "notice.yaml").open("a", encoding="utf-8") as stream:
        stream.write("不认得: 1\n")
    answer = invoke("todo", str(tmp_path / "2024"), "--notice", str(tmp_path / "没有.txt"))
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("E0106")
    assert invoke("todo", str(tmp_path / "2024"), "--notice", SAME).code == 0
